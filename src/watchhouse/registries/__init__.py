"""Talking to package registries: where the index is, what a request resolves to, downloads."""
