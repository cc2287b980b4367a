"""Which captures are meant: by address, host, pattern, record id and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from sourcecheck.archive.index import nearest, same_page, urlkey
from sourcecheck.config import clock
from sourcecheck.errors import NotArchived
from sourcecheck.session import near
from sourcecheck.urls.letters import in_letters
from sourcecheck.urls.parts import host_name, parts

if TYPE_CHECKING:
    from sourcecheck.model import Capture
    from sourcecheck.store.base import Captures
    from sourcecheck.store.sql.captures import SqlCaptures

OURS = "urn:sourcecheck:"
"""What addresses of our own records begin with: articles and audits, kept beside the pages."""

_DATE = len("2026-11-21")
_MOST_NEAR = 2000  # addresses of a host that a mistyped one is held against


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which captures are asked for; what is empty or None asks for all."""

    what: str = ""  # a URL, a host with all below it, or a pattern with *
    since: datetime | None = None
    until: datetime | None = None  # before this moment
    failed: bool = False  # only those without a usable answer


def moment(text: str | None, where: str, *, end: bool = False) -> datetime | None:
    """Read a time an option gives; a date alone is its first moment, with ``end`` its last.

    Raises ``ConfigError`` when it is none.
    """
    if not text:
        return None
    found = clock(text, where).astimezone(UTC)
    return found + timedelta(days=1) if end and len(text) == _DATE else found


def wanted_of(index: Captures, wanted: Wanted) -> Iterator[Capture]:
    """Yield the captures of web pages that are asked for, in the order of the index."""
    is_url = "://" in wanted.what and "*" not in wanted.what
    rows = (index.get(urlkey(wanted.what)) or _posted(index, wanted.what)) if is_url else index
    means = _meaning(wanted.what)
    for row in rows:
        if row.url.startswith(OURS) or not means(row):
            continue
        if wanted.failed and not is_failed(row):
            continue
        if (wanted.since and row.captured_at < wanted.since) or (
            wanted.until and row.captured_at >= wanted.until
        ):
            continue
        yield row


def is_failed(capture: Capture) -> bool:
    """Tell whether a capture holds no usable answer: a failure, or an error of the server."""
    return bool(capture.failure) or (capture.status or 0) >= 400


def _meaning(what: str) -> Callable[[Capture], bool]:
    if "*" in what:
        pattern = re.compile(".*".join(map(re.escape, what.split("*"))), re.IGNORECASE | re.DOTALL)
        return lambda row: any(map(pattern.fullmatch, {row.url, in_letters(row.url)}))
    if "://" in what or not what:
        return lambda row: True
    host = host_name(what) or what.lower()
    return lambda row: is_under(host_of(row.url), host)


def is_under(host: str, wanted: str) -> bool:
    """Tell whether a host is the wanted one or below it."""
    return host == wanted or host.endswith(f".{wanted}")


def host_of(url: str) -> str:
    """Return the host of an address in ASCII, "" when it has none."""
    split = parts(url)
    return split.host if split else ""


def capture_of(index: SqlCaptures, what: str, as_of: datetime | None = None) -> Capture:
    """Return the capture of a record id, or of a URL nearest before a time (None = the latest).

    Raises ``NotArchived`` when there is none; the hint names what is there instead.
    """
    if "://" not in what and (found := _of_record(index, what)):
        return found
    rows = [row for row in index.get(urlkey(what)) if not row.url.startswith(OURS)]
    rows = rows or _posted(index, what)
    chosen = nearest(rows, what, as_of, {}) or _of_any(rows, as_of)
    if chosen is None:
        raise _missing(index, what, rows, as_of)
    return chosen


def _posted(index: Captures, what: str) -> list[Capture]:
    """Return captures of an address that nobody asked for with GET: these are filed apart."""
    page = same_page(what)
    return [row for row in index if "__wb_method=" in row.urlkey and same_page(row.url) == page]


def _of_record(index: SqlCaptures, what: str) -> Capture | None:
    bare = what.strip().strip("<>").removeprefix("urn:uuid:")
    return index.of_record(f"<urn:uuid:{bare}>") or index.of_record(what.strip())


def _of_any(rows: Iterable[Capture], as_of: datetime | None) -> Capture | None:
    """Return the latest of captures of one key, for an address that differs in nothing else."""
    known = [row for row in rows if as_of is None or row.captured_at <= as_of]
    return max(known, key=lambda row: (row.hop == 0, row.captured_at), default=None)


def _missing(
    index: SqlCaptures, what: str, rows: list[Capture], as_of: datetime | None
) -> NotArchived:
    if rows and as_of:
        first = min(row.captured_at for row in rows)
        return NotArchived(
            f"{what}: no capture before {as_of:%Y-%m-%d %H:%M} UTC",
            hint=f"the first one is of {first:%Y-%m-%d %H:%M:%S} UTC",
        )
    close = near_to(index, what)
    hint = f"did you mean {close}?" if close else "sourcecheck archive list shows what is there"
    return NotArchived(f"{what}: the archive holds no capture of it", hint=hint)


def near_to(index: Iterable[Capture], what: str) -> str:
    """Return the captured address, or the host, that was most likely meant; "" = none is close."""
    if "/" in what:
        return near.nearest(what, _others(index, what))
    return near.nearest(what.lower(), {host_of(row.url) for row in index} - {""})


def _others(index: Iterable[Capture], what: str) -> set[str]:
    """Return addresses that could have been meant: those of the same host, or else any."""
    host = host_of(what)
    rows = (row for row in index if not row.url.startswith(OURS))
    alike = (same_page(row.url) for row in rows if not host or is_under(host_of(row.url), host))
    return set(islice(alike, _MOST_NEAR))
