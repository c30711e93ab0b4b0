"""Settings of one site."""
COLOUR = "green"
