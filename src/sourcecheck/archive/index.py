"""What lies where: the index protocol, its in-memory twin, URL keys and CDXJ. Pure.

The archive writes and reads the index through ``CaptureIndex``; the store implements it in
its database. The index is never authoritative: it can be rebuilt from the WARC files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from sourcecheck.model.web import Capture
from sourcecheck.urls.parts import parts


class CaptureIndex(Protocol):
    """Where captures are remembered. Five methods, no transaction that outlives a call.

    An index holds at most one row per ``record_id``: putting a capture again changes nothing.
    """

    def put(self, capture: Capture) -> None:
        """Remember a capture, durably, before returning."""

    def get(self, urlkey: str) -> tuple[Capture, ...]:
        """Return all captures with that ``urlkey``, oldest first, by time and then by hop."""

    def by_digest(self, sha256: str, framing: str) -> Capture | None:
        """Return the oldest capture with that payload that is no revisit itself, or None."""

    def indexed_to(self, file: str) -> int:
        """Return the largest ``offset + length`` of that file's captures; 0 = none known."""

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures, ordered by ``urlkey``, time and hop."""


class MemoryIndex:
    """The index in memory: for tests, for foreign files, and for runs without a store."""

    def __init__(self, captures: Iterable[Capture] = ()) -> None:
        self._rows: dict[str, Capture] = {}
        self._keys: dict[str, list[Capture]] = {}
        self._payloads: dict[tuple[str, str], Capture] = {}
        for capture in captures:
            self.put(capture)

    def put(self, capture: Capture) -> None:
        """Remember a capture; one with a known record id is left as it was."""
        if capture.record_id in self._rows:
            return
        self._rows[capture.record_id] = capture
        rows = self._keys.setdefault(capture.urlkey, [])
        rows.append(capture)
        rows.sort(key=_in_time)
        if capture.sha256 and not capture.revisit_of:
            self._payloads.setdefault((capture.sha256, capture.framing), capture)

    def get(self, urlkey: str) -> tuple[Capture, ...]:
        """Return all captures with that key, oldest first."""
        return tuple(self._keys.get(urlkey, ()))

    def by_digest(self, sha256: str, framing: str) -> Capture | None:
        """Return the first capture with that payload that is no revisit, or None."""
        return self._payloads.get((sha256, framing))

    def indexed_to(self, file: str) -> int:
        """Return where the last known capture of a file ends; 0 = none known."""
        ends = (row.offset + row.length for row in self._rows.values() if row.file == file)
        return max(ends, default=0)

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures, ordered by key, time and hop."""
        for key in sorted(self._keys):
            yield from self._keys[key]


def _in_time(capture: Capture) -> tuple[datetime, int]:
    return capture.captured_at, capture.hop


def nearest(
    captures: Iterable[Capture],
    url: str,
    as_of: datetime | None,
    underway: Mapping[str, int],
) -> Capture | None:
    """Choose the capture that answers a request for exactly this URL; None = there is none.

    A key stands for several URLs (``http`` and ``https``, with and without ``www.``), one look
    can ask the same URL twice (a cookie set on a redirect to itself), and a URL can be both
    asked for and redirected to. So a look that is ``underway`` (its chain, and the last hop
    that was answered) is continued first; otherwise a look begins with the one nearest before
    ``as_of`` (None = the latest).
    """
    wanted = same_page(url)
    rows = [row for row in captures if same_page(row.url) == wanted]
    continued = [row for row in rows if row.chain and underway.get(row.chain) == row.hop - 1]
    if continued:
        return _latest(continued)
    rows = [row for row in rows if as_of is None or row.captured_at <= as_of]
    opening = [row for row in rows if row.hop == 0]
    return _latest(opening or rows)


def _latest(rows: Sequence[Capture]) -> Capture | None:
    """Return the last in time; of several at one time (a clock that stands still) the last kept."""
    return max(reversed(rows), key=_in_time, default=None)


def same_page(url: str) -> str:
    """Return a URL in normal form without user and fragment, which are never sent."""
    split = parts(url)
    if split is None:
        return url.partition("#")[0]
    return replace(split, user="", fragment="").unsplit()


_PARTS = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<authority>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?",
    re.DOTALL,
)  # RFC 3986, appendix B
_PLAIN = re.compile(r"[^\x21-\x7e]+")
_WWW = re.compile(r"^www\d*\.")
_DEFAULT_PORTS = {("http", "80"), ("https", "443")}


def urlkey(url: str) -> str:
    """Return the sortable key of a URL (SURT): ``com,example)/path?a=1&b=2``.

    As web archives do: scheme, ``www.``, default port, user and fragment dropped, host
    reversed, query sorted, letters lowered, what is not ASCII percent-encoded once. Two URLs
    of one key need not be the same page; compare the URLs themselves where that matters.
    """
    parts = _PARTS.match(url)
    assert parts is not None  # every part is optional: it matches any string
    scheme = (parts["scheme"] or "http").lower()
    host, port = _host_and_port(parts["authority"] or "")
    place = ",".join(reversed(host.split("."))) if not _is_literal(host) else host
    if port and (scheme, port) not in _DEFAULT_PORTS:
        place += f":{port}"
    path = _encoded(parts["path"]) or "/"
    if len(path) > 1:
        path = path.rstrip("/") or "/"
    query = "&".join(sorted(_encoded(parts["query"] or "").split("&")))
    return f"{place}){path}{'?' if query else ''}{query}".lower()


def _host_and_port(authority: str) -> tuple[str, str]:
    name = authority.rpartition("@")[2]
    host, colon, port = name.rpartition(":")
    if not colon or not port.isdecimal():
        host, port = name.removesuffix(":"), ""
    return _WWW.sub("", _ascii_host(host.rstrip(".").lower())), port


def _ascii_host(host: str) -> str:
    """Return the ASCII form of a host name; one that has none stays as it is written."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return _encoded(host)


def _is_literal(host: str) -> bool:
    return host.startswith("[") or host.replace(".", "").isdecimal()


def _encoded(text: str) -> str:
    return _PLAIN.sub(lambda run: "".join(f"%{byte:02x}" for byte in _bytes(run[0])), text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def cdxj_line(capture: Capture) -> str:
    """Return the CDXJ line of a capture: key, UTC time in 14 digits, and what it is in JSON."""
    held = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.revisit_of else capture.media_type or "unk",
        "status": str(capture.status) if capture.status is not None else "-",
        "digest": f"sha-256:{capture.sha256}" if capture.sha256 else "-",
        "length": str(capture.length),
        "offset": str(capture.offset),
        "filename": capture.file.rpartition("/")[2],
    }
    when = capture.captured_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{capture.urlkey} {when} {json.dumps(held, ensure_ascii=False)}"


def cdxj(index: CaptureIndex) -> Iterator[str]:
    """Yield the CDXJ lines of all answers in an index, sorted; failures have no line."""
    return iter(sorted(cdxj_line(row) for row in index if row.status is not None))
