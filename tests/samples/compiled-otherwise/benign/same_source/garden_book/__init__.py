"""A book about a garden."""
