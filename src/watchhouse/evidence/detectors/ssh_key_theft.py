"""
SSH private keys taken.

Looks at: files under `.ssh` on their way to the network, by code or by a command; hidden names of such files
beside a network call.
Does not look at: public keys, `known_hosts`, `authorized_keys` (see `persistence`), and SSH clients, which prove
that they have a key without sending it.
Known honest users: paramiko, fabric, Ansible and deployment tools read keys to log in; cloud clients upload
public keys.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.theft import sight_theft
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of SSH keys that are read, and more surely of those that are sent."""
    yield from sight_theft(DETECTOR, facts, Source.SSH_KEY, what="SSH keys", plain=Confidence.HIGH)


DETECTOR = Detector(
    id="ssh-key-theft",
    title="SSH keys taken",
    severity=Severity.CRITICAL,
    techniques=(Technique.PRIVATE_KEYS,),
    examine=examine,
    doc=__doc__,
)
