"""What an entry prints of a cited work: author, title, date, pages, publisher.

Entries follow a dozen styles (APA, MLA, Chicago, Vancouver, GOST 7.0.5, the comma styles of
Arabic, Persian, Turkish and French notes), mixed and misprinted. So nothing is parsed against
one style: what is certain by its own signs goes first (an address, pages behind their word, a
date, a quoted title), then the head of the entry is read by the one form it shows. What fits
no form stays unread: a wrong author is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sourcecheck.model.citation import Work
from sourcecheck.resolve.workwords import WorkWords

ENTRY = 1_500
"""Code points of a long entry; what is longer is a text of its own."""

TITLE_WORDS = 30
"""Most words of a title; guess."""

NAME_WORDS = 3
"""Most words in quotation marks that may be a newspaper's name, where nothing else is named."""

AUTHOR_WORDS = 5
"""Most words of one author's name in a style without initials; guess."""

_QUOTED = re.compile(
    r"«\s?([^«»]{2,300}?)\s?»|“([^“”]{2,300})”|„([^“”„]{2,300})[“”]|\"([^\"]{2,300})\""
    r"|(?<!\w)['‘]([^'‘’]{3,200})['’](?!\w)|《([^《》]{2,300})》|『([^『』]{2,300})』"
)
_YEAR = r"(?:1[2-9]\d\d|20\d\d)"
_LONE_YEAR = re.compile(rf"(?<![\w./№–-]){_YEAR}(?![\d/–-])")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
_NOTHING = Work()
_GAP = "¦"  # stands where something was taken out
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_UPPER = "A-ZÀ-ÖØ-ÞĞİŞƏČŠŽŁŚŻЀ-ЯҐ"
_NAME = rf"[{_UPPER}][\w'’ʼ-]*"
_INITIALS = rf"(?:[{_UPPER}](?:[a-z]{{1,2}})?\.[ -]?){{1,3}}"
_BARE_INITIALS = rf"[{_UPPER}](?:-?[{_UPPER}]){{0,2}}(?=[.,])"  # "Smith JA,"
_BY_INITIALS = (
    rf"(?:{_NAME}(?: {_NAME})?,?\s(?:{_INITIALS}|{_BARE_INITIALS})|{_INITIALS}\s?{_NAME})"
)
_ARABIC_INITIALS = r"[\u0620-\u06ff]{2,20}[،,]\s?(?:[\u0620-\u06ff]\.\s?){1,3}"
_COMMA = re.compile(r"\s*[,،]\s*")
_LOWER = "a-zß-öø-ÿğışəа-яёіїєґ"
_SENTENCE = re.compile(rf"[.?!¦](?=\s*$|\s+(?![{_LOWER}]))|\s//\s|\s/\s|\s[—–]\s|\s\(|\s?«|\s?“")
_STRIPPED = " \t\r\n.,،;؛:—–-/"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What the head of an entry says, and what comes behind it."""

    author: str = ""
    title: str = ""
    date: str = ""
    rest: str = ""


@dataclass(slots=True)
class _Entry:
    """An entry being read: what is left of it, and what was found."""

    left: str
    words: WorkWords
    found: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, match: re.Match[str], group: int = 0) -> None:
        """Keep what a pattern found and leave a gap in its place."""
        self.found[name] = match[group].strip()
        self.left = f"{self.left[: match.start()]} {_GAP} {self.left[match.end() :]}"


def describe(printed: str, words: WorkWords) -> Work:
    """Return what an entry prints of a work; addresses and labels are left out beforehand.

    Nothing is completed or guessed: a field that no form shows is "". Digits are written in
    ASCII in dates and pages, everything else stays as printed.
    """
    if len(printed) > ENTRY or not _TWO_LETTERS.search(printed):
        return _NOTHING
    text = words.accessed.without(" ".join(printed.replace(_GAP, " ").split()), f" {_GAP} ")
    text = words.available.without(text).strip(f" {_GAP}")
    entry = _Entry(text, words)
    _pages(entry)
    head = _apa(entry) or _quoted(entry) or _slashed(entry) or _spelt(entry)
    if not head.date:
        _date(entry)
    work = _Head() if not _is_work(entry, head) else head
    return Work(
        title=_whole(_title(work.title)),
        author=_whole(_trimmed(work.author)),
        date=_ascii(head.date or entry.found.get("date", "")),
        pages=_ascii(entry.found.get("pages", "")),
        publisher=_whole(_publisher(entry, head)),
    )


def quoted_title(printed: str) -> str:
    """Return what a note puts in quotation marks where that is one thing, "" elsewhere.

    Less sure than ``describe``: the words may be quoted from the work. They are in it either way.
    """
    found = [next(filter(None, match.groups()), "") for match in _QUOTED.finditer(printed[:ENTRY])]
    return _title(found[0]) if len(found) == 1 else ""


def _whole(piece: str) -> str:
    """Return a piece that is printed in one run, or "": nothing is put together from parts."""
    return "" if _GAP in piece else piece


def _ascii(text: str) -> str:
    if not _OTHER_DIGIT.search(text):
        return text
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def _trimmed(author: str) -> str:
    """Drop what joins an author to the title; the stop of an initial stays."""
    kept = author.strip(" \t,،;؛:—–-/¦")
    return (
        kept
        if re.search(rf"(?:(?<!\w)[{_UPPER}\u0620-\u06ff]|\w\.\w)\.$", kept)
        else kept.rstrip(".")
    )


def _title(title: str) -> str:
    return title.strip(_STRIPPED + "¦")


def _is_work(entry: _Entry, head: _Head) -> bool:
    """Tell whether a head is one: an entry without any date, place or page is no work."""
    if not head.title or len(head.title.split()) > TITLE_WORDS:
        return False
    quoted = _QUOTED.search(entry.left) is not None and bool(head.rest.strip(_STRIPPED + _GAP))
    return bool(head.date or entry.found or quoted or entry.words.house.search(entry.left))


_VOLUME_PAGES = re.compile(r";\s?\d+\s?(?:\(\w+\))?\s?:\s?(\d{1,5}(?:\s?[-–—]\s?\d{1,5})?)")
_TAIL_PAGES = re.compile(
    r"\)\s*[:,،]\s*(\d{1,5}(?:\s?[-–—]\s?\d{1,5})?)\.?\s*$|[,،]\s(\d{1,4}[-–—]\d{1,4})\.?\s*$"
)


def _pages(entry: _Entry) -> None:
    """Read pages behind their word, behind a volume, or at the entry's end."""
    if match := entry.words.pages.search(entry.left) or _VOLUME_PAGES.search(entry.left):
        entry.take("pages", match, 1)
    elif match := _TAIL_PAGES.search(entry.left):
        entry.take("pages", match, 1 if match[1] else 2)


def _date(entry: _Entry) -> None:
    """Read a day with its month, else the last year that stands alone."""
    match = entry.words.dates.search(entry.left)
    if not match:
        match = None
        for match in _LONE_YEAR.finditer(_ascii(entry.left)):  # noqa: B007 - the last one
            pass
    if match:
        entry.take("date", match)


_IN_BRACKETS = re.compile(
    r"(?P<author>[^()\[\]«»“”„\"\d]{2,200}?)[,،]?\s*\((?P<date>[^():]{4,30})\)\s*(?P<sign>[.,:،]?)\s*"
    r"(?=[^\W\d_]|[\"“«„'‘])"
)


def _apa(entry: _Entry) -> _Head | None:
    """Read "Smith, J. (2019). Title. House." and the citations of wikis."""
    match = _IN_BRACKETS.match(entry.left)
    if not match or not _is_date(match["date"], entry.words):
        return None
    author, rest = match["author"], entry.left[match.end() :]
    if quoted := _QUOTED.match(rest):
        return _Head(
            author=author, title=_inside(quoted), date=match["date"], rest=rest[quoted.end() :]
        )
    stop = _until_comma(rest) if match["sign"] in {",", "،"} else _until_stop(rest)
    return _Head(author=author, title=rest[:stop], date=match["date"], rest=rest[stop:])


def _is_date(text: str, words: WorkWords) -> bool:
    west = _ascii(text)
    return bool(re.match(rf"{_YEAR}(?!\d)", west) or words.dates.fullmatch(text))


def _inside(quoted: re.Match[str]) -> str:
    return next(group for group in quoted.groups() if group)


def _quoted(entry: _Entry) -> _Head | None:
    """Read an entry with a title in quotation marks, unless a newspaper's name stands in them."""
    quoted = _QUOTED.search(entry.left)
    if not quoted:
        return None
    before = entry.left[: quoted.start()].strip(_STRIPPED)
    joined = entry.left[: quoted.start()].rstrip()[-1:] not in set(_STRIPPED)
    if before and joined and entry.words.periodical.search(before.split()[-1]):
        return _Head(rest=entry.left[: quoted.end()])
    after = entry.left[quoted.end() :]
    title = _inside(quoted)
    house = _first_segment(after, entry.words)
    if not before and not house and not _names_house(after, entry.words):
        return _Head(rest=title) if len(title.split()) <= NAME_WORDS else _Head(title=title)
    if before and not house and len(title.split()) <= NAME_WORDS and _is_clause(before):
        return _Head(title=before, rest=title)
    if not before or len(before.split()) > AUTHOR_WORDS * 2 or _names_house(before, entry.words):
        return _Head(title=title, rest=before if before and not house else after)
    person = re.fullmatch(rf"{_BY_INITIALS}|{_NAME},\s{_NAME}", before)
    if house or person:
        return _Head(author=before, title=title, rest=after)
    return _Head(title=title, rest=before)


def _is_clause(text: str) -> bool:
    """Tell a title that stands without quotation marks from a name: it has common words."""
    words = text.split()
    common = sum(len(word) > 3 and word[0].islower() for word in words)
    return len(words) > NAME_WORDS and common > 1


def _names_house(text: str, words: WorkWords) -> bool:
    return bool(words.periodical.search(text) or words.house.search(text))


def _slashed(entry: _Entry) -> _Head | None:
    """Read "Author Title // Journal" and "Title / ed. by ..." of GOST 7.0.5."""
    match = re.search(r"\s(//?)\s", entry.left)
    if not match:
        return None
    before, after = entry.left[: match.start()], entry.left[match.end() :]
    known = _BY_NAMES.match(before)
    author = known.group() if known else ""
    title = before[len(author) :]
    return _Head(author=author, title=title, rest=after if match[1] == "//" else "")


_JOINT = r"(?:,\s(?:&\s)?|\s(?:&|and|ve|və|и|и|та|і|й|und|et|y|e)\s|;\s)"
_BY_NAMES = re.compile(
    rf"(?:{_BY_INITIALS}(?:{_JOINT}{_BY_INITIALS})*(?:,?\s?et\sal|,?\s?и\sдр|,?\s?vd)?\.?|{_ARABIC_INITIALS})"
)
_BY_SURNAME = re.compile(
    rf"({_NAME}(?: {_NAME})?,\s{_NAME}(?:\s(?:{_INITIALS}|{_NAME}))?)([.:,])\s"
)
_BY_FULL_NAME = re.compile(
    rf"((?:{_NAME}|{_INITIALS})(?:\s(?:{_NAME}|{_INITIALS}|(?:de|van|von|al|el|bin|del|la)))"
    rf"{{0,3}}\s{_NAME})([,:])\s"
)


def _spelt(entry: _Entry) -> _Head:
    """Read an entry without quotation marks or slashes by the form of its beginning."""
    text = entry.left
    if known := _BY_NAMES.match(text):
        rest = text[known.end() :].lstrip(_STRIPPED)
        comma = text[known.end() :].lstrip()[:1] in {",", "،"}
        return _with_title(known.group(), rest, _until_comma(rest) if comma else _until_stop(rest))
    for form in (_BY_FULL_NAME, _BY_SURNAME):
        known = form.match(text)
        if known and not _names_house(known[1], entry.words) and not entry.words.kinds.match(text):
            return _after_name(entry, known)
    if re.match(r"[\u0590-\u06ff]", text):
        return _by_commas(entry)
    return _untold(entry)


def _after_name(entry: _Entry, known: re.Match[str]) -> _Head:
    """Read the title behind a name, up to a comma or a stop as the name's own sign says."""
    rest = entry.left[known.end() :]
    if helper := entry.words.detail.match(rest):
        rest = rest[helper.end() :].lstrip(_STRIPPED)
    stop = _until_comma(rest) if known[2] == "," else _until_stop(rest)
    if _is_detail(rest[:stop], entry.words):
        return _Head()
    return _with_title(known[1], rest, stop)


def _with_title(author: str, rest: str, stop: int) -> _Head:
    return _Head(author=author, title=rest[:stop], rest=rest[stop:])


def _until_stop(text: str) -> int:
    match = _SENTENCE.search(text)
    return match.start() if match else len(text)


def _until_comma(text: str) -> int:
    match = re.search(r"\s*[,،¦]|\s\(|[.](?=\s|$)", text)
    return match.start() if match else len(text)


def _is_detail(segment: str, words: WorkWords, *, house: bool = True) -> bool:
    """Tell whether a piece between commas is no title: a year, a volume, a house, a helper."""
    plain = segment.strip(_STRIPPED + "¦")
    if not any(char.isalpha() for char in plain) or _LONE_YEAR.fullmatch(_ascii(plain)):
        return True
    if house and words.house.match(plain):
        return True
    return bool(words.dates.match(plain) or words.detail.match(plain))


def _by_commas(entry: _Entry) -> _Head:
    """Read the comma style of Arabic and Persian: author, or surname and name; then title."""
    first = _COMMA.split(entry.left)
    pieces = [piece.strip(" .") for piece in first]
    if len(pieces) < 2 or _opens_house(pieces[0], entry.words) or re.search(r"\d", pieces[0]):
        return _Head(rest=entry.left) if _opens_house(pieces[0], entry.words) else _Head()
    author, colon, title = pieces[0].partition(":")
    if colon and title.strip() and len(author.split()) <= AUTHOR_WORDS:
        return _Head(author=author, title=title, rest="، ".join(pieces[1:]))
    if len(pieces[0].split()) > AUTHOR_WORDS:
        return _Head()
    surname = len(pieces[0].split()) == 1 and len(pieces[1].split()) <= 3
    if surname and len(pieces) > 3 and not _is_detail(pieces[2], entry.words):
        author = entry.left[: entry.left.index(first[1], len(first[0])) + len(first[1])]
        return _Head(author=author, title=pieces[2], rest="، ".join(pieces[3:]))
    if len(pieces) > 2 and not _is_detail(pieces[1], entry.words):
        return _Head(author=pieces[0], title=pieces[1], rest="، ".join(pieces[2:]))
    return _Head()


def _opens_house(piece: str, words: WorkWords) -> bool:
    known = (words.periodical.match(piece), words.house.match(piece), words.kinds.match(piece))
    return any(known)


def _untold(entry: _Entry) -> _Head:
    """Read "Title. House, 2019.": a first sentence that details follow, and no house itself."""
    stop = _until_stop(entry.left)
    title, rest = entry.left[:stop], entry.left[stop:]
    words = title.split()
    told = 2 < len(words) <= TITLE_WORDS and "," not in title and "¦" not in title
    told = told and any(len(word) > 3 and word[0].islower() for word in words)
    if told and not _names_house(title, entry.words) and _LONE_YEAR.search(rest):
        return _Head(title=title, rest=rest)
    return _Head()


def _first_segment(text: str, words: WorkWords, *, book: bool = False) -> str:
    """Return the piece behind a title that names who published it.

    One with a word of newspapers or houses wins. Of several without one the first is taken
    for an article's journal; a book's house and its town cannot be told apart.
    """
    named = [plain for piece in _SEGMENT.split(text) if (plain := _named_piece(piece, words))]
    sure = [plain for plain in named if _names_house(plain, words)]
    if sure or (named and (not book or len(named) == 1)):
        return (sure or named)[0]
    return ""


_NAMES_APART = re.compile(r"[,،，¦;؛]|:(?=\s|$)|(?<=\w\w\w\w)\.(?=\s|$)")
_SEGMENT = re.compile(r"[,،，¦;؛()]|\.(?=\s|$)|\s//\s")
_TOWN = re.compile(r"^[\s.:–—-]*(?:In:)?|^[^:]{1,30}?\s?:\s(?=[^\W\d_])", re.IGNORECASE)


def _named_piece(piece: str, words: WorkWords) -> str:
    plain = _TOWN.sub("", _TOWN.sub("", piece)).strip(_STRIPPED)
    if not plain or _is_detail(plain, words, house=False):
        return ""
    if len(plain.split()) > AUTHOR_WORDS + 3:
        return ""
    return re.sub(r"\s\d+$", "", _unquoted(plain))


def _unquoted(name: str) -> str:
    quoted = _QUOTED.fullmatch(name)
    return _inside(quoted) if quoted else name


def _publisher(entry: _Entry, head: _Head) -> str:
    """Return who published it, where one name is left once all else is taken out."""
    if head.title and head.rest:
        book = not _QUOTED.search(entry.left) and "//" not in entry.left
        return _first_segment(head.rest, entry.words, book=book)
    if head.title:
        return ""
    pieces = [p.strip(_STRIPPED) for p in _NAMES_APART.split(head.rest or entry.left)]
    named = [p for p in pieces if p and not _is_detail(p, entry.words, house=False)]
    return named[0] if len(named) == 1 and _is_name(named[0], entry.words) else ""


def _is_name(text: str, words: WorkWords) -> bool:
    """Tell a name from other words before an address: by its capitals, or a newspaper's word."""
    parts = text.split()
    if len(parts) > AUTHOR_WORDS or words.kinds.match(text):
        return False
    common = any(len(part) > 2 and part[0].islower() for part in parts)
    return not common or _names_house(text, words)
