"""What PyPI means by a file's name, and which file an installer takes; pure."""
