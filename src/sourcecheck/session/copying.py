"""From settings to the archives of others that a run may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcecheck import config
from sourcecheck.config import Settings

if TYPE_CHECKING:
    from sourcecheck.pipeline.copying import Copying


def copying_with(settings: Settings) -> Copying | None:
    """Say which archives of others may be asked; None = none. Raises ``UsageError``."""
    if not (settings.copies or settings.submit):
        return None
    from sourcecheck.pipeline.copying import copying_of  # noqa: PLC0415 - seldom wanted

    return copying_of(
        settings.copies,
        doubtful=settings.copies_for == "doubtful",
        submit=settings.submit,
        key=config.submission_key() if settings.submit else "",
    )
