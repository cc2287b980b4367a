"""Audits in the store, found by what people call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sourcecheck.errors import UsageError

if TYPE_CHECKING:
    from sourcecheck.model import Audit
    from sourcecheck.store.base import AuditEntry, Store


def stored_audit(store: Store, which: str = "", more: str = "") -> Audit:
    """Return an audit by its number, its input's name or its digest; "" = the latest one.

    The same bytes may have been audited under several names: the store names an article as it
    was last read, an audit tells the name of its own. Raises ``UsageError`` when there is none;
    ``more`` is added to what it tells to do then.
    """
    entries = store.audits()
    namesake = None
    for entry in entries:
        by_key = not which or which == str(entry.id)
        by_key = by_key or (len(which) >= 6 and entry.sha256.startswith(which))
        if not by_key and which != entry.origin:
            continue
        audit = store.audit(entry.id)
        if audit is not None and (by_key or audit.article.origin == which):
            return audit
        namesake = namesake or audit
    found = namesake or _under_another_name(store, entries, which)
    if found is not None:
        return found
    raise UsageError(
        f"no stored audit is named {which!r}" if which else "no audit is stored yet",
        hint=("sourcecheck report --list shows them" if which else "run sourcecheck audit first")
        + more,
    )


def _under_another_name(store: Store, entries: Sequence[AuditEntry], which: str) -> Audit | None:
    """Return the audit of an article that was read under another name since."""
    audits = Counter(entry.sha256 for entry in entries)
    several = (entry for entry in entries if audits[entry.sha256] > 1)
    found = (store.audit(entry.id) for entry in several)
    return next((each for each in found if each and each.article.origin == which), None)
