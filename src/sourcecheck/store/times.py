"""Times as the database holds them: UTC, to the second, always of one width.

Texts of one width sort and compare as times do in every database, and their first seven
letters are the month.
"""

from __future__ import annotations

from datetime import UTC, datetime

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def stamp(moment: datetime) -> str:
    """Write a time that knows its zone; raises ``ValueError`` for one that does not."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment.isoformat()}")
    return moment.astimezone(UTC).strftime(FORMAT)


def moment(text: str) -> datetime:
    """Read a stamp back; raises ``ValueError`` when it is none."""
    return datetime.strptime(text, FORMAT).replace(tzinfo=UTC)
