"""Settings."""
COLOUR = "green"
