"""Which script names of a package's metadata run by themselves, and when."""

from watchhouse.model.identity import Ecosystem

_ON_INSTALL = {
    Ecosystem.NPM: frozenset({"preinstall", "install", "postinstall"}),
    Ecosystem.PYPI: frozenset[str](),
    Ecosystem.NUGET: frozenset({"init.ps1", "install.ps1"}),
}


def install_scripts(ecosystem: Ecosystem) -> frozenset[str]:
    """Return the names under which metadata declares what runs whenever the package is installed."""
    return _ON_INSTALL[ecosystem]
