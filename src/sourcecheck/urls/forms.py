"""Addresses inside addresses: written into a query, and compared past how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urljoin

_LEAD = re.compile(r"^(?:(?:[a-z][a-z0-9+.-]*:)?//)?(?:www\d*\.)?", re.IGNORECASE)
_PORT = re.compile(r"^([^/?#]*):(?:80|443)(?=[/?#]|$)")
_WORD = re.compile(r"\w+")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def form(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs as a form sends them (application/x-www-form-urlencoded, spaces as %20).

    >>> form([("url", "https://a.example/?q=ä&b"), ("limit", "-5")])
    'url=https%3A%2F%2Fa.example%2F%3Fq%3D%C3%A4%26b&limit=-5'
    """
    return "&".join(
        f"{quote(name, safe='')}={quote(value, safe='', errors='replace')}" for name, value in pairs
    )


def joined(base: str, target: str) -> str:
    """Return where a target leads that is written on a page; "" where it leads nowhere.

    >>> joined("https://a.example/x/y", "/web/2020/http://b.example/")
    'https://a.example/web/2020/http://b.example/'
    """
    if _ABSOLUTE.match(target):
        return target
    try:
        return urljoin(base, target)
    except ValueError:
        return ""


def gist(url: str) -> tuple[str, ...]:
    """Return the words of an address: equal for what archives take for one and the same page.

    Archives leave out the scheme, "www.", usual ports, capitals, the order of parameters and
    closing slashes, and each of them writes letters beyond ASCII in its own way.

    >>> gist("http://www.News.example:80/a/?y=2&x=1") == gist("https://news.example/A?x=1&y=2")
    True
    """
    bare = _PORT.sub(r"\1", _LEAD.sub("", url.partition("#")[0], count=1))
    page, _, query = bare.partition("?")
    words = _WORD.findall(unquote(page).casefold())
    return (*words, "?", *sorted(_WORD.findall(unquote(query).casefold())))
