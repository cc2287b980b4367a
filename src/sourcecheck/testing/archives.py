"""Scripted archives: a Wayback Machine and a TimeGate on this machine, with copies of ours.

Hand ``ScriptedArchive(...).scripts`` to ``ScriptedWeb`` as helpers. Both archives keep the same
copies; what else they do (refuse, stammer, answer with a page) is said for each address.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs, unquote

from sourcecheck.archive.mementos.times import digits, from_digits, from_http_date, http_date
from sourcecheck.testing.script import HANG_S, Script, Step, Visit, answer, redirect
from sourcecheck.urls.forms import gist

WAYBACK = "web.archive.org"
TIMEGATE = "archive.example"
TIMEGATE_ADDRESS = f"https://{TIMEGATE}/timegate/"
"""What stands behind ``--copies timegate:`` to ask the scripted TimeGate."""

_PLAYED = re.compile(r"/(?:web/)?(\d{14})(id_)?/(.+)")
_BANNER = "<div id='banner'>A banner of the archive</div>"
_MOST_DIGITS = 14
_JOB = "spn2-0123"
_COLUMNS = ("timestamp", "original", "mimetype", "statuscode", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One copy."""

    url: str
    at: datetime
    body: str = "<html><title>A page</title><p>Words of a page that was kept in time.</p></html>"
    status: int = 200  # that the page was answered with
    listed_as: int = 0  # the status the index claims; 0 = the true one
    location: str = ""  # where it leads
    kind: str = "text/html"
    repeats: bool = False  # the index tells it as equal to an earlier one, without a status
    plays: str = ""  # "" = well; a name of ``TROUBLES``, or fourteen digits of another copy

    @property
    def stamp(self) -> str:
        """Its time in fourteen digits."""
        return digits(self.at)


def _status(status: str, *fields: str) -> Script:
    return lambda _: (answer(status, f"<html><h1>{status}</h1></html>", *fields),)


def _silent(_: Visit) -> Iterable[Step]:
    return (HANG_S,)


TROUBLES: dict[str, Script] = {
    "429": _status("429 Too Many Requests", "Retry-After: 120"),
    "403": _status("403 Forbidden"),
    "451": _status("451 Unavailable For Legal Reasons"),
    "500": _status("500 Internal Server Error"),
    "503": _status("503 Service Unavailable"),
    "404": _status("404 Not Found"),
    "html": lambda _: (answer("200 OK", "<html><h1>Under maintenance</h1></html>"),),
    "own": lambda _: (
        answer("200 OK", "<title>Wayback Machine</title><h1>Hrm.</h1><p>Not archived.</p>"),
    ),
    "garbage": lambda _: (answer("200 OK", '{"error": ', kind="application/json"),),
    "object": lambda _: (answer("200 OK", '{"message": "no"}', kind="application/json"),),
    "nothing": lambda _: (answer("200 OK", "", kind="application/json"),),
    "half": lambda _: (answer("200 OK", '[["timestamp","original"],', kind="application/json"),),
    "slow": _silent,
    "cut": lambda _: (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[[",),
}
"""What an archive may do instead of answering, by name."""


class ScriptedArchive:
    """Both archives over one set of copies.

    ``trouble`` says by the page's address what a search for it brings instead of an answer:
    a name of ``TROUBLES``. ``errors`` says the same of pages that are handed in: a code of
    Save Page Now, "pending" for one that never ends, or a name of ``TROUBLES``.
    """

    def __init__(
        self,
        copies: Sequence[Kept] = (),
        *,
        trouble: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        nearest: Callable[[Sequence[Kept], datetime], Kept] | None = None,
    ) -> None:
        """Keep copies; ``nearest`` is how the TimeGate chooses, by default rightly."""
        self._copies = sorted(copies, key=lambda each: each.at)
        self._trouble = dict(trouble or {})
        self._errors = dict(errors or {})
        self._nearest = nearest or _nearest

    @property
    def scripts(self) -> dict[str, Script]:
        """The archives as hosts of a scripted web."""
        return {WAYBACK: self._wayback, TIMEGATE: self._memento}

    def _of(self, url: str) -> list[Kept]:
        return [each for each in self._copies if gist(each.url) == gist(url)]

    def _wayback(self, visit: Visit) -> Iterable[Step]:
        path, _, query = visit.path.partition("?")
        if path == "/cdx/search/cdx":
            asked = {name: values[-1] for name, values in parse_qs(query).items()}
            return self._search(visit, asked)
        if path.startswith("/save"):
            return self._save(visit, path)
        return self._play(visit, f"https://{WAYBACK}/web/")

    def _search(self, visit: Visit, asked: Mapping[str, str]) -> Iterable[Step]:
        url = asked.get("url", "")
        if url in self._trouble:
            return TROUBLES[self._trouble[url]](visit)
        low = asked.get("from", "").ljust(_MOST_DIGITS, "0")
        high = asked.get("to", "").ljust(_MOST_DIGITS, "9")
        column, _, wanted = asked.get("filter", "").partition(":")
        rows = [_row(each) for each in self._of(url) if low <= each.stamp <= high]
        rows = [row for row in rows if not wanted or row[_COLUMNS.index(column)] == wanted]
        if length := int(asked.get("collapse", "timestamp:0").partition(":")[2]):
            rows = list({row[0][:length]: row for row in reversed(rows)}.values())[::-1]
        limit = int(asked.get("limit", "0"))
        rows = rows[limit:] if limit < 0 else rows[: limit or None]
        told = json.dumps([list(_COLUMNS), *rows] if rows else [])
        return (answer("200 OK", told, kind="application/json"),)

    def _play(self, visit: Visit, here: str) -> Iterable[Step]:
        found = _PLAYED.fullmatch(unquote(visit.path))
        copies = self._of(found[3]) if found else []
        if not found or not copies:
            return TROUBLES["404"](visit)
        asked = from_digits(found[1]) or copies[0].at
        copy = _nearest(copies, asked)
        raw = found[2] or ""
        if copy.stamp != found[1]:
            return (redirect("302 Found", f"{here}{copy.stamp}{raw}/{copy.url}"),)
        if len(copy.plays) == _MOST_DIGITS:
            return (redirect("302 Found", f"{here}{copy.plays}{raw}/{copy.url}"),)
        if copy.plays:
            return TROUBLES[copy.plays](visit)
        body = copy.body if raw else copy.body.replace("<p>", f"{_BANNER}<p>", 1)
        fields = [f"Memento-Datetime: {http_date(copy.at)}", self._links(copy, here)]
        if copy.location:
            fields.append(f"Location: {here}{copy.stamp}{raw}/{copy.location}")
        return (answer(_line(copy.status), body, *fields, kind=copy.kind),)

    def _links(self, copy: Kept, here: str) -> str:
        """Return the Link field of a copy: its page, its list, and the copies around it."""
        copies = self._of(copy.url)
        place = copies.index(copy)
        around = [(copies[at], rel) for at, rel in ((place - 1, "prev"), (place + 1, "next"))
                  if 0 <= at < len(copies)]  # fmt: skip
        timemap = f"https://{TIMEGATE}/timemap/link/{copy.url}"
        parts = [
            f'<{copy.url}>; rel="original"',
            f'<{timemap}>; rel="timemap"; type="application/link-format"',
            *(
                f'<{here}{each.stamp}/{each.url}>; rel="{rel} memento"; '
                f'datetime="{http_date(each.at)}"'
                for each, rel in around
            ),
        ]
        return f"Link: {', '.join(parts)}"

    def _memento(self, visit: Visit) -> Iterable[Step]:
        path = unquote(visit.path)
        for opening, tell in (("/timegate/", self._gate), ("/timemap/link/", self._map)):
            if path.startswith(opening):
                url = path.removeprefix(opening)
                if url in self._trouble:
                    return TROUBLES[self._trouble[url]](visit)
                return tell(visit, url)
        return self._play(visit, f"https://{TIMEGATE}/")

    def _gate(self, visit: Visit, url: str) -> Iterable[Step]:
        copies = self._of(url)
        if not copies:
            return (answer("404 Not Found", "<h1>No copy</h1>", "Vary: accept-datetime"),)
        asked = from_http_date(visit.fields.get("accept-datetime", "")) or datetime.now(UTC)
        copy = self._nearest(copies, asked)
        place = f"https://{TIMEGATE}/{copy.stamp}/{copy.url}"
        timemap = f"https://{TIMEGATE}/timemap/link/{copy.url}"
        link = f'Link: <{copy.url}>; rel="original", <{timemap}>; rel="timemap"'
        return (redirect("302 Found", place, "Vary: accept-datetime", link),)

    def _map(self, visit: Visit, url: str) -> Iterable[Step]:
        copies = self._of(url)
        if not copies:
            return TROUBLES["404"](visit)
        lines = [
            f'<{url}>; rel="original"',
            *(
                f'<https://{TIMEGATE}/{each.stamp}/{each.url}>; rel="memento"; '
                f'datetime="{http_date(each.at)}"'
                for each in copies
            ),
        ]
        return (answer("200 OK", ",\n".join(lines), kind="application/link-format"),)

    def _save(self, visit: Visit, path: str) -> Iterable[Step]:
        if path.startswith("/save/status/"):
            return self._state(visit, path.removeprefix("/save/status/"))
        url = parse_qs(visit.body.decode()).get("url", [""])[0]
        error = self._errors.get(url, "")
        if visit.method != "POST" or not url:
            return TROUBLES["404"](visit)
        if error in TROUBLES:
            return TROUBLES[error](visit)
        told = {"url": url, "job_id": f"{_JOB}-{url.encode().hex()}"[:100]}
        if error and error != "pending":
            told = {"status": "error", "status_ext": f"error:{error}", "message": "No."}
        return (answer("200 OK", json.dumps(told), kind="application/json"),)

    def _state(self, visit: Visit, job: str) -> Iterable[Step]:
        url = bytes.fromhex(job.removeprefix(f"{_JOB}-")).decode()
        pending = visit.count == 0 or self._errors.get(url) == "pending"
        told = {"status": "pending", "job_id": job}
        if not pending:
            stamp = self._of(url)[-1].stamp if self._of(url) else "20260101000000"
            told = {"status": "success", "timestamp": stamp, "original_url": url}
        return (answer("200 OK", json.dumps(told), kind="application/json"),)


def _nearest(copies: Sequence[Kept], asked: datetime) -> Kept:
    return min(copies, key=lambda each: abs((each.at - asked).total_seconds()))


def farthest(copies: Sequence[Kept], asked: datetime) -> Kept:
    """Choose as a broken TimeGate does: the copy farthest away."""
    return max(copies, key=lambda each: abs((each.at - asked).total_seconds()))


def _row(copy: Kept) -> list[str]:
    """Return what the index says of a copy, in the order of ``_COLUMNS``."""
    kind, status = (copy.kind, str(copy.listed_as or copy.status))
    if copy.repeats:
        kind, status = "warc/revisit", "-"
    return [copy.stamp, copy.url, kind, status, _digest(copy)]


def _digest(copy: Kept) -> str:
    return hashlib.sha256(f"{copy.status} {copy.body}".encode()).hexdigest()[:32].upper()


def _line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
