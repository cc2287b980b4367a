"""Audits in the store, found by what people call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcecheck.errors import UsageError

if TYPE_CHECKING:
    from sourcecheck.model import Audit
    from sourcecheck.store.base import Store


def stored_audit(store: Store, which: str = "") -> Audit:
    """Return an audit by its number, its input's name or its digest; "" = the latest one.

    Raises ``UsageError`` when there is none.
    """
    for entry in store.audits():
        keys = (str(entry.id), entry.origin)
        if not which or which in keys or (len(which) >= 6 and entry.sha256.startswith(which)):
            audit = store.audit(entry.id)
            if audit is not None:
                return audit
    raise UsageError(
        f"no stored audit is named {which!r}" if which else "no audit is stored yet",
        hint="sourcecheck report --list shows them" if which else "run sourcecheck audit first",
    )
