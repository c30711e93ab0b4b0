"""Whether a host may be the package's own service, going by its name and home page; a thief can claim either."""

import re
from collections import Counter

from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import endpoints_in
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.arguments import address_of

_SHORTEST = 4
_GENERIC = frozenset(
    {"python", "client", "async", "http", "https", "api", "tools", "utils", "lib", "core", "data", "github", "gitlab",
     "readthedocs", "docs", "example", "web", "app", "server", "service", "cloud", "helper", "library", "package"}
)  # fmt: skip


def own_words(facts: PackageFacts) -> frozenset[str]:
    """Return the words by which this package's own hosts can be known."""
    words: set[str] = set()
    for name in (facts.metadata.name, facts.ref.name or ""):
        lowered = name.lower()
        words.update(re.split(r"[-_.]+", lowered))
        words.add(re.sub(r"[-_.]+", "", lowered))
    for _, url in facts.metadata.urls:
        for host in endpoints_in(url):
            words.update(host.host.split(".")[-2:-1])
    return frozenset(word for word in words if len(word) >= _SHORTEST and word not in _GENERIC)


def owns(words: frozenset[str], host: str) -> bool:
    """
    Return whether one of the labels of `host` is one of `words`.

    >>> owns(frozenset({"acme"}), "api.acme.example"), owns(frozenset({"acme"}), "acme-login.example")
    (True, False)
    """
    return any(label.replace("-", "") in words for label in host.split("."))


def site(host: str) -> str:
    """
    Return the part of `host` that somebody registered, as far as its shape tells.

    >>> site("api.acme.example"), site("login.acme.co.uk")
    ('acme.example', 'acme.co.uk')
    """
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if short else -2 :])


def main_site(facts: PackageFacts) -> str:
    """Return the site to which most of the package's requests go; empty if none is known."""
    counted: Counter[str] = Counter()
    for code in facts.code:
        for call in code.calls:
            if call.sink is Sink.NETWORK:
                hosts = {site(one.host) for one in endpoints_in(address_of(call).text) if one.away}
                counted.update(sorted(hosts))
    return counted.most_common(1)[0][0] if counted else ""
