"""Settings."""

COLOUR = "green"
