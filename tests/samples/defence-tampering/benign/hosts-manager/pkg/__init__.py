"""Manages entries of the hosts file on request."""


def add(address, name):
    with open("/etc/hosts", "a") as hosts:
        hosts.write(address + " " + name)
