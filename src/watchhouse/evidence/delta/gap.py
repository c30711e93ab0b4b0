"""What is left where two releases cannot be compared, or not in full."""

from watchhouse.model.evidence import Gap, GapReason, Location


def not_compared(detail: str) -> Gap:
    """Return the gap of a comparison that could not be made; it hides nothing. `detail` says why, on one line."""
    return Gap(reason=GapReason.NOT_COMPARED, location=Location(path=""), detail=detail, hides=False)
