"""
Data carried out in the names that are looked up.

A look-up passes nearly every firewall: what stands left of the attacker's own domain arrives at his name server.

Looks at: look-ups and requests whose host holds data of this machine, or a secret of the caller's, left of a constant
domain; `nslookup`, `dig`, `host` and `ping` of such a name, also in shell words (`$(whoami).…`).
Does not look at: names that are looked up as a whole (`gethostbyname(gethostname())`).
Known honest users: mDNS and licence checks that look up a host in its own domain: no constant domain stands there.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.loot import identity_in, loot_in, secrets_in
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import command_of, program_of, said
from watchhouse.evidence.views.circumstances import OUTWARD, raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_CARRIED = re.compile(
    r"(?:^|//|[\s@])(?:[\w{}-]{0,63}\{\}[\w{}-]{0,63}\.)(?:[\w{}-]{1,63}\.){0,6}[\w-]{1,63}\.[a-z]{2,24}\b",
    re.IGNORECASE,
)
"""A host with a hole left of a constant domain of at least two labels."""
_SHELL = re.compile(
    r"(?:\$\([^)\n]{1,200}\)|`[^`\n]{1,200}`|%\w{2,40}%|\$env:\w{2,40})\.(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}\b",
    re.IGNORECASE,
)
"""The same in shell words: a substitution left of a domain."""
_TOOLS = frozenset({"nslookup", "dig", "host", "ping", "drill", "resolve-dnsname", "curl", "wget"})
_DNS_TOOLS = frozenset({"nslookup", "dig", "host", "drill", "resolve-dnsname"})
_TAKEN = (Source.PROCESS_OUTPUT, Source.LOCAL_FILE, Source.ENVIRONMENT)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each name that carries data out."""
    for code in facts.code:
        for call in code.calls:
            confidence = _confidence(call)
            if confidence is not None:
                confidence = raised(confidence, when=unasked(call.moment))
                yield DETECTOR.sight_call(
                    call, "puts data of this machine into a name that is looked up", settled(code, confidence)
                )


def _confidence(call: Call) -> Confidence | None:
    if call.sink in OUTWARD:
        return _of_look_up(call)
    if call.sink is Sink.PROCESS:
        return _of_command(call)
    if call.name.startswith(("shell.", "powershell.", "batch.")) and _tool(call.name.rpartition(".")[2]):
        found = _SHELL.search(said(call)) or _SHELL.search(call.excerpt)
        return Confidence.MEDIUM if found else None
    return None


def _of_look_up(call: Call) -> Confidence | None:
    secret = call.sink is Sink.DNS and bool(secrets_in(call.taints))
    taken = secret or identity_in(call.taints) or loot_in(call.taints) or call.receives(*_TAKEN)
    if not taken:
        return None
    host = call.argument(0, "url" if call.sink is Sink.NETWORK else "host")
    if not host.taints or not _CARRIED.search(host.text):
        return None
    bin_ = bool(services_in(host.text, ServiceKind.REQUEST_BIN))
    return raised(Confidence.MEDIUM if call.sink is Sink.DNS else Confidence.LOW, when=bin_ or secret)


def _of_command(call: Call) -> Confidence | None:
    program = program_of(call)
    if not _tool(program) and program not in {"sh", "bash"}:
        return None
    command = command_of(call)
    if _SHELL.search(command):
        return Confidence.MEDIUM
    if program in _DNS_TOOLS and _CARRIED.search(command):
        taken = identity_in(call.taints) or loot_in(call.taints) or call.receives(*_TAKEN)
        return Confidence.MEDIUM if taken else None
    return None


def _tool(name: str) -> bool:
    return name.lower() in _TOOLS


DETECTOR = Detector(
    id="exfil-dns",
    title="Data carried out by name look-ups",
    severity=Severity.HIGH,
    techniques=(Technique.DNS, Technique.EXFILTRATION_UNENCRYPTED),
    examine=examine,
    doc=__doc__,
)
