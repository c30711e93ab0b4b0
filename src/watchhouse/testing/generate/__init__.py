"""Blueprints to the bytes of inert packages: from a seed, always the same, fast."""
