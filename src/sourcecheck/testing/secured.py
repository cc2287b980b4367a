"""Behaviours: TLS, in good order and in every kind of bad one."""

from __future__ import annotations

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import Behaviour, answer, redirect
from sourcecheck.testing.sites import OK, page_at

_GOOD = answer(OK, pages.story("ar"))
_NO_PAGE = answer("404 Not Found", pages.gone("ru"))

# name, what it does, state, certificate, door
_CASES = (
    ("tls_expired", "an expired certificate", LinkState.TLS_EXPIRED, "expired", ""),
    ("tls_early", "a certificate that is not valid yet", LinkState.TLS_EXPIRED, "early", ""),
    (
        "tls_old_issuer",
        "the issuer's own certificate has expired",
        LinkState.TLS_EXPIRED,
        "old-issuer",
        "",
    ),
    (
        "tls_self_signed",
        "a certificate signed by itself",
        LinkState.TLS_UNTRUSTED,
        "self-signed",
        "",
    ),
    ("tls_stranger", "an authority that nobody trusts", LinkState.TLS_UNTRUSTED, "stranger", ""),
    (
        "tls_wrong_name",
        "a certificate for another name",
        LinkState.TLS_NAME_MISMATCH,
        "wrong-name",
        "",
    ),
    (
        "tls_no_name",
        "a certificate that names no host",
        LinkState.TLS_NAME_MISMATCH,
        "no-name",
        "",
    ),
    (
        "tls_incomplete",
        "the issuer's certificate is missing",
        LinkState.TLS_INCOMPLETE_CHAIN,
        "incomplete",
        "",
    ),
    ("tls_chain", "the issuer's certificate is sent along", LinkState.ALIVE, "chain", ""),
    (
        "tls_untidy_chain",
        "the issuer's certificate comes after others that do not belong there",
        LinkState.ALIVE,
        "untidy",
        "",
    ),
    (
        "tls_client_wanted",
        "wants a certificate of the visitor",
        LinkState.TLS_ERROR,
        "",
        "client-wanted",
    ),
    ("tls_plain", "plain HTTP on the TLS port", LinkState.TLS_ERROR, "", "unsecured"),
    ("tls_old", "speaks only a protocol that browsers gave up", LinkState.TLS_ERROR, "", "old"),
    ("tls_silent", "takes the connection and says nothing", LinkState.TIMEOUT, "", "silent"),
)

_BROKEN_OFF = (LinkState.RESET, LinkState.NO_RESPONSE)

_CUT_SHORT = tuple(
    page_at(name, does, LinkState.TLS_ERROR, _GOOD, scheme="https", door=door, also=also)
    for name, does, door, also in (
        ("tls_half", "closes in the middle of its hello", "half", _BROKEN_OFF),
        ("tls_hang_up", "closes at the first word", "hang-up", _BROKEN_OFF),
        ("tls_reset", "a reset at the first word", "tls-reset", _BROKEN_OFF),
    )
)

SECURED: tuple[Behaviour, ...] = (
    *(
        page_at(name, does, state, _GOOD, scheme="https", certificate=certificate, door=door)
        for name, does, state, certificate, door in _CASES
    ),
    *_CUT_SHORT,
    page_at("tls_not_found", "404 over good TLS", LinkState.NOT_FOUND, _NO_PAGE, scheme="https"),
    page_at(
        "tls_expired_404",
        "404 behind an expired certificate",
        LinkState.TLS_EXPIRED,
        _NO_PAGE,
        scheme="https",
        certificate="expired",
        also=(LinkState.TLS_ERROR,),
    ),
    page_at(
        "tls_untrusted_parked",
        "a page that sells the domain, behind a certificate of nobody",
        LinkState.TLS_UNTRUSTED,
        answer(OK, pages.parked("tls-untrusted-parked.example")),
        scheme="https",
        certificate="self-signed",
        also=(LinkState.TLS_ERROR,),
    ),
    page_at(
        "to_tls_expired",
        "301 to a page with an expired certificate",
        LinkState.TLS_EXPIRED,
        redirect("301 Moved Permanently", "https://tls-expired.example/news/2026/story-17"),
    ),
    page_at(
        "to_tls_silent",
        "302 to a TLS port that says nothing",
        LinkState.TIMEOUT,
        redirect("302 Found", "https://tls-silent.example/news/2026/story-17"),
    ),
)
