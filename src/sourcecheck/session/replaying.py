"""Make a stored audit again from the archive alone, and compare it with what it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sourcecheck import config
from sourcecheck.archive.audits import audit_url, audits_of, read_document, read_record
from sourcecheck.archive.index import urlkey
from sourcecheck.config import Settings
from sourcecheck.errors import NotArchived
from sourcecheck.model import Audit, Capture, Document, WebSource
from sourcecheck.model.record import AuditRecord
from sourcecheck.pipeline import audit as audited
from sourcecheck.session.archives import Holding
from sourcecheck.session.opening import IN_MEMORY, tables_of, tools_of
from sourcecheck.session.recorded import Recorded, record_for
from sourcecheck.store.memory import MemoryStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """An audit that was made again."""

    before: Audit
    after: Audit
    lost: int = 0  # looks of which the archive holds nothing any more

    @property
    def is_same(self) -> bool:
        """Whether every fact and every conclusion is the same."""
        return self.before == self.after

    @property
    def other_program(self) -> str:
        """What made them, where that is not the same program with the same lists; or ""."""
        old, new = self.before.provenance, self.after.provenance
        if (old.tool, old.data) == (new.tool, new.data):
            return ""
        return f"{old.tool} with lists {old.data}; now {new.tool} with lists {new.data}"

    def differences(self) -> Iterator[str]:
        """Tell which conclusions differ, in words."""
        if self.before.article != self.after.article:
            yield "the article is read otherwise"
        for told in (_states, _outlets):
            old, new = told(self.before), told(self.after)
            for name in dict.fromkeys([*old, *new]):
                was, now = old.get(name, "not cited"), new.get(name, "not cited")
                if was != now:
                    yield f"{name}: {was}, now {now}"
        found, again = _codes(self.before), _codes(self.after)
        for code in sorted(set(found) | set(again)):
            if found[code] != again[code]:
                yield f"{code}: {found[code]} times, now {again[code]}"


def _states(audit: Audit) -> dict[str, str]:
    return {
        part.verdict.url: str(part.verdict.state)
        for line in audit.lines
        for part in line.sources
        if part.verdict and isinstance(part.source, WebSource)
    }


def _outlets(audit: Audit) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in audit.lines:
        for part in line.sources:
            if part.outlet is not None:
                outlet = part.outlet.name or "no known outlet"
                country = part.outlet.country or "country unknown"
                found[part.source.printed or line.citation.id] = f"{outlet}, {country}"
    return found


def _codes(audit: Audit) -> Counter[str]:
    return Counter(each.code for each in audit.findings)


def audit_at(stored: Audit, holding: Holding, made_at: datetime) -> Audit:
    """Return the audit of the same article that was made at a time, or the latest one before.

    The store tells of audits with equal conclusions as one; the archive has each of them.
    Raises ``NotArchived`` when it has none so old.
    """
    kept = audits_of(holding.index, stored.article.sha256)
    older = [each for each in kept if each.captured_at <= made_at]
    found = record_for(holding.shelf, older, stored.article.origin)
    if found is None:
        raise NotArchived(
            f"the archive {holding.folder} has no audit of it from {made_at:%Y-%m-%d %H:%M}",
            hint=f"the first is from {kept[0].captured_at.isoformat()}" if kept else "",
        )
    return found.audit


async def made_again(stored: Audit, holding: Holding, settings: Settings) -> Replayed:
    """Make a stored audit again from its archive; no socket is opened, nothing is stored.

    With ``as_of`` it is made as it would have been made at that time, from what had been
    captured until then. Raises ``NotArchived`` when the archive does not hold the audit,
    ``ArchiveError`` when it cannot be read.
    """
    kept, record = _kept(stored, holding)
    as_of = config.clock(settings.as_of) if settings.as_of else None
    audits = () if as_of else (kept,)
    recorded = Recorded(holding.shelf, holding.index, as_of or record.finished_at, audits)
    asked = _settings(settings, holding)
    tables = tables_of(asked)
    async with tools_of(asked, tables, MemoryStore(), recorded=recorded) as tools:
        history = holding.store.history
        past_of = partial(recorded.past_of, settings=tools.fetch_settings, history=history)
        looking = replace(tools, past_of=past_of)
        after = await audited(_document(stored, record, holding), looking)
    return Replayed(before=stored, after=after, lost=0 if as_of else recorded.lost)


def _kept(stored: Audit, holding: Holding) -> tuple[Capture, AuditRecord]:
    """Return the audit's own record, and the capture that it is.

    Articles with the same bytes that were audited at the same time have one address; and an
    audit with the same conclusions as the one before is stored as that one.
    """
    at = stored.provenance.audited_at
    found = holding.index.get(urlkey(audit_url(stored.article.sha256, at)))
    if not found:
        why = " (it was made offline)" if stored.provenance.offline else ""
        raise NotArchived(
            f"the audit of {at:%Y-%m-%d %H:%M} is not in the archive {holding.folder}{why}",
            hint="sourcecheck report renders it as it was; one that archives can be replayed",
        )
    records = [(each, read_record(holding.shelf, each)) for each in reversed(found)]
    same = [each for each in records if each[1].audit == stored]
    origin = stored.article.origin
    namesakes = [each for each in records if each[1].audit.article.origin == origin]
    return (*same, *namesakes, *records)[0]


def _settings(settings: Settings, holding: Holding) -> Settings:
    """Return the settings of the run: nothing is remembered."""
    return replace(
        settings,
        db=IN_MEMORY,
        archive_dir=str(holding.folder),
        now="",
    )


def _document(stored: Audit, record: AuditRecord, holding: Holding) -> Document:
    return Document(
        origin=stored.article.origin,
        body=read_document(holding.shelf, holding.index, record.document_sha256),
        media_type=record.media_type,
        charset=record.charset,
        read_at=record.read_at,
        told=record.told,
    )
