"""The manifest fuzzer's entry point, fed with what hypothesis thinks of and with its own seeds, changed."""

from fuzz_manifests import SEEDS, fuzz_one
from hypothesis import given, settings
from hypothesis import strategies as st


@given(data=st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes(data: bytes) -> None:
    """Nothing but a RequestError comes out of bytes of no meaning."""
    fuzz_one(data)


@given(
    seed=st.sampled_from(SEEDS), place=st.integers(0, 120), cut=st.integers(0, 20), put=st.binary(max_size=6)
)
@settings(max_examples=400)
def test_seeds_with_a_piece_exchanged(seed: bytes, place: int, cut: int, put: bytes) -> None:
    """Nothing but a RequestError comes out of documents that are almost right."""
    fuzz_one(seed[:place] + put + seed[place + cut :])
