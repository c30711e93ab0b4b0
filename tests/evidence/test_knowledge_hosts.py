"""Hosts are found however an address is spelled, and how far each reaches is told apart."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.knowledge.hosts import Reach, endpoint, endpoints_in, endpoints_of, raw_address
from watchhouse.evidence.values import UNKNOWN, Value

ADDRESSES = st.ip_addresses(v=4)


def spellings(address: ipaddress.IPv4Address) -> list[str]:
    number = int(address)
    first, second, third, fourth = address.packed
    return [
        str(address),
        str(number),
        hex(number),
        f"0{number:o}",
        f"0x{first:x}.{second}.0{third:o}.{fourth}",
        f"{first}.{second}.{third * 256 + fourth}",
        f"{first}.{second * 65536 + third * 256 + fourth}",
    ]


@given(ADDRESSES)
def test_every_spelling_of_an_address_is_that_address(address: ipaddress.IPv4Address) -> None:
    """Dotted, decimal, hexadecimal, octal, mixed and shortened forms name the same machine."""
    assert {raw_address(spelling) for spelling in spellings(address)} == {address}


@given(st.text())
def test_no_text_breaks_the_search(text: str) -> None:
    """Whatever stands in a text, the hosts found in it have a reach."""
    for found in (*endpoints_in(text), *endpoints_in(f"http://{text}/"), endpoint(text)):
        assert found.reach in Reach


@pytest.mark.parametrize(
    ("url", "reach"),
    [
        ("http://127.0.0.1:8000/", Reach.LOOPBACK),
        ("http://[::1]/", Reach.LOOPBACK),
        ("http://localhost/", Reach.LOOPBACK),
        ("http://0.0.0.0/", Reach.LOOPBACK),
        ("http://10.1.2.3/", Reach.PRIVATE),
        ("http://169.254.169.254/latest", Reach.PRIVATE),
        ("http://printer.local/", Reach.LOOPBACK),
        ("http://192.0.2.7/", Reach.DOCUMENTATION),
        ("http://[2001:db8::7]:81/", Reach.DOCUMENTATION),
        ("https://name.invalid/", Reach.PUBLIC),
        ("https://{}.name.invalid/", Reach.PUBLIC),
        ("https://{}/", Reach.UNKNOWN),
        ("https://name.{}/", Reach.UNKNOWN),
    ],
)
def test_reach(url: str, reach: Reach) -> None:
    """The own machine, the own network, addresses of documentation and the rest of the world are told apart."""
    assert [found.reach for found in endpoints_in(url)] == [reach]


def test_user_and_port_do_not_hide_the_host() -> None:
    """What stands before `@` is a user's name, also if it looks like a host."""
    (found,) = endpoints_in("https://name.example:443@203.0.113.5:8443/x")
    assert (found.address, found.port) == ("203.0.113.5", 8443)


def test_hosts_in_arguments() -> None:
    """A pair of host and port, a bare address, a bare name and a URL in an argument all name hosts."""
    values = [
        Value(const=("203.0.113.5", 4444)),
        Value(const="198.51.100.1:90"),
        Value(const="name.invalid"),
        Value(const=UNKNOWN, shown="http://{}.name.invalid:81/{}"),
        Value(const="1.2"),
    ]
    assert [(found.host, found.port) for found in endpoints_of(values)] == [
        ("203.0.113.5", 4444),
        ("198.51.100.1", 90),
        ("name.invalid", None),
        ("{}.name.invalid", 81),
    ]
