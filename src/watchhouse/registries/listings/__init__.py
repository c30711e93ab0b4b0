"""A project's name in, the files that its registry offers of it now out; nothing is downloaded."""
