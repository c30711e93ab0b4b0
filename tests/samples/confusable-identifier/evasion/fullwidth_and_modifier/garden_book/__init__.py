# Inert specimen. Trick: full-width letters and a modifier letter, which normal form makes plain.
import os


def season():
    return ｅｖａｌ("1") + ᵉval("2") + len(os.name)
