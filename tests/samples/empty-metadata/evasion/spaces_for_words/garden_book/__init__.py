"""A small module of a sample."""


class Garden:
    """Count what grows."""

    def __init__(self) -> None:
        self.beds = {}

    def plant(self, kind: str) -> int:
        self.beds[kind] = self.beds.get(kind, 0) + 1
        return sum(self.beds.values())


def harvest(garden: Garden) -> list[str]:
    return sorted(kind for kind, count in garden.beds.items() for _ in range(count))
