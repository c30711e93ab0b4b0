"""
Code that runs at every start of the interpreter and did not in the earlier release.

Looks at: `.pth` files with code, `sitecustomize` and `usercustomize` that the earlier release did not hold, or held
with other content.
Does not look at: `.pth` files that only add folders to the path; two files of different kinds.
Known honest users: coverage and debugging tools, namespace packages of old setuptools, import hooks.
"""

from collections.abc import Iterator

from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting for each start-up file that is new or has changed."""
    if not change.alike:
        return
    before = {hook.content for hook in change.old.starts}
    names = {hook.name for hook in change.old.starts}
    for hook in change.new.starts:
        if hook.content in before:
            continue
        # A release that already had one, and often another after each build, is what it was.
        added = not names
        yield DELTA_RULE.sight_trace(
            hook.trace,
            f"{'runs code' if added else 'runs other code'} at every start of the interpreter, {change.since}",
            Confidence.HIGH if added else Confidence.LOW,
        )


DELTA_RULE = DeltaRule(
    id="delta-startup-hook",
    title="Start-up file that the earlier release lacked",
    severity=Severity.HIGH,
    techniques=(Technique.PYTHON_STARTUP_HOOKS, Technique.SUPPLY_CHAIN_COMPROMISE),
    compare=compare,
    doc=__doc__,
)
