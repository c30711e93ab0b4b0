"""Constants are worked out without running anything."""

import base64
import bz2
import lzma
import zlib

import pytest
from cryptography.fernet import Fernet
from python_reading import call, read_source

INERT = b"print('inert specimen', 1)\n"
_KEY = base64.urlsafe_b64encode(b"k" * 32)


def _literal(content: bytes) -> str:
    return repr(content)


EXPRESSIONS = {
    "concatenation": "'in' + 'er' + 't'",
    "join": "''.join(['in', 'ert'])",
    "join of a generator": "''.join(c for c in ['in', 'ert'])",
    "slice": "'xinertx'[1:-1]",
    "reversal": "'treni'[::-1]",
    "reversed": "''.join(reversed('treni'))",
    "chr": "''.join(chr(c) for c in [105, 110, 101, 114, 116])",
    "map": "''.join(map(chr, [105, 110, 101, 114, 116]))",
    "xor": "''.join(chr(c ^ 7) for c in [110, 105, 98, 117, 115])",
    "xor of zip": "bytes(a ^ b for a, b in zip(b'nibus', b'\\x07' * 5)).decode()",
    "xor of cycle": "bytes(a ^ b for a, b in zip(b'nibus', __import__('itertools').cycle(b'\\x07'))).decode()",
    "format": "'{}{}'.format('in', 'ert')",
    "percent": "'%s%s' % ('in', 'ert')",
    "f-string": "f\"{'in'}{'ert'}\"",
    "replace": "'iZneZrt'.replace('Z', '')",
    "bytes": "bytes([105, 110, 101, 114, 116]).decode()",
    "hex": "bytes.fromhex('696e657274').decode('utf-8')",
    "unhexlify": "__import__('binascii').unhexlify('696e657274').decode()",
    "base64": "__import__('base64').b64decode('aW5lcnQ=').decode()",
    "base32": "__import__('base64').b32decode('NFXGK4TU').decode()",
    "base85": "__import__('base64').b85decode(" + _literal(base64.b85encode(b"inert")) + ").decode()",
    "rot13": "__import__('codecs').decode('vareg', 'rot13')",
    "translate": "'INERT'.translate(str.maketrans('INERT', 'inert'))",
    "lower": "'INERT'.lower()",
    "split": "'x,inert'.split(',')[1]",
    "int of a text": "chr(int('105')) + 'nert'",
    "big integer": "(0x696e657274).to_bytes(5, 'big').decode()",
    "list item": "['a', 'inert'][1]",
    "dictionary item": "{'k': 'inert'}['k']",
    "zlib": "__import__('zlib').decompress(" + _literal(zlib.compress(b"inert")) + ").decode()",
    "bz2": "__import__('bz2').decompress(" + _literal(bz2.compress(b"inert")) + ").decode()",
    "lzma": "__import__('lzma').decompress(" + _literal(lzma.compress(b"inert")) + ").decode()",
}


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
def test_an_expression_over_constants_is_folded(expression: str) -> None:
    """The argument of a call is the text that the expression would give."""
    assert call(read_source(f"import os\nos.system({expression})"), "os.system").text == "inert"


LOOPS = {
    "for": "out = ''\nfor c in [110, 105, 98, 117, 115]:\n    out += chr(c ^ 7)\n",
    "append": "parts = []\nfor c in 'treni':\n    parts.append(c)\nout = ''.join(parts)[::-1]\n",
    "while": "i = 0\nout = ''\nwhile i < 5:\n    out += 'inert'[i]\n    i += 1\n",
    "function": (
        "def d(s, k):\n    r = ''\n    for c in s:\n        r += chr(ord(c) - k)\n    return r\nout = d('kpgtv', 2)\n"
    ),
    "branch": "out = ''\nfor i, c in enumerate('iXnXeXrXt'):\n    if i % 2 == 0:\n        out += c\n",
    "bytearray": "b = bytearray()\nfor c in b'inert':\n    b.append(c)\nout = b.decode()\n",
    "recursion": "def r(s):\n    return s if len(s) < 2 else r(s[1:]) + s[0]\nout = r('treni')\n",
}


@pytest.mark.parametrize("source", LOOPS.values(), ids=LOOPS.keys())
def test_a_decoder_written_out_is_worked_out(source: str) -> None:
    """Loops and functions over constants give the text that they would build."""
    assert call(read_source(f"{source}import os\nos.system(out)"), "os.system").text == "inert"


def _packed(*steps: str) -> str:
    content: bytes = INERT
    for step in steps:
        match step:
            case "zlib":
                content = zlib.compress(content)
            case "base64":
                content = base64.b64encode(content)
            case _:
                content = content[::-1]
    return repr(content)


def test_layers_are_recovered_one_by_one_and_kept() -> None:
    """What exec would run is read as a layer, with the steps that hid it."""
    source = (
        "_ = lambda s: __import__('zlib').decompress(__import__('base64').b64decode(s[::-1]))\n"
        f"exec((_)({_packed('zlib', 'base64', 'reversed')}))"
    )

    (layer,) = read_source(source).layers

    assert layer.content == INERT.decode()
    assert layer.steps == ("reversed", "base64", "zlib")
    assert layer.executed
    assert layer.location.layer == 1


def test_a_token_whose_key_is_in_the_file_is_decrypted() -> None:
    """Fernet with a constant key hides nothing."""
    token = Fernet(_KEY).encrypt(INERT)
    source = f"from cryptography.fernet import Fernet as F\nexec(F({_KEY!r}).decrypt({token!r}))"

    assert read_source(source).layers[0].content == INERT.decode()


def test_a_hidden_text_is_found_though_its_decoder_is_not_understood() -> None:
    """A long text that decodes to code becomes a layer even if its path to exec cannot be followed."""
    text = "import os\n" + "".join(f"print('inert specimen', {n * n})\n" for n in range(30))
    hidden = base64.b64encode(zlib.compress(text.encode())).decode()
    source = f"import unknown\nDATA = {hidden!r}\nexec(unknown.open(DATA))"

    (layer,) = read_source(source).layers

    assert layer.steps == ("base64", "zlib")
    assert layer.content == text


def test_a_bomb_inside_a_constant_stays_folded() -> None:
    """A power, a product or a decompression that would be huge is not computed."""
    bomb = zlib.compress(b"\0" * (64 << 20))
    facts = read_source(
        f"import os, zlib\nos.system(9 ** 9 ** 9)\nos.system('a' * 10 ** 12)\nzlib.decompress({bomb!r})"
    )

    assert all(len(one.text) <= 8 << 20 for one in facts.calls)
