"""What one generated file is to be; the bytes follow from it alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watchhouse.model.identity import Ecosystem


class Form(StrEnum):
    """What kind of file it is."""

    SDIST = "sdist"
    WHEEL = "wheel"
    TARBALL = "npm tarball"
    NUPKG = "nupkg"


class Kind(StrEnum):
    """What a package is about; those from STEALER on only look as if they attacked somebody."""

    LIBRARY = "library"
    CLIENT = "client"
    COMMAND = "command"
    DATA = "data"
    SMALL = "small"
    STEALER = "stealer"
    DROPPER = "dropper"
    LOADER = "loader"

    @property
    def hostile(self) -> bool:
        """Whether it is made to look malicious."""
        return self in HOSTILE


HOSTILE = (Kind.STEALER, Kind.DROPPER, Kind.LOADER)
HONEST = tuple(kind for kind in Kind if kind not in HOSTILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """One file of one release."""

    ecosystem: Ecosystem
    form: Form
    kind: Kind
    name: str
    """As its author spells it."""
    version: str
    author: str
    mail: str
    at: datetime
    seed: int
    """The files of one release share it, and so their code."""
    size: int
    """Roughly how many bytes the file should have."""

    @property
    def stem(self) -> str:
        """The name as a module is called."""
        return self.name.rpartition("/")[2].lower().replace("-", "_").replace(".", "_")

    @property
    def file(self) -> str:
        """The file's name as its registry expects it."""
        match self.form:
            case Form.SDIST:
                return f"{self.stem}-{self.version}.tar.gz"
            case Form.WHEEL:
                return f"{self.stem}-{self.version}-py3-none-any.whl"
            case Form.TARBALL:
                return f"{self.name.rpartition('/')[2]}-{self.version}.tgz"
            case Form.NUPKG:
                return f"{self.name.lower()}.{self.version}.nupkg"

    @property
    def homepage(self) -> str:
        """Where its source would be."""
        return f"https://git.example/{self.author.split()[-1].lower()}/{self.stem.replace('_', '-')}"
