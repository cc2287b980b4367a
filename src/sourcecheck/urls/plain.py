"""Whether an address is its own identity already, found out fast.

Lists of a million addresses are mostly written as ``canonical`` would write them. Taking each
apart and putting it together again costs some fifteen microseconds, a pattern and a look into
a table one: so the ordinary case is recognised, and everything else takes the long way.
A test holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sourcecheck.model.tables.urls import Tracker, UrlTables
from sourcecheck.urls.canonical import tracker_of, trackers_for

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_ADDRESS = rf"{_OCTET}(?:\.{_OCTET}){{3}}"  # 192.0.2.7
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = rf"(?:{_LABEL}\.){{0,8}}[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?"  # news.example
_PORT = r"(?::(?!(?:80|443)[/?])(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?"  # :8080
_FOREIGN = r"%[89A-F][0-9A-F]"  # a byte of a letter beyond ASCII, in capitals
_CHARS = rf"(?:[A-Za-z0-9._~/=+,:@!$*()&'-]++|{_FOREIGN})"
_PATH = rf"/(?!\.)(?![^?]*/\.){_CHARS}*+"  # no dot segment
_QUERY = rf"(?:\?{_CHARS}++)?"
_PLAIN = re.compile(
    rf"https?://(?P<host>{_ADDRESS}|{_NAME}){_PORT}(?P<target>{_PATH}(?P<query>{_QUERY}))"
)

_LONGEST_HOST = 253  # RFC 1035, 2.3.4, as text
_MOST_HOSTS = 20_000
"""Hosts whose answer is kept: a few megabytes."""


def plain_under(tables: UrlTables) -> Callable[[str], bool]:
    """Return the test whether an address is plain: fetched, compared and judged as it stands.

    A plain address is sound as printed, in normal form, without fragment and credentials, no
    wrapper, no short link, and carries no tracking parameter. True is a promise (``link`` finds
    nothing to change), False is none.
    """
    ordinary: dict[str, bool] = {}
    trackers: dict[str, tuple[Tracker, ...]] = {}

    def is_plain(url: str) -> bool:
        found = _PLAIN.fullmatch(url)
        if found is None or "(.)" in url:  # a dot that was hidden from robots
            return False
        host, target, query = found.groups()
        known = ordinary.get(host)
        if known is None:
            if len(ordinary) >= _MOST_HOSTS:
                ordinary.clear()
                trackers.clear()
            known = ordinary[host] = _is_ordinary(host, tables)
        if not known or any(each.path.match(target) for each in tables.hostless):
            return False
        if not query:
            return True
        if host not in trackers:
            trackers[host] = trackers_for(host, tables)
        pieces = query[1:].split("&")  # an empty one is dropped
        return all(pieces) and not any(tracker_of(trackers[host], each) for each in pieces)

    return is_plain


def _is_ordinary(host: str, tables: UrlTables) -> bool:
    """Tell whether nothing is known of a host that would change its addresses."""
    bare = host.removeprefix("www.")
    if len(host) > _LONGEST_HOST or bare in tables.short_hosts or bare in tables.owner_short:
        return False
    wrapping = tables.wrapper_hosts
    return wrapping is not None and not wrapping.fits(host)
