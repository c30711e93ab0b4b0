"""The first pass over the bytes, with and without hyperscan, and what it earns a member."""

import re

import pytest
from golden import SAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchhouse.evidence.facts import triage
from watchhouse.evidence.facts.hints import CASED, PATTERNS, Hint
from watchhouse.evidence.facts.triage import ALWAYS, STRONG, WEAK, portable_scanner, scanner, weight

FAST = scanner()
PORTABLE = portable_scanner(PATTERNS)
SHORT = [
    (hint, re.compile(one.encode("ascii"), re.DOTALL))
    for hint, ones in PATTERNS.items()
    for one in ones
    if not re.search(r"\{\d{2,}", one)
]
"""Every expression that does not ask for a long run, which would take long to make up."""
LONG = {
    Hint.BLOB: [b"QUJD" * 100, b"12, " * 80],
    Hint.PUSHED: [b";" + b" " * 70 + b"x", b" " * 70 + b";x", b"}" + b"\t" * 70 + b"f", b"\n " * 60],
    Hint.INVISIBLE: ["\u200b".encode() * 16, "\u3164".encode() * 16],
}
hints = st.frozensets(st.sampled_from(Hint))


seen = st.sampled_from(SHORT).flatmap(
    lambda one: st.tuples(st.just(one[0]), st.from_regex(one[1], fullmatch=True))
)
noise = st.binary(max_size=20) | st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass"))


def test_hyperscan_is_what_is_tested() -> None:
    """Where its wheel is missing, the comparisons below compare nothing."""
    assert triage.HYPERSCAN


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(seen, noise, noise)
def test_both_scanners_see_what_an_expression_describes(
    made: tuple[Hint, bytes], before: bytes, after: bytes
) -> None:
    """A text made from an expression has that expression's hint, and in any surroundings both see the same."""
    hint, text = made
    assert hint.value in FAST(text)
    assert hint.value in PORTABLE(text)
    content = before + text + after
    assert FAST(content) == PORTABLE(content)


@settings(max_examples=200)
@given(
    st.lists(noise | st.sampled_from([b"exec", b"(", b" ", b"\n", b"EVAL(", b"zlib", b"socket", b"_0xAB12"]))
)
def test_both_scanners_agree_on_any_bytes(pieces: list[bytes]) -> None:
    """Hints are the same on texts that are almost, or not at all, what is looked for."""
    content = b"".join(pieces)
    assert FAST(content) == PORTABLE(content)


@pytest.mark.parametrize(("hint", "text"), [(hint, text) for hint, texts in LONG.items() for text in texts])
def test_long_runs_are_seen_by_both(hint: Hint, text: bytes) -> None:
    """A run of the length asked for is seen, one of half the length is not."""
    for scan in (FAST, PORTABLE):
        assert hint.value in scan(text)
        assert hint.value not in scan(text[: len(text) // 2])


def test_both_scanners_agree_on_all_samples() -> None:
    """Every file of every sample gives the same hints."""
    files = [path for path in SAMPLES.rglob("*") if path.is_file()]
    differ = [path for path in files if FAST(content := path.read_bytes()) != PORTABLE(content)]
    assert len(files) > 300
    assert differ == []


@pytest.mark.parametrize("hint", [hint for hint in PATTERNS if hint not in CASED])
def test_case_does_not_hide_a_hint(hint: Hint) -> None:
    """An expression's own letters are seen in capitals, too, unless case is what tells."""
    words = [word for one in PATTERNS[hint] for word in re.findall(r"^[a-z]{5,}$", one)]
    assert [word for word in words if hint.value not in FAST(word.upper().encode())] == []


def test_nothing_is_seen_in_nothing() -> None:
    """Empty members have no hints."""
    assert FAST(b"") == PORTABLE(b"") == frozenset()


@given(hints, hints)
def test_more_hints_never_weigh_less(few: frozenset[Hint], more: frozenset[Hint]) -> None:
    """Adding a sign to a file cannot keep it from being read."""
    assert weight(few) <= weight(few | more)


@pytest.mark.parametrize("combination", STRONG, ids=lambda one: "+".join(sorted(hint.name for hint in one)))
def test_a_strong_combination_is_always_read(combination: frozenset[Hint]) -> None:
    """Each combination of the table earns a reading in a package of any size, and its parts alone do not."""
    assert weight(combination) >= ALWAYS
    assert all(
        any(other <= combination - {hint} for other in STRONG) or weight(combination - {hint}) < ALWAYS
        for hint in combination
    )


@given(hints)
def test_weight_falls_into_one_of_three(present: frozenset[Hint]) -> None:
    """Nothing without a sign of its own, 1 for a weak one, ALWAYS and more for a strong combination."""
    strong = any(combination <= present for combination in STRONG)
    assert (weight(present) >= ALWAYS) == strong
    assert (weight(present) == 0) == (not strong and not present & WEAK)
