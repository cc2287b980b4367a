"""The units that reports count in: distinct works, distinct voices, vague phrases.

A *work* is one cited document however often it is cited; a *voice* is one person,
institution or state that the text lets speak. Shares of outlets and countries count works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sourcecheck.model import (
    Article,
    Citation,
    CitationKind,
    Classification,
    Finding,
    Line,
    MatchStatus,
    NamedSource,
    SourceLine,
    Span,
    VagueSource,
    WebSource,
    WorkSource,
)
from sourcecheck.model.citation import REMARK
from sourcecheck.text.fold import folded
from sourcecheck.urls.parts import parts

PRINTED_KINDS = frozenset({CitationKind.NOTE, CitationKind.HYPERLINK, CitationKind.BIBLIOGRAPHY})
"""The citations that point a reader to a document: by mark, link or bibliography."""

PUBLISHERS = frozenset({"news", "agency", "blog"})
"""The kinds of outlet whose name in the text stands for what they published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One cited document, with every citation that leads to it."""

    key: str  # what makes it distinct: "url:...", "doi:...", "name:..."
    source: SourceLine | None  # the first one; None = a note in which no source was found
    citations: tuple[str, ...]  # ids, in order
    printed: bool = True  # given by a note, link or bibliography entry, not only spoken of

    @property
    def outlet(self) -> Classification | None:
        """Who published it; None where nobody asked."""
        return self.source.outlet if self.source else None

    @property
    def address(self) -> WebSource | None:
        """The source that gives its address, where one does."""
        found = self.source.source if self.source else None
        return found if isinstance(found, WebSource) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One person, institution or state that the text attributes statements to."""

    key: str
    name: str  # as printed first
    outlet: Classification | None
    citations: tuple[str, ...]
    secondhand: bool  # quoted only through another source


def works(lines: Sequence[Line]) -> tuple[Work, ...]:
    """Return the distinct works of an article, in the order of their first citation.

    A publisher that the text calls by name is no work of its own where a work of that
    publisher is cited: "the agency reports" then speaks of that work.
    """
    sources: dict[str, SourceLine | None] = {}
    citing: dict[str, dict[str, None]] = {}  # ids of the citations, each once, in order
    printed: set[str] = set()
    known_lines = by_id(lines)
    for line in lines:
        for key, source in cited(line, known_lines):
            sources.setdefault(key, source)
            citing.setdefault(key, {})[line.citation.id] = None
            if line.citation.kind in PRINTED_KINDS:
                printed.add(key)
    found = [
        Work(key=key, source=source, citations=tuple(citing[key]), printed=key in printed)
        for key, source in sources.items()
    ]
    shown = {known_outlet(work.outlet) for work in found if work.printed}
    return tuple(work for work in found if not _is_called(work, shown))


def voices(lines: Sequence[Line]) -> tuple[Voice, ...]:
    """Return the distinct named voices of an article, in order of appearance."""
    found: dict[str, Voice] = {}
    known_lines = by_id(lines)
    for line in attributions(lines):
        for source in line.sources:
            if not isinstance(source.source, NamedSource):
                continue
            key = voice_key(line.citation, source.source, known_lines)
            if not key:
                continue
            known = found.get(key)
            found[key] = Voice(
                key=key,
                name=known.name if known else source.source.name,
                outlet=_better(known.outlet if known else None, source.outlet),
                citations=_added(known.citations if known else (), line.citation.id),
                secondhand=line.citation.secondhand and (known is None or known.secondhand),
            )
    return tuple(found.values())


def attributions(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines in which the running text names who says something."""
    return (line for line in lines if line.citation.kind is CitationKind.ATTRIBUTION)


def vague(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines of voices that nobody could look up."""
    return tuple(line for line in lines if line.citation.kind is CitationKind.VAGUE)


def printed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that point a reader to a document: notes, links, bibliography."""
    return tuple(line for line in lines if line.citation.kind in PRINTED_KINDS)


def by_id(lines: Iterable[Line]) -> Mapping[str, Line]:
    """Return the lines by the id of their citation."""
    return {line.citation.id: line for line in lines}


def cited(line: Line, lines: Mapping[str, Line]) -> Iterator[tuple[str, SourceLine | None]]:
    """Yield the works of one citation with their keys; ``lines`` by id, for repeats.

    A name beside an address is a part of the same citation. A note that repeats another
    cites the other's works. A voice in the text is a work only when it is a publisher, and a
    remark in a note is none.
    """
    origin = lines.get(origin_of(line.citation, lines), line)
    sources = origin.sources or line.sources
    documents = [part for part in sources if isinstance(part.source, WebSource | WorkSource)]
    if not documents:
        spoken = line.citation.kind not in PRINTED_KINDS
        documents = [part for part in sources if _named_work(part, spoken=spoken)]
    remark = REMARK in origin.citation.rules
    if not documents and not remark and line.citation.kind in PRINTED_KINDS and line.citation.note:
        yield f"note:{origin.citation.id}", None
    for part in documents:
        yield work_key(part), part


def work_key(part: SourceLine) -> str:
    """Return what makes a work distinct: its address, else an identifier, else its name.

    A name that is one of a known outlet's names is that outlet, in whatever script. Raises
    ``ValueError`` for a vague voice, which is never a work.
    """
    match part.source:
        case WebSource() as web:
            return f"url:{web.link.canonical or web.link.url or web.printed}"
        case WorkSource() as work:
            return identifier(work) or f"name:{folded(work.name).strip()}"
        case NamedSource() as named:
            return f"name:{known_outlet(part.outlet) or folded(named.name).strip()}"
        case VagueSource():
            raise ValueError("a vague voice is no work")


def voice_key(citation: Citation, source: NamedSource, lines: Mapping[str, Line]) -> str:
    """Return what makes a voice distinct: the name that its first citation gives.

    It is "" for a pronoun that was not traced back to a name.
    """
    origin = lines[origin_of(citation, lines)]
    names = [part.source.name for part in origin.sources if isinstance(part.source, NamedSource)]
    return _voice(names[0] if names else source.name)


def origin_of(citation: Citation, lines: Mapping[str, Line]) -> str:
    """Return the id of the citation that this one repeats in the end, or its own."""
    seen = {citation.id}
    while citation.repeats in lines and citation.repeats not in seen:
        seen.add(citation.repeats)
        citation = lines[citation.repeats].citation
    return citation.id


def leads(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """Return (citation id, key of the source it leads to) for all but vague voices.

    A voice quoted through another source leads to the work named last before it. Nowhere
    lead a dateline, which credits the text and not a statement, and a pronoun that was not
    traced back to a name.
    """
    known = by_id(lines)
    found: list[tuple[str, str]] = []
    last_work = ""
    for line in sorted(lines, key=_reading_order):
        if line.citation.kind in (CitationKind.VAGUE, CitationKind.DATELINE):
            continue
        documents = [key for key, _ in cited(line, known)]
        if documents:
            last_work = documents[0]
        through = not documents and line.citation.secondhand and last_work
        keys = [last_work] if through else source_keys(line, known)
        found += [(line.citation.id, key) for key in keys]
    return tuple(found)


def source_keys(line: Line, lines: Mapping[str, Line]) -> list[str]:
    """Return the keys of the works of a citation, or else of its voices; ``lines`` by id."""
    return [key for key, _ in cited(line, lines)] or _voice_keys(line, lines)


def mark_groups(lines: Iterable[Line]) -> Mapping[Span, tuple[Line, ...]]:
    """Return the lines behind each mark; a grouped mark has several."""
    found: dict[Span, tuple[Line, ...]] = {}
    for line in lines:
        for mark in line.citation.marks:
            found[mark] = (*found.get(mark, ()), line)
    return found


def place_of(line: Line) -> Span | None:
    """Return where a citation stands: its note, its first mark or linked words, its mention."""
    citation = line.citation
    return citation.note or next(iter(marks_of(citation)), None) or citation.mention


def stands(finding: Finding, lines: Mapping[str, Line]) -> Span | None:
    """Return where a finding stands: its own span, else its citation's; ``lines`` by id."""
    line = lines.get(finding.citation)
    return finding.span or (place_of(line) if line else None)


def marks_of(citation: Citation) -> tuple[Span, ...]:
    """Return where the body points to a citation: its marks, or the words that are linked.

    An attribution has none: its words are the citation itself, and stand in ``mention``.
    """
    if citation.kind is not CitationKind.HYPERLINK:
        return citation.marks
    return tuple(source.span for source in citation.sources if source.span)


def own_works(article: Article, cited_works: Iterable[Work]) -> tuple[Work, ...] | None:
    """Return the works of the article's own publisher; None where that is not known."""
    url = parts(article.canonical_url.value if article.canonical_url else article.origin)
    host = url.host.removeprefix("www.") if url else ""
    name = folded(article.publisher.value).strip() if article.publisher else ""
    if not host and not name:
        return None
    return tuple(work for work in cited_works if _is_of(work, host, name))


def _is_of(work: Work, host: str, name: str) -> bool:
    address = parts(work.address.link.canonical or work.address.link.url) if work.address else None
    if host and address and address.host.removeprefix("www.") == host:
        return True
    return bool(name and work.outlet and folded(work.outlet.name).strip() == name)


def known_outlet(outlet: Classification | None) -> str:
    """Return what an identified outlet is counted by, or "" for an unknown one.

    A domain in no table names nobody, even where its ending tells a country; nor does a
    short link, a resolver or an account that nobody listed.
    """
    if outlet is None or outlet.status is MatchStatus.UNKNOWN:
        return ""
    bare = outlet.status is MatchStatus.PROBABLE and outlet.id == outlet.name and not outlet.kind
    return "" if bare else outlet.id or outlet.name


def identifier(work: WorkSource) -> str:
    """Return the identifier of a work; an ISSN is that of a journal and no work's."""
    found = work.identifiers
    pairs = (
        ("doi", found.doi),
        ("isbn", found.isbn),
        ("arxiv", found.arxiv),
        ("pmid", found.pmid),
    )
    return next((f"{kind}:{value}" for kind, value in pairs if value), "")


def _named_work(part: SourceLine, *, spoken: bool) -> bool:
    """Tell whether a name alone stands for a work: in a note always, in the text a publisher.

    "A spokesman of the agency said" is a voice: only the outlet's own name counts.
    """
    if not isinstance(part.source, NamedSource):
        return False
    outlet = part.outlet
    return not spoken or bool(
        outlet and outlet.status is MatchStatus.MATCH and outlet.kind in PUBLISHERS
    )


def _is_called(work: Work, shown: set[str]) -> bool:
    """Tell whether a work is only the name of an outlet whose works are cited elsewhere."""
    if work.printed or work.source is None or not isinstance(work.source.source, NamedSource):
        return False
    outlet = known_outlet(work.outlet)
    return bool(outlet) and outlet in shown


def _added(ids: tuple[str, ...], new: str) -> tuple[str, ...]:
    return ids if new in ids else (*ids, new)


def _better(known: Classification | None, new: Classification | None) -> Classification | None:
    """Keep the classification that knows a country; the first one otherwise."""
    if known is None or (not known.country and new is not None and new.country):
        return new
    return known


def _voice_keys(line: Line, known: Mapping[str, Line]) -> list[str]:
    keys = (
        voice_key(line.citation, part.source, known)
        for part in line.sources
        if isinstance(part.source, NamedSource)
    )
    return [key for key in keys if key]


def _reading_order(line: Line) -> Span:
    citation = line.citation
    return min((*citation.marks, *(s for s in (citation.mention, citation.note) if s)),
               default=Span(0, 0))  # fmt: skip


def _voice(name: str) -> str:
    plain = folded(name).strip()
    return f"voice:{plain}" if plain else ""
