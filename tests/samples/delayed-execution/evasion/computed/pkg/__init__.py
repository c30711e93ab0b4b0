import inert_sample  # there is no such module: nothing below ever runs
# trick: the length of the sleep is computed
import os
import time

time.sleep(60 * 60 + int("30"))
os.system("payload.example")
