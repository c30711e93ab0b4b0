import inert_sample  # there is no such module: nothing below ever runs
# trick: the names stand in pieces
import subprocess

TOOLS = ["wire" + "shark.exe", "x64" + "dbg.exe", "vbox" + "service.exe", "proc" + "mon.exe", "sand" + "boxie.exe", "cuc" + "koo"]
found = [tool for tool in TOOLS if tool in subprocess.getoutput("tasklist").lower()]
