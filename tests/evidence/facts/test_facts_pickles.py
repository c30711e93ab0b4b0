"""Pickles are walked over and never loaded, whatever is in them."""

import os
import pickle
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import member

from watchhouse.evidence.facts.carriers.pickles import is_pickle, read_pickle
from watchhouse.evidence.facts.code import CodeFacts, Zone
from watchhouse.model.evidence import GapReason, Moment


class Calls:
    """Is pickled as a call."""

    def __init__(self, function: Callable[..., Any], *arguments: object) -> None:
        self.made = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return self.made


def read(content: bytes) -> CodeFacts:
    return read_pickle(member("model.pkl", content), zone=Zone.PACKAGE, moment=Moment.CALL)[0]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_call_is_seen_in_every_protocol(protocol: int) -> None:
    """The function by the name that a person knows, its argument as it stands."""
    (call,) = read(pickle.dumps(Calls(os.system, "echo inert"), protocol)).calls
    assert (call.name, call.arguments[0].text) == ("os.system", "echo inert")


@pytest.mark.parametrize(
    "content",
    [
        b"(S'echo inert'\nios\nsystem\n.",
        b"(cos\nsystem\nS'echo inert'\no.",
        b"c__builtin__\neval\n(V\\u005f_import__('os').system('echo inert')\ntR.",
        b"c__builtin__\ngetattr\n(c__builtin__\n__import__\n(S'os'\ntRS'system'\ntR(S'echo inert'\ntR.",
        b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x94\x8c\x0aecho inert\x85R.",
        b"N.\x80\x02cos\nsystem\nU\x0aecho inert\x85R.",
    ],
)
def test_every_way_to_call_is_seen(content: bytes) -> None:
    """INST, OBJ, eval of escaped text, getattr of an import, names from the stack, a second pickle behind a first."""
    assert ("os.system", "echo inert") in {
        (call.name, call.arguments[0].text) for call in read(content).calls
    }


def test_shared_tuples_of_tuples_cost_little() -> None:
    """What would be spelled out as 2**60 numbers is cut."""
    nested = b"K\x01" + b"2\x86" * 60
    before = time.process_time()
    facts = read(b"\x80\x02cbuiltins\nlist\n" + nested + b"\x85R.")
    assert facts.gaps == ()
    assert time.process_time() - before < 5


def test_an_endless_pickle_leaves_a_gap() -> None:
    """More opcodes than are read."""
    (gap,) = read(b"\x80\x02cos\nsystem\n" + b"N0" * 300_000 + b".").gaps
    assert (gap.reason, gap.hides) == (GapReason.OPAQUE, True)


def test_text_under_the_name_of_a_pickle_hides_nothing() -> None:
    """A pointer file of a large-file store is no pickle."""
    (gap,) = read(b"version https://store.example/spec/v1\n").gaps
    assert not gap.hides


def test_an_array_of_numbers_is_no_pickle() -> None:
    """Only arrays of objects hold one."""
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n"
    facts = read(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(8))
    assert (facts.calls, facts.gaps) == ((), ())


def test_a_pickle_is_known_by_its_first_bytes() -> None:
    """Whatever it is called."""
    assert is_pickle("weights.dat", b"\x80\x04K\x01.")
    assert not is_pickle("weights.dat", b"\x80\xff")


@given(st.binary(max_size=400))
def test_no_bytes_break_the_walk(content: bytes) -> None:
    """It gives facts or gaps, never an error."""
    assert read(b"\x80\x04" + content).path == "model.pkl"


@given(
    st.recursive(st.none() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=4))
)
def test_plain_data_calls_nothing(value: object) -> None:
    """No false call is read out of data."""
    facts = read(pickle.dumps(value))
    assert (facts.calls, facts.gaps) == ((), ())
