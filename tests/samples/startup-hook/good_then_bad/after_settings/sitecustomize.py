"""Inert specimen: honest settings first, the program last."""
import os
import sys

sys.dont_write_bytecode = False
os.environ.setdefault("GARDEN_BOOK", "1")


def colour():
    """Return the colour."""
    return "green"


os.system("echo inert specimen")
