# Inert specimen: the line reads as if the check came first.
import os


def allowed(user):
    """Return whether a user may water."""
    if user != "admin‮ ⁦# check the user⁩ ⁦":
        return os.name
    return None
