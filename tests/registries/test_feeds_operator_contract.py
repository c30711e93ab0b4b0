"""What an operator may send, by which key, and that the documented format is the one that is read."""

import base64
import json
import re
from collections.abc import Iterator
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from feed_site import Answer, Site, quick_transport, site
from hypothesis import given
from hypothesis import strategies as st
from operator_site import KEY, KEYED, Operator, connect

from watchhouse.model.errors import RequestError
from watchhouse.model.event import EventKind
from watchhouse.registries.feeds.operator import OperatorFeed
from watchhouse.registries.feeds.operator_page import KINDS
from watchhouse.registries.feeds.operator_personal import is_keyed_hash, is_personal
from watchhouse.registries.feeds.operator_signature import HEADER, read_public_key, signature
from watchhouse.registries.transport import Transport

jsonschema = import_module("jsonschema")  # it comes without types
DOCS = Path(__file__).parents[2] / "docs" / "operator-feed.md"


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
