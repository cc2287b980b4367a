"""An audit's record, read so that the audit can be made again from its captures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sourcecheck.fetch.again import seen_again
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.model import Capture, Check, Exchange, LinkState, Verdict
from sourcecheck.model.record import Asked, AuditRecord, Purpose
from sourcecheck.pipeline.linktools import Fetched, Remembered

_Key = tuple[Purpose, str, str]


class RecordedPast:
    """What an audit had asked and known; a ``Past`` of the pipeline.

    ``chains`` maps the chains of its looks to their captures, hop by hop; ``read`` reads the
    exchange of one back. A look whose captures are gone is looked for elsewhere in the archive.
    """

    def __init__(
        self,
        record: AuditRecord,
        chains: Mapping[str, Sequence[Capture]],
        read: Callable[[Capture], Exchange],
        settings: FetchSettings,
    ) -> None:
        self.record = record
        self._chains = chains
        self._read = read
        self._settings = settings
        self._asked: dict[_Key, list[Asked]] = {}
        for each in record.asked:
            self._asked.setdefault((each.purpose, each.url, each.of), []).append(each)
        self._told: dict[_Key, int] = {}
        self._earlier = {each.url: each.checks for each in record.earlier}
        told = [
            part.verdict for line in record.audit.lines for part in line.sources if part.verdict
        ]
        self._left = {each.url: each for each in told if each.state is LinkState.NOT_CHECKED}
        self._offline = {_plain(each.url) for each in told if each.state is LinkState.OFFLINE}

    def has(self, purpose: Purpose, url: str) -> bool:
        """Tell whether the audit had asked for an address for that purpose."""
        return (purpose, url, "") in self._asked

    def seen(self, purpose: Purpose, url: str, of: str = "") -> Fetched | None:
        """Return its next look of that kind, the last one again at the end; None = it made none.

        Raises ``ArchiveError`` when a capture is there and cannot be read.
        """
        key = (purpose, url, of)
        asked = self._asked.get(key)
        if not asked:
            return None
        place = self._told.get(key, 0)
        self._told[key] = place + 1
        each = asked[min(place, len(asked) - 1)]
        if each.check is not None:
            return Remembered(observation=each.check.observation, page=each.check.page)
        captures = self._chains.get(each.chain, ())
        return seen_again(url, [self._read(one) for one in captures], self._settings)

    def left(self, address: str) -> Verdict | None:
        """Return what it told of an address of which nobody had been asked; None = somebody had."""
        return self._left.get(address)

    def went_offline(self, url: str) -> bool:
        """Tell whether it concluded nothing of an address: the network was in the way."""
        return _plain(url) in self._offline

    def earlier(self, url: str) -> tuple[Check, ...]:
        """Return the looks at an address that were known then, oldest first."""
        return self._earlier.get(url, ())


def _plain(url: str) -> str:
    return url.partition("#")[0]


class NoPast:
    """What is known of a time of which no audit is told: earlier looks, and no ask."""

    record = None

    def __init__(self, history: Callable[[str], Sequence[Check]], until: datetime) -> None:
        self._history = history
        self._until = until

    def has(self, purpose: Purpose, url: str) -> bool:
        """Tell that nothing was asked for."""
        return False

    def seen(self, purpose: Purpose, url: str, of: str = "") -> None:
        """Return no look: whoever asks looks into the archive."""

    def left(self, address: str) -> None:
        """Tell that nothing was left out."""

    def went_offline(self, url: str) -> bool:
        """Tell that no network was in the way."""
        return False

    def earlier(self, url: str) -> tuple[Check, ...]:
        """Return the looks at an address before that time, oldest first."""
        checks = self._history(url)
        return tuple(each for each in checks if each.observation.at < self._until)
