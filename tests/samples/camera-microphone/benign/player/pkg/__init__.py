"""Shows what a camera sees."""
import cv2


def frames(device=0):
    camera = cv2.VideoCapture(device)
    while True:
        ok, frame = camera.read()
        if not ok:
            return
        yield frame
