"""A CDX server with playback, as the Wayback Machine has: its questions and answers. Pure.

The Availability API of the same archive is not asked: it is often empty for pages that are
there, and a false "nobody has it" is the worst thing a search can say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sourcecheck.archive.mementos.asking import (
    Listing,
    Question,
    Reply,
    failed,
    is_usable,
    nothing,
)
from sourcecheck.archive.mementos.times import digits, from_digits
from sourcecheck.model.memento import CopyAnswer, Memento
from sourcecheck.model.tables.archives import ArchiveService
from sourcecheck.urls.forms import form, gist

_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
_SUCCESS = "200"
_REVISIT = "warc/revisit"
_UNSAID = frozenset({"-", ""})
_NONE = "it lists no copy that was answered with 200"


def before(service: ArchiveService, url: str, cited: datetime, limit: int) -> Question:
    """Ask for the last copies up to a time."""
    return _question(service, url, ("to", digits(cited)), limit=-limit)


def after(service: ArchiveService, url: str, cited: datetime, limit: int) -> Question:
    """Ask for the first copies after a time."""
    return _question(service, url, ("from", digits(cited + timedelta(seconds=1))), limit=limit)


def earlier(service: ArchiveService, url: str, cited: datetime, limit: int) -> Question:
    """Ask for the first copy of every year up to a time: where the last ones do not hold."""
    window = ("to", digits(cited))
    return _question(service, url, window, ("collapse", "timestamp:4"), limit=limit)


def repeated(service: ArchiveService, url: str, cited: datetime, limit: int) -> Question:
    """Ask for copies that are told as equal to an earlier one, which may be another page's.

    They have no status of their own, and so are in no list of those answered with 200.
    """
    del cited
    return _question(service, url, limit=limit, only=f"mimetype:{_REVISIT}")


def _question(
    service: ArchiveService,
    url: str,
    *more: tuple[str, str],
    limit: int,
    only: str = f"statuscode:{_SUCCESS}",
) -> Question:
    asked = form(
        [
            ("url", url.partition("#")[0]),
            ("output", "json"),
            ("fl", ",".join(_FIELDS)),
            ("filter", only),
            *more,
            ("limit", str(limit)),
        ]
    )
    return Question(url=f"{service.search}?{asked}", fields=(("Accept", "application/json"),))


def listing(reply: Reply, service: ArchiveService, url: str) -> Listing:
    """Read an answer: a list of rows, the first of which names the columns.

    Only a list that is whole says anything: an error, a page of HTML and half an answer leave
    everything open. Rows of other states and other pages than were asked for are left out.
    """
    if reply.trouble:
        return failed(reply.trouble)
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        return failed("its answer is no list of copies")
    if not isinstance(data, list):
        return failed("its answer is no list of copies")
    rows = _rows(data)
    if rows is None:
        return failed("its list of copies cannot be read")
    wanted = [row for row in rows if _may_hold(row)]
    copies = [_copy(row, service, url) for row in wanted]
    found = tuple(copy for copy in copies if copy is not None)
    if wanted and not found:
        return failed("its list is of another page, or without times")
    if not found:
        return nothing(_NONE)
    return Listing(answer=CopyAnswer.FOUND, copies=found)


def _may_hold(row: Mapping[str, str]) -> bool:
    """Tell a copy that was answered with 200, or one equal to an earlier one, of whatever state."""
    status = row["statuscode"]
    return status == _SUCCESS or (status in _UNSAID and row.get("mimetype") == _REVISIT)


def _rows(data: list[Any]) -> list[Mapping[str, str]] | None:
    """Return the rows by their columns; None = they cannot be read."""
    if not data:
        return []
    head = data[0]
    if not isinstance(head, list) or not {"timestamp", "original"} <= set(map(str, head)):
        return None
    rows: list[Mapping[str, str]] = []
    for row in data[1:]:
        if row == []:
            break  # what follows says where to go on, and is no copy
        if not isinstance(row, list) or len(row) != len(head):
            return None
        rows.append(
            {"statuscode": _SUCCESS, **dict(zip(map(str, head), map(str, row), strict=True))}
        )
    return rows


def _copy(row: Mapping[str, str], service: ArchiveService, url: str) -> Memento | None:
    stamp, original = row["timestamp"], row["original"]
    at = from_digits(stamp) if len(stamp) == 14 else None
    if at is None or not is_usable(original) or gist(original) != gist(url):
        return None
    return Memento(
        url=url,
        source=service.id,
        captured_at=at,
        memento_url=f"{service.playback}{stamp}/{original}",
        raw_url=f"{service.playback}{stamp}id_/{original}",
        status=int(row["statuscode"]) if row["statuscode"] == _SUCCESS else None,
        media_type=row.get("mimetype", ""),
        digest=row.get("digest", "").removeprefix("-"),
    )
