"""What lies where: the index protocol, its in-memory twin, URL keys and CDXJ. Pure.

The archive writes and reads the index through ``CaptureIndex``; the store implements it in
its database. The index is never authoritative: it can be rebuilt from the WARC files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol

from sourcecheck.model.web import Capture, IndexChange
from sourcecheck.urls.parts import parts

LOCAL = "local"
"""The ``archive`` of what was captured here; what was imported has the name of where it was."""


_PARTIAL, _NOT_MODIFIED = 206, 304


class CaptureIndex(Protocol):
    """Where captures are remembered: ten methods, no transaction that outlives a call.

    An index holds at most one row per ``record_id``: putting a capture again changes nothing.
    """

    def put(self, capture: Capture) -> None:
        """Remember a capture, durably, before returning."""

    def put_all(self, captures: Sequence[Capture]) -> None:
        """Remember captures in one transaction, durably, before returning."""

    def get(self, urlkey: str) -> tuple[Capture, ...]:
        """Return all captures with that ``urlkey``, oldest first, by time and then by hop."""

    def since(self, urlkeys: Sequence[str], at: datetime) -> tuple[Capture, ...]:
        """Return the looks that began with one of those keys at that time or later.

        All exchanges of each, those that were redirected elsewhere too; in no certain order.
        """

    def by_digests(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Capture]:
        """Return a capture that is no revisit for every pair of sha256 and framing it knows."""

    def by_digest(self, sha256: str, framing: str) -> Capture | None:
        """Return the oldest capture with that payload that is no revisit itself, or None."""

    def of_record(self, record_id: str) -> Capture | None:
        """Return the capture whose main record has that id, or None."""

    def indexed_to(self, file: str) -> int:
        """Return the largest ``offset + length`` of that file's captures; 0 = none known."""

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures, ordered by ``urlkey``, time and hop."""

    def checked(self) -> Iterator[tuple[Capture | None, str]]:
        """Yield every row, None = it cannot be read, and what of it contradicts itself; "" = no."""


class RebuildableIndex(CaptureIndex, Protocol):
    """An index that can be made anew."""

    def replace_all(self, captures: Iterable[Capture]) -> IndexChange:
        """Put captures in the place of all that are known; tell how they differ.

        All of it happens, once the last one was read, or nothing.
        """


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

    def put_all(self, captures: Sequence[Capture]) -> None:
        """Remember captures."""
        for capture in captures:
            self.put(capture)

    def get(self, urlkey: str) -> tuple[Capture, ...]:
        """Return all captures with that key, oldest first."""
        return tuple(self._keys.get(urlkey, ()))

    def since(self, urlkeys: Sequence[str], at: datetime) -> tuple[Capture, ...]:
        """Return the looks that began with one of those keys at that time or later."""
        return chains_since(self._rows.values(), frozenset(urlkeys), at)

    def by_digests(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Capture]:
        """Return the captures known of those payloads."""
        return {key: self._payloads[key] for key in wanted if key in self._payloads}

    def by_digest(self, sha256: str, framing: str) -> Capture | None:
        """Return the first capture with that payload that is no revisit, or None."""
        return self._payloads.get((sha256, framing))

    def of_record(self, record_id: str) -> Capture | None:
        """Return the capture whose main record has that id, or None."""
        return self._rows.get(record_id)

    def indexed_to(self, file: str) -> int:
        """Return where the last known capture of a file ends; 0 = none known."""
        ends = (row.offset + row.length for row in self._rows.values() if row.file == file)
        return max(ends, default=0)

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures, ordered by key, time and hop."""
        for key in sorted(self._keys):
            yield from self._keys[key]

    def checked(self) -> Iterator[tuple[Capture | None, str]]:
        """Yield every row; these are the captures themselves."""
        return ((capture, "") for capture in self)


def chains_since(
    captures: Iterable[Capture], urlkeys: Collection[str], at: datetime
) -> tuple[Capture, ...]:
    """Choose the looks that began with one of the keys at that time or later, whole."""
    rows = [row for row in captures if row.chain and row.captured_at >= at]
    chains = {row.chain for row in rows if row.hop == 0 and row.urlkey in urlkeys}
    return tuple(row for row in rows if row.chain in chains)


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
    rows = [row for row in rows if not _is_part(row)] or rows
    opening = [row for row in rows if row.hop == 0]
    return _latest(opening or rows)


def _is_part(capture: Capture) -> bool:
    """Tell whether an answer is no page by itself: a range of one, or that one is unchanged.

    Browsers ask for ranges and with conditions, which their archives hold beside the page.
    """
    unchanged = capture.status == _NOT_MODIFIED and not capture.revisit_of
    return not capture.chain and (capture.status == _PARTIAL or unchanged)


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
    scheme, authority, path, query = parts.groups("")
    key = f"{_place(scheme.lower() or 'http', authority)}){_path(path)}"
    if query:
        key += "?" + "&".join(sorted(_encoded(query).split("&")))
    return key.lower()


def _path(path: str) -> str:
    encoded = _encoded(path) or "/"
    return encoded.rstrip("/") or "/" if len(encoded) > 1 else encoded


@lru_cache(maxsize=1024)  # the links of a run name few hosts, each many times
def _place(scheme: str, authority: str) -> str:
    host, port = _host_and_port(authority)
    # IPv4 addresses are reversed like names, as pywb and wabac do; IPv6 ones have no dots
    place = ",".join(reversed(host.split(".")))
    return f"{place}:{port}" if port and (scheme, port) not in _DEFAULT_PORTS else place


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


def _encoded(text: str) -> str:
    if text.isascii() and text.isprintable() and " " not in text:
        return text
    return _PLAIN.sub(lambda run: "".join(f"%{byte:02x}" for byte in _bytes(run[0])), text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


EXACT_TIME = "sourcecheck:time"
"""The field of a CDXJ line that tells captures of one second apart: ISO 8601, microseconds."""


def cdxj_time(capture: Capture) -> str:
    """Return the time of a capture as CDXJ has it: UTC, fourteen digits."""
    return capture.captured_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def cdxj_line(capture: Capture, *, exact: bool = False) -> str:
    """Return the CDXJ line of a capture: key, UTC time in 14 digits, and what it is in JSON.

    With ``exact`` the JSON holds the time to the microsecond too.
    """
    held = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.revisit_of else capture.media_type or "unk",
        "status": str(capture.status) if capture.status is not None else "-",
        "digest": _labelled(capture.sha256),
        "length": str(capture.length),
        "offset": str(capture.offset),
        "filename": capture.file.rpartition("/")[2],
    }
    if exact:
        utc = capture.captured_at.astimezone(UTC)
        held[EXACT_TIME] = f"{utc.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    return f"{capture.urlkey} {cdxj_time(capture)} {json.dumps(held, ensure_ascii=False)}"


def _labelled(sha256: str) -> str:
    """Name the kind of a digest; those of other writers' files do so themselves."""
    if not sha256:
        return "-"
    return sha256 if ":" in sha256 else f"sha-256:{sha256}"
