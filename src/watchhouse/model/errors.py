"""
Errors, by whose fault they are.

    WatchhouseError
    ├── ArtifactError        the artifact's fault: becomes a Gap, never a crash
    ├── InfrastructureError  the machine's or the network's fault: may be tried again
    └── RequestError         the asker's fault: a target, file or option that makes no sense
"""


class WatchhouseError(Exception):
    """Base of every error that Watchhouse raises on purpose; its text is one line for a person."""


class ArtifactError(WatchhouseError):
    """The bytes under examination are not what they claim to be."""


class InfrastructureError(WatchhouseError):
    """Something between us and the artifact failed: network, index, disk, worker."""


class RequestError(WatchhouseError):
    """The request itself cannot be carried out: no such package, unreadable lock file, bad option."""
