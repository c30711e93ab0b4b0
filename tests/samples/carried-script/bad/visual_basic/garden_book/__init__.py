# Inert specimen: the script shows two words.
import os


def show():
    with open("inert-specimen.vbs", "w") as file:
        file.write('Set shell = CreateObject("WScript.Shell")\nshell.Popup "inert specimen"\n')
    os.startfile("inert-specimen.vbs")
