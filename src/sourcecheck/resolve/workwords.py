"""The words by which cited works are told apart, of all languages at once, as patterns.

All languages, for an article in one of them cites works in others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sourcecheck.model.tables.languages import Language, Languages

_NUMBER = r"\d{1,5}(?:\s?[-–—]\s?\d{1,5})?"
_YEAR = r"(?:[12][2-9]\d\d|20\d\d|[١٢][٠-٩]{3}|[۱۲][۰-۹]{3})"


@dataclass(frozen=True, slots=True)
class WorkWords:
    """Patterns built from the language files."""

    pages: re.Pattern[str]  # group 1: the number or range
    dates: re.Pattern[str]  # a day of a month of a year, or a month of a year
    detail: re.Pattern[str]  # opens a piece that is no title: volume, helper
    periodical: re.Pattern[str]  # a word of a newspaper's name
    house: re.Pattern[str]  # a word of a publisher's name
    accessed: re.Pattern[str]  # "(accessed 5 June 2020)"
    available: re.Pattern[str]  # "Available at", "See"
    titled: re.Pattern[str]  # the words right before or behind a quoted title


def work_words(languages: Languages) -> WorkWords:
    """Return the patterns of all languages; built once for one set of languages."""
    return _built(_Same(languages))


class _Same:
    """Languages as a key: the same table is the same key, without reading all its words."""

    __slots__ = ("languages",)

    def __init__(self, languages: Languages) -> None:
        self.languages = languages

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.languages is other.languages

    def __hash__(self) -> int:
        return id(self.languages)


@cache
def _built(same: _Same) -> WorkWords:
    languages = tuple(same.languages.values())
    works = [each.works for each in languages]
    pages = _either(word for each in works for word in each.pages)
    volumes = _either(word for each in works for word in each.volumes)
    helpers = _either(word for each in works for word in each.helpers)
    periodicals = _either(word for each in works for word in each.periodicals)
    houses = _either(word for each in works for word in each.publishers)
    accessed = _either(word.lstrip("(") for each in languages for word in each.accessed)
    available = _either(word for each in works for word in each.available)
    titled = _either(word for each in works for word in each.titled)
    see = _either(word for each in languages for word in each.see)
    return WorkWords(
        pages=re.compile(rf"(?<!\w)(?:{pages})\s{{0,2}}({_NUMBER})(?!\w)"),
        dates=_dates(languages),
        detail=re.compile(rf"(?:{volumes})[\s\d]|(?:{helpers})(?!\w)", re.IGNORECASE),
        periodical=re.compile(rf"(?<!\w)(?:{periodicals})(?!\w)", re.IGNORECASE),
        house=re.compile(rf"(?<!\w)(?:{houses})(?!\w)", re.IGNORECASE),
        accessed=re.compile(
            rf"[(\[](?:{accessed})[^()\[\]]{{0,60}}[)\]]|(?<!\w)(?:{accessed})(?!\w)[^()\[\]]{{0,60}}$",
            re.IGNORECASE,
        ),
        available=re.compile(
            rf"(?<!\w)(?:{available})\s?:|^(?:{see})(?!\w)\s?:?|(?<!\w)(?:{available})\s*$",
            re.IGNORECASE,
        ),
        titled=re.compile(rf"(?<!\w)(?:{titled})\W*\Z|\A\W*(?:{titled})(?!\w)", re.IGNORECASE),
    )


def _dates(languages: tuple[Language, ...]) -> re.Pattern[str]:
    names = {
        name.strip()
        for each in languages
        for month in (*each.months, *each.solar_months)
        for name in month.split("|")
    }
    short = {name[:3] for name in names if len(name) > 3 and name < "\u0530"}  # "Mar.", "янв."
    month = rf"(?:{_either(names | short)})\.?"
    day = r"\d{1,2}(?:st|nd|rd|th)?\.?"
    of = r"(?:de\s|d['’])?"
    return re.compile(
        rf"(?<!\d){day}\s{of}{month},?\s(?:de\s)?{_YEAR}(?!\d)"
        rf"|(?<!\w){month}\s{day},?\s{_YEAR}(?!\d)"
        rf"|(?<!\d){_YEAR},?\s{month}(?:\s\d{{1,2}})?(?!\w)"
        rf"|(?<!\d)\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}(?!\d)"
        rf"|(?<!\d){_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}(?!\d)",
        re.IGNORECASE,
    )


def _either(words: Iterable[str]) -> str:
    longest_first = sorted({word for word in words if word}, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first)) or "(?!)"
