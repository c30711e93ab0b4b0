"""Encrypts a folder into a vault."""
import os
from cryptography.fernet import Fernet


def seal(folder, key):
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as plain, open(path + ".sealed", "wb") as sealed:
                sealed.write(Fernet(key).encrypt(plain.read()))
