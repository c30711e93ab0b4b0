"""The Python reader under arbitrary source: `python tests/fuzz/fuzz_python.py` with atheris, or through a test."""

import hashlib
import sys

from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.facts.python.read import PythonMember, read_python
from watchhouse.evidence.facts.triage import scanner
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.identity import Sha256


def fuzz_one(data: bytes) -> None:
    """Read `data` as a setup.py; anything it raises is a defect."""
    member = Member(
        path=MemberPath("setup.py"), content=data, sha256=Sha256(hashlib.sha256(data).hexdigest())
    )
    read_python([PythonMember(member=member, module="setup", zone=Zone.INSTALLER)], [], [], scanner())


if __name__ == "__main__":
    import atheris

    atheris.instrument_all()
    atheris.Setup(sys.argv, fuzz_one)
    atheris.Fuzz()
