"""What a process loads once, loaded now: so that the first artifact costs what every other one does."""

import importlib

from watchhouse.ecosystems.popular import popular_names
from watchhouse.ecosystems.wordlike import surprise
from watchhouse.evidence.facts.binaries.strings import find_strings
from watchhouse.evidence.facts.triage import scanner
from watchhouse.evidence.likeness.known_files import shipped
from watchhouse.model.identity import Ecosystem


def warm() -> None:
    """Compile the patterns, index the names and import what is imported late."""
    scanner()
    find_strings(b"")
    importlib.import_module("lief")
    for ecosystem in Ecosystem:
        names = popular_names(ecosystem)
        _ = names.rank, names.by_length, names.by_skeleton, names.by_words
    surprise("requests")
    shipped()
