"""Stage 1, before its first half: lists of articles become articles and addresses, one by one.

``kind_of`` finds out from the first bytes whether something is a list; ``LISTS`` has a reader
for each kind. Readers are lazy: a list of any length is read in bounded memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sourcecheck.extract.collections.entries import (
    Entry,
    Listed,
    Listing,
    ListReader,
    Remark,
)
from sourcecheck.extract.collections.kinds import Kind, kind_of

__all__ = ["LISTS", "Entry", "Kind", "Listed", "Listing", "Remark", "kind_of"]


def _feed(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    from sourcecheck.extract.collections.feeds import read_feed  # noqa: PLC0415 - lxml is heavy

    return read_feed(file, listing)


def _json_feed(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    from sourcecheck.extract.collections.feeds import read_json_feed  # noqa: PLC0415 - the same

    return read_json_feed(file, listing)


def _sitemap(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    from sourcecheck.extract.collections.sitemaps import read_sitemap  # noqa: PLC0415 - the same

    return read_sitemap(file, listing)


def _wiki(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    from sourcecheck.extract.collections.wikis import read_wiki  # noqa: PLC0415 - the same

    return read_wiki(file, listing)


def _table(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    from sourcecheck.extract.collections.tables import read_table  # noqa: PLC0415 - when asked for

    return read_table(file, listing)


def _json_lines(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    from sourcecheck.extract.collections.records import (  # noqa: PLC0415 - when asked for
        read_json_lines,
    )

    return read_json_lines(file, listing)


def _json(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    from sourcecheck.extract.collections.records import read_json  # noqa: PLC0415 - when asked for

    return read_json(file, listing)


LISTS: dict[Kind, ListReader] = {
    Kind.FEED: _feed,
    Kind.JSON_FEED: _json_feed,
    Kind.SITEMAP: _sitemap,
    Kind.WIKI: _wiki,
    Kind.TABLE: _table,
    Kind.JSON_LINES: _json_lines,
    Kind.JSON: _json,
}
"""Readers of lists whose entries need nothing outside themselves."""
