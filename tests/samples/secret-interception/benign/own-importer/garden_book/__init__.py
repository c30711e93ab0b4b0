"""Puts its own modules in the place of others: an alias of itself, and a finder for its plug-ins."""
import importlib.abc
import sys

import garden_book.compat as compat

sys.modules["garden_book.old"] = compat


class Plugins(importlib.abc.MetaPathFinder):
    """Finds plug-ins."""

    def find_spec(self, name, path, target=None):
        """Find nothing."""
        return None


sys.meta_path.append(Plugins())
