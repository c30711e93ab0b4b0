# Inert specimen: the program does not exist.
import subprocess

subprocess.Popen(["inert-specimen.exe"], creationflags=0x08000000)
