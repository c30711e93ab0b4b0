"""ASGI apps; they never open an artifact."""
