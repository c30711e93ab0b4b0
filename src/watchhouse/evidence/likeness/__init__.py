"""What an artifact has in common with what is known already."""
