"""What a release can do that an earlier one of the same project could not."""
