"""Search in captured pages: the text index is brought up to date, then asked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sourcecheck.archive.index import urlkey
from sourcecheck.archive.reading import read_page
from sourcecheck.data.load_languages import load_languages
from sourcecheck.errors import ArchiveError
from sourcecheck.session.captured import OURS, host_of
from sourcecheck.session.shown import text_of
from sourcecheck.store.texts import PageText, Sought, Texts, open_texts
from sourcecheck.urls.parts import host_name

if TYPE_CHECKING:
    from datetime import datetime

    from sourcecheck.model import Capture
    from sourcecheck.session.holding import Holding
    from sourcecheck.store.texts import Hit

NAME = "search.db"
"""The file of the text index, in the folder of the archive."""

MOST_LETTERS = 2_000_000
"""Letters of one page that can be searched; the longest novel has more, no page has (guess)."""

_TOGETHER = 200  # captures whose texts are added in one transaction, and held in memory
_READABLE = ("text/", "application/xhtml", "application/json", "application/xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What bringing the text index up to date came to."""

    read: int  # captures that were new
    faults: tuple[str, ...]  # captures that could not be read, each in a sentence


@contextmanager
def opened_texts(folder: Path, *, anew: bool = False) -> Iterator[Texts]:
    """Open the text index of an archive; ``anew`` = throw away what was there.

    Where the archive may only be read, a copy is brought up to date and thrown away after.
    Raises ``StoreError`` when it cannot be made or read.
    """
    path = folder / NAME
    if not os.access(folder, os.W_OK):
        with TemporaryDirectory(prefix="sourcecheck-search-") as made:
            copy = Path(made, NAME)
            if path.is_file() and not anew:
                shutil.copyfile(path, copy)
            with open_texts(copy) as texts:
                yield texts
        return
    if anew:
        for each in (path, *(Path(f"{path}-{end}") for end in ("wal", "shm"))):
            each.unlink(missing_ok=True)
    with open_texts(path) as texts:
        yield texts


def refresh(
    holding: Holding, texts: Texts, progress: Callable[[int], None] = lambda read: None
) -> Refreshed:
    """Read the captures that are new since the last time; what is half done is taken up.

    Files that are gone are forgotten. ``progress`` is told how many captures were read.
    """
    read = 0
    faults: list[str] = []
    places = texts.places()
    names = holding.shelf.names()
    for gone in places.keys() - set(names):
        texts.reread(gone, ())
    for name in names:
        place = places.get(name, 0)
        while rows := holding.store.captures.from_place(name, place, _TOGETHER):
            place = rows[-1].offset + rows[-1].length
            pages = list(_pages(rows, holding, texts, faults))
            texts.add(pages, name, place)
            read += len(rows)
            progress(read)
    return Refreshed(read=read, faults=tuple(faults))


def _pages(
    rows: Sequence[Capture], holding: Holding, texts: Texts, faults: list[str]
) -> Iterator[PageText]:
    read: set[str] = set()
    for row in rows:
        if not _has_text(row):
            continue
        digest = row.sha256 or row.record_id
        if digest in read or texts.knows(digest):
            yield PageText(capture=row, host=host_of(row.url), digest=digest, title=None)
            continue
        try:
            title, text = text_of(read_page(holding.shelf, holding.index, row), row.media_type)
        except ArchiveError as error:
            faults.append(f"{row.url}: {error.message}")
            continue
        if not (title or text):
            continue
        read.add(digest)
        yield PageText(
            capture=row, host=host_of(row.url), digest=digest, title=title,
            text=text[:MOST_LETTERS],
        )  # fmt: skip


def _has_text(row: Capture) -> bool:
    """Tell whether a capture may hold words: an answer with a body that is no redirect."""
    if row.url.startswith(OURS) or 300 <= (row.status or 0) < 304:
        return False
    if row.status is None:  # no answer, or a file that somebody archived by itself
        return row.media_type.startswith(_READABLE)
    return not row.media_type or row.media_type.startswith(_READABLE) or "json" in row.media_type


def forget(holding: Holding, file: str) -> None:
    """Take what is no longer in a rewritten file out of the text index, where there is one."""
    if not (holding.folder / NAME).is_file():
        return
    with opened_texts(holding.folder) as texts:
        place = 0
        kept: set[str] = set()
        while rows := holding.store.captures.from_place(file, place, _TOGETHER):
            place = rows[-1].offset + rows[-1].length
            kept.update(row.record_id for row in rows)
        texts.reread(file, kept)


def sought(
    words: Sequence[str], host: str = "", url: str = "", since: datetime | None = None
) -> Sought:
    """Say what is searched for; every one of ``words`` is a word or a phrase."""
    articles = {each for language in load_languages().values() for each in language.name_articles}
    return Sought(
        phrases=tuple(words),
        articles=tuple(sorted(articles)),
        host=host_name(host) or host.lower(),
        urlkey=urlkey(url) if url else "",
        since=since,
    )


def found(holding: Holding, texts: Texts, wanted: Sought) -> Iterator[Hit]:
    """Yield the hits whose captures are still there, the best first."""
    for hit in texts.find(wanted):
        if holding.store.captures.of_record(hit.record_id):
            yield hit
