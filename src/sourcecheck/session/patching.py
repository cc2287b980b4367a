"""Patches of audited articles: what the store knows of their links, as edits of their files.

Nothing is asked and nothing is changed: the audit says which links are dead, the searches for
copies say what may stand in their place, and the file says where they are written.
"""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sourcecheck.errors import UnreadableDocument, UsageError
from sourcecheck.extract.formats.bases import absolute
from sourcecheck.extract.formats.wiki_tree import parse_wikitext
from sourcecheck.model import Article, Audit, Group, Verdict, WebSource
from sourcecheck.model.memento import PRINTED, CopySearch, Memento, is_open
from sourcecheck.model.tables.archiving import ArchivingTable
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.model.tables.wiki import WikiTable
from sourcecheck.report.repairs import PATCHERS
from sourcecheck.report.repairs.base import Change, Edit, Kept, Left, Place, Repair, Writing
from sourcecheck.report.repairs.diff import unified_diff
from sourcecheck.report.repairs.files import SourceFile, byte_edits, opened
from sourcecheck.session.evidence import EVER
from sourcecheck.session.inputs import is_url
from sourcecheck.store.base import AuditEntry, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchTables:
    """The data files a patch takes."""

    urls: UrlTables
    wiki: WikiTable
    archiving: ArchivingTable
    note_attributes: tuple[str, ...]  # of HTML


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """One place where the patch puts a copy."""

    repair: Repair
    line: int  # of the file, from 1
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmended:
    """One dead link, or one place of it, that stays as it is; ``repair`` where it has a copy."""

    url: str
    why: Left
    line: int = 0  # 0 = no certain place
    because: str = ""  # what the archives answered
    repair: Repair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """What can be mended in one file."""

    name: str
    media_type: str
    audited_at: datetime
    dead: int  # links of group dead
    diff: bytes  # b"" = nothing to change
    mended: tuple[Mended, ...]
    left: tuple[Unmended, ...]


def patch_tables() -> PatchTables:
    """Load them; raises ``DataError``."""
    from sourcecheck.data.load_archiving import load_archiving  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_html import load_html  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_urls import load_urls  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_wiki import load_wiki  # noqa: PLC0415 - heavy

    return PatchTables(
        urls=load_urls(),
        wiki=load_wiki(),
        archiving=load_archiving(),
        note_attributes=tuple(load_html().note_attributes),
    )


def patch_of(
    name: str,
    store: Store,
    tables: PatchTables,
    *,
    unconfirmed: bool = False,
    base: str = "",
) -> Patch:
    """Make the patch of one audited file; ``base`` is the folder it will be applied in.

    ``unconfirmed`` takes links too that are not yet sure to be dead. Raises
    ``UnreadableDocument`` for a file that cannot be read, and ``UsageError`` for one that was
    never audited or has changed since.
    """
    body = _body(name)
    audit = _audit(name, hashlib.sha256(body).hexdigest(), store)
    dead = _dead(audit, store)
    wanted, left = _sorted(dead, unconfirmed=unconfirmed)
    known = audit.article.media_type in PATCHERS
    file = opened(body, audit.article.charset) if known else None
    places = _places(file, audit.article, wanted, tables) if file else ()
    changes = [place for place in places if isinstance(place, Change)]
    edits = byte_edits(file, _edits(changes)) if file else None
    if file is None or edits is None:
        why = Left.BYTES if known else Left.FORMAT
        left += [_unmended(each, why) for each in wanted.values()]
        return _patch(name, audit, len(dead), b"", (), left)
    lines = _Lines(file.text)
    mended = tuple(
        Mended(repair=each.repair, line=lines.at(each.start), printed=each.printed)
        for each in changes
    )
    left += _kept(wanted, places, lines)
    diff = unified_diff(body, edits, path_in_patch(name, base))
    return _patch(name, audit, len(dead), diff, mended, left)


def _patch(
    name: str,
    audit: Audit,
    dead: int,
    diff: bytes,
    mended: tuple[Mended, ...],
    left: Sequence[Unmended],
) -> Patch:
    return Patch(
        name=name,
        media_type=audit.article.media_type,
        audited_at=audit.provenance.audited_at,
        dead=dead,
        diff=diff,
        mended=mended,
        left=tuple(left),
    )


def _body(name: str) -> bytes:
    if name == "-" or is_url(name):
        raise UnreadableDocument(
            f"{name}: a patch is made for a file", hint="save the article and audit that file"
        )
    if Path(name).exists() and not Path(name).is_file():
        raise UnreadableDocument(f"{name}: this is no file", hint="name the article's file")
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UnreadableDocument(f"{name}: cannot be read: {why}") from error


def _audit(name: str, sha256: str, store: Store) -> Audit:
    """Return the latest audit of these bytes; raises ``UsageError`` that says why there is none."""
    audits = (store.audit(entry.id) for entry in store.audits(sha256))
    audit = next(filter(None, audits), None)
    if audit is not None:
        return audit
    earlier = _earlier(name, store)
    if earlier is not None:
        raise UsageError(
            f"{name}: the file has changed since it was audited ({earlier.last_at:%Y-%m-%d %H:%M})",
            hint="run sourcecheck audit again: places and links may be others now",
        )
    raise UsageError(
        f"{name}: it was never audited", hint="run sourcecheck audit first, with --copies"
    )


def _earlier(name: str, store: Store) -> AuditEntry | None:
    place = os.path.realpath(name)
    return next(
        (each for each in store.audits() if os.path.realpath(each.origin) == place),
        None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dead:
    """A dead link, and what is known of copies of its page."""

    url: str  # the identity of its address
    verdict: Verdict
    searches: tuple[CopySearch, ...]  # the latest answer of every archive


def _dead(audit: Audit, store: Store) -> list[_Dead]:
    """Return the links that the audit or a later look calls dead, each once, in reading order."""
    parts = [
        (part, part.source.link.canonical, part.verdict)
        for line in audit.lines
        for part in line.sources
        if isinstance(part.source, WebSource) and part.verdict
    ]
    newest = store.seen_in_run(EVER, list(dict.fromkeys(_page(url) for _, url, _ in parts)))
    found: dict[str, _Dead] = {}
    for part, url, then in parts:
        look = newest.get(_page(url))
        verdict = look.verdict if look and look.verdict.url == then.url else then
        if Group.DEAD in {then.group, verdict.group}:
            searches = (*part.copies, *_remembered(url, verdict, store))
            found.setdefault(url, _Dead(url=url, verdict=verdict, searches=_latest(searches)))
    return list(found.values())


def _page(url: str) -> str:
    return url.partition("#")[0]


def _remembered(url: str, verdict: Verdict, store: Store) -> Iterator[CopySearch]:
    """Yield the searches for copies of a page, those made after the audit too."""
    for key in dict.fromkeys((url, _page(url), verdict.url)):
        yield from store.copies_of(key)


def _latest(searches: Iterable[CopySearch]) -> tuple[CopySearch, ...]:
    latest: dict[str, CopySearch] = {}
    for search in sorted(searches, key=lambda each: each.asked_at):
        latest[search.source] = search
    return tuple(latest.values())


def _sorted(
    dead: Sequence[_Dead], *, unconfirmed: bool
) -> tuple[dict[str, Repair], list[Unmended]]:
    """Part dead links into those that have a copy to put in, and the others with the reason."""
    wanted: dict[str, Repair] = {}
    left: list[Unmended] = []
    for each in dead:
        copy = _copy(each.searches)
        if each.verdict.group is not Group.DEAD:
            left.append(Unmended(url=each.url, why=Left.ALIVE, because=each.verdict.state.value))
            continue
        if copy is None:
            left.append(_without_copy(each))
            continue
        repair = Repair(url=each.url, copy=copy, confirmed=each.verdict.confirmed)
        if repair.confirmed or unconfirmed:
            wanted[each.url] = repair
        else:
            left.append(_unmended(repair, Left.UNCONFIRMED))
    return wanted, left


def _copy(searches: Sequence[CopySearch]) -> Memento | None:
    """Return the copy to put in: verified, and in an archive that leaves its copies alone.

    Its address was told by a stranger and goes into a page: it must be one of the web.
    """
    if any(each.source == PRINTED and each.best for each in searches):
        return None
    held = [each.best for each in searches if each.best and each.best.verified and each.trusted]
    return next((each for each in held if is_url(each.memento_url)), None)


def _without_copy(dead: _Dead) -> Unmended:
    """Say why a dead link gets no copy."""
    searches = dead.searches
    why = Left.NO_COPY if searches else Left.NOT_ASKED
    if any(each.source == PRINTED and each.best for each in searches):
        why = Left.ARCHIVED
    elif any(each.best and each.best.verified and not each.trusted for each in searches):
        why = Left.UNTRUSTED
    elif is_open(searches):
        why = Left.FAILED
    because = "; ".join(f"{each.source}: {word}" for each in searches for word in each.because[:1])
    return Unmended(url=dead.url, why=why, because=because)


def _unmended(repair: Repair, why: Left, line: int = 0) -> Unmended:
    return Unmended(url=repair.url, why=why, line=line, repair=repair)


def _places(
    file: SourceFile, article: Article, wanted: Mapping[str, Repair], tables: PatchTables
) -> Sequence[Place]:
    if not wanted:
        return ()
    writing = Writing(
        source=file.text,
        article=article,
        wanted=wanted,
        urls=tables.urls,
        wiki=tables.wiki,
        archiving=tables.archiving,
        parse_wiki=parse_wikitext,
        absolute=absolute,
        note_attributes=tables.note_attributes,
    )
    return PATCHERS[article.media_type](writing)


def _edits(changes: Sequence[Change]) -> list[Edit]:
    return [edit for change in changes for edit in change.edits]


def _kept(
    wanted: Mapping[str, Repair], places: Sequence[Place], lines: _Lines
) -> Iterator[Unmended]:
    """Yield the places that are left, and the links that are written nowhere as one piece."""
    told: set[tuple[int, str]] = set()
    for place in places:
        if isinstance(place, Kept) and (place.start, place.repair.url) not in told:
            told.add((place.start, place.repair.url))
            yield _unmended(place.repair, place.why, lines.at(place.start))
    found = {place.repair.url for place in places}
    for url, repair in wanted.items():
        if url not in found:
            yield _unmended(repair, Left.NO_PLACE)


class _Lines:
    """Tells the line of a place in a text; a lone CR ends a line too."""

    def __init__(self, text: str) -> None:
        self._starts = [found.end() for found in _LINE_END.finditer(text)]

    def at(self, place: int) -> int:
        """Return the line of a place, from 1."""
        return 1 + bisect_right(self._starts, place)


_LINE_END = re.compile(r"\r\n?|\n")


def common_folder(names: Sequence[str]) -> str:
    """Return the folder a patch of these files is applied in: "" = the present one.

    ``patch`` and ``git`` refuse absolute paths and those that lead upwards, so files elsewhere
    are named from the folder they share.
    """
    here = os.path.realpath(Path.cwd())
    places = [os.path.realpath(name) for name in names]
    if all(Path(place).is_relative_to(here) for place in places):
        return ""
    return os.path.commonpath([os.path.dirname(place) for place in places])  # noqa: PTH120


def path_in_patch(name: str, base: str) -> bytes:
    """Return a file's path as it stands in the patch, seen from the folder of ``base``."""
    place = os.path.realpath(name)
    path = os.path.relpath(place, os.path.realpath(base or Path.cwd()))
    return os.fsencode(path).replace(os.sep.encode(), b"/")
