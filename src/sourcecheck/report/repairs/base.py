"""What is mended in an article's source, and what is left, as values.

All places are code points of the article's SOURCE as it was decoded, not of ``Article.text``:
a patch changes files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sourcecheck.model import Article, LinkFlag
from sourcecheck.model.memento import Memento
from sourcecheck.model.tables.archiving import ArchivingTable
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.model.tables.wiki import WikiTable
from sourcecheck.urls.canonical import link


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A dead address and the copy that is to stand in its place."""

    url: str  # its identity, as it was checked
    copy: Memento
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """``source[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str


class Left(StrEnum):
    """Why a dead link, or one place of it, stays as it is."""

    NO_COPY = "no-copy"  # archives were asked, and none has a copy that holds
    FAILED = "failed"  # archives could not be asked
    NOT_ASKED = "not-asked"  # nobody looked for a copy
    UNTRUSTED = "untrusted"  # the only copy is in an archive that is known to change what it keeps
    UNCONFIRMED = "unconfirmed"  # it is not yet sure to be dead
    ALIVE = "alive"  # it was dead when the article was audited, and is not any more
    NO_PLACE = "no-place"  # the address is not written in the source as one piece
    BROKEN = "broken"  # the address is broken over lines
    CUT = "cut"  # the address is cut off in print
    IDENTIFIER = "identifier"  # printed as an identifier ("doi:..."), not as an address
    CODE = "code"  # it stands in code, a comment or what no reader follows
    ARCHIVED = "archived"  # the template names a copy already
    TEMPLATE = "template"  # the template is not known, so nobody can say where a copy goes
    FORMAT = "format"  # a document of this format cannot be patched
    BYTES = "bytes"  # the file's bytes would not come back as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place that is mended."""

    repair: Repair
    start: int  # where the address is written
    printed: str  # as it is written there
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One place of a dead link that is left as it is."""

    repair: Repair
    start: int
    printed: str
    why: Left


Place = Change | Kept


class WikiPart(Protocol):
    """A part of a wiki's text, as its reader parses it."""

    @property
    def kind(self) -> str:
        """Tell what it is: "text", "template", "link", "external", "tag"."""
        ...

    @property
    def start(self) -> int:
        """Return where it begins."""
        ...

    @property
    def end(self) -> int:
        """Return where it ends."""
        ...

    @property
    def name(self) -> str:
        """Return a tag's name, an external link's address."""
        ...

    @property
    def closed(self) -> bool:
        """Tell a tag whose contents are no wiki text."""
        ...

    @property
    def arguments(self) -> Sequence[Sequence[WikiPart]]:
        """Return the parts inside."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """An article's source with all that is needed to find places in it."""

    source: str  # the file, decoded; no byte order mark
    article: Article
    wanted: Mapping[str, Repair]  # by the address's identity
    urls: UrlTables
    wiki: WikiTable
    archiving: ArchivingTable
    parse_wiki: Callable[[str], Sequence[WikiPart]]
    absolute: Callable[[str, str], str]  # of a base and what is written: the address meant
    note_attributes: Collection[str] = ()  # of HTML: those that hold a whole note

    def repair_of(self, written: str) -> Repair | None:
        """Return the repair an address wants, as it is written; copies in archives want none."""
        if not written:
            return None
        understood = link(written, self.urls)
        if LinkFlag.ARCHIVED_COPY in understood.flags:
            return None
        return self.wanted.get(understood.canonical)

    def is_known_copy(self, url: str) -> bool:
        """Tell whether an address shows that it is an archive's."""
        return LinkFlag.ARCHIVED_COPY in link(url, self.urls).flags


_UNSAFE = {char: f"%{ord(char):02X}" for char in ' "<>\\^`{|}[]'}


def address_of(repair: Repair, written: str) -> str:
    """Return the copy's address in ASCII, without signs that end an address in some format.

    What ``written`` names behind ``#`` is kept where the copy names nothing.
    """
    url = repair.copy.memento_url
    _, sign, fragment = written.partition("#")
    if sign and "#" not in url:
        url = f"{url}#{fragment}"
    return "".join(_UNSAFE.get(char) or _ascii(char) for char in url)


def _ascii(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def day_of(repair: Repair) -> str:
    """Return the day of the copy: "2021-03-05"."""
    return repair.copy.captured_at.date().isoformat()


def applied(source: str, edits: Iterable[Edit]) -> str:
    """Return the source with its edits; they must not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        assert at <= edit.start <= edit.end
        pieces += (source[at : edit.start], edit.new)
        at = edit.end
    return "".join((*pieces, source[at:]))


Patcher = Callable[[Writing], Sequence[Place]]
"""Finds every place of the wanted addresses in one format, in the order of the source."""
