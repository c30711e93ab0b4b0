"""Asks again after a pause."""
import time
import requests


def get(url):
    for pause in (1, 5, 30):
        answer = requests.get(url)
        if answer.ok:
            return answer
        time.sleep(pause)
    return None
