"""An index of known files: what it holds, what it finds, and what is no index."""

import hashlib
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.likeness.known_files import (
    DIGEST,
    SOURCE,
    KnownFiles,
    KnownToAny,
    know,
    read_known,
    shipped,
    write_known,
)
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Sha256

DAY = date(2026, 11, 22)
DIGESTS = st.binary(min_size=DIGEST, max_size=DIGEST).map(lambda raw: Sha256(raw.hex()))


def digest(content: bytes) -> Sha256:
    return Sha256(hashlib.sha256(content).hexdigest())


@given(st.sets(DIGESTS, max_size=60), DIGESTS)
def test_to_ask_the_index_is_to_ask_a_set(held: set[Sha256], asked: Sha256) -> None:
    """Whatever was put in is found, also after a journey through a file, and nothing else is."""
    index = read_known(write_known(know(held, day=DAY, source="demo")))
    assert all(one in index for one in held)
    assert (asked in index) == (asked in held)
    assert len(index) == len(held)


@given(st.sets(DIGESTS, min_size=1, max_size=20), st.integers(0, DIGEST * 8 - 1))
def test_a_digest_that_differs_in_any_bit_is_another(held: set[Sha256], bit: int) -> None:
    """There is no shorter prefix that somebody could search a partner for."""
    index = know(held, day=DAY, source="demo")
    flipped = [(int(one, 16) ^ (1 << bit)).to_bytes(DIGEST, "big").hex() for one in held]
    assert [one in index for one in flipped] == [one in held for one in flipped]


@given(st.lists(st.binary(min_size=DIGEST, max_size=DIGEST), max_size=20), DIGESTS)
def test_a_table_out_of_order_finds_nothing_that_is_not_there(rows: list[bytes], asked: Sha256) -> None:
    """A file that somebody damaged can hide entries; it cannot make a stranger known."""
    index = KnownFiles(table=b"".join(rows), day=DAY, source="demo")
    assert asked not in index or bytes.fromhex(asked) in rows


@given(st.sets(DIGESTS, max_size=20), st.sets(DIGESTS, max_size=20))
def test_what_was_known_before_stays_known(old: set[Sha256], new: set[Sha256]) -> None:
    """Adding to an index forgets nothing and counts nothing twice."""
    before = know(old, day=DAY, source="old")
    both = know(new, day=DAY, source="new", before=before)
    assert len(both) == len(old | new)
    assert all(one in both for one in old | new)


def test_several_indexes_are_asked_as_one() -> None:
    """The user's own index stands beside the shipped one."""
    mine, theirs = (know([digest(text)], day=DAY, source="demo") for text in (b"mine", b"theirs"))
    both = KnownToAny((mine, theirs))
    assert [digest(text) in both for text in (b"mine", b"theirs", b"nobody's")] == [True, True, False]


def test_what_an_index_says_of_itself_survives_the_file() -> None:
    """Who meets an index can ask it when and of what it was made."""
    index = read_known(write_known(know([], day=DAY, source="a shelf of ärmel patterns")))
    assert (index.day, index.source) == (DAY, "a shelf of ärmel patterns")


WHOLE = write_known(know([digest(b"a"), digest(b"b")], day=DAY, source="demo"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        WHOLE[:10],
        WHOLE[:-1],
        WHOLE + b"\0",
        b"X" + WHOLE[1:],
        WHOLE.replace(b"\n\0\1", b"\n\0\2", 1),
        WHOLE.replace(b"demo", b"\xff\xfe\xfd\xfc"),
        WHOLE[:14] + b"\xff\xff\xff\xff" + WHOLE[18:],
    ],
    ids="empty header cut long magic version source day".split(),
)
def test_what_is_no_whole_index_is_refused(content: bytes) -> None:
    """A file that is not what it should be is an error to tell, not an empty index."""
    with pytest.raises(RequestError):
        read_known(content)


@pytest.mark.parametrize("source", ["two\nlines", "x" * (SOURCE + 1)])
def test_the_source_is_one_short_line(source: str) -> None:
    """It is shown on a terminal as it is."""
    with pytest.raises(RequestError):
        write_known(know([], day=DAY, source=source))


def test_the_shipped_index_is_small_sorted_and_loads_at_once() -> None:
    """It is searched as it lies there: at most 1 MB, in order, without doubles, in a few milliseconds."""
    index = shipped()
    rows = [index[position] for position in range(len(index))]
    assert len(rows) > 1_000
    assert rows == sorted(set(rows))
    content = write_known(index)
    assert len(content) <= 1 << 20
    began = time.process_time()
    for _ in range(20):
        read_known(content)
    assert (time.process_time() - began) / 20 < 0.002
