VERSION = "1.0.0"
print("hello")


def get(address):
    """Return nothing yet."""
    pass
