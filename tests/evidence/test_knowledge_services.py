"""Services are known by their host, wherever it stands as one, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.knowledge.services import ServiceKind, services_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://discord.com.example/api/webhooks/0/x", ServiceKind.CHAT_HOOK),
        ("https://ptb.discord.com.example/api/v10/webhooks/0/x", ServiceKind.CHAT_HOOK),
        ("//hooks.slack.com.example/services/T0/B0/x", ServiceKind.CHAT_HOOK),
        ("https://api.telegram.org.example/bot{}/sendMessage", ServiceKind.CHAT_BOT),
        ("https://user@Webhook.Site.example/0", ServiceKind.REQUEST_BIN),
        ("0000.oast.fun.example", ServiceKind.REQUEST_BIN),
        ("tcp://0.tcp.ngrok.io.example:10000", ServiceKind.TUNNEL),
        ("curl -T f transfer.sh.example/f", ServiceKind.FILE_DROP),
        ("see\nhttps://{}.trycloudflare.com.example", ServiceKind.TUNNEL),
        ("https://gist.githubusercontent.com.example/a/b/raw/c", ServiceKind.RAW_REPOSITORY),
    ],
)
def test_a_service_is_known_in_every_dress(text: str, kind: ServiceKind) -> None:
    """Sub-domains, capitals, users, ports, missing schemes and pretending hosts are seen."""
    assert [use.kind for use in services_in(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "self.file.io.read()",
        "import t.me",
        "https://discord.com.example/developers/docs",
        "https://mydiscord.com-example.invalid/api/webhooks/0/x",
        "https://notwebhook.site-example.invalid/",
        "mail somebody about discord",
    ],
)
def test_what_only_looks_alike_is_not_a_service(text: str) -> None:
    """Attribute access, other paths of the host and longer labels are not the service."""
    assert services_in(text) == ()


def test_only_the_kinds_asked_for_are_returned() -> None:
    """A search for one kind passes over the others."""
    text = "https://webhook.site.example/0 https://bit.ly.example/0"
    assert [use.host for use in services_in(text, ServiceKind.SHORTENER)] == ["bit.ly.example"]


@given(st.text())
def test_no_text_breaks_the_search(text: str) -> None:
    """Text before and after never hides a service's URL that stands on a line of its own."""
    found = services_in(f"{text}\nhttps://webhook.site.example/0\n{text}")
    assert "webhook.site.example" in {use.host for use in found}
