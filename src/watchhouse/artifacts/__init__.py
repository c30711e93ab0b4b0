"""Bytes come in; an ArtifactTree goes out, read in memory under one budget."""
