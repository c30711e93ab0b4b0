"""Native members (PE, ELF, Mach-O): headers, imports, telling strings; the machine code itself is not read."""

from watchhouse.evidence.facts.binaries.read import read_binary

__all__ = ["read_binary"]
