"""The generated pages say what the code says."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_generated_pages_are_current() -> None:
    """Rules, command help and JSON report in `docs/` are what `python -m docs.build` would write."""
    command = [sys.executable, "-m", "docs.build", "--check"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_links_in_the_readme_lead_somewhere() -> None:
    """Every relative link and picture of the README is a file in the repository."""
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(links) >= 4
    assert [link for link in links if not (ROOT / link).exists()] == []
