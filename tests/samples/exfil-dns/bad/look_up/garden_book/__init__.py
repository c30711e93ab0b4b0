# Inert specimen: the domain does not exist.
import getpass
import socket

socket.gethostbyname(f"{getpass.getuser()}.{socket.gethostname()}.garden-seeds.invalid")
