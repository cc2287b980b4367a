"""Cutting blocks where a note, a heading or furniture begins inside one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sourcecheck.model.article import Block, BlockKind, Span
from sourcecheck.text.spans import Spans


def carve(
    text: str, blocks: Sequence[Block], spans: Iterable[Span], kind: BlockKind, why: str
) -> tuple[Block, ...]:
    """Label ``spans`` as ``kind``; blocks they lie in are cut, what is left keeps its label."""
    cuts = Spans(spans)
    if not cuts.all:
        return tuple(blocks)
    found: list[Block] = []
    for block in blocks:
        inside = cuts.meeting(block.span)
        found.extend(_cut(text, block, inside) if inside else (block,))
    found.extend(Block(span=span, kind=kind, why=why) for span in cuts.all)
    return tuple(sorted(found, key=lambda block: block.span))


def _cut(text: str, block: Block, inside: Sequence[Span]) -> Iterator[Block]:
    edges = [block.span.start, *(at for cut in inside for at in (cut.start, cut.end))]
    edges.append(block.span.end)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if piece := trimmed(text, start, end):
            yield replace(block, span=piece)


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return ``start:end`` without the white space at its ends; None when nothing is left."""
    piece = text[start:end] if start < end else ""
    if not piece or piece.isspace():
        return None
    if not (piece[0].isspace() or piece[-1].isspace()):
        return Span(start, end)
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def lines(text: str, span: Span) -> Iterator[Span]:
    """Return the filled lines of a span, white space at their ends left out."""
    start, end = span.start, span.end
    if text.find("\n", start, end) < 0:  # most blocks are one line
        if line := trimmed(text, start, end):
            yield line
        return
    for piece in span.of(text).split("\n"):
        if line := trimmed(text, start, start + len(piece)):
            yield line
        start += len(piece) + 1
