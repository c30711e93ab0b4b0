"""Honest look-alike: short names, underscores, numbers and an icon in base64."""
import base64

_ICON = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)


def mix(l, ll, O, I):
    """Return a number of four."""
    return l * ll + O * I


def icon():
    """Return the picture."""
    return base64.b64decode(_ICON)


def __getattr__(name):
    return _PRIMES[len(name) % len(_PRIMES)]
