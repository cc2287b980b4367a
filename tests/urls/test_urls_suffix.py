from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from sourcecheck.urls.suffix import _rules, public_suffix, registrable_domain


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


def hosts_of_every_rule():
    """A host below, at and above every rule of the list, and some that no rule knows."""
    for rule in _rules():
        plain = rule.removeprefix("!").replace("*", "any")
        yield from (plain, f"a.{plain}", f"b.a.{plain}", plain.partition(".")[2])
    yield from (
        "a.b.nosuchending",
        "localhost",
        "x",
        "a..com",
        ".com",
        "192.0.2.7",
        "1.2.3",
        "[::1]",
    )


@pytest.mark.parametrize("private", [True, False])
def test_every_answer_is_that_of_tldextract(private):
    import tldextract

    extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    differing = [
        host
        for host in hosts_of_every_rule()
        if registrable_domain(host, private=private)
        != extract(host, include_psl_private_domains=private).top_domain_under_public_suffix
        or (not private and public_suffix(host) != extract(host).suffix)
    ]
    # where two rules with a star stand one below the other, tldextract overlooks the shorter one
    assert [each for each in differing if f"*.{each}" not in _rules()] == []
    assert len(differing) < 20


def test_the_list_is_read_without_its_package():
    code = (
        "import sys; from sourcecheck.urls.suffix import registrable_domain as r;"
        "assert r('a.b.co.uk') == 'b.co.uk'; print('tldextract' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
