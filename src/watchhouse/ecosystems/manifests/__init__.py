"""Manifests (requirement files, lock files, SBOMs): their text, and the requests that they stand for; pure."""
