"""Lists of all copies of a page: TimeMaps in link format (RFC 7089, 5). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import inf

from sourcecheck.archive.mementos.asking import Listing, Question, Reply, failed, nothing
from sourcecheck.archive.mementos.linkformat import Linked, links
from sourcecheck.archive.mementos.timegate import concerns, mementos
from sourcecheck.archive.mementos.times import from_http_date
from sourcecheck.model.memento import CopyAnswer, Memento
from sourcecheck.model.tables.archives import ArchiveService

_NOT_FOUND = 404
_OURS = frozenset({"original", "self", "timegate", "timemap", "memento"})
_PAGES = frozenset({"timemap", "next", "prev"})
_TYPES = ("application/link-format", "text/plain", "")


def question(timemap: str) -> Question:
    """Ask for a list of all copies."""
    return Question(url=timemap, fields=(("Accept", "application/link-format"),))


def listing(reply: Reply, service: ArchiveService, url: str, cited: datetime) -> Listing:
    """Read a TimeMap. One that was cut off is read as far as it goes.

    A list may be a table of contents, or a page of several (RFC 7089, 5.1.2): another one that
    can hold copies nearer before the cited time is told as ``timemap``.
    """
    if reply.seen.status == _NOT_FOUND and reply.seen.failure is None:
        return nothing("it has no copy of this address")
    if reply.trouble and not reply.seen.truncated:
        return failed(reply.trouble)
    if reply.seen.media_type not in _TYPES:
        return failed(f"its list of copies is of another kind ({reply.seen.media_type})")
    linked = tuple(links(reply.body.decode("utf-8", "replace"), reply.seen.final_url))
    if not any(_OURS & set(each.rels) for each in linked):
        return failed("its list of copies cannot be read")
    if not concerns(linked, url):
        return failed("its list is of another page")
    copies = tuple(mementos(linked, service, url))
    here = frozenset({reply.seen.url, reply.seen.final_url})
    further = _further(linked, copies, here, cited)
    if copies or further:
        return Listing(answer=CopyAnswer.FOUND, copies=copies, timemap=further)
    return failed(reply.trouble) if reply.trouble else nothing("its list holds no copy")


def _further(
    linked: Sequence[Linked], copies: Sequence[Memento], here: frozenset[str], cited: datetime
) -> str:
    """Return the list, of those that are named, that is the most likely to hold a nearer copy.

    Pages are in the order of time: where this one goes beyond the cited time, none that does not
    say its own times can hold a nearer copy, unless nothing here is early enough.
    """
    early = [each.captured_at for each in copies if each.captured_at <= cited]
    is_past = bool(early) and any(each.captured_at > cited for each in copies)
    wanted = "prev" if copies and not early else "next"
    others = [
        each
        for each in linked
        if _PAGES & set(each.rels)
        and not {"self", "memento"} & set(each.rels)
        and each.target not in here
    ]

    def place(each: Linked) -> tuple[float, bool]:
        first, last = (from_http_date(each.said.get(name, "")) for name in ("from", "until"))
        if first is None and last is None:
            return (inf if is_past else 0.0), wanted not in each.rels
        if last is not None and early and last <= max(early):
            return inf, False
        first, last = first or cited, last or cited
        if first <= cited <= last:
            return 0.0, False
        late = first > cited
        gap = first - cited if late else cited - last
        return (inf if late and copies else gap.total_seconds()), False

    nearest = min(others, key=place, default=None)
    return nearest.target if nearest and place(nearest)[0] < inf else ""
