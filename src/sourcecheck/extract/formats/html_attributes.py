"""Notes that no link leads to: attributes pair them with their marks, or hold them.

Some systems give mark and note the same value of one attribute; some write the whole note into
an attribute of its mark; some set it beside the text, and a style sheet prints its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sourcecheck.extract.formats.html_labels import (
    LONGEST_LABEL,
    NOTE_BLOCKS,
    NotePlan,
    is_raised,
    label_of,
)
from sourcecheck.extract.formats.tree import Node, Tree
from sourcecheck.model.tables.html import HtmlTable

_SHORTEST_WORDS = 12  # letters from which a title is a note and no tool tip; guess


def by_attribute(nodes: Sequence[Node], table: HtmlTable) -> Iterator[tuple[NotePlan, Node]]:
    """Pair elements that carry the same value of one attribute: first the mark, then the note."""
    waiting: dict[tuple[str, str, str], tuple[Node, str]] = {}
    for node in nodes:
        for name in table.pair_attributes:
            if name not in node.attributes:
                continue
            scope = node.get(f"{name}-post-scope")
            key = (name, node.attributes[name], scope)
            label = label_of(node.raw_text(LONGEST_LABEL + 1))
            if label:
                waiting.setdefault(key, (node, label))
            elif key in waiting and node.raw_text(2):
                mark, known = waiting.pop(key)
                inline = node.tag not in NOTE_BLOCKS
                yield (
                    NotePlan(
                        first=node,
                        last=node,
                        label=known,
                        rule=f"same-{name}",
                        later=inline,
                        printed=f"{known}. ",
                    ),
                    mark,
                )


def inside_attributes(nodes: Sequence[Node], table: HtmlTable) -> Iterator[tuple[NotePlan, Node]]:
    """Find notes that are the attribute of their mark."""
    known: dict[tuple[str, str], NotePlan] = {}
    for node in nodes:
        name = next((key for key in table.note_attributes if key in node.attributes), "")
        if not name or node.tag not in {"a", "sup", "span", "abbr", "button"}:
            continue
        words = node.attributes[name].strip()
        label = label_of(node.raw_text(LONGEST_LABEL + 1))
        if not label or len(words) < _SHORTEST_WORDS or label.isalpha():
            continue
        if name == "title" and not (is_raised(node) or node.tag == "sup"):
            continue
        if (label, words) not in known:  # a note cited again is written again
            known[label, words] = NotePlan(
                first=node,
                last=node,
                label=label,
                rule="note-attribute",
                words=words,
                attribute=name,
                later=True,
                printed=f"{label}. ",
            )
        yield known[label, words], node


_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def side_notes(tree: Tree, table: HtmlTable) -> Iterator[tuple[NotePlan, Node]]:
    """Find notes that stand beside the text, each behind a switch without words.

    A style sheet counts them, so their numbers are the order they come in.
    """
    labels = [node for node in tree.named.get("label", ()) if _is_switch(node, table)]
    switches = {node.get("for"): node for node in labels}
    number = 0
    for tag in ("span", "aside", "small", "div"):
        for node in tree.named.get(tag, ()) if switches else ():
            if table.side_notes.isdisjoint(node.get("class").split()):
                continue
            mark = switches.pop(_switched_by(node), None)
            if mark is None or mark.order > node.order:
                continue
            number += 1
            yield (
                NotePlan(
                    first=node,
                    last=node,
                    label=str(number),
                    rule="side-note",
                    later=True,
                    printed=f"{number}. ",
                    sign=str(number).translate(_RAISED_DIGITS),
                ),
                mark,
            )


def _is_switch(node: Node, table: HtmlTable) -> bool:
    if "for" not in node.attributes or node.raw_text(2).strip():
        return False
    return not table.side_notes.isdisjoint(node.get("class").split())


def _switched_by(node: Node) -> str:
    """Return the id of the box right before a side note."""
    siblings = node.parent.parts if node.parent is not None else []
    for at in range(node.index - 1, max(node.index - 5, -1), -1):
        part = siblings[at]
        if isinstance(part, Node):
            return part.get("id") if part.tag == "input" else ""
    return ""
