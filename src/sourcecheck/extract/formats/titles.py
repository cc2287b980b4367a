"""Which block of a document is its title."""

from __future__ import annotations

import re
from dataclasses import replace

from sourcecheck.model import Block, BlockKind, Field

_FIRST = 5  # blocks among which a title may stand
_LETTERS = re.compile(r"[\W_]+")


def with_title(
    text: str, blocks: list[Block], told: Field | None
) -> tuple[tuple[Block, ...], Field | None]:
    """Find the printed title: by its style, by what the document says, by a heading on top.

    What the document says of itself comes last: many keep the title of the file they were
    made from.
    """
    styled = next((at for at, block in enumerate(blocks) if block.kind is BlockKind.TITLE), -1)
    if styled >= 0:
        return tuple(blocks), _title(text, blocks[styled], blocks[styled].why)
    first = [at for at, block in enumerate(blocks) if _may_be_title(block)][:_FIRST]
    named = _LETTERS.sub("", told.value).casefold() if told is not None else ""
    for at in first if named else ():
        if _LETTERS.sub("", blocks[at].span.of(text)).casefold() == named and told is not None:
            return _named(text, blocks, at, told.found_in)
    tops = [at for at, block in enumerate(blocks) if block.why == "heading 1"]
    if len(tops) == 1 and tops[0] in first[:1]:
        return _named(text, blocks, tops[0], "heading 1")
    return tuple(blocks), told


def _may_be_title(block: Block) -> bool:
    return block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}


def _named(text: str, blocks: list[Block], at: int, why: str) -> tuple[tuple[Block, ...], Field]:
    titled = replace(blocks[at], kind=BlockKind.TITLE, why=why)
    return (*blocks[:at], titled, *blocks[at + 1 :]), _title(text, titled, why)


def _title(text: str, block: Block, why: str) -> Field:
    return Field(value=" ".join(block.span.of(text).split()), span=block.span, found_in=why)
