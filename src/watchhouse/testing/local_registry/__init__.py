"""PyPI, npm, NuGet and an operator's event feed on loopback, answering from a generated world."""

from watchhouse.testing.local_registry.serving import Registry, serve

__all__ = ["Registry", "serve"]
