"""The operator's own event feed, against a small server on loopback that signs what it says."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from feed_site import MISSING, Answer, Site, quick_transport, site
from hypothesis import given, settings
from hypothesis import strategies as st

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.event import EventKind
from watchhouse.model.feed import FeedPage
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.feeds.operator import OperatorFeed
from watchhouse.registries.feeds.operator_page import KINDS
from watchhouse.registries.feeds.operator_personal import is_keyed_hash, is_personal
from watchhouse.registries.feeds.operator_signature import HEADER, UnsignedError, read_public_key, signature
from watchhouse.registries.transport import Transport

NOW = datetime(2026, 1, 1, 12, 0, 10, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYED = "c9" * 32
jsonschema = import_module("jsonschema")  # it comes without types
DOCS = Path(__file__).parents[2] / "docs" / "operator-feed.md"


@dataclass(repr=False)
class Operator:
    """An operator who tells events and forgets none; `changed` is said instead of the right thing."""

    events: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, Any] = field(default_factory=dict)
    skipped: int = 0
    """Events that are no more held: a reader is taken behind them."""
    key: Ed25519PrivateKey = KEY
    answers: list[bytes] = field(default_factory=list)

    def tell(self, kind: str = "user-registered", **said: Any) -> str:
        """Tell one event and return its id."""
        identifier = f"e{len(self.events)}"
        self.events.append({"id": identifier, "kind": kind, "at": "2026-01-01T12:00:00Z"} | said)
        return identifier

    def body(self, query: dict[str, str]) -> bytes:
        """Return the answer to a question."""
        after = query.get("after")
        start = len(self.events) if after is None else max(int(after), self.skipped)
        found = self.events[start : start + int(query["limit"])]
        end = start + len(found)
        page = {
            "format": "watchhouse-events/1",
            "feed": "main",
            "ecosystem": "pypi",
            "issued": "2026-01-01T12:00:05Z",
            "after": after,
            "next": str(end),
            "total": end,
            "head": len(self.events),
            "events": found,
        }
        return json.dumps(page | self.changed).encode()

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        """Answer, signed."""
        if path != "/events":
            return MISSING
        self.answers.append(self.body(query))
        return Answer(content=self.answers[-1], headers={HEADER: signature(self.answers[-1], self.key)})


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with site() as place:
        yield place


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    with quick_transport() as one:
        yield one


def connect(running: Site, transport: Transport, operator: Operator, limit: int = 100) -> OperatorFeed:
    """Return a feed of `operator`."""
    running.answer = operator.answer
    return OperatorFeed(
        label="main",
        url=f"{running.url}/events",
        keys=(KEY.public_key(),),
        ecosystem=Ecosystem.PYPI,
        transport=transport,
        file_hosts=("files.example",),
        limit=limit,
        now=lambda: NOW,
    )


@pytest.fixture
def operator() -> Operator:
    return Operator()


@pytest.fixture
def feed(running: Site, transport: Transport, operator: Operator) -> OperatorFeed:
    return connect(running, transport, operator)


def drain(feed: OperatorFeed, cursor: str) -> list[FeedPage]:
    """Poll until there is no more."""
    pages = [feed.poll(cursor)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(feed.poll(pages[-1].cursor))
    return pages


@pytest.mark.parametrize(("told", "kind"), [*KINDS.items(), ("sung", EventKind.OTHER)])
def test_every_kind_is_told(operator: Operator, feed: OperatorFeed, told: str, kind: EventKind) -> None:
    """And one that is not known is kept, with what it was called."""
    cursor = feed.start()
    operator.tell(told, user="ada", project="Demo.Core", version="1.0", hashes={"email": KEYED})
    (event,) = feed.poll(cursor).events
    assert (event.kind, event.user, event.name, event.version) == (kind, "ada", "demo-core", "1.0")
    assert dict(event.detail)["hash:email"] == KEYED
    assert (("kind", "sung") in event.detail) is (kind is EventKind.OTHER)


def test_a_published_file_is_a_publication(operator: Operator, feed: OperatorFeed) -> None:
    """With the account that published it."""
    cursor = feed.start()
    publication = {"url": "https://files.example/d.tar.gz", "digests": {"sha256": "AB" * 32}, "size": 9}
    operator.tell(
        "file-published", user="ada", project="Demo", version="1.0", file="d.tar.gz", publication=publication
    )
    (file,) = feed.poll(cursor).publications
    assert (file.ref.name, file.ref.version, file.ref.file) == ("demo", "1.0", "d.tar.gz")
    assert (file.url, set(file.digests), file.size) == (
        "https://files.example/d.tar.gz",
        {f"sha256:{'ab' * 32}"},
        9,
    )
    assert (file.publisher, file.published_at) == ("ada", datetime(2026, 1, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("said", "publication"),
    [
        ({}, {"url": "https://elsewhere.example/d.tar.gz"}),
        ({}, {"url": "file:///etc/passwd"}),
        ({}, {"url": "https://ada:secret@files.example/d.tar.gz"}),
        ({}, {"digests": {}}),
        ({}, {"digests": {"sha256": "zz" * 32, "md5": "ab" * 16}}),
        ({}, {"digests": {"sha256": ["ab" * 32]}}),
        ({"file": "../../d.tar.gz"}, {}),
        ({"file": ""}, {}),
        ({"version": 1}, {}),
        ({"project": "-"}, {}),
        ({"kind": "file-removed"}, {}),
    ],
)
def test_a_publication_that_may_not_be_followed_is_none(
    operator: Operator, feed: OperatorFeed, said: dict[str, object], publication: dict[str, object]
) -> None:
    """The event is kept: listing its project must find the file."""
    good = {"url": "https://files.example/d.tar.gz", "digests": {"sha256": "ab" * 32}}
    cursor = feed.start()
    operator.tell(
        "file-published", project="demo", version="1.0", file="d.tar.gz", publication=good | publication
    )
    operator.events[0] |= said
    page = feed.poll(cursor)
    assert (len(page.events), page.publications) == (1, ())


def test_the_question_carries_the_cursor_and_the_credentials(
    running: Site, transport: Transport, operator: Operator
) -> None:
    """A name and a password in the URL go to its host, and into no error."""
    feed = connect(running, transport, operator)
    url = feed.url.replace("http://", "http://ada:secret@")
    signed_in = OperatorFeed(
        label="main",
        url=f"{url}?site=1",
        keys=feed.keys,
        ecosystem=Ecosystem.PYPI,
        transport=transport,
        limit=7,
        now=lambda: NOW,
    )
    signed_in.poll('{"after": "0", "told": 0}')
    assert running.asked[-1] == "/events?site=1&after=0&limit=7"
    assert running.headers[-1]["authorization"] == f"Basic {base64.b64encode(b'ada:secret').decode()}"
    operator.changed = {"feed": "other"}
    with pytest.raises(InfrastructureError) as told:
        signed_in.poll('{"after": "0", "told": 0}')
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "ed25519=",
        "ed25519=AAAA",
        "ed25519=!",
        f"ed25519={base64.b64encode(bytes(64)).decode()}",
        "none=AAAA",
        ",,,,,,,,",
    ],
)
def test_what_is_not_signed_is_not_read(
    running: Site, operator: Operator, feed: OperatorFeed, header: str | None
) -> None:
    """Nothing is consumed, whatever the body says."""
    operator.tell()
    body = operator.body({"after": "0", "limit": "9"})
    headers = {} if header is None else {HEADER: header}
    running.answer = lambda _path, _query: Answer(content=body, headers=headers)
    with pytest.raises(UnsignedError):
        feed.poll('{"after": "0", "told": 0}')


def test_a_signature_by_somebody_else_is_none(operator: Operator, feed: OperatorFeed) -> None:
    """Only the configured keys count."""
    operator.key = OTHER
    with pytest.raises(UnsignedError, match="not signed by a key that you configured"):
        feed.start()


def test_every_byte_is_signed(running: Site, operator: Operator, feed: OperatorFeed) -> None:
    """A blank more is another body."""
    body = operator.body({"after": "0", "limit": "9"})
    headers = {HEADER: signature(body, KEY)}
    running.answer = lambda _path, _query: Answer(content=body + b" ", headers=headers)
    with pytest.raises(UnsignedError):
        feed.poll('{"after": "0", "told": 0}')


def test_keys_can_be_changed(running: Site, transport: Transport, operator: Operator) -> None:
    """With two signatures, or with two keys."""
    feed = connect(running, transport, operator)
    body = operator.body({"after": "0", "limit": "9"})
    both = f"{signature(body, OTHER)}, {signature(body, KEY)}"
    running.answer = lambda _path, _query: Answer(content=body, headers={HEADER: both})
    assert feed.poll('{"after": "0", "told": 0}').events == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"feed": "other"},
        {"ecosystem": "npm"},
        {"format": "watchhouse-events/2"},
        {"after": "1"},
        {"after": None},
        {"issued": "2026-01-01T11:44:00Z"},
        {"issued": "2026-01-01T12:30:00Z"},
        {"issued": "2999-01-01T00:00:00Z"},
        {"issued": None},
        {"next": None},
        {"next": "x" * 1001},
        {"total": -1},
        {"total": True},
        {"head": "9"},
        {"events": {}},
        {"next": "0"},
    ],
)
def test_an_answer_to_another_question_is_none(
    operator: Operator, feed: OperatorFeed, changed: dict[str, object]
) -> None:
    """Another feed's, an old one, one that says nothing: signed, and nothing is consumed."""
    operator.tell()
    operator.changed = changed
    with pytest.raises(InfrastructureError):
        feed.poll('{"after": "0", "told": 0}')


@pytest.mark.parametrize("event", [5, None, [], {}, {"id": 7}, {"id": "a b", "kind": []}, {"id": "x" * 101}])
def test_an_event_that_makes_no_sense_is_kept(
    operator: Operator, feed: OperatorFeed, event: dict[str, Any]
) -> None:
    """It stops neither the feed nor the good event beside it."""
    cursor = feed.start()
    operator.events.append(event)
    good = operator.tell()
    page = feed.poll(cursor)
    assert [(found.kind, found.key == good) for found in page.events] == [
        (EventKind.OTHER, False),
        (EventKind.USER_REGISTERED, True),
    ]
    assert page.losses == ()


def test_a_time_in_the_future_is_none(operator: Operator, feed: OperatorFeed) -> None:
    """The event is kept."""
    cursor = feed.start()
    operator.tell(at="2999-01-01T00:00:00Z")
    assert [event.at for event in feed.poll(cursor).events] == [None]


PERSONAL = [
    "ada@mail.example",
    "Ada <ada@mail.example>",
    "ada%40mail.example",
    "192.0.2.7",
    "192.0.2.7:4711",
    "from 198.51.100.3, later",
    "2001:db8::1",
    "[2001:db8::1]:443",
    "fe80::1%eth0",
]


@pytest.mark.parametrize("value", PERSONAL)
def test_personal_data_is_not_kept(operator: Operator, feed: OperatorFeed, value: str) -> None:
    """Not as a hash, not as a detail, not as an account; the event is, and each field is told once."""
    cursor = feed.start()
    operator.tell(
        user=value, hashes={"email": value, "address": KEYED}, detail={"origin": value, "scope": "all"}
    )
    operator.tell(user=value)
    page = feed.poll(cursor)
    assert value not in repr(page)
    assert page.events[0].detail == (("hash:address", KEYED), ("scope", "all"))
    assert [loss.key for loss in page.losses] == [
        f"operator:main refused {name}" for name in ("user", "hashes.email", "detail.origin")
    ]


@pytest.mark.parametrize(
    "value",
    [
        *PERSONAL,
        "",
        "ab" * 16,
        "AB" * 32,
        f"{KEYED}0",
        "ab" * 65,
        b"ada@mail.example".ljust(32, b" ").hex(),
        "zz" * 32,
    ],
)
def test_only_a_keyed_hash_is_taken_for_one(value: str) -> None:
    """Short ones may be an address or a plain digest; text in hexadecimal is text."""
    assert not is_keyed_hash(value)


@pytest.mark.parametrize(
    "value", ["ada", "demo@1.2.3", "@scope/demo", "project:demo", "1.2.3", "a:b", "10:30"]
)
def test_what_is_nobodys_address_is_kept(value: str) -> None:
    """Names, versions, scopes and times of the day."""
    assert not is_personal(value)


@given(raw=st.binary(min_size=32, max_size=64))
def test_a_random_hash_is_taken(raw: bytes) -> None:
    """But for those that could be read as text, which do not happen by chance."""
    assert is_keyed_hash(raw.hex()) or raw[:16].isascii()


def test_a_field_by_a_hostile_name_is_not_shown(operator: Operator, feed: OperatorFeed) -> None:
    """Its name is in no message."""
    cursor = feed.start()
    operator.tell(hashes={"<script>": KEYED}, detail={"a\nb": "x"})
    losses = feed.poll(cursor).losses
    assert [loss.key for loss in losses] == [
        "operator:main refused field of hashes",
        "operator:main refused field of detail",
    ]


def test_what_the_operator_no_longer_has_is_one_loss(operator: Operator, feed: OperatorFeed) -> None:
    """The numbers tell how much."""
    cursor = feed.start()
    for _ in range(5):
        operator.tell()
    operator.skipped = 3
    page, again = feed.poll(cursor), feed.poll(cursor)
    assert [event.key for event in page.events] == ["e3", "e4"]
    (loss,) = page.losses
    assert "3 events were missed" in loss.message
    assert page.losses == again.losses
    assert feed.poll(page.cursor).losses == ()


def test_counting_anew_is_a_loss(operator: Operator, feed: OperatorFeed) -> None:
    """A database that was restored from a copy."""
    cursor = json.dumps({"after": "0", "told": 50})
    operator.tell()
    (loss,) = feed.poll(cursor).losses
    assert "counts anew" in loss.message


def test_how_far_behind_is_told(running: Site, transport: Transport, operator: Operator) -> None:
    """In events, and in seconds up to the answer."""
    feed = connect(running, transport, operator, limit=2)
    cursor = feed.start()
    for _ in range(3):
        operator.tell()
    assert [(page.behind.events, page.behind.seconds) for page in drain(feed, cursor)] == [(1, 5.0), (0, 0.0)]


@pytest.mark.parametrize("cursor", ["", "[]", "{}", '{"after": 7, "told": 1}', '{"after": "7"}', "[" * 9999])
def test_a_cursor_that_is_none_is_told(feed: OperatorFeed, cursor: str) -> None:
    """A store that was tampered with does not make the feed begin anew."""
    with pytest.raises(InfrastructureError, match="cursor"):
        feed.poll(cursor)


def test_a_public_key_is_pem_or_base64() -> None:
    """As openssl prints it, or the bytes."""
    public = KEY.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    raw = base64.b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    assert read_public_key(pem) == read_public_key(f"{raw}\n") == public


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "AAAA",
        "not base64!",
        "ä",
        "-----BEGIN PUBLIC KEY-----",
        generate_private_key(SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    ],
)
def test_another_key_is_refused(stated: str) -> None:
    """Whoever configures it is told what is expected."""
    with pytest.raises(RequestError, match="Ed25519 key, in PEM or base64"):
        read_public_key(stated)


def schema() -> dict[str, Any]:
    """Return the schema that is shipped."""
    text = (
        resources.files("watchhouse.registries.feeds")
        .joinpath("operator_page.schema.json")
        .read_text("utf-8")
    )
    found: dict[str, Any] = json.loads(text)
    return found


def test_the_schema_is_one_and_knows_every_kind() -> None:
    """Of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$defs"]["event"]["properties"]["kind"]["enum"] == list(KINDS)


def test_the_documented_example_is_valid_and_read(running: Site, feed: OperatorFeed) -> None:
    """By the schema, and by the feed without any loss."""
    (example,) = re.findall(r"```json\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    body = json.loads(example)
    jsonschema.validate(body, schema(), cls=jsonschema.Draft202012Validator)
    body["events"][2]["publication"]["url"] = f"{running.url}/files/demo-1.0.tar.gz"
    content = json.dumps(body).encode()
    running.answer = lambda _path, _query: Answer(content=content, headers={HEADER: signature(content, KEY)})
    page = feed.poll('{"after": "17", "told": 17}')
    assert ([event.kind for event in page.events], page.losses, page.behind.events) == (
        [EventKind.USER_REGISTERED, EventKind.TOKEN_CREATED, EventKind.FILE_PUBLISHED],
        (),
        3,
    )
    assert len(page.publications) == 1


def test_an_answer_of_the_tests_is_valid(operator: Operator, feed: OperatorFeed) -> None:
    """What is tested against is what is documented."""
    cursor = feed.start()
    operator.tell(user="ada", hashes={"email": KEYED})
    feed.poll(cursor)
    for answer in operator.answers:
        jsonschema.validate(json.loads(answer), schema(), cls=jsonschema.Draft202012Validator)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(0, 30), limit=st.integers(1, 9), repeated=st.sets(st.integers(0, 29)))
def test_however_it_is_split_each_event_is_told_once(
    running: Site, transport: Transport, count: int, limit: int, repeated: set[int]
) -> None:
    """Any stream in pages of any size is the same events in order; one that is told twice has one key."""
    operator = Operator()
    feed = connect(running, transport, operator, limit)
    cursor = feed.start()
    expected = []
    for number in range(count):
        expected.append(operator.tell())
        operator.events += operator.events[-1:] * (number in repeated)
    pages = drain(feed, cursor)
    assert list(dict.fromkeys(event.key for page in pages for event in page.events)) == expected
    assert all(page.losses == () for page in pages)


@settings(max_examples=40, deadline=None)
@given(bursts=st.lists(st.integers(0, 9), max_size=6), limit=st.integers(1, 5), again=st.booleans())
def test_going_on_from_any_cursor_loses_nothing(
    running: Site, transport: Transport, bursts: list[int], limit: int, *, again: bool
) -> None:
    """Whoever stops after any page, or reads one twice, has every event at the end."""
    operator = Operator()
    feed = connect(running, transport, operator, limit)
    cursor, seen = feed.start(), set[str]()
    for burst in bursts:
        for _ in range(burst):
            operator.tell()
        page = feed.poll(cursor)
        assert page.events == feed.poll(cursor).events
        seen |= {event.key for event in page.events}
        cursor = cursor if again else page.cursor
    seen |= {event.key for page in drain(feed, cursor) for event in page.events}
    assert seen == {event["id"] for event in operator.events}


def test_an_answer_may_be_some_minutes_old(operator: Operator, feed: OperatorFeed) -> None:
    """Clocks differ."""
    operator.changed = {"issued": (NOW - timedelta(minutes=10)).isoformat()}
    assert feed.poll('{"after": "0", "told": 0}').events == ()
