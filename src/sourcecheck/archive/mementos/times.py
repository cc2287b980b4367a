"""The times archives speak in: fourteen digits, HTTP dates, and days of which part is known."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LOWEST = "00000101000000"
_DATE = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{4})\s+(\d\d):(\d\d):(\d\d)"
)
_PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d")


def digits(moment: datetime) -> str:
    """Return a time as archives write it into addresses, UTC: "20250312080000"."""
    at = moment.astimezone(UTC)
    return f"{at.year:04d}{at.month:02d}{at.day:02d}{at.hour:02d}{at.minute:02d}{at.second:02d}"


def from_digits(text: str) -> datetime | None:
    """Read four to fourteen digits, the rest being the least there is; None = no time."""
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 14):
        return None
    whole = text + _LOWEST[len(text) :]
    year, rest = int(whole[:4]), [int(whole[at : at + 2]) for at in range(4, 14, 2)]
    try:
        return datetime(year, *rest, tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def http_date(moment: datetime) -> str:
    """Return a time as HTTP writes it (RFC 9110, 5.6.7): "Wed, 12 Mar 2025 08:00:00 GMT"."""
    at = moment.astimezone(UTC)
    day = f"{_DAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year:04d}"
    return f"{day} {at.hour:02d}:{at.minute:02d}:{at.second:02d} GMT"


def from_http_date(text: str) -> datetime | None:
    """Read a time as HTTP writes it; None = it is none. The day's name proves nothing."""
    found = _DATE.match(text.strip())
    if found is None or found[2].title() not in _MONTHS:
        return None
    month = _MONTHS.index(found[2].title()) + 1
    try:
        return datetime(
            int(found[3]), month, int(found[1]), int(found[4]), int(found[5]), int(found[6]),
            tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None


def end_of(published: str) -> datetime | None:
    """Return the last second of what a date says: of a day, a month or a year; None = no date.

    A page cited on a day may have been read at any hour of it, so that day's copies count as
    earlier ones. A time of day is taken as it stands, in UTC where it has no zone.
    """
    text = published.strip()
    if _CLOCK.match(text):
        try:
            exact = datetime.fromisoformat(text)
        except ValueError:
            text = text[:10]
        else:
            return exact if exact.tzinfo else exact.replace(tzinfo=UTC)
    found = _PART.fullmatch(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    if not 1 <= month <= 12 or year < 1:
        return None
    day = int(found[3]) if found[3] else calendar.monthrange(year, month)[1]
    try:
        return datetime(year, month, day, tzinfo=UTC) + timedelta(days=1, seconds=-1)
    except (ValueError, OverflowError):
        return None
