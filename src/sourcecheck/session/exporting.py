"""From what a user asks for to an export: which captures, whose text, which key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck import __version__
from sourcecheck.archive.audits import DOCUMENT, audit_url, read_record
from sourcecheck.archive.index import urlkey
from sourcecheck.archive.verifying.verify import verify
from sourcecheck.archive.wacz.choosing import Choice
from sourcecheck.archive.wacz.exporting import export
from sourcecheck.archive.wacz.means import Exported, Means
from sourcecheck.archive.wacz.signing import Signer
from sourcecheck.config import data_folder
from sourcecheck.errors import UsageError
from sourcecheck.session.pagetexts import page_text

if TYPE_CHECKING:
    from sourcecheck.model import Audit, Capture
    from sourcecheck.session.archives import Holding

SOFTWARE = f"sourcecheck {__version__}"
"""What an export says it was written by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of an export."""

    out: Path  # *.wacz or *.warc.gz
    choice: Choice
    audit: int | None = None  # all that this audit rests on, within the choice
    signed_at: datetime | None = None  # None = it is not signed
    key: Path | None = None  # a PEM file; None = the user's own, made when it is first needed

    @property
    def signing_key(self) -> Path | None:
        """The file of the key it is signed with; None = it is not signed."""
        if self.signed_at is None:
            return None
        return self.key or data_folder() / "signing-key.pem"


def write_export(holding: Holding, wish: Wish) -> Exported:
    """Write captures of an archive into one file, and verify it.

    Raises ``UsageError`` when the file's name is neither a WACZ's nor a WARC's, or the audit is
    not known; ``ArchiveError`` as ``export`` and ``Signer`` do.
    """
    if not wish.out.name.endswith((".wacz", ".warc.gz")):
        raise UsageError(
            f"{wish.out.name}: what kind of file is wanted is not clear",
            hint="call it NAME.wacz, or NAME.warc.gz for the records alone",
        )
    key = wish.signing_key
    if key and not wish.out.name.endswith(".wacz"):
        raise UsageError(f"{wish.out.name}: a WARC file holds no signature", hint="call it .wacz")
    choice, title = wish.choice, ""
    if wish.audit is not None:
        audit = _audit(holding, wish.audit)
        choice, title = _of_audit(holding, audit, choice), _title(audit)
    means = Means(
        page_text=page_text,
        verify=faults,
        software=SOFTWARE,
        title=title,
        created=wish.signed_at,
        sign=Signer.open(key, SOFTWARE) if key else None,
    )
    return export(wish.out, holding.shelf, holding.index, choice, means)


def faults(path: Path) -> tuple[str, ...]:
    """Return what is wrong with a finished file, in words."""
    found = verify(path)
    return tuple(f"{each.file}: {each.message}" for each in found.faults)


def _audit(holding: Holding, audit_id: int) -> Audit:
    found = holding.store.audit(audit_id)
    if found is None:
        raise UsageError(
            f"there is no audit {audit_id}", hint="sourcecheck report --list tells them"
        )
    return found


def _of_audit(holding: Holding, audit: Audit, choice: Choice) -> Choice:
    """Narrow a choice to what an audit rests on: its looks, the article, its own record."""
    sha256, at = audit.article.sha256, audit.provenance.audited_at
    records = _rows(holding, audit_url(sha256, at))
    if records:
        chains = frozenset(read_record(holding.shelf, records[-1]).chains)
        records = (records[-1], *_rows(holding, f"{DOCUMENT}{sha256}")[-1:])
    else:  # made before audits were archived, or without an archive: what its report points to
        records = tuple(_pointed_to(holding, audit))
        chains = frozenset(row.chain for row in records if row.chain)
    return replace(choice, chains=chains, record_ids=frozenset(row.record_id for row in records))


def _pointed_to(holding: Holding, audit: Audit) -> Iterable[Capture]:
    """Yield the captures an audit's report points to, as the index knows them."""
    wanted = [source.capture for line in audit.lines for source in line.sources if source.capture]
    for capture in wanted:
        rows = _rows(holding, capture.url)
        yield from (row for row in rows if row.record_id == capture.record_id)


def _rows(holding: Holding, url: str) -> tuple[Capture, ...]:
    return tuple(holding.index.get(urlkey(url)))


def _title(audit: Audit) -> str:
    title = audit.article.title
    return title.value if title else ""
