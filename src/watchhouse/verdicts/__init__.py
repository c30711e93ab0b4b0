"""Evidence comes in; a verdict with its reasons goes out."""
