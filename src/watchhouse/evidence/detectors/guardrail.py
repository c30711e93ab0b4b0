"""
A payload that runs only on certain machines: in one country, for one user, on one host, outside of build machines.

Looks at: the keyboard layout or language of the user; where an address look-up says the machine is; a few named time
zones; identity that becomes a key or is compared as a hash; build machines' variables - each beside something that
runs code or commands.
Does not look at: differences between operating systems, which every package has.
Known honest users: localisation libraries ask for the language; progress bars and telemetry look for build machines.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, Text
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.loot import identity_in
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.circumstances import aside, raised, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_LANGUAGES = (
    "GetKeyboardLayout", "GetKeyboardLayoutList", "GetUserDefaultUILanguage", "GetUserDefaultLangID",
    "GetSystemDefaultLocaleName", "GetSystemDefaultUILanguage", "GetUserDefaultLocaleName",
)  # fmt: skip
_COUNTRIES = ("countrycode", "country_code", "country_name", "/country", "\ncountry\n")
_ZONES = (
    "asia/tehran", "asia/jerusalem", "asia/tel_aviv", "europe/moscow", "europe/kiev", "europe/kyiv",
    "europe/minsk", "asia/shanghai", "asia/pyongyang", "ru_ru", "fa_ir", "he_il", "uk_ua", "be_by",
)  # fmt: skip
_MOST_ZONES = 8
_BUILD_MACHINES = frozenset(
    {
        "CI", "GITHUB_ACTIONS", "GITLAB_CI", "TRAVIS", "CIRCLECI", "JENKINS_URL", "BUILDKITE", "TF_BUILD",
        "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID", "APPVEYOR", "BITBUCKET_COMMIT", "DRONE",
        "GITHUB_WORKFLOW",
    }
)  # fmt: skip
_MANY_MACHINES = 3
_HASHES = (
    "hashlib.md5",
    "hashlib.sha1",
    "hashlib.sha256",
    "hashlib.sha512",
    "hashlib.new",
    "hashlib.pbkdf2_hmac",
    "zlib.crc32",
)
_CIPHERS = ("Fernet", "AES.new", "ARC4.new", "AESGCM")
_DIGESTS = frozenset({32, 40, 64, 128})
_HEXADECIMAL = frozenset("0123456789abcdef")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of conditions on who and where the victim is, beside something that acts."""
    for sheet in sheets(facts):
        act = _acts(sheet)
        if act is None or aside(sheet.code):
            continue
        yield from _language(sheet, act)
        yield from _country(sheet, act)
        yield from _identity(sheet, act)
        yield from _build_machine(sheet, act)


def _acts(sheet: Sheet) -> Call | None:
    """Return a call that runs code or a command, of the latest moment."""
    acts = [call for call in sheet.code.calls if call.sink in {Sink.CODE, Sink.PROCESS, Sink.DELETION}]
    return max(acts, key=lambda call: call.moment, default=None)


def _language(sheet: Sheet, act: Call) -> Iterator[Sighting]:
    """Yield one sighting where the user's language or a few time zones are asked for."""
    for name, calls in sheet.named.items():
        if name.endswith(_LANGUAGES):
            yield DETECTOR.sight_call(
                calls[0],
                "asks for the user's language or keyboard beside something that acts",
                raised(Confidence.LOW, when=unasked(act.moment)),
            )
            return
    zones = [text for text in sheet.texts(*_ZONES) if text.value.lower() in _ZONES]
    if 0 < len(zones) <= _MOST_ZONES:
        yield _sight_text(
            zones[0], "knows a few time zones or languages by name beside something that acts", act.moment
        )


def _country(sheet: Sheet, act: Call) -> Iterator[Sighting]:
    """Yield one sighting where an address look-up tells the country."""
    if not sheet.says(*_COUNTRIES):
        return
    for text in sheet.texts("://"):
        if services_in(text.value, ServiceKind.IP_LOOKUP):
            yield _sight_text(
                text, "looks up in which country it runs beside something that acts", act.moment
            )
            return


def _identity(sheet: Sheet, act: Call) -> Iterator[Sighting]:
    """Yield one sighting where the machine's or user's name becomes a key or is compared as a hash."""
    for name, calls in sheet.named.items():
        for call in calls if name.endswith(_CIPHERS) or name in _HASHES else ():
            if not identity_in(call.taints):
                continue
            is_key = name.endswith(_CIPHERS)
            if is_key or any(_is_digest(text.value) for text in sheet.code.texts):
                confidence = Confidence.MEDIUM if unasked(act.moment) else Confidence.LOW
                yield DETECTOR.sight_call(
                    call,
                    "makes a key of the machine's name"
                    if is_key
                    else "compares a hash of the machine's name",
                    raised(confidence, when=is_key and act.receives(Source.DECODED)),
                )
                return


def _is_digest(text: str) -> bool:
    """Return whether `text` is a hash in hexadecimal."""
    return len(text) in _DIGESTS and _HEXADECIMAL.issuperset(text.lower())


def _build_machine(sheet: Sheet, act: Call) -> Iterator[Sighting]:
    """Yield one sighting where several build machines are known by their variables."""
    machines = [text for text in sheet.code.texts if text.value in _BUILD_MACHINES]
    if len(machines) >= _MANY_MACHINES:
        yield _sight_text(
            machines[0], "knows build machines by their variables beside something that acts", act.moment
        )


def _sight_text(text: Text, claim: str, acted: Moment) -> Sighting:
    """Return a sighting that points at `text`."""
    return DETECTOR.sight(
        claim,
        raised(
            Confidence.LOW,
            when=unasked(acted) and (text.hidden or text.location.layer > 0 or unasked(text.moment)),
        ),
        text.location,
        moment=max(text.moment, acted),
        excerpt=text.value,
        decoded=text.value if text.hidden else "",
    )


DETECTOR = Detector(
    id="guardrail",
    title="Runs only for certain victims",
    severity=Severity.MEDIUM,
    techniques=(Technique.EXECUTION_GUARDRAILS,),
    examine=examine,
    doc=__doc__,
)
