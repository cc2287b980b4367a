from __future__ import annotations

import pytest
from verify_cases import look

from sourcecheck.model import Failure
from sourcecheck.verify.network import network_is_down


def failing(*failures: Failure, hosts: int = 2):
    return [
        look(None, failure=failure, url=f"https://host{n % hosts}.example/")
        for n, failure in enumerate(failures)
    ]


CASES = [
    ([], False),
    (failing(Failure.DNS_TROUBLE), True),
    (failing(Failure.UNREACHABLE, Failure.DNS_TROUBLE), True),
    (failing(Failure.DNS_NO_NAME, Failure.DNS_NO_NAME), True),
    (failing(Failure.DNS_NO_NAME), False),
    (failing(Failure.DNS_NO_NAME, Failure.DNS_NO_NAME, hosts=1), False),
    (failing(Failure.CONNECT_TIMEOUT, Failure.CONNECT_TIMEOUT), True),
    (failing(Failure.CONNECT_TIMEOUT), False),
    (failing(Failure.DNS_TROUBLE, Failure.CONNECT_REFUSED), False),
    (failing(Failure.DNS_TROUBLE, Failure.TLS_EXPIRED), False),
    ([*failing(Failure.DNS_TROUBLE), look(404)], False),
    ([*failing(Failure.DNS_TROUBLE), *failing(Failure.INVALID_URL)], True),
    (failing(Failure.INVALID_URL, Failure.REFUSED_ADDRESS), False),
]


@pytest.mark.parametrize(("looks", "down"), CASES)
def test_our_own_network_is_told_from_theirs(looks, down):
    assert network_is_down(looks) is down


def test_one_byte_of_answer_from_anywhere_means_the_network_is_up():
    hop = look(None, failure=Failure.DNS_TROUBLE, to=[(302, "https://b.example/")])
    assert not network_is_down([hop, *failing(Failure.DNS_TROUBLE)])
