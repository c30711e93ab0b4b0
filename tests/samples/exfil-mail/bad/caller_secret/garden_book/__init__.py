# Inert specimen: the server does not exist.
import smtplib
from email.message import EmailMessage


def unlock(password):
    letter = EmailMessage()
    letter["To"] = "specimen@garden-seeds.invalid"
    letter.set_content("unlocked with " + password)
    with smtplib.SMTP_SSL("mail.garden-seeds.invalid") as server:
        server.login("specimen@garden-seeds.invalid", "inert-specimen")
        server.sendmail("a@garden-seeds.invalid", "b@garden-seeds.invalid", "unlocked with " + password)
    return True
