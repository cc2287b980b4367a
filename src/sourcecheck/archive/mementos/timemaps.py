"""Lists of all copies of a page: TimeMaps in link format (RFC 7089, 5). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sourcecheck.archive.mementos.asking import Listing, Question, Reply, failed, nothing
from sourcecheck.archive.mementos.linkformat import Linked, links
from sourcecheck.archive.mementos.timegate import concerns, mementos
from sourcecheck.archive.mementos.times import from_http_date
from sourcecheck.model.memento import CopyAnswer
from sourcecheck.model.tables.archives import ArchiveService

_NOT_FOUND = 404
_OURS = frozenset({"original", "self", "timegate", "timemap", "memento"})
_TYPES = ("application/link-format", "text/plain", "")


def question(timemap: str) -> Question:
    """Ask for a list of all copies."""
    return Question(url=timemap, fields=(("Accept", "application/link-format"),))


def listing(reply: Reply, service: ArchiveService, url: str, cited: datetime) -> Listing:
    """Read a TimeMap. One that was cut off is read as far as it goes.

    A list that names no copies but other lists is a table of contents: the one that holds the
    cited time is told as ``timemap``.
    """
    if reply.seen.status == _NOT_FOUND and reply.seen.failure is None:
        return nothing("it has no copy of this address")
    if reply.trouble and not reply.seen.truncated:
        return failed(reply.trouble)
    if reply.seen.media_type not in _TYPES:
        return failed(f"its list of copies is of another kind ({reply.seen.media_type})")
    linked = tuple(links(reply.body.decode("utf-8", "replace")))
    if not any(_OURS & set(each.rels) for each in linked):
        return failed("its list of copies cannot be read")
    if not concerns(linked, url):
        return failed("its list is of another page")
    copies = tuple(mementos(linked, service, url))
    further = "" if copies else _further(linked, reply.seen.url, cited)
    if copies or further:
        return Listing(answer=CopyAnswer.FOUND, copies=copies, timemap=further)
    return failed(reply.trouble) if reply.trouble else nothing("its list holds no copy")


def _further(linked: Sequence[Linked], here: str, cited: datetime) -> str:
    """Return the list, of those that are named, whose time is nearest to the cited one."""
    others = [each for each in linked if "timemap" in each.rels and each.target != here]

    def away(each: Linked) -> float:
        ends = [from_http_date(each.said.get(name, "")) for name in ("from", "until")]
        first, last = ends[0] or cited, ends[1] or cited
        if first <= cited <= last:
            return 0.0
        return min(abs((first - cited).total_seconds()), abs((last - cited).total_seconds()))

    return min(others, key=away).target if others else ""
