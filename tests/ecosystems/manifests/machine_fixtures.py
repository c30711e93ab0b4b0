"""One machine for every manifest: Linux, CPython 3.11, x86-64, whatever the tests run on."""

import pytest
from packaging.tags import Tag

from watchhouse.ecosystems.pypi.machine import Machine

LINUX = Machine(
    environment={
        "implementation_name": "cpython",
        "implementation_version": "3.11.7",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_release": "6.0",
        "platform_system": "Linux",
        "platform_version": "1",
        "python_full_version": "3.11.7",
        "python_version": "3.11",
        "sys_platform": "linux",
    },
    tags=(
        Tag("cp311", "cp311", "manylinux_2_17_x86_64"),
        Tag("cp311", "abi3", "manylinux_2_17_x86_64"),
        Tag("py3", "none", "any"),
    ),
)


@pytest.fixture(scope="session")
def linux() -> Machine:
    """Return the machine."""
    return LINUX
