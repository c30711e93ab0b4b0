"""The beds of a garden."""

BEDS = ["north", "south"]


def water(bed):
    """Water one bed."""
    return f"{bed}: wet"
