"""A book of plants."""
