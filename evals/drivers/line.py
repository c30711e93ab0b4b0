"""
The protocol that every driver speaks: a JSON object per line in, a JSON object per line out, the cost measured here.

Also loaded by interpreters in which nothing of this repository is installed: standard library only.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def serve(task: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer each request on standard input with what `task` makes of it; whatever `task` prints is kept apart."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for request in sys.stdin:
        _reset()
        began = time.perf_counter()
        try:
            answer = task(json.loads(request))
        except Exception as error:  # noqa: BLE001 -- a tool's failure on one archive is a figure
            answer = {"failed": type(error).__name__}
        answer |= {"seconds": time.perf_counter() - began, "peak": _peak()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _reset() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")  # proc(5): the peak starts anew
    except OSError:
        return


def _peak() -> int:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM:")), 0)
