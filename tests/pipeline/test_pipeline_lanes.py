"""Lanes: a million addresses waiting in little memory, each taken once."""

import random

import pytest

from sourcecheck.pipeline.lanes import Hashes, Lanes, host_of, key_of
from sourcecheck.pipeline.looks import Cited


def lanes():
    return Lanes(lambda host: ".".join(host.split(".")[-2:]))


def cited(url, origin="", address=None, **more):
    return Cited(url=url, address=address or url, origin=origin, **more)


def taken(found):
    out = []
    while lane := found.next_ready():
        while lane.size:
            out.append(found.take(lane))
    return out


def filled(*entries):
    found = lanes()
    for each in entries:
        if lane := found.add(each):
            found.ready(lane)
    return found


def test_every_address_is_taken_once_with_all_its_origins():
    found = filled(
        cited("http://a.example/1", "one.html"),
        cited("http://b.example/1"),
        cited("http://a.example/1", "two.html"),
    )
    got = {each.url: [naming.origin for naming in each.namings] for each in taken(found)}
    assert got == {"http://a.example/1": ["one.html", "two.html"], "http://b.example/1": [""]}


def test_fragments_of_one_address_are_one_address_to_look_at():
    found = filled(
        cited("http://a.example/1"), cited("http://a.example/1", address="http://a.example/1#x")
    )
    (one,) = taken(found)
    assert [each.address for each in one.namings] == ["http://a.example/1", "http://a.example/1#x"]


def test_hosts_of_one_domain_share_a_lane():
    found = filled(cited("http://www.a.example/1"), cited("http://m.a.example/2"))
    assert len(list(found)) == 1


def test_the_longest_lane_comes_first():
    found = filled(
        cited("http://a.example/1"), *(cited(f"http://b.example/{number}") for number in range(9))
    )
    for lane in found:
        lane.is_ready = False
    found._ready.clear()
    for lane in found:
        found.ready(lane)
    assert found.next_ready().owner == "b.example"


STRANGE = [
    "http://a.example/\n",
    "http://a.example/\x00x",
    "http://a.example/\x01\x02n\x02\x02z",
    "mailto:someone",
    "",
    "http://a.example/\ud800",
    "http://a.example/مقال?x=۱",
    "http://a.example/\x0b\x85\u2028",
]


@pytest.mark.parametrize("url", STRANGE)
def test_whatever_is_written_in_an_address_comes_back(url):
    address = url + "#\x00\n\x02"
    found = filled(cited(url, "o", address, short_link=True))
    (one,) = taken(found)
    assert one.url == url
    assert one.namings == (cited(url, "o", address, short_link=True),)
    found.put_again(next(iter(found)), one, "honest")
    again, manner = found.take_again(next(iter(found)))
    assert (again.url, again.namings, manner) == (one.url, one.namings, "honest")


def test_what_was_given_back_is_taken_next():
    found = filled(cited("http://a.example/1"), cited("http://a.example/2"))
    (lane,) = found
    first = found.take(lane)
    found.put_back(lane, first)
    assert (lane.size, found.waiting) == (2, 2)
    assert found.take(lane) is first


def test_an_address_that_was_taken_may_wait_once_more():
    found = filled(cited("http://a.example/1"))
    taken(found)
    assert found.add(cited("http://a.example/1")) is not None
    assert found.add(cited("http://a.example/1")) is None


def test_hashes_are_a_set():
    kept, met = Hashes(), set()
    source = random.Random(7)
    for _ in range(20_000):
        key = key_of(str(source.randrange(15_000)))
        assert kept.add(key) is (key not in met)
        met.add(key)
    assert not any(kept.is_taken(key) for key in met)
    for key in sorted(met)[::2]:
        kept.take(key)
    assert [kept.is_taken(key) for key in sorted(met)] == [
        place % 2 == 0 for place in range(len(met))
    ]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://a.example/x", "a.example"),
        ("http://a.example:8080?x", "a.example"),
        ("http://u:p@a.example/x", "a.example"),
        ("http://[::1]:80/x", "::1"),
        ("mailto:x", ""),
    ],
)
def test_a_host_is_read_out_of_an_address(url, host):
    assert host_of(url) == host
