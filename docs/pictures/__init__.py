"""Pictures of real output."""
