"""Honest look-alike: emoji with their joiners and selectors."""
FAMILY = "👨‍👩‍👧‍👦"
HEART = "❤️"
WOMAN_FARMER = "👩‍🌾"


def plant():
    """Return a text."""
    return f"{HEART} {WOMAN_FARMER} {FAMILY}"
