"""Measures detection and speed on archives that the caller supplies, and trains the model of verdicts."""
