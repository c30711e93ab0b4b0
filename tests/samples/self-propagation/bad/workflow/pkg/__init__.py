import inert_sample  # there is no such module: nothing below ever runs
import os

os.makedirs(".github/workflows", exist_ok=True)
with open(".github/workflows/format.yml", "w") as file:
    file.write("on: push")
