import inert_sample  # there is no such module: nothing below ever runs
import os
import time

time.sleep(900)
os.system("payload.example")
