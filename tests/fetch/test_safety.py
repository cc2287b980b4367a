"""Rows S1 to S4 and S7 of the hostile-input table, on the pure predicate: no socket is opened."""

import ipaddress

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.safety import port_refusal, refusal

TABLE = load_addresses()

REFUSED = [
    ("127.0.0.1", "loopback"),
    ("127.8.9.10", "loopback"),
    ("0.0.0.0", "this network"),
    ("::1", "loopback"),
    ("::", "unspecified"),
    ("::ffff:127.0.0.1", "loopback"),
    ("::ffff:7f00:1", "loopback"),
    ("::127.0.0.1", "loopback"),
    ("64:ff9b::7f00:1", "loopback"),
    ("64:ff9b:1::7f00:1", "loopback"),
    ("2002:7f00:1::", "loopback"),
    ("2001:0:7f00:1::", "loopback"),
    ("2001:0:101:101::80ff:fffe", "loopback"),  # Teredo: the client's address is inverted
    ("2001:0:101:101::fefe:fefe", "Teredo"),
    ("fc00::1", "unique local"),
    ("fe80::1", "link local"),
    ("fe80::1%eth0", "zone id"),
    ("fe80::1%25eth0", "zone id"),
    ("2606:4700::1111%1", "zone id"),
    ("fec0::1", "site local"),
    ("ff02::1", "multicast"),
    ("169.254.169.254", "link local"),
    ("::ffff:169.254.169.254", "link local"),
    ("fd00:ec2::254", "unique local"),
    ("100.100.100.200", "shared address space"),
    ("192.0.0.192", "IETF protocol assignments"),
    ("168.63.129.16", "cloud metadata service"),
    ("::ffff:168.63.129.16", "cloud metadata service"),
    ("10.0.0.1", "private use"),
    ("172.16.0.1", "private use"),
    ("172.31.255.255", "private use"),
    ("192.168.1.1", "private use"),
    ("100.64.0.1", "shared address space"),
    ("198.18.0.1", "benchmarking"),
    ("192.0.2.1", "documentation"),
    ("192.88.99.1", "6to4 relay anycast"),
    ("224.0.0.1", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "limited broadcast"),
    ("100::1", "discard only"),
    ("3fff::1", "documentation"),
    ("5f00::1", "segment routing identifiers"),
    ("2001:db8::1", "documentation"),
    ("::ffff:1.1.1.1", "IPv4-mapped"),
    ("2002:101:101::", "6to4"),
    ("localhost", "not an address"),
    ("127.1", "not an address"),
    ("", "not an address"),
]


@pytest.mark.parametrize(("address", "name"), REFUSED)
def test_a_special_address_is_refused_by_the_name_of_its_block(address, name):
    assert refusal(address, TABLE) == name


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "93.184.216.34",
        "172.32.0.1",
        "2606:4700:4700::1111",
        "64:ff9b::101:101",
        "9.255.255.255",
    ],
)
def test_the_public_web_is_not_refused(address):
    assert refusal(address, TABLE) == ""


@pytest.mark.parametrize(
    "block", [b for b in TABLE.blocks if not b.unwrap], ids=lambda block: str(block.network)
)
def test_both_ends_of_every_refused_block_are_refused(block):
    for end in (block.network.network_address, block.network.broadcast_address):
        assert refusal(str(end), TABLE)


@pytest.mark.parametrize(
    ("address", "allowed", "refused"),
    [
        ("127.0.0.1", ("127.0.0.0/8",), False),
        ("127.0.0.1", ("10.0.0.0/8",), True),
        ("::1", ("127.0.0.0/8",), True),
        ("::1", ("127.0.0.0/8", "::1/128"), False),
        ("::ffff:127.0.0.1", ("127.0.0.0/8",), True),
        ("10.0.0.9", ("10.0.0.1/8",), False),
    ],
)
def test_a_range_opened_by_name_opens_that_range_only(address, allowed, refused):
    assert bool(refusal(address, TABLE, allowed)) == refused


@pytest.mark.parametrize(
    ("address", "port", "allowed", "name"),
    [
        ("1.1.1.1", 80, (), ""),
        ("1.1.1.1", 443, (), ""),
        ("1.1.1.1", 8443, (), ""),
        ("1.1.1.1", 22, (), "port 22"),
        ("1.1.1.1", 25, (), "port 25"),
        ("1.1.1.1", 6379, (), "port 6379"),
        ("127.0.0.1", 40123, ("127.0.0.0/8",), ""),
        ("1.1.1.1", 40123, ("127.0.0.0/8",), "port 40123"),
    ],
)
def test_only_web_ports_are_open_outside_the_ranges_opened_by_name(address, port, allowed, name):
    assert port_refusal(address, port, (80, 443, 8080, 8443), allowed) == name


def test_a_range_that_is_none_is_an_error_of_ours():
    with pytest.raises(ValueError, match="everything"):
        refusal("1.1.1.1", TABLE, ("everything",))


def test_narrow_blocks_are_asked_before_wide_ones():
    lengths = [
        b.network.prefixlen for b in TABLE.blocks if isinstance(b.network, ipaddress.IPv6Network)
    ]
    assert lengths == sorted(lengths, reverse=True)
