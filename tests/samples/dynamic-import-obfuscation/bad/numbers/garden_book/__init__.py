# Inert specimen: the command prints two words.
import importlib

name = "".join(chr(n) for n in (115, 117, 98, 112, 114, 111, 99, 101, 115, 115))
importlib.import_module(name).run(["echo", "inert specimen"])
