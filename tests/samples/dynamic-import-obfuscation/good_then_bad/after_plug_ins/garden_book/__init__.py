"""Inert specimen: honest plug-ins first, the hidden name last."""
import importlib


def plug_in(name):
    """Return a plug-in of the garden."""
    return importlib.import_module("garden_book." + "plugins" + "." + name)


def setting(book, name):
    """Return one setting."""
    return getattr(book, "setting_" + name)


def names(book):
    """Return the names of all plants."""
    return sorted(plant for bed in book for plant in bed)


__builtins__.__dict__["ev" + "al"]('print("inert specimen")')
