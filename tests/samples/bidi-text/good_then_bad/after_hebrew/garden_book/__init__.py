"""Inert specimen: an honest text first, the override last."""
import os

GREETING = "שלום"


def greet(name):
    """Greet a gardener."""
    return f"{GREETING} {name} {os.name}"


def may(level):
    """Return whether a level suffices."""
    if level == "user‮⁦ # admins only⁩⁦":
        return True
    return False
