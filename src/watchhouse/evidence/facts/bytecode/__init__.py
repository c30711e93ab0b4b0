"""Compiled Python: unmarshalled without the interpreter, lifted to source text, and read like any other source."""

from watchhouse.evidence.facts.bytecode.read import read_marshal, read_pyc

__all__ = ["read_marshal", "read_pyc"]
