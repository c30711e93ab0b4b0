"""PKG-INFO and METADATA, read with `packaging`, never losing what does not parse; and what lies beside them."""

import configparser
from dataclasses import replace
from email.errors import MessageError
from typing import Final

from packaging.metadata import RawMetadata, parse_email

from watchhouse.evidence.facts.metadata import persons
from watchhouse.evidence.facts.metadata.requirement import MOST, dependencies
from watchhouse.evidence.facts.package import Metadata
from watchhouse.model.evidence import Gap, GapReason, Location

LONGEST: Final = 4 << 20
"""Bytes of a metadata file that are read; descriptions of real packages stay below 1 MB."""

_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)
"""What the standard library's e-mail parser has been seen to raise on hostile headers."""

Fields = dict[str, list[str]]


def read_pkginfo(path: str, content: bytes) -> Metadata:
    """Return what the core metadata in `content` says; broken fields are read as plain headers."""
    head = content[:LONGEST]
    gaps: list[Gap] = []
    if len(content) > LONGEST:
        gaps.append(_gap(path, GapReason.MEMBER_TOO_LARGE, "only the first part of the metadata was read"))
    try:
        raw, unparsed = parse_email(head)
        fields = _fields(raw, unparsed)
    except _BROKEN:
        gaps.append(_gap(path, GapReason.CORRUPT, "the metadata do not parse"))
        fields = plain_headers(head)
    found = _metadata(path, fields)
    return replace(found, gaps=tuple(gaps))


def plain_headers(content: bytes) -> Fields:
    r"""
    Return the headers of `content` line by line: what is left when the e-mail parser gives up.

    >>> plain_headers(b"Name: a\nSummary: b\n c\n\nbody")
    {'name': ['a'], 'summary': ['b c'], 'description': ['body']}
    """
    head, _, body = content.decode("utf-8", "replace").replace("\r\n", "\n").partition("\n\n")
    fields: Fields = {}
    last = ""
    for line in head.split("\n"):
        if line[:1] in {" ", "\t"} and last:
            fields[last][-1] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        if colon:
            last = name.strip().lower()
            fields.setdefault(last, []).append(value.strip())
    if body:
        fields.setdefault("description", []).append(body)
    return fields


def read_requires(text: str) -> list[str]:
    r"""
    Return the requirements of an egg's `requires.txt`, those of extras included.

    >>> read_requires("a>=1\n\n[dev:python_version<'3']\nb\n")
    ['a>=1', 'b']
    """
    lines = (line.strip() for line in text.splitlines()[:MOST])
    return [line for line in lines if line and not line.startswith(("[", "#"))]


def read_entry_points(path: str, text: str) -> tuple[tuple[tuple[str, str], ...], tuple[Gap, ...]]:
    """Return the entry points of an `entry_points.txt`: scripts by their name, others as `group:name`."""
    parser = configparser.ConfigParser(
        delimiters=("=",), strict=False, interpolation=None, allow_no_value=True, default_section="\0"
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as the standard library's documentation says
    try:
        parser.read_string(text[:LONGEST])
    except (configparser.Error, AttributeError) as error:
        return (), (_gap(path, GapReason.CORRUPT, f"entry points do not parse: {type(error).__name__}"),)
    found = [
        (name if group in {"console_scripts", "gui_scripts"} else f"{group}:{name}", target or "")
        for group in parser.sections()
        for name, target in parser.items(group)
    ]
    return tuple(found[:MOST]), ()


def _fields(raw: RawMetadata, unparsed: dict[str, list[str]]) -> Fields:
    """Return both halves of what `packaging` read as one mapping of core-metadata field names."""
    fields: Fields = {}
    for key, value in raw.items():
        name = {"home_page": "home-page", "download_url": "download-url", "project_urls": "project-url"}.get(
            key, key.replace("_", "-")
        )
        match value:
            case str():
                fields[name] = [value]
            case dict():
                fields[name] = [f"{label}, {url}" for label, url in value.items()]
            case list():
                fields[name] = [str(each) for each in value]
            case _:
                continue
    for name, values in unparsed.items():
        fields.setdefault(name.lower(), []).extend(str(value) for value in values)
    return fields


def _metadata(path: str, fields: Fields) -> Metadata:
    """Return the fields as Metadata; of a field given twice the first counts."""

    def first(name: str) -> str:
        return next(iter(fields.get(name, ())), "")

    people = fields.get("author", []) + fields.get("maintainer", [])
    addresses = fields.get("author-email", []) + fields.get("maintainer-email", [])
    urls = [
        (label, first(name)) for label, name in (("Home-page", "home-page"), ("Download-URL", "download-url"))
    ]
    urls += [_project_url(each) for each in fields.get("project-url", [])[:100]]
    wanted = fields.get("requires-dist", []) + fields.get("requires", [])
    return Metadata(
        path=path,
        name=first("name"),
        version=first("version"),
        summary=first("summary"),
        description=first("description"),
        authors=persons.names([*people, *addresses]),
        emails=persons.emails([*addresses, *people]),
        urls=tuple((label, url) for label, url in urls if url and url != "UNKNOWN"),
        dependencies=dependencies(wanted),
    )


def _project_url(value: str) -> tuple[str, str]:
    """Return label and URL of one `Project-URL`, whose label ends at the first comma."""
    label, comma, url = value.partition(",")
    return (label.strip(), url.strip()) if comma else ("", value.strip())


def _gap(path: str, reason: GapReason, detail: str) -> Gap:
    return Gap(reason=reason, location=Location(path=path), detail=detail, hides=False)
