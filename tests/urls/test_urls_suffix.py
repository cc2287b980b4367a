from __future__ import annotations

import socket

import pytest

from sourcecheck.urls.suffix import public_suffix, registrable_domain


@pytest.mark.parametrize(
    ("host", "private", "expected"),
    [
        ("www.aa.com.tr", True, "aa.com.tr"),
        ("News.Example.CO.UK.", True, "example.co.uk"),
        ("foo.blogspot.com", True, "foo.blogspot.com"),
        ("foo.blogspot.com", False, "blogspot.com"),
        ("com.tr", True, ""),
        ("127.0.0.1", True, ""),
        ("localhost", True, ""),
        ("www.xn--e1afmkfd.xn--p1ai", True, "xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_the_registered_part_of_a_host_is_known(host, private, expected):
    assert expected == registrable_domain(host, private=private)


def test_the_last_label_must_be_a_real_ending():
    assert public_suffix("a.com.tr") == "com.tr"
    assert public_suffix("plan.pdf") == ""


def test_no_socket_is_opened_for_the_list(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert registrable_domain("a.b.example.org") == "example.org"
