"""Tables: which of them are data and which only lay a page out."""

from __future__ import annotations

from sourcecheck.extract.formats.tree import BLOCKS, Node


def is_cell(node: Node) -> bool:
    """Tell a cell of data from one that lays out a page: it holds no blocks, and has company."""
    row = node.parent
    if row is None or row.tag != "tr":
        return False
    return not any(isinstance(part, Node) and part.tag in BLOCKS for part in node.parts)
