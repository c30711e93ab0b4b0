"""Native members (PE, ELF, Mach-O): headers, imports, telling strings; the machine code itself is not read."""

from watchhouse.evidence.facts.binaries.formats import is_binary
from watchhouse.evidence.facts.binaries.read import read_binary

__all__ = ["is_binary", "read_binary"]
