"""Honest look-alike: a socket that answers questions, and a terminal for the user who asked."""
import socket
import subprocess


def serve(host, port, book):
    """Answer each name with its plant."""
    with socket.create_server((host, port)) as server:
        while True:
            connection, _ = server.accept()
            name = connection.recv(100).decode()
            connection.sendall(book.get(name, "?").encode())


def edit(path):
    """Open the user's editor."""
    return subprocess.call(["vi", path])
