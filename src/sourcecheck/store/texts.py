"""The words of captured pages, searchable: SQLite's FTS5 over folded text, in a file of its own.

Derived from the archive and never precious: it may be deleted, and is made anew. Texts are kept
as they stand on the page; what is indexed is which runs of three letters are in their folded
form, so that a word is found inside longer ones: Arabic articles, Turkish endings. Texts with all
runs of a word are read, to see whether they hold the word itself.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Self

from sourcecheck.errors import StoreError
from sourcecheck.model import Capture
from sourcecheck.store.connection import Row
from sourcecheck.store.queries import queries
from sourcecheck.store.rows import micros
from sourcecheck.store.sqlite import SqliteConnection
from sourcecheck.store.times import moment, stamp
from sourcecheck.text.scripts import main_script
from sourcecheck.text.sought import Snippet, fold_sought, snippet

VERSION = 2
"""Of the schema and of the folding: a file of another version is made anew."""

LETTERS = 3
"""What is indexed are runs of so many letters; shorter words are looked for text by text."""

_UNSPACED = frozenset({"Hani", "Kana"})
"""Scripts whose words are not parted: the start of a word cannot be told."""

RANKED = 400
"""Texts that are weighed against each other, those read last; what is beyond follows by time.
Each costs a third of a millisecond, and words of every page are in all of them."""

_TITLE = 8  # times a word of the title weighs what one of the text does (guess)
_QUICKLY = 1  # of zlib's levels: two fifths of the time of 6 for a twentieth more room
_MOST_COUNTED = 50  # of one word in one text
_ANYWHERE = 4  # letters from which a word without its article is found inside others (guess)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A capture and the text it showed; None = the text of its digest is known already."""

    capture: Capture
    host: str
    digest: str
    title: str | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is searched for: all of the phrases, in captures that fit the rest."""

    phrases: tuple[str, ...]  # as typed
    articles: tuple[str, ...] = ()  # written onto words, and left off where they are: "ال"
    host: str = ""  # in ASCII, with all below it; "" = any
    urlkey: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A text that was found, and the newest capture that showed it."""

    record_id: str
    url: str
    captured_at: datetime
    status: int | None
    file: str
    captures: int  # that showed this very text
    addresses: int  # of these captures
    title: str
    snippet: Snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A text that holds what is sought."""

    id: int
    weight: float
    title: str
    text: str


class Texts:
    """The text index of an archive. A context manager; belongs to one thread."""

    def __init__(self, db: SqliteConnection) -> None:
        self._db = db

    def __enter__(self) -> Self:
        """Return the index; leaving the block closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the index."""
        self._db.close()

    def places(self) -> dict[str, int]:
        """Return how far each file was read, in bytes."""
        return {row["file"]: row["read_to"] for row in self._run("places")}

    def knows(self, digest: str) -> bool:
        """Tell whether the text of an entity is there."""
        return bool(self._run("text_of_digest", digest=digest))

    def add(self, pages: Sequence[PageText], file: str, read_to: int) -> None:
        """Add captures of a file and how far it was read now, in one transaction."""
        with self._db.atomic():
            for page in pages:
                self._add(page)
            self._do("set_place", file=file, read_to=read_to)

    def _add(self, page: PageText) -> None:
        row = page.capture
        if page.title is not None and not self.knows(page.digest):
            packed = zlib.compress(page.text.encode("utf-8", "surrogatepass"), _QUICKLY)
            self._do("add_text", digest=page.digest, title=page.title, text=packed)
            folded = _whole(page.title, page.text)
            self._do("add_words", id=self._id(page.digest), text=folded)
        self._do(
            "add_page",
            record_id=row.record_id,
            digest=page.digest,
            urlkey=row.urlkey,
            url=row.url,
            host=page.host,
            captured_at=stamp(row.captured_at),
            captured_us=micros(row.captured_at),
            status=row.status,
            file=row.file,
        )

    def _id(self, digest: str) -> int:
        return int(self._run("text_of_digest", digest=digest)[0]["id"])

    def reread(self, file: str, kept: Collection[str]) -> None:
        """Forget what is no longer in a file that was rewritten or is gone, and read it anew.

        ``kept`` are the record ids that are in it still.
        """
        with self._db.atomic():
            for row in self._run("pages_in", file=file):
                if row["record_id"] not in kept:
                    self._do("forget_page", record_id=row["record_id"])
            for row in self._run("lonely_texts"):
                self._do("drop_words", id=row["id"], text=_whole(row["title"], _unpacked(row)))
                self._do("drop_text", id=row["id"])
            self._do("forget_place", file=file)

    def size(self) -> tuple[int, int]:
        """Return how many texts can be searched, and how many captures showed them."""
        row = self._run("counted")[0]
        return int(row["texts"]), int(row["pages"])

    def find(self, sought: Sought) -> Iterator[Hit]:
        """Yield what was found, the best first.

        Words of three letters and more are found anywhere; shorter ones at the start of words.
        """
        phrases = [_spellings(each, sought.articles) for each in sought.phrases]
        phrases = [each for each in phrases if each]
        if not phrases:
            return
        fits = self._fitting(sought)
        long = [each for each in phrases if len(each[0]) >= LETTERS]
        asked = {**fits, "match": _match(long)} if long else fits
        rows = iter(self._run("matching" if long else "every_text", **asked))
        patterns = [_pattern(each) for each in phrases]
        weighed = self._weighed(rows, patterns)
        first = sorted(islice(weighed, RANKED), key=lambda each: -each.weight)
        for each in chain(first, weighed):
            yield self._hit(each, fits, patterns)

    def _weighed(
        self, rows: Iterator[Row], patterns: Sequence[re.Pattern[str]]
    ) -> Iterator[_Weighed]:
        """Read texts and keep those that hold all the words, each with what it is worth."""
        for row in rows:
            held = self._run("text", id=row["id"])[0]
            title, text = held["title"], _unpacked(held)
            folded = (fold_sought(title), fold_sought(text))
            counts = [_worth(pattern, *folded) for pattern in patterns]
            if all(counts):
                worth = sum(1 + math.log(count) for count in counts)
                yield _Weighed(id=row["id"], weight=worth, title=title, text=text)

    def _fitting(self, sought: Sought) -> Row:
        since = micros(sought.since) if sought.since else -(2**63)
        return {"host": sought.host, "urlkey": sought.urlkey, "since": since}

    def _hit(self, found: _Weighed, fits: Row, patterns: Sequence[re.Pattern[str]]) -> Hit:
        rows = self._run("showing", id=found.id, **fits)
        newest = rows[0]
        return Hit(
            record_id=newest["record_id"],
            url=newest["url"],
            captured_at=moment(newest["captured_at"]),
            status=newest["status"],
            file=newest["file"],
            captures=len(rows),
            addresses=len({row["url"] for row in rows}),
            title=found.title,
            snippet=_shown(found, patterns),
        )

    def _run(self, name: str, **params: object) -> list[Row]:
        return self._db.query(queries("texts.sql")[name], params)

    def _do(self, name: str, **params: object) -> None:
        self._db.execute(queries("texts.sql")[name], params)


def open_texts(path: Path) -> Texts:
    """Open the text index in that file, made if it is missing or of another version.

    Raises ``StoreError`` when it cannot be used, or SQLite here has no FTS5.
    """
    try:
        db = SqliteConnection(str(path))
        try:
            current = (
                not db.tables() or db.query("pragma user_version")[0]["user_version"] == VERSION
            )
            if current and not db.tables():
                _make(db)
        except StoreError:
            db.close()
            raise
    except StoreError as error:
        raise StoreError(
            error.message, hint="it holds nothing of its own: delete it, and it is made anew"
        ) from error
    if current:
        return Texts(db)
    db.close()
    path.unlink()
    return open_texts(path)


_MAKING = (
    "make_texts", "make_pages", "make_pages_text", "make_places", "make_words", "gather_words",
)  # fmt: skip


def _make(db: SqliteConnection) -> None:
    with db.atomic():
        for name in _MAKING:
            db.execute(queries("texts.sql")[name])
        db.execute(f"pragma user_version = {VERSION}")


def _whole(title: str, text: str) -> str:
    """Return what of a page is indexed: title and text folded, and nothing that runs over."""
    return f"{fold_sought(title)}\n{fold_sought(text)}"


def _unpacked(held: Row) -> str:
    return zlib.decompress(held["text"]).decode("utf-8", "surrogatepass")


def _worth(pattern: re.Pattern[str], title: str, text: str) -> int:
    """Count a word in a page, with its weight in the title; 0 = it is not there."""
    count = _TITLE if pattern.search(title) else 0
    return count + sum(1 for _ in islice(pattern.finditer(text), _MOST_COUNTED))


def _spellings(phrase: str, articles: Sequence[str]) -> list[str]:
    """Return a phrase as it is sought, and without the article that is written onto it."""
    plain = " ".join(fold_sought(phrase).split())
    bare = (
        plain.removeprefix(article)
        for article in map(fold_sought, articles)
        if plain.startswith(article) and len(plain) - len(article) >= LETTERS
    )
    return [each for each in (plain, *bare) if each]


def _match(phrases: Sequence[Sequence[str]]) -> str:
    """Write what FTS5 is asked: all phrases, each in one of its spellings, run by run."""
    return " AND ".join(f"({' OR '.join(map(_runs, one))})" for one in phrases)


def _runs(word: str) -> str:
    runs = dict.fromkeys(word[at : at + LETTERS] for at in range(len(word) - LETTERS + 1))
    quoted = (run.replace('"', '""') for run in runs)
    return "(" + " AND ".join(f'"{run}"' for run in quoted) + ")"


def _pattern(spellings: Sequence[str]) -> re.Pattern[str]:
    """Return what finds a word in folded text; a short one only where a word begins."""
    word, *bare = spellings
    starts = len(word) < LETTERS and main_script(word) not in _UNSPACED
    pieces = [_piece(word, starts=starts)]
    pieces += [_piece(each, starts=len(each) < _ANYWHERE) for each in bare]
    return re.compile("|".join(pieces))


def _piece(word: str, *, starts: bool) -> str:
    return (r"(?<!\w)" if starts else "") + re.escape(word)


def _shown(found: _Weighed, patterns: Sequence[re.Pattern[str]]) -> Snippet:
    """Show the first word that is found, in the text or else in the title."""
    for text in (found.text, found.title):
        for pattern in patterns:
            if shown := snippet(text, pattern):
                return shown
    return Snippet(before="", hit="", after=found.title)
