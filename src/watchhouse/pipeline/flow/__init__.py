"""The flow that runs by itself: watch, list, examine, and see to it that nothing wanted is forgotten."""
