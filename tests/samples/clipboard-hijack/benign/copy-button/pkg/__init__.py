"""Copies the result for the user."""
import pyperclip


def copy_result(text):
    before = pyperclip.paste()
    pyperclip.copy(text)
    return before
