"""Times as the database holds them: UTC, to the second, always of one width.

Texts of one width sort and compare as times do in every database, and their first seven
letters are the month.
"""

from __future__ import annotations

from datetime import UTC, datetime

_SECONDS = len("2026-11-20T12:00:00")

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def stamp(moment: datetime) -> str:
    """Write a time that knows its zone; raises ``ValueError`` for one that does not."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment.isoformat()}")
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{utc.isoformat()[:_SECONDS]}Z"


def moment(text: str) -> datetime:
    """Read a stamp back; raises ``ValueError`` when it is none."""
    return datetime.strptime(text, FORMAT).replace(tzinfo=UTC)
