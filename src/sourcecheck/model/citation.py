"""What an article cites: links, sources and the citations that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sourcecheck.model.article import Span
from sourcecheck.model.link import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """Standard identifiers of a cited work, normalised; "" = not printed."""

    doi: str = ""
    isbn: str = ""
    arxiv: str = ""
    pmid: str = ""
    issn: str = ""
    pmcid: str = ""  # "PMC1234567"
    handle: str = ""  # of hdl.handle.net: "2027/abc.1"
    urn: str = ""  # "urn:nbn:de:101:1-2019", in lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is printed of a cited work beside its address; "" = not printed, never guessed."""

    title: str = ""
    author: str = ""  # as printed, several in one piece: "Smith, J., & Lowe, A. B."
    date: str = ""  # as printed, digits in ASCII: "2019", "3 mars 2019", "12 خرداد 1399"
    pages: str = ""  # as printed, digits in ASCII: "45", "12–20"
    publisher: str = ""  # the outlet, journal or house, as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSource:
    """A source with an address."""

    printed: str
    link: Link
    span: Span | None = None
    identifiers: Identifiers = field(default_factory=Identifiers)
    work: Work = field(default_factory=Work)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSource:
    """A source that is only named: an outlet, an institution, a person, a state."""

    printed: str
    name: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSource:
    """A work described without an address: a report, a book, a statement."""

    printed: str
    name: str  # title or description as printed; whoever published it where no title is printed
    span: Span | None = None
    identifiers: Identifiers = field(default_factory=Identifiers)
    work: Work = field(default_factory=Work)


@dataclass(frozen=True, slots=True, kw_only=True)
class VagueSource:
    """A voice nobody could look up: experts, informed sources, an impersonal passive."""

    printed: str
    span: Span | None = None


Source = WebSource | NamedSource | WorkSource | VagueSource
"""What a citation points to; the four kinds of the JSON contract."""


REMARK = "remark"
"""The rule of a note that holds the author's own words and points to nothing: no work of any."""


class CitationKind(StrEnum):
    """How a citation is made. The values are those of the JSON contract."""

    NOTE = "note"
    HYPERLINK = "hyperlink"
    BIBLIOGRAPHY = "bibliography"
    ATTRIBUTION = "attribution"
    DATELINE = "dateline"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One citation: where it is made, what it supports, what it points to."""

    id: str  # "c1", in reading order of the first mark, else of the note
    kind: CitationKind
    sources: tuple[Source, ...]
    label: str = ""  # "" = none
    marks: tuple[Span, ...] = ()
    claim: Span | None = None  # the sentence or quotation that the first mark supports
    scope: Span | None = None  # the widest plausible reach: since the previous mark or heading
    note: Span | None = None
    mention: Span | None = None
    rules: tuple[str, ...] = ()  # the rules that fired, first to last
    secondhand: bool = False
    repeats: str = ""  # id of the citation this one repeats (ibid., "the report")
