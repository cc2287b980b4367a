"""Addresses as they are written: what browsers pass over in them, and what is for no report."""

from __future__ import annotations

import re

_VANISH = re.compile(r"[\t\r\n]")
_EDGES = "".join(map(chr, range(0x21)))
_USER = re.compile(r"(https?:[/\\]*|(?:[a-z][a-z0-9+.-]*:)?[/\\]{2,})[^/\\?#]*@", re.IGNORECASE)


def cleaned(url: str) -> str:
    """Return an address without what browsers pass over: line breaks, tabs, blanks around it."""
    return _VANISH.sub("", url.strip(_EDGES))


def without_user(address: str) -> str:
    """Return an address as it is, but for the user name and password that it may name.

    >>> without_user("http://desk:secret@news.example/a@b")
    'http://news.example/a@b'
    """
    if "@" not in address:
        return address
    plain = cleaned(address)
    found = _USER.match(plain)
    return found[1] + plain[found.end() :] if found else address
