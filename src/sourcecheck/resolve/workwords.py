"""The words by which cited works are told apart, of all languages at once, as patterns.

All languages, for an article in one of them cites works in others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sourcecheck.model.tables.languages import Language, Languages, Works

_MONTHS = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:[12][2-9]\d\d|20\d\d|[١٢][٠-٩]{3}|[۱۲][۰-۹]{3})"


_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Words:
    """A pattern of many words, asked only where one of them can stand.

    Hundreds of words are slow to look for and fast to rule out: a text is first compared
    with the words that each of them opens with. Compiling them is slower still, so that waits
    until one of them is there.
    """

    source: str
    flags: int
    openings: frozenset[str]  # first words, in lower case; "" = some have no letter: ask always
    besides: re.Pattern[str] | None = None  # what else may fit: a date in figures

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first asked for."""
        return _compiled(self.source, self.flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match."""
        return self.pattern.search(text) if self._may(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the beginning."""
        return self.pattern.match(text) if self._may(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of the whole text."""
        return self.pattern.fullmatch(text) if self._may(text) else None

    def without(self, text: str, gap: str = " ") -> str:
        """Return the text with a gap for each match."""
        return self.pattern.sub(gap, text) if self._may(text) else text

    def _may(self, text: str) -> bool:
        if "" in self.openings or not self.openings.isdisjoint(_TOKEN.findall(text.lower())):
            return True
        return bool(self.besides and self.besides.search(text))


@cache
def _compiled(source: str, flags: int) -> re.Pattern[str]:
    return re.compile(source, flags)


@dataclass(frozen=True, slots=True)
class WorkWords:
    """Patterns built from the language files."""

    pages: Words  # group 1: the number or range
    dates: Words  # a day of a month of a year, or a month of a year
    detail: Words  # opens a piece that is no title: volume, helper
    periodical: Words  # a word of a newspaper's name
    house: Words  # a word of a publisher's name
    accessed: Words  # "(accessed 5 June 2020)"
    available: Words  # "Available at", "See"
    kinds: Words  # "report", "statement": opens what no person is called
    titled: Words  # the words right before or behind a quoted title


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
    reports = [word for each in languages for word in each.voices.works]
    return WorkWords(
        pages=_words(
            r"(?<!\w)(?:{})\s{{0,2}}(\d{{1,5}}(?:\s?[-–—]\s?\d{{1,5}})?)(?!\w)",
            [word for each in works for word in each.pages],
            flags=0,
        ),
        dates=_dates(languages),
        detail=_details(works),
        periodical=_words(_WHOLE, [word for each in works for word in each.periodicals]),
        house=_words(_WHOLE, [word for each in works for word in each.publishers]),
        accessed=_accessed(languages),
        available=_available(languages),
        kinds=_words(r"(?:{})(?:[ۀٔهی])?(?!\w)", reports),
        titled=_words(
            r"(?<!\w)(?:{0})\W*\Z|\A\W*(?:{0})(?!\w)",
            [word for each in works for word in each.titled],
        ),
    )


def _details(works: Sequence[Works]) -> Words:
    volumes = [word for each in works for word in each.volumes]
    helpers = [word for each in works for word in each.helpers]
    pattern = rf"(?:{_either(volumes)})[\s\d]|(?:{_either(helpers)})(?!\w)"
    return Words(pattern, _EITHER_CASE, _openings([*volumes, *helpers]))


def _accessed(languages: Sequence[Language]) -> Words:
    """Build "(accessed 5 June 2020)" in brackets anywhere, without them at the end."""
    words = [word.lstrip("(") for each in languages for word in each.accessed]
    either, rest = _either(words), r"[^()\[\]]{0,60}"
    pattern = rf"[(\[](?:{either}){rest}[)\]]|(?<!\w)(?:{either})(?!\w){rest}$"
    return Words(pattern, _EITHER_CASE, _openings(words))


def _available(languages: Sequence[Language]) -> Words:
    cues = [word for each in languages for word in each.works.available]
    see = [word for each in languages for word in each.see]
    either = _either(cues)
    pattern = rf"(?<!\w)(?:{either})\s?:|^(?:{_either(see)})(?!\w)\s?:?|(?<!\w)(?:{either})\s*$"
    return Words(pattern, _EITHER_CASE, _openings([*cues, *see]))


_EITHER_CASE = re.IGNORECASE
_WHOLE = r"(?<!\w)(?:{})(?!\w)"


def _words(template: str, words: Iterable[str], flags: int = _EITHER_CASE) -> Words:
    listed = list(words)
    return Words(template.format(_either(listed)), flags, _openings(listed))


def _openings(words: Iterable[str]) -> frozenset[str]:
    """Return the first word of each phrase, or "" for one that has no letter at all."""
    found = (_TOKEN.search(word.lower()) for word in words)
    return frozenset(match.group() if match else "" for match in found)


def _dates(languages: tuple[Language, ...]) -> Words:
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
    pattern = (
        rf"(?<!\d){day}\s{of}{month},?\s(?:de\s)?{_YEAR}(?!\d)"
        rf"|(?<!\w){month}\s{day},?\s{_YEAR}(?!\d)"
        rf"|(?<!\w){month},?\s(?:de\s)?{_YEAR}(?!\d)"
        rf"|(?<!\d){_YEAR},?\s{month}(?:\s\d{{1,2}})?(?!\w)"
        rf"|(?<!\d)\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}(?!\d)"
        rf"|(?<!\d){_YEAR}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?"
        rf"|(?<![\d./]){_MONTHS}/{_YEAR}(?![\d./])"
        rf"|(?<!\d){_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}(?!\d)"
    )
    return Words(pattern, _EITHER_CASE, _openings(names | short), re.compile(r"\d[-./]\d|\d\s?年"))


def _either(words: Iterable[str]) -> str:
    longest_first = sorted({word for word in words if word}, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first)) or "(?!)"
