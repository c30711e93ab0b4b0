"""Watchhouse: stands guard beside a package registry."""

__version__ = "0.1.0"
