"""Links in READMEs, whatever the markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.facts.package import Link
from watchhouse.evidence.facts.readme import LONGEST_LABEL, MOST_LINKS, links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[docs](https://d.example/a_(b))", Link(url="https://d.example/a_(b)", label="docs")),
        (
            "[![badge](https://i.example/x.svg)](https://d.example)",
            Link(url="https://d.example", label="![badge](https://i.example/x.svg)"),
        ),
        ("`home <https://d.example/x>`_", Link(url="https://d.example/x", label="home")),
        (".. _home: https://d.example/x", Link(url="https://d.example/x", label="home")),
        ("text\n[1]: https://d.example/x", Link(url="https://d.example/x", label="1")),
        (
            '<A HREF="http://d.example/x" class="b">go <b>on</b></A>',
            Link(url="http://d.example/x", label="go"),
        ),
        ("<a href='http://d.example/x'>go</a>", Link(url="http://d.example/x", label="go")),
        ("Read https://d.example/x, then", Link(url="https://d.example/x", label="")),
        ("(see https://d.example/x)", Link(url="https://d.example/x", label="")),
        ("<https://d.example/x>", Link(url="https://d.example/x", label="")),
    ],
)
def test_every_markup_gives_url_and_label(text: str, expected: Link) -> None:
    """Markdown, reStructuredText and HTML links all give what the reader sees and where it leads."""
    assert expected in links(text)


def test_a_link_is_listed_once_per_label() -> None:
    """Repeating a link adds nothing; the same URL under another label is another link."""
    assert links("[a](https://x.example) [a](https://x.example) [b](https://x.example)") == (
        Link(url="https://x.example", label="a"),
        Link(url="https://x.example", label="b"),
    )


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """No text makes the reader fail, and labels are bounded."""
    assert all(len(link.label) <= LONGEST_LABEL for link in links(text))


@given(
    st.lists(st.sampled_from(["[", "](", "https://a.example/", "<", ">`", "`", "href=", "\n", ".. _", ":"]))
)
def test_broken_markup_is_read(pieces: list[str]) -> None:
    """Markup in any disorder gives only URLs that stand in the text."""
    text = "".join(pieces)
    assert all(link.url in text for link in links(text))


def test_hostile_length_is_read_to_an_end() -> None:
    """A text of opening brackets and URLs is cut at the limits; trying each bracket anew would take days."""
    assert len(links("".join(f"[[[https://a.example/{n} " for n in range(50_000)))) == MOST_LINKS
    assert links("[" * 1_000_000) == ()
    assert links("https://" * 100_000) != ()
