import inert_sample  # there is no such module: nothing below ever runs
# trick: the command stands in pieces
import os

os.system(" ".join(["tw" + "ine", "up" + "load", "dist/*"]))
