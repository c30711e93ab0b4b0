"""What a terminal or a log shows of a running watch, and that hostile text is only ever text there."""

import io
from pathlib import Path

import pytest
from hostile_reports import CONTROLS
from overviews import calm, hostile, overview
from rich.console import Console

from watchhouse.cli.overview_screen import overview_screen
from watchhouse.cli.up_screen import Lines, shown, told_line
from watchhouse.pipeline.overview import Overview
from watchhouse.pipeline.supervisor import Died, Said
from watchhouse.web.status.view import page_view


def drawn(shown: Overview, found: int = 10) -> str:
    """The screen as text."""
    console = Console(file=io.StringIO(), width=120, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(overview_screen(page_view(shown), found=found))
    return captured.get()


def test_a_person_sees_what_they_have_to_know() -> None:
    """Feeds, arrivals, what waits, what was found and why, and what is wrong."""
    screen = drawn(overview())
    for words in (
        "One thing needs attention.",
        "npm answers with status 429",
        "3 events, 12 seconds behind",
        "1,373 events in the last hour",
        "4 look-alike names, 37 the rest; 5 projects to be listed",
        "6 malicious in 24 hours",
        "colours-helper 1.0.1 pypi sdist  Sends environment variables to a web hook",
    ):
        assert words in screen


def test_a_quiet_watch_is_shown_as_quiet() -> None:
    """Nothing needs attention and nothing waits."""
    screen = drawn(calm())
    assert "Everything that arrived is judged." in screen
    assert "attention" not in screen


def test_hostile_text_moves_nothing_on_the_screen() -> None:
    """No escape sequence, bidi override or line end of somebody else's comes through."""
    screen = drawn(hostile())
    assert not set(CONTROLS) & set(screen)
    assert "<script>" in screen


def test_a_log_tells_each_finding_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The same finding, seen again at the next look, is no news; hostile text stays on its line."""
    lines = Lines()
    for _ in range(3):
        lines.show(hostile())
    told = capsys.readouterr().out
    assert told.count("malicious: colours-helper") == 2
    assert not (set(CONTROLS) - {"\n"}) & set(told)


def test_what_children_say_is_one_harmless_line() -> None:
    """A death tells its cause and when the child comes back."""
    assert told_line(Said(child="worker", line="a\x1b[2Jb")) == r"worker: a\x1b[2Jb"
    assert told_line(Died(child="page", cause="ended (SIGKILL)", pause=0.5)) == (
        "page: ended (SIGKILL), started again in 0.5 s"
    )


def test_without_a_terminal_there_are_lines_and_no_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A service manager's log begins with what to open."""
    with shown(("open this",), tmp_path) as place:
        place.tell(Said(child="watch", line="begins"))
    assert capsys.readouterr().out == "open this\nwatch: begins\n"
