"""What a crash left of a pruning is finished before an archive is read or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sourcecheck.store.base import Store


def mend_pruning(folder: Path, store: Store) -> None:
    """Finish a pruning of an archive that was interrupted, where there is one."""
    if any((folder / "warc").glob("*.new")):
        from sourcecheck.session.pruning import mend  # noqa: PLC0415 - after a crash alone

        mend(folder, store)
