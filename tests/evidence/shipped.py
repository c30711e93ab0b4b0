"""What a sample's file would be in a package: a binary stands in the repository as hexadecimal text."""

from pathlib import Path


def shipped_name(path: str) -> str:
    """Return the member's path."""
    return path.removesuffix(".hex")


def shipped(path: Path) -> bytes:
    """Return the member's bytes."""
    content = path.read_bytes()
    return bytes.fromhex(content.decode("ascii")) if path.suffix == ".hex" else content
