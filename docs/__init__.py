"""The documentation, and what builds the generated part of it."""
