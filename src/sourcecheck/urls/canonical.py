"""What an address identifies: normal form, identity, and a fingerprint for counting.

Three functions because they promise three things. ``normal`` never changes which page is
meant. ``canonical`` sees through wrappers and drops what the tables know to be tracking: it
is what to fetch and to compare. ``fingerprint`` also drops what rarely matters; two pages may
share one, so it only counts and groups.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sourcecheck.model import Link, LinkFlag
from sourcecheck.model.tables.urls import Tracker, UrlTables
from sourcecheck.urls.parts import Parts, pairs, parts, value, without
from sourcecheck.urls.repair import repair
from sourcecheck.urls.wrappers import unwrap

_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_EDITION = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Identity:
    """A canonical address and how it was come by."""

    url: str
    host: str
    flags: tuple[LinkFlag, ...] = ()
    steps: tuple[str, ...] = ()


def normal(url: str) -> str:
    """Return ``url`` in the normal form of RFC 3986, fragment kept; "" when it is no address."""
    split = parts(url)
    return split.unsplit() if split else ""


def canonical(url: str, tables: UrlTables) -> str:
    """Return the identity of ``url``: wrappers and tracking off; "" when it is no address.

    The fragment goes too, unless it is a route of a page built by scripts (``#!``, ``#/``).
    """
    split = parts(url)
    return _identity(split, tables).url if split else ""


def fingerprint(url: str) -> str:
    """Return a key under which variants of one page are counted once.

    Scheme, ``www.``, ``m.``, credentials, the last slash, an index page's name, an ``/amp``
    ending and the order of parameters are ignored. For counting, not for identity.
    """
    split = parts(url)
    if split is None:
        return url.strip().lower()
    path = _INDEX.sub("/", split.path).rstrip("/").removesuffix("/amp")
    query = "&".join(sorted(pair for _, pair in pairs(split.query)))
    port = f":{split.port}" if split.port else ""
    return f"{_EDITION.sub('', split.host)}{port}{path}{'?' + query if query else ''}"


def link(printed: str, tables: UrlTables, flags: tuple[LinkFlag, ...] = ()) -> Link:
    """Understand one printed address; ``flags`` are those its finder already knows.

    An address that does not parse becomes a ``Link`` with ``LinkFlag.INVALID`` and no
    ``url``; nothing is raised.
    """
    mended = repair(printed)
    known = flags + mended.flags
    split = parts(mended.url)
    if split is None:
        found = _in_order((*known, LinkFlag.INVALID))
        return Link(printed=printed, url="", flags=found, steps=mended.steps)
    identity = _identity(split, tables)
    owner = tables.owner_short.get(identity.host)
    return Link(
        printed=printed,
        url=mended.url.replace(f"{split.user}@", "", 1) if split.user else mended.url,
        canonical=identity.url,
        flags=_in_order(known + identity.flags),
        steps=mended.steps + identity.steps,
        owner=owner.owner if owner else "",
    )


def _in_order(flags: tuple[LinkFlag, ...]) -> tuple[LinkFlag, ...]:
    return tuple(flag for flag in LinkFlag if flag in flags) if len(flags) > 1 else flags


def _identity(split: Parts, tables: UrlTables) -> _Identity:
    outer = _without_trackers(split, tables)
    unwrapped = unwrap(split, tables)
    same = unwrapped.inner is split
    inner = outer if same else _without_trackers(unwrapped.inner, tables)
    clean, steps = inner.clean, (*unwrapped.steps, *inner.steps)
    if clean.fragment and not clean.fragment.startswith(("!", "/")):
        clean = replace(clean, fragment="")
        steps = (*steps, "fragment kept apart")
    short = (LinkFlag.SHORT_LINK,) if _is_short(clean, tables) else ()
    return _Identity(
        url=clean.unsplit(),
        host=clean.host.removeprefix("www."),
        flags=outer.flags + unwrapped.flags + inner.flags + short,
        steps=steps,
    )


def _is_short(split: Parts, tables: UrlTables) -> bool:
    host = split.host.removeprefix("www.")
    return split.path != "/" and (host in tables.short_hosts or host in tables.owner_short)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cleaned:
    clean: Parts
    flags: tuple[LinkFlag, ...] = ()
    steps: tuple[str, ...] = ()


def _without_trackers(split: Parts, tables: UrlTables) -> _Cleaned:
    if not split.query:
        return _Cleaned(clean=split)
    rows = trackers_for(split.host, tables)
    hits = [(pair, row) for name, pair in pairs(split.query) if (row := _row(rows, name, pair))]
    flags = dict.fromkeys(row.flag for _, row in hits) | dict.fromkeys(_TRACKED if hits else ())
    return _Cleaned(
        clean=without(split, frozenset(pair for pair, _ in hits)),
        flags=tuple(flags),
        steps=tuple(
            dict.fromkeys(
                f"tracking parameter {row.name} dropped ({row.told_by})" for _, row in hits
            )
        ),
    )


_TRACKED = (LinkFlag.TRACKING,)


def tracker_of(rows: Sequence[Tracker], pair: str) -> Tracker | None:
    """Return which of these rows knows a parameter, given as "name=value"; None = none does."""
    return next((row for name, _ in pairs(pair) if (row := _row(rows, name, pair))), None)


def _row(rows: Sequence[Tracker], name: str, pair: str) -> Tracker | None:
    """Return the row that knows a parameter, one with its very value first."""
    known = [row for row in rows if _knows(row.name, name)]
    if not known:
        return None
    given = value(pair, name).lower()
    fitting = [row for row in known if row.value in ("", given)]
    return max(fitting, key=lambda row: len(row.value), default=None)


def _knows(known: str, name: str) -> bool:
    return known == name or (known[-1] == "*" and name.startswith(known[:-1]))


def trackers_for(host: str, tables: UrlTables) -> tuple[Tracker, ...]:
    """Return the rows of the host, its parents, and those that hold anywhere."""
    rows: tuple[Tracker, ...] = ()
    while "." in host:
        rows += tables.trackers.get(host, ())
        host = host.partition(".")[2]
    return rows + tables.trackers.get("*", ())
