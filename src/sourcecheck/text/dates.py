"""Dates as people print them: "12 مارس 2025", "3 June 2025", "۱۲ اسفند ۱۴۰۳", "2025-03-12"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sourcecheck.model.article import Span
from sourcecheck.text.fold import fold_words, folded

YEARS = (1990, 2100)
"""First and last year an article on the web can be of."""

SOLAR_YEARS = (1369, 1479)
"""The same years in the solar calendar of Iran and Afghanistan."""

SHORT_YEAR = 2
"""Digits of a year without its century, which is this one."""

CENTURY = 2000

_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})([./-])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})(?!\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A day found in a line."""

    value: str  # ISO 8601
    span: Span  # in the line


def find_date(
    line: str, months: Sequence[str], solar: Sequence[str] = (), *, day_first: bool = False
) -> PrintedDate | None:
    """Return the first date of a line, or None.

    ``months`` names the twelve months in order, other names of one set off by bars; ``solar``
    likewise those of the solar calendar. Where 3/5 could be either month nothing is read,
    unless the language is one that prints the day first; only those shorten the year, too.
    """
    shadow = fold_words(line)
    patterns = (_YEAR_FIRST, _DAY_FIRST, *_named(tuple(months)), *_named(tuple(solar)))
    for pattern in patterns:
        for match in pattern.finditer(shadow.text):
            if _is_open(match) and not day_first:
                continue
            if value := _value(match, _numbers(tuple(months)), _numbers(tuple(solar))):
                span = Span(shadow.index[match.start()], shadow.index[match.end()])
                return PrintedDate(value=value, span=span)
    return None


def _is_open(match: re.Match[str]) -> bool:
    """Tell a date in figures that only a habit of the language settles."""
    if match.re is not _DAY_FIRST:
        return False
    day, month = int(match["day"]), int(match["month"])
    return len(match["year"]) == SHORT_YEAR or (match[2] != "." and day <= 12 and day != month)


def _value(match: re.Match[str], months: dict[str, int], solar: dict[str, int]) -> str:
    year, day = int(match["year"]), int(match["day"])
    if len(match["year"]) == SHORT_YEAR:
        year += CENTURY
    named = " ".join(match["month"].split())
    month = int(named) if named.isdecimal() else months.get(named) or solar.get(named) or 0
    counted = named in solar or (named.isdecimal() and bool(solar))
    try:
        if counted and SOLAR_YEARS[0] <= year <= SOLAR_YEARS[1]:
            return _from_solar(year, month, day).isoformat()
        return date(year, month, day).isoformat() if YEARS[0] <= year <= YEARS[1] else ""
    except ValueError:
        return ""


def _from_solar(year: int, month: int, day: int) -> date:
    """Count days by the 33-year rule of leap years, true for 1206 to 1498 but for single days."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        raise ValueError((year, month, day))
    within = 31 * (month - 1) if month < 7 else 186 + 30 * (month - 7)
    return date.fromordinal(_EPOCH + _days_before(year) + within + day)


def _days_before(year: int) -> int:
    """Count the days of the years before; 1595 brings the eight leap years of 33 into step."""
    moved = year + 1595
    return 365 * year + moved // 33 * 8 + (moved % 33 + 3) // 4


_EPOCH = date(2024, 3, 20).toordinal() - _days_before(1403) - 1
"""1 Farvardin 1403 was 20 March 2024."""


SMALL = r"(?:[^\W\d_]{1,3}\s+)?"
"""A small word inside a date: "of", "de", "من"."""


@cache
def _numbers(months: tuple[str, ...]) -> dict[str, int]:
    return {
        folded(name.strip()): number
        for number, names in enumerate(months, start=1)
        for name in names.split("|")
    }


@cache
def _named(months: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Build "12 March 2025", where a month may stand with its other name, and "March 12, 2025"."""
    if not months:
        return ()
    either = "|".join(sorted(map(re.escape, _numbers(months)), key=len, reverse=True))
    month = rf"(?P<month>{either})\.?(?:\s*[/(]\s*(?:{either})\)?)?"
    # "12 de marzo", "12th of March", "12-Mar"; "اسفندماه", "ماه سال"
    gap = rf"(?:\s+|-){SMALL}"
    tail = rf"(?:\u200c?[^\W\d_]{{2,3}})?(?:\s+|-){SMALL}{SMALL}"
    day, year = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)", r"(?P<year>\d{4})(?!\d)"
    return (
        re.compile(rf"{day}\.?{gap}{month},?{tail}{year}(?:\s+г\.?(?!\w))?"),
        re.compile(rf"(?<!\w){month}\s+{day},?\s+{year}"),
    )
