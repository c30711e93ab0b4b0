"""The operator's own event feed, against a small server on loopback that signs what it says."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from feed_site import Answer, Site, quick_transport, site
from hypothesis import given, settings
from hypothesis import strategies as st
from operator_site import KEY, KEYED, NOW, OTHER, Operator, connect, drain

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.feeds.operator import OperatorFeed
from watchhouse.registries.feeds.operator_page import KINDS
from watchhouse.registries.feeds.operator_signature import HEADER, UnsignedError, signature
from watchhouse.registries.transport import Transport


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with site() as place:
        yield place


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    with quick_transport() as one:
        yield one


@pytest.fixture
def operator() -> Operator:
    return Operator()


@pytest.fixture
def feed(running: Site, transport: Transport, operator: Operator) -> OperatorFeed:
    return connect(running, transport, operator)


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
