"""Imports, sections and their entropy, by lief; only the tables that are asked for are parsed."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from watchhouse.evidence.facts.binaries.formats import Format
from watchhouse.model.errors import ArtifactError

LARGEST: Final = {Format.ELF: 128 << 20, Format.PE: 128 << 20, Format.MACH_O: 32 << 20}
"""
Bytes of a member that lief is given.

ELF and PE cost 25 ms for 40 MB; of a Mach-O lief always reads the whole symbol table, 1.7 s for 90 MB.
"""
MOST_SYMBOLS: Final = 5_000
MOST_SECTIONS: Final = 200
SAMPLE: Final = 16 << 10
"""Bytes of a section whose entropy is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section: its name, size, and, if it is executable, the entropy of a sample of it in bits per byte."""

    name: str
    size: int
    entropy: float
    executable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """What the headers of one native member say."""

    imports: frozenset[str]
    sections: tuple[Section, ...]


def read_headers(content: bytes, binary_format: Format) -> Headers:
    """
    Return imports and sections of `content`.

    ArtifactError if lief finds nothing of the format in it. lief is native code that hostile bytes can
    crash, so callers run in a worker process that may die.
    """
    if len(content) > LARGEST[binary_format]:
        raise ArtifactError("too large to parse its headers")
    import lief

    lief.logging.disable()
    try:
        match binary_format:
            case Format.ELF:
                return _elf(lief, content)
            case Format.PE:
                return _pe(lief, content)
            case Format.MACH_O:
                return _mach_o(lief, content)
    except (ValueError, RuntimeError, TypeError, AttributeError, LookupError, MemoryError) as error:
        raise ArtifactError(f"headers do not parse: {type(error).__name__}") from error


def _elf(lief: Any, content: bytes) -> Headers:
    config = lief.ELF.ParserConfig()
    config.parse_dyn_symbols = True
    for costly in (
        "parse_relocations",
        "parse_notes",
        "parse_overlay",
        "parse_symbol_versions",
        "parse_symtab_symbols",
    ):
        setattr(config, costly, False)
    binary = lief.ELF.parse(content, config)  # kept alive: lief 1.0 frees a temporary under its iterators
    if binary is None:
        raise ArtifactError("ELF headers do not parse")
    # not `imported_symbols`: that leaves out undefined symbols without a type, which is how CPython's come
    # linkers put the undefined ones first, so the rest of a long table holds none
    first = islice(binary.dynamic_symbols, 2 * MOST_SYMBOLS)
    undefined = (each.name for each in first if each.shndx == 0)
    names = list(islice(undefined, MOST_SYMBOLS))
    libraries = list(islice(binary.libraries, MOST_SYMBOLS))
    execute = lief.ELF.Section.FLAGS.EXECINSTR
    sections = [
        _section(content, each.name, each.file_offset, each.size, executable=bool(each.has(execute)))
        for each in islice(binary.sections, MOST_SECTIONS)
    ]
    return Headers(imports=_texts([*names, *libraries]), sections=tuple(sections))


def _pe(lief: Any, content: bytes) -> Headers:
    config = lief.PE.ParserConfig()
    config.parse_imports = True
    for costly in (
        "parse_signature",
        "parse_rsrc",
        "parse_reloc",
        "parse_exports",
        "parse_exceptions",
        "parse_arm64x_binary",
    ):
        setattr(config, costly, False)
    binary = lief.PE.parse(content, config)
    if binary is None:
        raise ArtifactError("PE headers do not parse")
    names: list[Any] = []
    for library in islice(binary.imports, MOST_SYMBOLS):
        names.append(library.name)
        names.extend(entry.name for entry in islice(library.entries, MOST_SYMBOLS - len(names)))
        if len(names) >= MOST_SYMBOLS:
            break
    execute = int(lief.PE.Section.CHARACTERISTICS.MEM_EXECUTE)
    sections = [
        _section(
            content,
            each.name,
            each.pointerto_raw_data,
            each.sizeof_raw_data,
            executable=bool(int(each.characteristics) & execute),
        )
        for each in islice(binary.sections, MOST_SECTIONS)
    ]
    return Headers(imports=_texts(names), sections=tuple(sections))


def _mach_o(lief: Any, content: bytes) -> Headers:
    config = lief.MachO.ParserConfig()
    config.parse_dyld_bindings = config.parse_dyld_exports = config.parse_dyld_rebases = False
    fat = lief.MachO.parse(content, config)
    if fat is None or fat.size == 0:
        raise ArtifactError("Mach-O headers do not parse")
    binary = fat.at(0)
    names = [symbol.name for symbol in islice(binary.imported_symbols, MOST_SYMBOLS)]
    libraries = [library.name for library in islice(binary.libraries, MOST_SYMBOLS)]
    base = binary.fat_offset
    sections = [
        _section(content, each.name, base + each.offset, each.size, executable=each.name == "__text")
        for each in islice(binary.sections, MOST_SECTIONS)
    ]
    # Mach-O spells every C symbol with an underscore in front; without it names compare across formats.
    return Headers(
        imports=_texts([*(str(name).removeprefix("_") for name in names), *libraries]),
        sections=tuple(sections),
    )


def _texts(names: Iterable[Any]) -> frozenset[str]:
    texts = (name.decode("latin-1") if isinstance(name, bytes) else str(name) for name in names)
    return frozenset(text[:300] for text in texts if text)


def _section(content: bytes, name: Any, offset: int, size: int, *, executable: bool) -> Section:
    return Section(
        name=str(name)[:40],
        size=size,
        entropy=entropy(content[offset : offset + min(size, SAMPLE)]) if executable else 0.0,
        executable=executable,
    )


def entropy(sample: bytes) -> float:
    """
    Return the Shannon entropy of `sample` in bits per byte.

    >>> entropy(b"aaaa"), entropy(bytes(range(256)))
    (0.0, 8.0)
    """
    total = len(sample)
    return sum(-count / total * math.log2(count / total) for count in Counter(sample).values()) + 0.0
