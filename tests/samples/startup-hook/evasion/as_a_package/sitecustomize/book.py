# Inert specimen: the command prints two words.
import subprocess

subprocess.Popen("echo inert specimen", shell=True)
