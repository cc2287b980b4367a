"""Sitemaps and indexes of them (sitemaps.org, 0.9): addresses, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sourcecheck.errors import OversizedDocument
from sourcecheck.extract.collections.entries import Entry, Listed, Listing
from sourcecheck.extract.collections.markup import elements, local_name, words
from sourcecheck.extract.formats.bases import absolute, is_web

_ENTRIES = frozenset({"url", "sitemap"})


def read_sitemap(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Yield the address of every page, or of every further sitemap, once."""
    seen: set[str] = set()
    most = listing.table.most_addresses
    for number, element in enumerate(elements(file, _ENTRIES, listing), start=1):
        if number > most:
            yield OversizedDocument(
                f"{listing.origin}: more than {most:,} addresses; the rest is left out",
                hint="the sitemap protocol allows 50,000; hand over a part of it",
            )
            return
        written = next((words(part) for part in element if local_name(part) == "loc"), "")
        address = absolute(listing.origin, written) if written.strip() else ""
        if not is_web(address):
            yield listing.wrong(f"entry {number}", "it has no web address")
        elif address not in seen:
            seen.add(address)
            yield Listed(url=address, is_list=local_name(element) == "sitemap")
