# Inert specimen: the text prints two words.
import os


def season():
    𝐞𝐱𝐞𝐜("print('inert specimen', os.name)")
