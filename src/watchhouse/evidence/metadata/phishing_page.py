"""
A web page carried to be served by a registry's mirrors: a sign-in form that posts elsewhere, or a forwarder.

What is published as a package is served by content networks under trusted names, so attackers keep the pages of
their mailings there: a forwarder that hands the victim's address on, an imitated sign-in page, a form for seed phrases.

Looks at: HTML, SVG and small scripts, with the words and targets beside each other, most of all in packages
without other code.
Does not look at: pages with relative targets, which a server of the package's own answers.
Known honest users: documentation that forwards to a newer one; examples of web frameworks.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.multipattern import matching
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.hollow import is_about_the_package, is_stub
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_PAGES = (".html", ".htm", ".xhtml", ".svg", ".hta")
_SCRIPTS = (".js", ".mjs", ".cjs")
_IDLE = (
    *_PAGES,
    *_SCRIPTS,
    ".css",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".ico",
    ".webp",
    ".woff",
    ".woff2",
    ".txt",
)
_LONGEST = 256 << 10
_MOST_MEMBERS = 60
"""A package of more members is an application, and its pages have a server."""
_SCRIPT = 8 << 10
"""Bytes of a script that can be a forwarder."""

_PASSWORD = r"type\s*=\s*.?password"
_ELSEWHERE = r"(?:action\s*=\s*.?https?://|(?:fetch|\.post|\.open|sendbeacon)\s*\([^)\n]{0,40}https?://)"
_BRAND = (
    r"\b(?:microsoft|office ?365|outlook|onedrive|sharepoint|docusign|adobe (?:sign|acrobat|cloud)|webmail|paypal"
    r"|apple id|coinbase|binance|metamask|facebook|instagram|netflix|dhl|wetransfer|aruba|zimbra)\b"
)
_SIGN_IN = (
    r"\b(?:sign in|log ?in|enter (?:your )?password|session (?:has )?expired|verify your|continue to view)\b"
)
_SEED = r"\b(?:seed|recovery|secret recovery|mnemonic) phrase\b"
_ENTRY = r"<(?:input|textarea)\b"
_FORWARD = r"(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\s*\(\s*)[^;\n]{0,40}"
_FORWARD_FAR = _FORWARD + r"(?:https?://|atob\s*\()"
_VICTIM = (
    r"(?:#|[?&](?:e?mail|user|login)=)['\"`]?\s*\+|\$\{\s*e?mail|\bdata-(?:e?mail|nonce)"
    r"|location\.(?:hash|search)"
)
_REFRESH = r"http-equiv\s*=\s*.?refresh[^>]{0,40}https?://"
_PATTERNS = (_PASSWORD, _ELSEWHERE, _BRAND, _SIGN_IN, _SEED, _ENTRY, _FORWARD_FAR, _VICTIM, _REFRESH)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each page that takes in its visitor."""
    members = facts.tree.members
    if len(members) > _MOST_MEMBERS:
        return
    pages = [one for one in members if _is_page(one)]
    if not pages:
        return
    found = [(one, _claim(one)) for one in pages]
    only = None
    for page, claim in found:
        if claim is None:
            continue
        only = _pages_only(facts) if only is None else only
        sign, said = claim
        if only or sign != "refresh":
            yield DETECTOR.sight(
                said,
                _confidence(sign, only=only),
                Location(path=page.path),
                attributes=(("sign", sign),),
            )


def _is_page(member: Member) -> bool:
    name = member.name.lower()
    if name.endswith(_SCRIPTS):
        return len(member.content) <= _SCRIPT
    return name.endswith(_PAGES) and len(member.content) <= _LONGEST


def _claim(page: Member) -> tuple[str, str] | None:
    """Return what the page does to its visitor."""
    likely = matching(_PATTERNS)(page.content)
    if not likely:
        return None
    # Near matches beyond ASCII are taken for matches here: nothing is quoted, and a page of signs is no chance.
    has = {_PATTERNS[number] for number in likely}
    if {_SEED, _ENTRY, _ELSEWHERE} <= has:
        return "seed", "carries a page that asks for a seed phrase and sends it elsewhere"
    if {_PASSWORD, _ELSEWHERE} <= has and has & {_BRAND, _SIGN_IN}:
        branded = _BRAND in has
        return (
            "sign-in" if branded else "form",
            "carries a well-known service's sign-in page that sends what is typed elsewhere"
            if branded
            else "carries a sign-in page that sends what is typed elsewhere",
        )
    if {_FORWARD_FAR, _VICTIM} <= has:
        return "forwarder", "carries a page that forwards its visitor and hands on who it is"
    if _REFRESH in has and not page.name.lower().endswith(_SCRIPTS):
        return "refresh", "carries nothing but a page that forwards its visitor"
    return None


def _confidence(sign: str, *, only: bool) -> Confidence:
    if not only:
        return Confidence.MEDIUM if sign in {"seed", "sign-in"} else Confidence.LOW
    return Confidence.MEDIUM if sign in {"form", "refresh"} else Confidence.HIGH


def _pages_only(facts: PackageFacts) -> bool:
    """Return whether the package holds nothing but pages."""
    return not facts.binaries and all(
        one.name.lower().endswith(_IDLE)
        or is_about_the_package(one)
        or one.name == "setup.py"
        or is_stub(one)
        for one in facts.tree.members
    )


DETECTOR = Detector(
    id="phishing-page",
    title="Page that takes its visitor in",
    severity=Severity.MEDIUM,
    techniques=(Technique.SPEARPHISHING_LINK,),
    examine=examine,
    doc=__doc__,
)
