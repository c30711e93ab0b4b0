import inert_sample  # there is no such module: nothing below ever runs
import os
import pathlib

PLIST = "<plist><dict><key>Label</key><string>com.sample.example</string></dict></plist>"
place = pathlib.Path(os.path.expanduser("~/Library/LaunchAgents/com.sample.example.plist"))
place.write_text(PLIST)
