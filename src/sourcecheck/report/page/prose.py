"""The article as it is read: paragraphs cut into pieces, and what each of them rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from sourcecheck.model import (
    Article,
    Audit,
    Block,
    BlockKind,
    Citation,
    CitationKind,
    Finding,
    Span,
    VagueSource,
)
from sourcecheck.report.page.phrases import Phrase, counted, say
from sourcecheck.report.page.sources import SourceView, Tone

_NOTED = {CitationKind.NOTE, CitationKind.HYPERLINK, CitationKind.BIBLIOGRAPHY}
_SHOWN = {BlockKind.PARAGRAPH, BlockKind.HEADING}
_CLOSING = ".,;:!?)]}»”’،؛؟…"
_LONGEST_GLUED = 20
_STEPS = 12  # widths of the citation map: as many as the style sheet has classes


class Rests(StrEnum):
    """What a paragraph rests on, the strongest first."""

    MARKED = "marked"  # a note, link or bibliography entry
    NAMED = "named"  # a voice named in the text
    VAGUE = "vague"  # only voices nobody could look up
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pill:
    """A mark as the page shows it: the label, leading to the note's card."""

    label: str
    target: str
    tone: Tone
    ident: str  # "" = a later mark of the same citation
    meaning: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of the article's text that is shown in one way."""

    text: str
    classes: str = ""  # "vague", "voice", "finding", "linked"; several are separated by spaces
    idents: tuple[str, ...] = ()  # ids that open at this piece
    pills: tuple[Pill, ...] = ()  # shown after the text
    before: str = ""  # the word that its pills hang on: the two never part at a line's end
    after: str = ""  # punctuation that closes up to the pills


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One block of the article with what is said beside it."""

    number: int  # 0 for headings
    anchor: str
    heading: bool
    pieces: tuple[Piece, ...]
    beside: tuple[SourceView, ...]
    voices: tuple[SourceView, ...]
    hints: tuple[Phrase, ...]
    rests: Rests
    sources: tuple[str, ...]  # anchors of all that is cited here, repeated voices too
    labels: tuple[str, ...]  # of its marks, for the citation map
    weight: int  # 1 to 12: its share of the longest paragraph's words
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """The annotated article."""

    blocks: tuple[Paragraph, ...]
    unplaced: tuple[SourceView, ...]  # sources of notes that no mark points to

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The numbered paragraphs, without headings."""
        return tuple(block for block in self.blocks if not block.heading)


@dataclass(frozen=True, slots=True)
class _Overlay:
    """Something that lies over a piece of the text."""

    span: Span
    classes: str
    ident: str = ""
    pills: tuple[Pill, ...] = ()
    replaces: bool = False  # the pills stand for the printed text


def prose(audit: Audit, views: Sequence[Sequence[SourceView]]) -> Prose:
    """Cut the article's paragraphs and headings into pieces and place every source."""
    blocks = _blocks(audit.article)
    pairs = list(zip((line.citation for line in audit.lines), views, strict=True))
    overlays = [*_marks(pairs), *_voices(pairs), *_found(audit.findings, blocks)]
    longest = max((_words(audit.article, block) for block in blocks), default=1) or 1
    numbers = iter(range(1, len(blocks) + 1))
    made = []
    for block in blocks:
        number = 0 if block.kind is BlockKind.HEADING else next(numbers)
        made.append(_paragraph(audit.article, block, number, longest, pairs, overlays))
    placed = {view.anchor for block in made for view in (*block.beside, *block.voices)}
    noted = (view for citation, group in pairs if citation.kind in _NOTED for view in group)
    return Prose(
        blocks=tuple(made), unplaced=tuple(view for view in noted if view.anchor not in placed)
    )


def place(citation: Citation) -> Span | None:
    """Return where in the body a citation is made; None for notes that no mark points to."""
    spots = mark_spans(citation)
    if spots:
        return spots[0]
    return citation.mention or (citation.claim if citation.note is None else None)


def mark_spans(citation: Citation) -> tuple[Span, ...]:
    """Return where the marks of a citation stand; a link's mark is the words that are linked."""
    if citation.marks or citation.kind is not CitationKind.HYPERLINK:
        return citation.marks
    return tuple(source.span for source in citation.sources if source.span is not None)[:1]


def _blocks(article: Article) -> tuple[Block, ...]:
    found = tuple(block for block in article.blocks if block.kind in _SHOWN)
    if found or not article.text.strip():
        return found
    return (Block(span=Span(0, len(article.text))),)


def _words(article: Article, block: Block) -> int:
    return len(block.span.of(article.text).split())


Pairs = list[tuple[Citation, Sequence[SourceView]]]


def _paragraph(
    article: Article,
    block: Block,
    number: int,
    longest: int,
    pairs: Pairs,
    overlays: list[_Overlay],
) -> Paragraph:
    inside = [
        (citation, group)
        for citation, group in pairs
        if (where := place(citation)) is not None and block.span.meets(where)
    ]
    over = [overlay for overlay in overlays if block.span.covers(overlay.span)]
    noted = [(c, group) for c, group in inside if c.kind in _NOTED]
    voiced = [view for c, group in inside if c.kind not in _NOTED for view in group]
    vague = [view for view in voiced if view.tone is Tone.VAGUE]
    named = [view for view in voiced if view.tone is not Tone.VAGUE]
    voices = tuple({view.name: view for view in reversed(named) if view.identified}.values())[::-1]
    marked = noted or any(o.pills for o in over)
    rests = _rests(bool(marked), bool(named), bool(vague))
    words = _words(article, block)
    return Paragraph(
        number=number,
        anchor=f"p{number}" if number else f"h{block.span.start}",
        heading=block.kind is BlockKind.HEADING,
        pieces=_glued(list(_pieces(article.text, block.span, over))),
        beside=tuple(view for _, group in noted for view in group),
        voices=voices,
        sources=tuple(view.anchor for _, group in inside for view in group),
        hints=_hints(rests, len(vague)) if number else (),
        rests=rests,
        labels=tuple(dict.fromkeys(pill.label for o in over for pill in o.pills)),
        weight=max(1, round(_STEPS * words / longest)),
        words=words,
    )


def _rests(marked: bool, voiced: bool, vague: bool) -> Rests:  # noqa: FBT001  three facts
    if marked:
        return Rests.MARKED
    if voiced:
        return Rests.NAMED
    return Rests.VAGUE if vague else Rests.NOTHING


def _hints(rests: Rests, vague: int) -> tuple[Phrase, ...]:
    if vague:
        return (counted("hint.vague", vague),)
    return (say("hint.nothing"),) if rests is Rests.NOTHING else ()


def _marks(pairs: Pairs) -> Iterator[_Overlay]:
    """Gather the marks of notes and links; a grouped mark holds a pill for each citation."""
    pills: dict[tuple[Span, bool], list[Pill]] = {}
    for citation, group in pairs:
        if citation.kind not in _NOTED or not group:
            continue
        for at, span in enumerate(mark_spans(citation)):
            replaces = citation.kind is not CitationKind.HYPERLINK
            pills.setdefault((span, replaces), []).append(_pill(citation, group[0], at))
    for (span, replaces), found in pills.items():
        classes = "" if replaces else "linked"
        yield _Overlay(span, classes, pills=tuple(found), replaces=replaces)


def _pill(citation: Citation, view: SourceView, at: int) -> Pill:
    return Pill(
        label=view.label or citation.id,
        target=view.anchor,
        tone=view.tone,
        ident=f"m-{citation.id}" if at == 0 else "",
        meaning=say("pill", view.name, view.state.text),
    )


def _voices(pairs: Pairs) -> Iterator[_Overlay]:
    for citation, _ in pairs:
        if citation.kind in _NOTED:
            continue
        vague = any(isinstance(source, VagueSource) for source in citation.sources)
        where = _voice_span(citation)
        if where is not None:
            yield _Overlay(where, "vague" if vague else "voice", ident=f"m-{citation.id}")


def _voice_span(citation: Citation) -> Span | None:
    """Return the voice's own words where they are known, else the whole clause."""
    spans = [source.span for source in citation.sources if source.span is not None]
    return spans[0] if spans else place(citation)


def _found(findings: tuple[Finding, ...], blocks: tuple[Block, ...]) -> Iterator[_Overlay]:
    """Underline what findings point at, unless that is most of a paragraph or several."""
    for at, finding in enumerate(findings):
        if finding.span is None or finding.citation:
            continue
        holder = next((b.span for b in blocks if b.span.covers(finding.span)), None)
        if holder and finding.span.end - finding.span.start < (holder.end - holder.start) / 2:
            yield _Overlay(finding.span, "finding", ident=f"f{at + 1}")


def _pieces(text: str, span: Span, over: list[_Overlay]) -> Iterator[Piece]:
    """Cut a paragraph where any overlay opens or closes."""
    cuts = {span.start, span.end, *(o.span.start for o in over), *(o.span.end for o in over)}
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        lying = [o for o in over if o.span.start <= start and end <= o.span.end]
        replaced = any(o.replaces for o in lying)
        yield Piece(
            text="" if replaced else text[start:end],
            classes=" ".join(dict.fromkeys(o.classes for o in lying if o.classes)),
            idents=tuple(o.ident for o in lying if o.ident and o.span.start == start),
            pills=tuple(pill for o in lying if o.span.end == end for pill in o.pills),
        )


def _glued(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Hang every mark on the word before it, and the punctuation after it on the mark."""
    for at, piece in enumerate(pieces):
        if not piece.pills:
            continue
        holder = at if piece.text else at - 1
        if holder >= 0 and not (holder != at and pieces[holder].pills):
            head, word = _last_word(pieces[holder].text.rstrip())
            pieces[holder] = replace(pieces[holder], text=head)
            pieces[at] = replace(pieces[at], before=word)
        if at + 1 < len(pieces):
            rest = pieces[at + 1].text
            bare = rest.lstrip(_CLOSING)
            pieces[at] = replace(pieces[at], after=rest[: len(rest) - len(bare)])
            pieces[at + 1] = replace(pieces[at + 1], text=bare)
    return tuple(pieces)


def _last_word(text: str) -> tuple[str, str]:
    """Cut the last word off; one too long for a narrow line (an address) may part from its mark."""
    kept = text.rpartition(" ")[0]
    head = text[: len(kept) + 1] if kept else ""
    word = text[len(head) :]
    return (head, word) if len(word) <= _LONGEST_GLUED else (text, "")
