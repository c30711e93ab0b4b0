# Inert specimen: the command prints two words.
import os

os.system("powershell -NoProfile -WindowStyle Hidden -Command Write-Output 'inert specimen'")
