"""See through archives, translators, caches, AMP and redirectors, without a network.

The table is data (``data/urls/wrappers.csv``); this module knows only the few ways in which
an address can be hidden inside another one.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from sourcecheck.model import LinkFlag
from sourcecheck.model.tables.urls import UrlTables, Wrapper
from sourcecheck.urls.parts import Parts, parts, value

_SCHEME = re.compile(r"(https?):/{1,2}(?=[^/])", re.IGNORECASE)
_ENCODED = re.compile(r"https?%3A|[\w-]+(?:\.[\w-]+)+%2F", re.IGNORECASE)
_PROOFPOINT = {"-": "%", "_": "/"}
_STARRED = re.compile(r"/v3/__(.+?)__;([\w-]*)")
_STARS = re.compile(r"\*(?:\*([\w-]))?")
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # A = 2 characters
_MANY = 4_096  # hosts whose rows are kept
_MAX_LAYERS = 6  # guess: an archive of a redirector of an AMP page is three


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrapped:
    """The innermost address that can be known, and the layers taken off."""

    inner: Parts
    flags: tuple[LinkFlag, ...] = ()
    steps: tuple[str, ...] = ()
    opaque: bool = False  # the innermost is still a wrapper: whose page it is nobody can say


def unwrap(split: Parts, tables: UrlTables) -> Unwrapped:
    """Take off layers until none of the table's wrappers is left."""
    flags: list[LinkFlag] = []
    steps: list[str] = []
    for _ in range(_MAX_LAYERS):
        if not (found := _wrapper(split, tables)):
            return Unwrapped(inner=split, flags=tuple(flags), steps=tuple(steps))
        wrapper, match = found
        flags.append(wrapper.flag)
        inner = parts(_inner(split, wrapper, match))
        if inner is None or inner == split:
            steps.append(f"{wrapper.step}: leads on, the page is known only there")
            break
        split = inner
        steps.append(wrapper.step)
    return Unwrapped(inner=split, flags=tuple(flags), steps=tuple(steps), opaque=True)


def guessed(split: Parts, tables: UrlTables) -> Unwrapped | None:
    """Take off a layer that only its form tells of; ``None`` where there is none.

    For saying whose page it probably is, not for what to fetch: ``/http://a.example/`` may be a
    reader's service, or a link that somebody wrote wrongly.
    """
    target = split.target
    for wrapper in tables.guesses:
        if match := wrapper.path.match(target):
            inner = parts(_inner(split, wrapper, match))
            if inner is not None and inner.host != split.host:
                return Unwrapped(inner=inner, flags=(wrapper.flag,), steps=(wrapper.step,))
    return None


def _wrapper(split: Parts, tables: UrlTables) -> tuple[Wrapper, re.Match[str]] | None:
    target = split.target
    for wrapper in _rows_for(split.host, tables):
        if match := wrapper.path.match(target):
            return wrapper, match
    return None


@lru_cache(maxsize=_MANY)
def _rows_for(host: str, tables: UrlTables) -> tuple[Wrapper, ...]:
    """Return the rows that may speak of a host, in their order; for most hosts a single one."""
    if tables.wrapper_hosts is not None and not tables.wrapper_hosts.fits(host):
        return tables.hostless
    return tuple(wrapper for wrapper in tables.wrappers if wrapper.host.fits(host))


def _inner(split: Parts, wrapper: Wrapper, match: re.Match[str]) -> str:
    how, _, argument = wrapper.how.partition(":")
    reader = _READERS.get(how)
    if reader is not None:
        return _address(reader(split, argument))
    return _address(match.expand(wrapper.how))


def _address(found: str) -> str:
    """Mend what wrapping does to an address: an encoded or a single-slashed scheme, none."""
    if _ENCODED.match(found):
        found = unquote(found)
    if scheme := _SCHEME.match(found):
        return f"{scheme.group(1).lower()}://{found[scheme.end() :]}"
    bare = re.match(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)", found)
    return f"http://{found}" if bare else ""


def _parameter(split: Parts, names: str) -> str:
    return next(filter(None, (value(split.query, name) for name in names.split("|"))), "")


def _cache(split: Parts, name: str) -> str:
    """Read ``cache:ID:URL words``; the id may be missing, the words are what was searched."""
    found = value(split.query, name).removeprefix("cache:").partition(" ")[0]
    id_, _, rest = found.partition(":")
    return rest if rest and "." not in id_ and not rest.startswith("//") else found


def _base64(split: Parts, argument: str) -> str:
    """Read an address in base 64 for addresses (RFC 4648, 5), padded or not, behind a prefix."""
    name, _, prefix = argument.partition(":")
    found = value(split.query, name).removeprefix(prefix).rstrip("=")
    try:
        return urlsafe_b64decode(found + "=" * (-len(found) % 4)).decode()
    except ValueError:
        return ""


def _in_text(split: Parts, name: str) -> str:
    """Find the first address in what a link wants to have said."""
    return next((word for word in value(split.query, name).split() if _SCHEME.match(word)), "")


def _hashed(split: Parts, name: str) -> str:
    """Read an address behind which its checksum stands: ``https://a.example/p:Yx3``."""
    found = value(split.query, name)
    address, _, checksum = found.rpartition(":")
    return address if address and "/" not in checksum else found


def _host(split: Parts, service: str) -> str:
    """Read a host written into the first labels of another, dots as hyphens."""
    if service in _LABELS:
        name = _undashed(split.host.partition(".")[0])
    else:
        name = split.host.partition(f".{service}.")[0]
        name = name if "." in name else _undashed(name)
    kept = "&".join(p for p in split.query.split("&") if not p.startswith("_x_tr_"))
    return f"{split.scheme}://{name}{split.path}{'?' + kept if kept else ''}" if "." in name else ""


_LABELS = ("translate", "label")


def _undashed(label: str) -> str:
    return label.replace("--", "\0").replace("-", ".").replace("\0", "-")


def _query(split: Parts, _argument: str) -> str:
    return split.query


def _proofpoint(split: Parts, name: str) -> str:
    found = value(split.query, name)
    return unquote("".join(_PROOFPOINT.get(char, char) for char in found))


def _starred(split: Parts, _argument: str) -> str:
    """Read Proofpoint's third form: a star for each sign, or run of signs, kept in base 64."""
    found = _STARRED.match(split.target)
    if not found:
        return ""
    try:
        kept = urlsafe_b64decode(found[2] + "=" * (-len(found[2]) % 4)).decode()
    except ValueError:
        kept = ""
    place = 0

    def sign(star: re.Match[str]) -> str:
        nonlocal place
        first, place = place, place + (_RUNS.index(star[1]) + 2 if star[1] else 1)
        return kept[first:place] or star.group()

    return _STARS.sub(sign, found[1])


def _opaque(_split: Parts, _argument: str) -> str:
    return ""


_READERS = {
    "param": _parameter,
    "cache": _cache,
    "base64": _base64,
    "urlin": _in_text,
    "hashed": _hashed,
    "host": _host,
    "query": _query,
    "proofpoint": _proofpoint,
    "starred": _starred,
    "opaque": _opaque,
}
