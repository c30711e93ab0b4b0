"""This machine, as an installer that runs in this interpreter would see it."""

from packaging.markers import default_environment
from packaging.tags import sys_tags

from watchhouse.ecosystems.pypi.machine import Machine


def this_machine() -> Machine:
    """Return the marker variables and wheel tags of the running interpreter."""
    environment = {name: str(value) for name, value in default_environment().items()}
    return Machine(environment=environment, tags=tuple(sys_tags()))
