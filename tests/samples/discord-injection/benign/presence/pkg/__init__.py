"""Shows a status in Discord through its pipe."""
import socket

PIPE = "discord-ipc-0"


def connect(folder):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(folder + "/" + PIPE)
    return connection
