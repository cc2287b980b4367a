"""The text of what was read without its inner structure: lines and links."""

from __future__ import annotations

from collections.abc import Iterator

from sourcecheck.extract.formats.tree import BREAK, Node


def region_text(node: Node) -> tuple[str, list[tuple[Node, int, int]]]:
    """Return a region's text, a line for each of its blocks, and where its links stand."""
    pieces: list[str] = []
    links: list[tuple[Node, int, int]] = []
    length = 0
    gap = " "
    for link, words in _region_words(node):
        if words is BREAK:
            gap = "\n"
        elif text := " ".join(words.split()):
            if length:
                pieces.append(gap)
                length += 1
            gap = " "
            if link is not None:
                start = links.pop()[1] if links and links[-1][0] is link else length
                links.append((link, start, length + len(text)))
            pieces.append(text)
            length += len(text)
    return "".join(pieces), links


def _region_words(region: Node) -> Iterator[tuple[Node | None, str]]:
    for part in region.parts:
        if isinstance(part, str):
            yield None, part
        else:
            for words in part.parts:
                if isinstance(words, str):  # links of a region hold nothing else
                    yield part, words
