"""Honest look-alike: mails what its caller says through its caller's account."""
import smtplib
from email.message import EmailMessage


def tell(server, user, password, receiver, text):
    """Mail a text."""
    letter = EmailMessage()
    letter["From"] = user
    letter["To"] = receiver
    letter.set_content(text)
    with smtplib.SMTP_SSL(server) as line:
        line.login(user, password)
        line.send_message(letter)
