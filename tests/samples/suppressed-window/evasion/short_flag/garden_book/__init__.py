# Inert specimen. Trick: the flag's shortest form, the program's name in mixed case.
import subprocess

subprocess.call("PoWeRsHeLl -nop -w h -c echo inert-specimen", shell=True)
