"""Signs in the body that may point to notes, one finder per style of writing them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from sourcecheck.extract.citewords import CiteWords
from sourcecheck.extract.labels import (
    circled_label,
    letter_numbers,
    listed_labels,
    raised_labels,
    roman_number,
)
from sourcecheck.text.fold import Folded, superscript
from sourcecheck.text.spans import Spans
from sourcecheck.text.stops import PAUSES, SENTENCE_ENDS

NUMBER, ROMAN = "number", "roman"
LETTERS = ("latin", "cyrillic", "arabic", "abjad")
"""What a label counts in: numbers, Roman numerals, the letters of an alphabet."""

SURE_STYLES = frozenset({"[]", "super", "circled", "worded"})
"""Signs that seldom hold other things than marks."""

MOST_MARKS = 20_000
"""Signs of one style that are looked at; a book of a thousand pages has fewer marks."""

COUNTING_SIGNS = 24
"""Code points in which the word before a bracket ends that makes it count things."""

_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED_LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_RAISED_LIST = rf"[{_RAISED_DIGITS}]{{1,3}}(?:[ ]?[,;⁻-][ ]?[{_RAISED_DIGITS}]{{1,3}}){{0,12}}"
_INSIDE = rf"\s?(?P<in>[\d{_RAISED_DIGITS}][^\[\](){{}}]{{0,80}})"
_AFTER = f'{SENTENCE_ENDS}"”»'
_STOPS = f"{SENTENCE_ENDS}{PAUSES}'\"”»)"
_FORMULA = "=+*/^<>"
_BULLETS = " \t\"'-*•|"
_POWERS = frozenset("²³")
# Two small letters without a vowel are a measure wherever they stand: "km", "мм".
_MEASURE = re.compile(
    r"\d\s?\w{1,3}\Z|/\w{1,3}\Z|(?:\A|[^\w])(?:\w|[b-df-hj-np-tv-z]{2}|[б-джзк-нп-тф-щ]{2})\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One way of writing marks."""

    name: str
    sign: str  # a text without any of these characters has no such marks
    pattern: re.Pattern[str]
    kind: str = NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMark:
    """A sign that looks like a mark. Offsets are of the shadow."""

    start: int
    end: int
    labels: tuple[str, ...]
    numbers: tuple[int, ...]  # the places of the labels in their order of counting
    style: str
    glued: bool  # no space in front
    settled: bool  # glued to a word or at a full stop, where marks stand


@cache
def styles(words: CiteWords) -> tuple[Style, ...]:
    """Return the styles whose labels are numbers, the likelier ones first."""
    listed = (
        ("[]", "[", rf"\[{_INSIDE}\]"),
        ("()", "(", rf"\({_INSIDE}\)"),
        ("{}", "{", rf"\{{{_INSIDE}\}}"),
        ("super", _RAISED_DIGITS, rf"⁽?(?P<in>{_RAISED_LIST})⁾?"),
        ("circled", "①②③④⑤", r"(?P<in>[①-⑳㉑-㉟㊱-㊿])"),
        ("worded", "[(", rf"[\[(]\s?(?P<in>{words.note_word}\.?\s?\d{{1,3}})\s?[\])]"),
        ("][", "]", rf"\]{_INSIDE}\["),
        (")(", ")", rf"\){_INSIDE}\("),
        ("^", "^", r"\^[\[({]?(?P<in>\d{1,3})[\])}]?"),
        # superscripts that lost their height: digits glued to the end of a word or its stop
        ("bare", "0123456789", r"(?P<in>[0-9]{1,2})(?=[\s.,;:!?\"]|\Z)"),
    )
    return tuple(
        Style(
            name=name,
            sign=sign,
            pattern=re.compile(pattern, re.IGNORECASE if name == "worded" else 0),
        )
        for name, sign, pattern in listed
    )


@cache
def letter_styles(kind: str) -> tuple[Style, ...]:
    """Return the styles whose labels are letters or Roman numerals."""
    one = "[ivxl]{1,6}" if kind == ROMAN else r"[^\W\d_]"
    inside = rf"\s?(?P<in>{one}(?:\s?[,;]\s?{one}){{0,12}})\s?"
    raised = (Style(name="super", sign=_RAISED_LETTERS, kind=kind,
                    pattern=re.compile(rf"(?P<in>[{_RAISED_LETTERS}]{{1,4}})")),)  # fmt: skip
    return (
        Style(name="[]", sign="[", pattern=re.compile(rf"\[{inside}\]"), kind=kind),
        Style(name="()", sign="(", pattern=re.compile(rf"\({inside}\)"), kind=kind),
        *(raised if kind in (ROMAN, LETTERS[0]) else ()),
    )


def find_marks(
    shadow: Folded, style: Style, addresses: Spans, words: CiteWords
) -> tuple[FoundMark, ...]:
    """Find one style's marks in the text, in order; at most ``MOST_MARKS``.

    A sign that opens a line numbers a list; one inside an address belongs to it; one right
    after a word such as "article" or "figure" counts things, not notes.
    """
    if not any(sign in shadow.text for sign in style.sign):
        return ()
    read = _READERS.get(style.name, _bracketed) if style.kind == NUMBER else _lettered
    found = _found(shadow, style, addresses, words, read)
    return tuple(_joined(shadow.text, islice(found, MOST_MARKS)))


Reader = Callable[[str, str, "CiteWords"], "tuple[tuple[str, ...], tuple[int, ...]]"]


def _found(
    shadow: Folded, style: Style, addresses: Spans, words: CiteWords, read: Reader
) -> Iterator[FoundMark]:
    text = shadow.text
    for match in style.pattern.finditer(text):
        start, end = match.span()
        if _is_other(text, style.name, start, end) or _opens_line(text, start):
            continue
        labels, numbers = read(match["in"], style.kind, words)
        if not labels:
            continue
        if addresses.all:
            span = shadow.span(start, end)
            address = addresses.covering(span)
            if address and address.end > span.end:
                continue
        before, after = text[max(0, start - COUNTING_SIGNS) : start], text[end : end + 3]
        if _counts(before, after, words.counting, style.name):
            continue
        yield FoundMark(
            start=start,
            end=end,
            labels=labels,
            numbers=numbers,
            style=style.name,
            glued=not text[max(0, start - 1) : start].isspace(),
            settled=_is_settled(text, start, end),
        )


def _joined(text: str, marks: Iterable[FoundMark]) -> Iterator[FoundMark]:
    """Read ``[1]-[3]`` as one mark of three notes."""
    last: FoundMark | None = None
    for mark in marks:
        if last and _is_range(text, last, mark):
            numbers = tuple(range(last.numbers[0], mark.numbers[0] + 1))
            last = FoundMark(
                start=last.start,
                end=mark.end,
                labels=tuple(map(str, numbers)),
                numbers=numbers,
                style=mark.style,
                glued=last.glued,
                settled=last.settled,
            )
            continue
        if last:
            yield last
        last = mark
    if last:
        yield last


def _is_range(text: str, last: FoundMark, mark: FoundMark) -> bool:
    return (
        mark.start - last.end <= 4
        and text[last.end : mark.start].strip() in ("-", "--")
        and len(last.numbers) == len(mark.numbers) == 1
        and last.labels[0].isdigit()
        and bool(listed_labels(f"{last.labels[0]}-{mark.labels[0]}"))
    )


def _bracketed(
    inside: str, _kind: str, words: CiteWords
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    plain = inside.strip()
    if not plain.isdecimal():
        if superscript(plain[0]):
            return _numbered(raised_labels(plain))
        plain = words.locator.sub("", plain).strip()
        if not words.listed.fullmatch(plain):
            return (), ()
    elif len(plain) > 3:
        return (), ()
    return _numbered(listed_labels(plain))


_AFTER_COLON = re.compile(r"(?<=\d)\s?:\s?\d{1,4}(?:\s?[-,]\s?\d{1,4}){0,4}(?=\s?;|\Z)")


def _squared(inside: str, kind: str, words: CiteWords) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Read ``[3: 45]`` as a page of the third note; in round brackets it is a verse or a score."""
    return _bracketed(_AFTER_COLON.sub("", inside.strip()), kind, words)


def _raised(inside: str, _kind: str, _words: CiteWords) -> tuple[tuple[str, ...], tuple[int, ...]]:
    return _numbered(raised_labels(inside))


def _circled(inside: str, _kind: str, _words: CiteWords) -> tuple[tuple[str, ...], tuple[int, ...]]:
    return _numbered((circled_label(inside),))


def _worded(inside: str, _kind: str, _words: CiteWords) -> tuple[tuple[str, ...], tuple[int, ...]]:
    label = " ".join(inside.split())
    return (label,), (int(_LAST_NUMBER.findall(label)[-1]),)


_LAST_NUMBER = re.compile(r"\d+")


def _numbered(labels: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    return labels, tuple(map(int, labels))


def _lettered(inside: str, kind: str, _words: CiteWords) -> tuple[tuple[str, ...], tuple[int, ...]]:
    raised = raised_labels(inside)
    labels = raised if raised and raised[0] != inside else tuple(re.split(r"\s?[,;]\s?", inside))
    numbers = tuple(letter_place(label, kind) for label in labels)
    return (labels, numbers) if all(numbers) else ((), ())


def letter_place(label: str, kind: str) -> int:
    """Return the place of a label in its order of counting, or 0."""
    return roman_number(label) if kind == ROMAN else letter_numbers(label)[LETTERS.index(kind)]


_READERS: dict[str, Reader] = {
    "[]": _squared,
    "][": _squared,
    "super": _raised,
    "circled": _circled,
    "worded": _worded,
}


def _opens_line(text: str, at: int) -> bool:
    first = max(0, at - 12)
    before = text[first:at].rstrip(_BULLETS)
    return before.endswith("\n") or (not before and first == 0)


def _is_other(text: str, style: str, start: int, end: int) -> bool:
    """Tell a sign that belongs to a word, a measure or a formula."""
    before = text[max(0, start - 8) : start]
    if style == "bare":
        letters = before[-3:]
        if letters[-1:] in '.,"!?;:' and letters[-1:]:
            letters = letters[:2]
            return len(letters) < 2 or not letters.isalpha()
        return len(letters) < 3 or not letters.isalpha()
    if style == "super":
        measured = text[start:end] in _POWERS and bool(_MEASURE.search(before))
        return measured or not before.strip() or before.endswith("\n")
    following = text[end : end + 2].lstrip()[:1]
    glued = bool(_SINGLE.search(before))
    return glued and (style == "()" or (bool(following) and following in _FORMULA))


_SINGLE = re.compile(r"(?:\A|[^\w'])[a-zA-Z]\Z")


def _is_settled(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    after = text[end : end + 1]
    if before and not before.isspace():
        one_letter = before.isalpha() and not text[max(0, start - 2) : start - 1].strip()
        return before not in "([{/=" and not one_letter
    earlier = text[max(0, start - 2) : start - 1]
    stopped = bool(after) and after in _STOPS and after != ":"  # which makes it a label
    return stopped or (bool(earlier) and earlier in _AFTER)


def _counts(before: str, after: str, counting: re.Pattern[str], style: str) -> bool:
    """Tell whether the words before a sign count things: "article (5)", "fig. (2) shows".

    A paragraph of an article, "article 5 (2)", is counted in round brackets only.
    """
    plain = _NUMBERED_BEFORE.sub("", before) if style == "()" else before
    plain = plain.removesuffix(" ").removesuffix("\n")
    if plain.endswith(("§", "№")):
        return True
    if plain.endswith(".") and before.endswith(" ") and after.strip()[:1].islower():
        plain = plain[:-1]
    if not plain[-1:].isalpha() and plain[-1:] != "'":
        return False
    return _is_counting(" ".join(plain.split(" ")[-3:]), counting)


_NUMBERED_BEFORE = re.compile(r"(?<=\D)[ ]\d{1,4}[a-z]?[ ]?\Z")


@lru_cache(maxsize=4096)
def _is_counting(words: str, counting: re.Pattern[str]) -> bool:
    return counting.search(words) is not None
