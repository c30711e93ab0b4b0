"""The words of a report that a person reads: levels, moments, chances, and what to do now."""

from watchhouse.model.evidence import Gap, GapReason, Moment
from watchhouse.model.verdict import Level, Verdict

LEVEL = {
    Level.CLEAR: "clear",
    Level.NOTABLE: "notable",
    Level.SUSPICIOUS: "suspicious",
    Level.MALICIOUS: "malicious",
}

MOMENT = {
    Moment.CALL: "when called",
    Moment.ENTRY: "when its command is run",
    Moment.IMPORT: "at import",
    Moment.START: "at every start of the interpreter",
    Moment.INSTALL: "at install",
}

_CHANCES = (
    (0.99, "almost certainly malicious"),
    (0.9, "very probably malicious"),
    (0.5, "probably malicious"),
    (0.1, "possibly malicious"),
    (0.01, "probably harmless"),
    (0.0, "very probably harmless"),
)


def chance(verdict: Verdict) -> str:
    """Return in words how probable malice is, or that too little was read to say."""
    if only_unread(verdict):
        return "not read whole"
    return next(words for least, words in _CHANCES if verdict.probability >= least)


def only_unread(verdict: Verdict) -> bool:
    """Return whether nothing but what could not be read keeps `verdict` from being clear."""
    return not verdict.reasons and bool(hiding(verdict))


def counted(count: int, thing: str) -> str:
    """
    Return `count` of `thing`, with a plural that is right for the words of this program.

    >>> counted(1, "artifact"), counted(2, "artifact")
    ('1 artifact', '2 artifacts')
    """
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def hiding(verdict: Verdict) -> tuple[Gap, ...]:
    """Return the gaps in which something that runs could hide."""
    return tuple(gap for gap in verdict.gaps if gap.hides)


def uncompared(verdict: Verdict) -> tuple[Gap, ...]:
    """Return why `verdict` says nothing, or not everything, of what is new since an earlier release."""
    return tuple(gap for gap in verdict.gaps if gap.reason is GapReason.NOT_COMPARED)


def advice(verdict: Verdict) -> str:
    """Return what a person who wanted to install the artifact should do now; no hostile text."""
    match verdict.level:
        case Level.MALICIOUS:
            return (
                "Do not install it. Where it has been installed, take the machine off the network and replace "
                "every password, token and key that was on it."
            )
        case Level.SUSPICIOUS:
            return "Do not install it before somebody has read the lines above."
        case Level.NOTABLE if verdict.reasons:
            return "Have a look at the lines above before you install it."
        case _ if hiding(verdict):
            return "Nothing bad was seen, but something could hide in what was not read: do not take it for harmless."
        case _:
            return "Nothing bad was seen."
