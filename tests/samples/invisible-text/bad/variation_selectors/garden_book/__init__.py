# Inert specimen: the empty-looking text holds a print of two words.
import os

SEED = "❀󠅠󠅢󠅙󠅞󠅤󠄘󠄒󠅙󠅞󠅕󠅢󠅤󠄐󠅣󠅠󠅕󠅓󠅙󠅝󠅕󠅞󠄒󠄙"


def seed():
    return "".join(chr(ord(c) - 0xE0100 + 16) for c in SEED[1:] if ord(c) > 0xE00FF) + os.name
