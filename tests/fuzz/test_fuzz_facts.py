from fuzz_binaries import fuzz_one as fuzz_binary
from fuzz_bytecode import fuzz_one as fuzz_bytecode
from fuzz_scripts import fuzz_one as fuzz_script
from hypothesis import given
from hypothesis import strategies as st

_SCRIPT = st.lists(
    st.sampled_from(
        [b"curl ", b"|sh", b"$(", b")", b"'", b'"', b"`", b"{", b"}", b"\n", b"iex ", b"eval(", b"%x%", b"^"]
    )
)


@given(st.binary(max_size=300))
def test_the_fuzz_targets_survive_any_bytes(data: bytes) -> None:
    """Arbitrary bytes behind every header and in every language."""
    fuzz_binary(data)
    fuzz_bytecode(data)
    fuzz_script(data)


@given(st.integers(0, 4), _SCRIPT)
def test_the_fuzz_target_of_scripts_survives_their_tokens(language: int, pieces: list[bytes]) -> None:
    """Tokens of all languages in any order."""
    fuzz_script(bytes([language]) + b"".join(pieces))
