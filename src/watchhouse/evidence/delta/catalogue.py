"""Every rule about the difference between two releases, by hand, sorted by name."""

from watchhouse.evidence.delta import (
    capability,
    dependency,
    host,
    install_hook,
    native,
    obfuscation,
    owner,
    sighting,
    startup_hook,
)
from watchhouse.evidence.delta.change import DeltaRule

DELTA_RULES: tuple[DeltaRule, ...] = (
    capability.DELTA_RULE,
    dependency.DELTA_RULE,
    host.DELTA_RULE,
    install_hook.DELTA_RULE,
    native.DELTA_RULE,
    obfuscation.DELTA_RULE,
    owner.DELTA_RULE,
    sighting.DELTA_RULE,
    startup_hook.DELTA_RULE,
)
