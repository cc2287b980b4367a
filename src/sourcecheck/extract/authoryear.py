"""Citations by author and year, "(Smith 2019, p. 5)", and the entries they go to.

An author and a year in brackets are only a citation when a bibliography has that author with
that year, or when they are written as nothing else is: with pages, or with "et al.".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from sourcecheck.extract.citewords import CiteWords
from sourcecheck.model.article import Mark, Note, Span
from sourcecheck.text.fold import Folded, folded
from sourcecheck.text.spans import Spans

RULE = "author-year"

AUTHOR_SIGNS = 90
"""Code points in which the authors of a citation end, and those of an entry; guess."""

AUTHOR_WORDS = 9
"""Most words of the authors in one citation; guess: three names and what joins them."""

NARRATIVE_WORDS = 4
"""Words in front of a bracketed year among which its author stands."""

SHORTEST = 4
"""Letters two forms of a name must share at least: "Иванов" and "Иванову"; guess."""

MOST_CITED = 20_000
"""Bracketed years that are looked at."""

_YEAR = r"(?P<year>(?:1[3-9]|20)\d\d)(?P<letter>[a-zа-яا-ي]?)(?![\w/])"
_BRACKETED = re.compile(
    r"[(\[](?P<in>[^()\[\]]{0,160}?(?<![\d/])(?:1[3-9]|20)\d\d[^()\[\]]{0,120})[)\]]"
)
_NO_YEAR = "0000"
_YEARS = re.compile(rf"(?<![\w/.-]){_YEAR}")
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*[^\W_])?")
_CASED = re.compile(r"[a-zа-яёα-ωա-ֆ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One citation by author and year as it stands in the text; offsets of the shadow."""

    start: int
    end: int
    author: str  # as printed, without year and pages; "" where it stands before the bracket
    year: str  # with its letter: "2019a"
    names: tuple[str, ...]  # the words of the first author, folded
    strong: bool  # written as nothing but a citation is
    again: bool = False  # "(ibid.)": the citation before, of whatever author and year


def find_cited(shadow: Folded, holes: Sequence[Span], words: CiteWords) -> list[Cited]:
    """Return what may be a citation by author and year, in text order.

    ``holes`` are the notes, in the article's offsets: what stands in them cites nothing.
    """
    text = shadow.text
    starts = [hole.start for hole in holes]
    found: list[Cited] = []
    for match in _BRACKETED.finditer(text):
        at = bisect_left(starts, shadow.index[match.end() - 1])
        if at and holes[at - 1].end > shadow.index[match.start()]:
            continue
        found.extend(_read(text, match, words))
        if len(found) > MOST_CITED:
            break
    return _with_repeats(shadow, holes, words, found) if found else found


def _with_repeats(
    shadow: Folded, holes: Sequence[Span], words: CiteWords, found: Sequence[Cited]
) -> list[Cited]:
    """Add the brackets that say "ibid." and stand behind a citation, in text order."""
    held = Spans(holes)
    repeated = re.compile(words.repeated, re.IGNORECASE)
    repeats = [
        Cited(
            start=match.start(),
            end=match.end(),
            author="",
            year=_NO_YEAR,
            names=(),
            strong=False,
            again=True,
        )
        for match in islice(repeated.finditer(shadow.text, found[0].end), MOST_CITED)
        if not held.meeting(shadow.span(*match.span()))
    ]
    return sorted((*found, *repeats), key=lambda each: each.start) if repeats else list(found)


def _read(text: str, match: re.Match[str], words: CiteWords) -> Iterator[Cited]:
    """Read one bracket: parts between semicolons, each an author with one year or more."""
    start, end = match.span()
    parts = match["in"].split(";")
    read = [words.cited.fullmatch(part.strip()) for part in parts]
    if not all(read):
        return
    author = ""
    for part in read:
        if part is None:
            return
        strong = bool(part["pages"] or part["colon"])
        author = " ".join((part["authors"] or "").split()).strip(" ,") or author
        if author and not _is_author(author):
            return
        names = _names(author) if author else _names_before(text, start)
        known = strong or bool(words.and_others.search(author))
        for year in _YEARS.finditer(part["years"]):
            yield Cited(
                start=start,
                end=end,
                author=author,
                year=year["year"] + year["letter"],
                names=names,
                strong=bool(author) and known,
            )


def _is_author(author: str) -> bool:
    """Tell names: few words, and in scripts with capitals one of the first two has one."""
    printed = _WORD.findall(author)
    if not 0 < len(printed) <= AUTHOR_WORDS:
        return False
    if not _CASED.search(author):
        return True
    return any(word[0].isupper() for word in printed[:2])


def _names(author: str) -> tuple[str, ...]:
    first = re.split(r"[,&;]", author)[0]
    return tuple(folded(word) for word in _WORD.findall(first) if len(word) > 1)


def _names_before(text: str, at: int) -> tuple[str, ...]:
    """Return the words in front of a bracketed year, the nearest first."""
    printed = _WORD.findall(text[max(0, at - AUTHOR_SIGNS) : at])
    return tuple(folded(word) for word in reversed(printed[-NARRATIVE_WORDS:]))


@dataclass(frozen=True, slots=True)
class _Entry:
    note: Note
    names: tuple[str, ...]
    years: tuple[str, ...]


def matches(printed: str, cited: Iterable[Cited]) -> bool:
    """Tell whether a line is the entry of a work that the text cites by author and year."""
    entry = _entry(printed)
    return any(_fits(each, *entry) for each in cited)


@lru_cache(maxsize=1024)
def _entry(printed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words at the head of an entry, folded, and its years."""
    names = tuple(folded(word) for word in _WORD.findall(printed[:AUTHOR_SIGNS]))
    years = tuple(
        year["year"] + year["letter"] for year in _YEARS.finditer(_digits(printed[:1_000]))
    )
    return names, years


def _digits(printed: str) -> str:
    return printed if printed.isascii() else folded(printed)


def _fits(cited: Cited, names: tuple[str, ...], years: tuple[str, ...]) -> bool:
    if cited.year not in years and not (cited.year[-1].isalpha() and cited.year[:-1] in years):
        return False
    head = names[:3] if cited.author else names[:2]
    return any(_same_name(word, name) for word in cited.names for name in head)


def _same_name(word: str, name: str) -> bool:
    """Compare names across case endings and clitics written onto them."""
    if word == name:
        return len(word) > 1
    shorter, longer = sorted((word, name), key=len)
    if len(shorter) < SHORTEST or len(longer) - len(shorter) > 3:
        return False
    return longer.startswith(shorter[: max(SHORTEST, len(shorter) - 1)]) or (
        len(longer) - len(shorter) <= 2 and longer.endswith(shorter)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorYears:
    """Marks by author and year, and the notes with the labels these marks give them."""

    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]


def link_cited(
    shadow: Folded, text: str, cited: Sequence[Cited], notes: Sequence[Note]
) -> AuthorYears:
    """Link citations to entries; those without one stay when they are certain by themselves.

    An entry without a number takes the author and year of its first citation for a label.
    """
    by_year: dict[str, list[_Entry]] = {}
    for note in notes:
        entry = _Entry(note, *_entry(note.content.of(text)))
        for year in dict.fromkeys(year[:4] for year in entry.years):
            by_year.setdefault(year, []).append(entry)
    linked = [_entry_of(each, by_year) for each in cited]
    cited, linked = _settled(cited, linked)
    labels: dict[Span, str] = {}
    for each, entered in zip(cited, linked, strict=True):
        if entered is not None and not entered.label and entered.span not in labels:
            labels[entered.span] = _free(_label(each), set(labels.values()))
    certain = any(linked) or any(each.strong for each in cited)
    return AuthorYears(
        marks=tuple(_marks(shadow, cited, linked, labels, certain=certain)),
        notes=tuple(
            replace(note, label=labels[note.span], rule=f"{note.rule}+{RULE}")
            if note.span in labels
            else note
            for note in notes
        ),
    )


def _settled(
    cited: Sequence[Cited], linked: Sequence[Note | None]
) -> tuple[list[Cited], list[Note | None]]:
    """Let each "ibid." cite what was cited last; one that comes first cites nothing."""
    settled: list[tuple[Cited, Note | None]] = []
    last: tuple[Cited, Note] | None = None
    for each, note in zip(cited, linked, strict=True):
        if not each.again:
            settled.append((each, note))
            last = (each, note) if note else last
        elif last:
            settled.append((replace(last[0], start=each.start, end=each.end), last[1]))
    return [each for each, _ in settled], [note for _, note in settled]


def _entry_of(cited: Cited, by_year: dict[str, list[_Entry]]) -> Note | None:
    fitting = [
        entry for entry in by_year.get(cited.year[:4], ()) if _fits(cited, entry.names, entry.years)
    ]
    exact = [entry for entry in fitting if cited.year in entry.years]
    letter = cited.year[4:]
    if not exact and letter and len(fitting) > 1:  # "2019b" is the second one of its year
        place = ord(letter) - ord("a")
        return fitting[place].note if 0 <= place < len(fitting) else None
    return (exact or fitting)[0].note if fitting else None


def _label(cited: Cited) -> str:
    return f"{cited.author or cited.names[0].capitalize()} {cited.year}"


def _free(label: str, taken: set[str]) -> str:
    """Return a label no other entry has: two works of one author and year differ."""
    number, found = 2, label
    while found in taken:
        found, number = f"{label} ({number})", number + 1
    return found


def _marks(
    shadow: Folded,
    cited: Sequence[Cited],
    linked: Sequence[Note | None],
    labels: dict[Span, str],
    *,
    certain: bool,
) -> Iterator[Mark]:
    """Yield one mark for every bracket and group of notes it points into."""
    found: dict[tuple[int, int, int], list[str]] = {}
    for each, note in zip(cited, linked, strict=True):
        if note is None and not (certain and (each.strong or (each.author and any(linked)))):
            continue
        label = _label(each) if note is None else note.label or labels[note.span]
        group = note.group if note else 0
        listed = found.setdefault((each.start, each.end, group), [])
        if label not in listed:
            listed.append(label)
    for (start, end, group), listed in found.items():
        yield Mark(span=shadow.span(start, end), labels=tuple(listed), rule=RULE, group=group)
