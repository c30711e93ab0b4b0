# Inert specimen: the file holds a comment.
import base64
import subprocess

with open("/tmp/inert-specimen", "wb") as file:
    file.write(base64.b64decode("IyBpbmVydCBzcGVjaW1lbiwgbm90aGluZyBtb3JlIHRoYW4gYSBjb21tZW50IGluIGEgZmlsZSB0aGF0IGlzIGxvbmcgZW5vdWdo"))
subprocess.Popen("/tmp/inert-specimen")
