"""Honest look-alike: a module of its own, with a telling name, inside a package."""
