# Inert specimen: what stands to the right prints two words.
import os;                                                                                                                                                                                                        exec('print("inert specimen")')


def area(width, height):
    return width * height
