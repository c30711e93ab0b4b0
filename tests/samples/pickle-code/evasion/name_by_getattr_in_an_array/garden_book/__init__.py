"""A book about a garden."""

BEDS = 4
