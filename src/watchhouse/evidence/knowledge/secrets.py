"""Names by which code calls a secret: the words of an identifier, and the words that only look like one."""

import re
from functools import lru_cache
from typing import Final

LONGEST: Final = 96
"""Characters of an identifier beyond which it is none that a person wrote."""


def _names(text: str) -> frozenset[str]:
    """Return the words of `text`; a table of words reads better as a paragraph."""
    return frozenset(text.split())


_SECRETS: Final = _names(
    "password passwd passphrase passcode pwd mnemonic mnemonics secret secrets token credential credentials creds "
    "apikey apitoken apisecret privatekey privkey secretkey accesskey authkey authtoken accesstoken "
    "refreshtoken bottoken sessiontoken sessionid sessionkey sessionstring seedphrase seedwords "
    "recoveryphrase secretphrase clientsecret keypair authorization cvv cardnumber wif xprv "
    "roblosecurity phpsessid"
)
"""Last words that name a secret by themselves."""

_PAIRS: Final = {
    "key": _names(
        "api private priv secret access encryption signing master ssh auth account wallet service storage "
        "aws openai anthropic deploy admin session license root exchange subscription spend stealth "
        "hotkey coldkey payer sender signer"
    ),
    "phrase": frozenset(("seed", "secret", "recovery", "backup", "mnemonic", "wallet", "pass", "word")),
    "words": frozenset(("seed", "secret", "recovery", "backup", "mnemonic")),
    "seed": frozenset(("wallet", "master", "bip", "mnemonic", "hd", "secret", "private", "account")),
    "id": frozenset(("session",)),
    "string": frozenset(("session", "connection")),
    "cookie": frozenset(("session", "auth", "login", "security")),
    "number": frozenset(("card", "cc")),
}
"""Last words that name a secret only after one of these."""

_QUALIFIERS: Final = _names(
    "value values str text bytes hex raw b base plain plaintext encoded env var in ascii"
)
"""Last words that say in which form the secret comes."""

_ACTIONS: Final = _names(
    "is has have use uses using show get set check verify validate require required requires hide no num "
    "max min n count allow ask prompt forgot reset change generate create make parse split "
    "next prev previous page pad bos eos unk sep cls mask special csrf xsrf cancel cancellation "
    "continuation sync first last start end stop word sub public pub unused default dummy fake example "
    "invalid expect expected consume peek current lex syntax"
)
"""First words that make of the rest a question, an action, or a token in another sense."""


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@lru_cache(maxsize=8192)
def is_secret_name(identifier: str) -> bool:
    """
    Return whether an argument, attribute, key or variable of this name holds a secret.

    >>> [is_secret_name(name) for name in ("private_key", "apiKey", "AWS_SECRET_ACCESS_KEY", "seed_phrase")]
    [True, True, True, True]
    >>> [is_secret_name(name) for name in ("token_type", "max_tokens", "key", "secret_name", "password_field")]
    [False, False, False, False, False]
    """
    if len(identifier) > LONGEST:
        return False
    words = _words(identifier)
    if not words:
        return False
    joined = "_".join(words)
    if joined.endswith(("access_key_id", "accesskeyid")):
        return True
    if len(words) > 1 and words[0] in _ACTIONS:
        return False
    return _ends_as_secret(words)


def _ends_as_secret(words: list[str]) -> bool:
    """Return whether the last one or two words name a secret."""
    last = words[-1]
    before = words[-2] if len(words) > 1 else ""
    if before in _ACTIONS:
        return False
    if last in _SECRETS or before in _PAIRS.get(last, ()):
        return True
    singular = last.removesuffix("s")
    if singular == last:
        return False
    if singular == "token":
        # `tokens` alone are pieces of text; `access_tokens` are not
        return before in {"access", "auth", "api", "bot", "refresh", "session", "user", "discord"}
    return singular in _SECRETS or before in _PAIRS.get(singular, ())


def _words(identifier: str) -> list[str]:
    """Return the words of the last part of a dotted identifier, without numbers and qualifiers at its end."""
    words = [word.lower() for word in _WORD.findall(identifier.rsplit(".", 1)[-1])]
    while len(words) > 1 and words[-1] in _QUALIFIERS:
        words.pop()
    return words
