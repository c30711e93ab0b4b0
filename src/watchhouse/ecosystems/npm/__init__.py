"""What npm means by a name, an integrity and a platform; pure."""
