"""Which older capture a new answer repeats: by its payload, or because a 304 says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sourcecheck.archive.exchanges import Draft, Kept, Original, original_of
from sourcecheck.archive.index import CaptureIndex, same_page, urlkey
from sourcecheck.archive.reading import FolderShelf, head_at, original
from sourcecheck.archive.unmodified import answers, validators_asked

_MOST_MET = 20_000  # payloads whose place is remembered: 10 MB

Payload = tuple[str, str]
"""The SHA-256 of an entity, and its framing: where both are equal, so are the bytes."""


class Repeats:
    """Finds the originals of revisits: they must lie in this very archive."""

    def __init__(self, index: CaptureIndex, shelf: FolderShelf) -> None:
        self._index = index
        self._shelf = shelf
        self._met: dict[Payload, tuple[Original, str]] = {}  # with the file each is in

    def originals(
        self, keys: Collection[Payload], written: Mapping[Payload, Original | Kept]
    ) -> dict[Payload, Original | Kept]:
        """Find the older captures of payloads; ``written`` are those not indexed yet."""
        met = self._met  # the writing thread adds to it, and begins another when it is large
        held = {key: place for key in keys if (place := met.get(key))}
        found = {key: written[key] for key in keys if key in written}
        known = self._index.by_digests([key for key in keys if key not in found | held])
        held |= {key: (original_of(row), row.file) for key, row in known.items()}
        here = {file: self._shelf.has(file) for file in {file for _, file in held.values()}}
        held = {key: (older, file) for key, (older, file) in held.items() if here[file]}
        self._meet(held)
        return {key: older for key, (older, _) in held.items()} | found

    def meet(self, payloads: Mapping[Payload, Original | Kept], file: str) -> None:
        """Remember where the payloads that were just written lie."""
        self._meet(
            {
                key: (each.as_original(), file)
                for key, each in payloads.items()
                if isinstance(each, Kept) and key not in self._met
            }
        )

    def _meet(self, payloads: dict[Payload, tuple[Original, str]]) -> None:
        """Remember where payloads lie: a page met a thousand times is looked up once."""
        held = {} if len(self._met) > _MOST_MET else self._met
        held.update(payloads)
        self._met = held

    def unmodified(self, drafted: Draft) -> Original | None:
        """Find the capture whose answer a 304 says still holds: the one it was asked with."""
        exchange = drafted.exchange
        asked = validators_asked(exchange.request)
        if not asked:
            return None
        page = same_page(exchange.url)
        for row in reversed(self._index.get(urlkey(exchange.url))):
            if row.status != 200 or row.failure or row.truncated or same_page(row.url) != page:
                continue
            if self._shelf.has(row.file) and answers(head_at(self._shelf, row), asked):
                return original_of(original(self._index, row) if row.revisit_of else row)
        return None
