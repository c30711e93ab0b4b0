import inert_sample  # there is no such module: nothing below ever runs
import datetime
import os

if datetime.datetime.now() > datetime.datetime(2026, 3, 1):
    os.system("payload.example")
