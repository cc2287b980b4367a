"""Writes a manuscript as the text of a wiki: notes where authors of wikis put them."""

from __future__ import annotations

from dataclasses import dataclass

from manuscripts import Manuscript, Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an author writes."""

    defined: str = "first"  # a note's words stand at its first mark, or in the "list"
    named: bool = False  # every note has a name
    listed: str = "<references />"
    again: str = '<ref name="{}" />'  # a mark that comes again


def render(of: Manuscript, way: Way) -> bytes:
    """Write a manuscript; each section has its own list, so numbers begin again."""
    pieces = ["'''Generated''' {{lang|en|article}} of a [[wiki]].\n\n"]
    for at, section in enumerate(of.sections):
        defined: list[str] = []
        if at:
            pieces.append(f"== Part {at + 1} ==\n")
        pieces += [
            "".join(_part(part, of, way, defined) for part in paragraph) + "\n\n"
            for paragraph in section
        ]
        pieces.append(way.listed.format("\n".join(defined)) + "\n\n")
    return "".join(pieces).encode()


def _part(part: str | Sign, of: Manuscript, way: Way, defined: list[str]) -> str:
    if isinstance(part, str):
        return part
    name = f"n{part.section}-{part.label}"
    content = of.notes.get((part.section, part.label), "")
    if part.again:
        return way.again.format(name)
    if way.defined == "list":
        defined.append(f'<ref name="{name}">{content}</ref>')
        return way.again.format(name)
    repeated = any(
        isinstance(other, Sign) and other.again and other.label == part.label
        for section in of.sections
        for paragraph in section
        for other in paragraph
    )
    return f'<ref name="{name}">{content}</ref>' if way.named or repeated else (
        f"<ref>{content}</ref>"
    )  # fmt: skip
