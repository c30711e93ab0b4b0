"""
Write the generated pages: one for each rule, the index of rules, the commands' help, the JSON report.

`python -m docs.build` writes them; `python -m docs.build --check` only says which are out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from watchhouse.cli.json_report import schema
from watchhouse.cli.main import watchhouse
from watchhouse.cli.rules import page
from watchhouse.evidence.catalogue import RULES

DOCS = Path(__file__).parent
WIDTH = 88


def pages() -> dict[Path, str]:
    """Return the text of every generated page."""
    rules = DOCS / "rules"
    return {
        **{rules / f"{detector.id}.md": page(detector) for detector in RULES},
        rules / "README.md": _index(),
        DOCS / "cli.md": _cli(),
        DOCS / "json-report.md": _json_report(),
    }


def outdated() -> list[Path]:
    """Return the pages that are not as they would be written, and pages of rules that are gone."""
    expected = pages()
    wrong = [path for path, text in expected.items() if not path.exists() or path.read_text("utf-8") != text]
    gone = [path for path in (DOCS / "rules").glob("*.md") if path not in expected]
    return wrong + gone


def main() -> None:
    """Write the pages, or check them."""
    wrong = outdated()
    for path in wrong:
        print(path.relative_to(DOCS.parent))  # noqa: T201 - what this command is for
    if "--check" in sys.argv[1:]:
        sys.exit(1 if wrong else 0)
    expected = pages()
    for path in wrong:
        path.parent.mkdir(exist_ok=True)
        if path in expected:
            path.write_text(expected[path], "utf-8")
        else:
            path.unlink()


def _index() -> str:
    rows = [
        f"| [{detector.id}]({detector.id}.md) | {detector.title} | {detector.severity.name.lower()} "
        f"| {', '.join(technique.value for technique in detector.techniques)} | {detector.vector or ''} |"
        for detector in RULES
    ]
    head = ["| rule | looks for | severity | ATT&CK | SAP |", "|---|---|---|---|---|"]
    return "\n".join(["# Rules", "", f"{len(RULES)} techniques, one rule each.", "", *head, *rows, ""])


def _cli() -> str:
    return "# Commands\n\n" + "\n".join(
        f"## {title}\n\n```text\n{text}\n```\n" for title, text in _helps(watchhouse, "watchhouse", None)
    )


def _helps(command: click.Command, title: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    context = click.Context(
        command,
        info_name=title.rpartition(" ")[2],
        parent=parent,
        terminal_width=WIDTH,
        **command.context_settings,
    )
    yield title, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _helps(below, f"{title} {name}", context)


def _json_report() -> str:
    whole = schema()
    shapes = {"report": whole, **whole["$defs"]}
    parts = [_shape(name, shape) for name, shape in shapes.items()]
    return "\n".join([_JSON_HEAD, *parts])


_JSON_HEAD = """# The JSON report

`watchhouse scan --format json` writes one document. Its JSON Schema is shipped in the package as
`watchhouse/cli/report.schema.json`. A reader of version 1 can read every 1.x: later ones only add keys.

Text that came from an artifact or an index is the exact text, and hostile: escape it where you show it.
"""


def _shape(name: str, shape: dict[str, Any]) -> str:
    lines = [f"## {name}", "", shape["description"], "", "| key | type | meaning |", "|---|---|---|"]
    lines += [f"| `{key}` | {_kind(kind)} | {_meaning(kind)} |" for key, kind in shape["properties"].items()]
    return "\n".join([*lines, ""])


def _kind(kind: dict[str, Any]) -> str:
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if kind.get("type") == "array":
        return f"list of {_kind(kind['items'])}"
    if "enum" in kind:
        return "one of " + ", ".join(f"`{value}`" for value in kind["enum"])
    if "const" in kind:
        return f"`{kind['const']}`"
    return " or ".join([kind["type"]] if isinstance(kind["type"], str) else kind["type"])


def _meaning(kind: dict[str, Any]) -> str:
    meaning: str = kind.get("description", "")
    keys = ", ".join(f"`{key}`" for key in kind.get("properties", ()))
    return f"{meaning} Keys: {keys}." if keys else meaning


if __name__ == "__main__":
    main()
