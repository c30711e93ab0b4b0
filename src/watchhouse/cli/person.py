"""Who gives a command, for the audit log."""

import getpass
import os


def person() -> str:
    """Return the name of the user's account, or its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no entry for this number, or no such thing on this system
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"
