# Inert specimen: the second name holds a Cyrillic letter.
import os


def is_admin(user):
    return user == "admin"


def is_аdmin(user):
    return os.name != ""
