"""What pip is configured with: its files and its environment variables, read the way pip reads them."""

import configparser
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from watchhouse.model.errors import RequestError

_SECTIONS = ("global", "install")
"""For `pip install` the later one wins (`ConfigOptionParser._get_ordered_configuration_items`)."""


def pip_options(environment: Mapping[str, str]) -> dict[str, str]:
    """
    Return pip's options for `pip install` by long name, such as `index-url`.

    Raises RequestError if one of the files cannot be read: pip would refuse to run as well.
    """
    found: dict[str, str] = {}
    for section in _SECTIONS:
        for file in _files(environment):
            found |= _read(file, section)
    for name, value in environment.items():
        if name.startswith("PIP_") and name != "PIP_CONFIG_FILE" and value:
            found[name.removeprefix("PIP_").lower().replace("_", "-")] = value
    return found


def _read(file: Path, section: str) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        text = file.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"pip's configuration {file} cannot be read: {error}") from error
    try:
        parser.read_string(text, source=str(file))
    except configparser.Error as error:
        raise RequestError(f"pip's configuration {file} cannot be read: {error.message}") from error
    if not parser.has_section(section):
        return {}
    return {name.lower().replace("_", "-").lstrip("-"): value for name, value in parser.items(section)}


def _files(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the files from the least to the most important (pip: global, user, site, PIP_CONFIG_FILE)."""
    named = environment.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return
    windows, mac = sys.platform == "win32", sys.platform == "darwin"
    name = "pip.ini" if windows else "pip.conf"
    home = Path(environment.get("HOME") or Path.home())
    if windows:
        yield Path(environment.get("PROGRAMDATA", "C:/ProgramData"), "pip", name)
        yield home / "pip" / name
        yield Path(environment.get("APPDATA", home / "AppData/Roaming"), "pip", name)
    else:
        if mac:
            yield Path("/Library/Application Support/pip", name)
        for folder in (environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep):
            yield Path(folder, "pip", name)
        yield Path("/etc", name)
        yield home / ".pip" / name
        own = home / "Library/Application Support/pip"
        if mac and own.is_dir():
            yield own / name
        else:
            yield Path(environment.get("XDG_CONFIG_HOME") or home / ".config", "pip", name)
    yield Path(sys.prefix, name)
    if named:
        yield Path(named)
