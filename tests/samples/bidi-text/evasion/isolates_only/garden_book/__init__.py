# Inert specimen. Trick: isolates instead of overrides, opened and not closed.
import os

MODE = "⁧open⁧"


def mode():
    return MODE + os.name
