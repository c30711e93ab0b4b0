"""Detectors of what a publisher claims: names, versions, authors, links, dependencies."""
