"""Feeds, sitemaps, wikis in XML: read element by element, without entities, types or network."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

from lxml import etree

from sourcecheck.errors import OversizedDocument, UnreadableDocument
from sourcecheck.extract.collections.entries import Listing

_DECLARED = b"<!ENTITY"
_OVERLAP = len(_DECLARED) - 1


class _Guarded:
    """A file that refuses to hand on declared entities, and more bytes than are allowed.

    The parser leaves entities alone anyway; whoever declares some has nothing good in mind.
    """

    def __init__(self, file: BinaryIO, listing: Listing) -> None:
        self._file = file
        self._listing = listing
        self.renew()
        self._tail = b""

    def renew(self) -> None:
        """Begin to count anew."""
        self._left = self._listing.limits.max_bytes

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            limit = self._listing.limits.max_bytes // (1024 * 1024)
            raise OversizedDocument(
                f"{self._listing.origin}: a list larger than {limit} MiB",
                hint="raise --max-size, or hand over a part of it",
            )
        if _DECLARED in self._tail + data:
            raise UnreadableDocument(
                f"{self._listing.origin}: this XML declares entities, which no honest list needs",
                hint="hand over the articles themselves",
            )
        self._tail = data[-_OVERLAP:]
        return data


def elements(
    file: BinaryIO,
    entries: Collection[str],
    listing: Listing,
    heads: Collection[str] = (),
    *,
    endless: bool = False,
) -> Iterator[Any]:
    """Yield entries, and ``heads`` outside of them, as they end, whatever their namespace.

    Both are local names. A list may be as large as the limit; one that is ``endless`` holds
    that many bytes at most from one entry to the next. What was read is forgotten afterwards,
    so memory is bounded by the largest entry. A list that is cut off or damaged gives what
    stands before the damage.
    """
    guarded = _Guarded(file, listing)
    walk = etree.iterparse(
        guarded,
        events=("end",),
        tag=[f"{{*}}{name}" for name in (*entries, *heads)],
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    try:
        for _, element in walk:
            around = element.getparent()
            if around is not None and local_name(around) in entries:
                continue  # a part of an entry that has not ended yet
            yield element
            if endless:
                guarded.renew()
            element.clear()
            while element.getprevious() is not None:
                del around[0]
    except etree.XMLSyntaxError:
        return


def local_name(element: Any) -> str:
    """Return an element's name without its namespace; "" for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def words(element: Any) -> str:
    """Return all text inside an element, as it stands."""
    return "".join(element.itertext())
