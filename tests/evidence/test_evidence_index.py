"""The index sorts facts without losing or inventing any."""

from dataclasses import replace

from watchhouse.evidence.facts.code import Call, CodeFacts, Text, Zone
from watchhouse.evidence.facts.package import Metadata, PackageFacts
from watchhouse.evidence.values import Sink, Source, Value
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, MemberPath
from watchhouse.model.evidence import Location, Moment
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256

WHERE = Location(path="pkg/a.py", line=1)


def call(name: str, *arguments: str, sink: Sink | None = None) -> Call:
    return Call(
        name=name,
        arguments=tuple(Value(const=one) for one in arguments),
        keywords=(),
        location=WHERE,
        moment=Moment.IMPORT,
        function="<module>",
        sink=sink,
    )


def text(value: str) -> Text:
    return Text(value=value, location=WHERE, moment=Moment.IMPORT)


def code(
    *calls: Call, texts: tuple[Text, ...] = (), path: str = "pkg/a.py", language: str = "python"
) -> CodeFacts:
    return CodeFacts(path=MemberPath(path), language=language, zone=Zone.PACKAGE, calls=calls, texts=texts)


def package(*members: CodeFacts) -> PackageFacts:
    return PackageFacts(
        ref=ArtifactRef(ecosystem=Ecosystem.PYPI, file="pkg.whl"),
        tree=ArtifactTree(kind=ArtifactKind.WHEEL, sha256=Sha256("0" * 64), size=0, members=()),
        metadata=Metadata(),
        code=members,
        binaries=(),
        hints={},
    )


def sheet(*calls: Call, texts: tuple[Text, ...] = ()) -> Sheet:
    return sheets(package(code(*calls, texts=texts)))[0]


def test_a_package_is_sorted_once() -> None:
    """The same facts give the same sheets; equal facts of another package do not share them."""
    facts = package(code(call("a.b")))
    assert sheets(facts) is sheets(facts)
    assert sheets(replace(facts)) is not sheets(facts)


def test_calls_are_found_by_name_and_by_where_they_lead() -> None:
    """Each call stands under its name; network calls and commands stand in lists of their own."""
    send = call("requests.post", sink=Sink.NETWORK)
    start = call("subprocess.run", "RM  -R  x", sink=Sink.PROCESS)
    found = sheet(send, start)
    assert (send,) == found.outgoing
    assert [command.text for command in found.commands] == ["rm -r x"]
    assert [start] == list(found.calls(("os.system", "subprocess.run")))


def test_a_place_is_known_from_a_text_and_from_a_reader_and_only_once() -> None:
    """What a file is opened by counts as what a text says."""
    found = sheet(call("builtins.open", "~/.ssh/id_rsa"), texts=(text("~/.netrc"), text("x/.netrc")))
    assert [(place.source, place.kind) for place in found.places] == [
        (Source.CREDENTIAL_FILE, "netrc"),
        (Source.SSH_KEY, "SSH private key"),
    ]


def test_a_write_is_what_is_opened_for_writing_or_written_in_one_call() -> None:
    """Reading is none, and a write to an opened file is not told twice."""
    found = sheet(
        call("builtins.open", "a", "r"),
        call("builtins.open", "B\\c", "w"),
        call("builtins.open().write", "text", sink=Sink.FILE),
        call("shutil.copy", "from", "to", sink=Sink.FILE),
    )
    assert [write.text for write in found.writes] == ["b/c", "to"]


def test_words_are_found_in_any_case_and_across_no_two_texts() -> None:
    """A text is matched by itself."""
    found = sheet(texts=(text("Stratum"), text("+tcp")))
    assert found.says("stratum")
    assert not found.says("stratum+tcp")
    assert [one.value for one in found.texts("stratum")] == ["Stratum"]


def test_a_script_that_only_lies_there_runs_when_somebody_starts_it() -> None:
    """A shell script in the package is not run by importing it; one that Python code starts is."""
    line = call("shell.rm", "x")
    lying = code(line, path="pkg/tools/clean.sh", language="shell")
    started = code(line, path="pkg/a.py", language="shell")
    moments = [one.commands[0].call.moment for one in sheets(package(lying, started))]
    assert moments == [Moment.CALL, Moment.IMPORT]


def test_an_example_in_a_document_is_no_script() -> None:
    """A README that shows a command runs nothing."""
    assert sheets(package(code(call("shell.rm"), path="README.md", language="shell"))) == ()
