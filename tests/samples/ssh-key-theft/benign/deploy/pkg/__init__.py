"""Logs in with the user's key."""
import os
import paramiko


def connect(host):
    client = paramiko.SSHClient()
    client.connect(host, key_filename=os.path.expanduser("~/.ssh/id_rsa"))
    return client
