"""What comes before a tar header and overrides it: PAX records and GNU long names."""

from dataclasses import dataclass, field

LARGEST = 4 << 20
"""Bytes of one such header that are read; honest ones have a few hundred."""

_SPARSE = (b"GNU.sparse.", b"SCHILY.realsize")
_KNOWN = frozenset({b"path", b"linkpath", b"size"})


@dataclass(slots=True)
class Overrides:
    """What the headers before the next member say of it."""

    path: bytes | None = None
    target: bytes | None = None
    size: int | None = None
    sparse: bool = False
    conflict: bool = False
    """Whether two of them disagree: readers differ over which one counts."""
    broken: bool = False
    headers: int = 0
    inherited: dict[bytes, bytes] = field(default_factory=dict)

    def take(self, kind: bytes, payload: bytes) -> None:
        """Take the payload of a header of type `kind`: GNU's L and K, PAX's x and g, Solaris' X."""
        match kind:
            case b"L":
                self._set_path(payload.split(b"\0", 1)[0])
            case b"K":
                self._set_target(payload.split(b"\0", 1)[0])
            case b"g":
                self._take_global(payload)
            case _:
                for key, value in self._records(payload):
                    self._record(key, value)

    def _take_global(self, payload: bytes) -> None:
        for key, value in self._records(payload):
            if key in _KNOWN or key.startswith(_SPARSE):
                self.inherited[key] = value
                self._record(key, value)
                self.conflict = True

    @property
    def quiet(self) -> bool:
        """Whether they change nothing of an ordinary file but its name."""
        return not (self.conflict or self.broken or self.sparse) and self.size is None

    def after_member(self) -> "Overrides":
        """Return what is left in force for the member after this one."""
        if not self.headers and not self.inherited:
            return self
        if not self.inherited:
            return Overrides()
        rest = Overrides(inherited=self.inherited)
        for key, value in self.inherited.items():
            rest._record(key, value)
        rest.conflict = True
        return rest

    def _record(self, key: bytes, value: bytes) -> None:
        if key == b"path":
            self._set_path(value)
        elif key == b"linkpath":
            self._set_target(value)
        elif key == b"size":
            if not value.isdigit() or len(value) > len(str(1 << 64)):
                self.broken = True
                return
            self.conflict |= self.size is not None and self.size != int(value)
            self.size = int(value)
        elif key.startswith(_SPARSE):
            self.sparse = True

    def _set_path(self, path: bytes) -> None:
        self.conflict |= self.path is not None and self.path != path
        self.path = path

    def _set_target(self, target: bytes) -> None:
        self.conflict |= self.target is not None and self.target != target
        self.target = target

    def _records(self, payload: bytes) -> list[tuple[bytes, bytes]]:
        """Return the records of a PAX header: `length key=value` and a line feed, length counting itself."""
        records: list[tuple[bytes, bytes]] = []
        at = 0
        while at < len(payload) and payload[at] != 0:
            space = payload.find(b" ", at, at + 20)
            digits = payload[at:space] if space > 0 else b""
            end = at + int(digits) if digits.isdigit() else 0
            key, equals, value = payload[space + 1 : end - 1].partition(b"=")
            if end <= space + 1 or end > len(payload) or payload[end - 1 : end] != b"\n" or not equals:
                self.broken = True
                break
            records.append((key, value))
            at = end
        return records
