"""The index of captures in memory, as the in-memory store has it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from sourcecheck.model import Capture, IndexChange


class MemoryCaptures:
    """The index of captures in memory."""

    def __init__(self) -> None:
        self._by_record: dict[str, Capture] = {}

    def put(self, capture: Capture) -> None:
        """Remember a capture; one with a known record id is left as it was."""
        self._by_record.setdefault(capture.record_id, capture)

    def put_all(self, captures: Sequence[Capture]) -> None:
        """Remember captures."""
        for capture in captures:
            self.put(capture)

    def since(self, urlkeys: Sequence[str], at: datetime) -> tuple[Capture, ...]:
        """Return the looks that began with one of those keys at that time or later."""
        held = [each for each in self._by_record.values() if each.captured_at >= at]
        begun = {each.chain for each in held if each.hop == 0 and each.urlkey in urlkeys}
        return tuple(each for each in held if each.chain and each.chain in begun)

    def checked(self) -> Iterator[tuple[Capture | None, str]]:
        """Yield every row; these are the captures themselves."""
        return ((capture, "") for capture in self)

    def by_digests(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Capture]:
        """Return a capture that is no revisit for every payload that is known."""
        found = {key: self.by_digest(*key) for key in wanted}
        return {key: capture for key, capture in found.items() if capture}

    def get(self, urlkey: str) -> tuple[Capture, ...]:
        """Return all captures with that key, oldest first."""
        return tuple(capture for capture in self if capture.urlkey == urlkey)

    def by_digest(self, sha256: str, framing: str) -> Capture | None:
        """Return the oldest capture with that payload that is no revisit itself, or None."""
        alike = [
            capture
            for capture in self._by_record.values()
            if (capture.sha256, capture.framing) == (sha256, framing) and not capture.revisit_of
        ]
        return min(alike, key=attrgetter("captured_at", "hop"), default=None)

    def of_record(self, record_id: str) -> Capture | None:
        """Return the capture whose main record has that id, or None."""
        return self._by_record.get(record_id)

    def indexed_to(self, file: str) -> int:
        """Return where the last known capture of a file ends; 0 = none known."""
        held = (part for part in self._by_record.values() if part.file == file)
        return max((part.offset + part.length for part in held), default=0)

    def rewritten(self, places: Sequence[Capture], removed: Sequence[str]) -> None:
        """Learn where the captures of a file lie now, and which are gone."""
        for record_id in removed:
            self._by_record.pop(record_id, None)
        for new in places:
            old = self._by_record.get(new.record_id, new)
            self._by_record[new.record_id] = replace(old, offset=new.offset, length=new.length)

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures, ordered by key, time and hop."""
        return iter(
            sorted(self._by_record.values(), key=attrgetter("urlkey", "captured_at", "hop"))
        )

    def __len__(self) -> int:
        """Return how many captures are known."""
        return len(self._by_record)

    def replace_all(self, captures: Iterable[Capture]) -> IndexChange:
        """Put captures in the place of all that are known; tell how they differ."""
        found: dict[str, Capture] = {}
        for capture in captures:
            found.setdefault(capture.record_id, capture)
        before, self._by_record = self._by_record, found
        both = before.keys() & found.keys()
        differing = {each for each in both if before[each] != found[each]}
        examples = sorted(differing | (before.keys() ^ found.keys()))
        return IndexChange(
            same=len(both) - len(differing),
            added=len(found.keys() - before.keys()),
            removed=len(before.keys() - found.keys()),
            changed=len(differing),
            examples=tuple(examples[:5]),
        )
