"""Wiki text: citing templates get the copy beside the address, everything else in its place.

A template is filled as it is written, on one line or on several, in the language of its own
parameters; how the templates of the wikis call a copy is data (``data/wiki/archiving.csv``).
A template nobody knows is left: a parameter it does not have would only print a complaint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from sourcecheck.model.tables.archiving import CopyTemplate
from sourcecheck.model.tables.wiki import TemplateRole
from sourcecheck.report.repairs.base import (
    Change,
    Edit,
    Kept,
    Left,
    Place,
    Repair,
    WikiPart,
    Writing,
    address_of,
    day_of,
)
from sourcecheck.report.repairs.templates import arguments_of, filled, plain_name
from sourcecheck.report.repairs.text import replaced, why_left
from sourcecheck.urls.find import FoundUrl, find_urls

_SHOWING = frozenset({
    TemplateRole.NOTE, TemplateRole.TEXT, TemplateRole.QUOTE, TemplateRole.LIST,
})  # fmt: skip
"""Templates whose contents are the article's own words."""

_DEEPEST = 40
_PLAIN_LABEL = re.compile(r"[^{}\[\]<>|=\n]+")
_GOES_ON = re.compile(r"[|^`\\]|\{\{")


def patch_wikitext(writing: Writing) -> Sequence[Place]:
    """Find the wanted addresses in the text of a wiki's page."""
    walk = _Walk(writing)
    places = walk.places(writing.parse_wiki(writing.source), 0)
    return tuple(sorted(places, key=lambda each: each.start))


class _Walk:
    """Goes through the parts of a page; knows the page's own template for copies."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._source = writing.source
        self._copies = writing.archiving.copies.get(writing.article.language)

    def places(self, parts: Sequence[WikiPart], depth: int) -> Iterator[Place]:
        for part in parts if depth < _DEEPEST else ():
            if part.kind == "template":
                yield from self._template(part, depth)
            elif part.kind == "external":
                yield from self._external(part, in_template=False)
            elif part.kind == "tag":
                yield from self._tag(part, depth)
            elif part.kind == "text":
                yield from self._words(part)
            else:
                for argument in part.arguments:
                    yield from self.places(argument, depth + 1)

    def _tag(self, part: WikiPart, depth: int) -> Iterator[Place]:
        """Go into a note; an address that is all of it is told as a copy with its day."""
        inside = [each for argument in part.arguments for each in argument]
        if part.closed:
            for each in inside:
                yield from self._kept(each, Left.CODE)
        elif part.name == "ref" and (alone := self._alone(inside)) is not None:
            yield alone
        else:
            yield from self.places(inside, depth + 1)

    def _alone(self, inside: Sequence[WikiPart]) -> Place | None:
        """Return what becomes of a note that holds an address and nothing else."""
        if len(inside) != 1 or inside[0].kind != "text" or self._copies is None:
            return None
        part = inside[0]
        found = find_urls(self._source, part.start, part.end)
        words = self._source[part.start : part.end].strip()
        if len(found) != 1 or words.rstrip(".") != found[0].printed or why_left(found[0]):
            return None
        repair = self._writing.repair_of(unescape(found[0].url))
        template = self._printing(repair, "") if repair else ""
        if repair is None or not template:
            return None
        start, end = found[0].span
        edit = Edit(start=start, end=end, new=template)
        return Change(repair=repair, start=start, printed=found[0].printed, edits=(edit,))

    def _printing(self, repair: Repair, label: str) -> str:
        """Return the wiki's template for a copy, or "" where it has none that would do."""
        names: CopyTemplate | None = self._copies
        written = address_of(repair, "")
        if names is None or not self._writing.is_known_copy(written):
            return ""
        title = f"|{names.title}={label}" if label else ""
        return f"{{{{{names.name}|{names.url}={written}|{names.date}={day_of(repair)}{title}}}}}"

    def _external(self, part: WikiPart, *, in_template: bool) -> Iterator[Place]:
        """``[address words]``: the wiki's template for copies, or the copy's address."""
        written = f"https:{part.name}" if part.name.startswith("//") else part.name
        repair = self._writing.repair_of(unescape(written))
        if repair is None:
            return
        start = part.start + 1
        end = start + len(part.name)
        label = self._source[end : part.end - 1].strip()
        template = ""
        if not in_template and (not label or _PLAIN_LABEL.fullmatch(label)):
            template = self._printing(repair, label)
        if template:
            edit = Edit(start=part.start, end=part.end, new=template)
        else:
            edit = Edit(start=start, end=end, new=address_of(repair, unescape(written)))
        yield Change(repair=repair, start=start, printed=part.name, edits=(edit,))

    def _words(self, part: WikiPart) -> Iterator[Place]:
        for found in find_urls(self._source, part.start, part.end):
            repair = self._writing.repair_of(unescape(found.url))
            if repair is None:
                continue
            why = why_left(found) or self._joined(found)
            if why is not None:
                start = found.span.start
                yield Kept(repair=repair, start=start, printed=found.printed, why=why)
            else:
                yield replaced(repair, *found.span, found.printed)

    def _joined(self, found: FoundUrl) -> Left | None:
        """Tell an address that a template or a sign lengthens: wikis end one at white space."""
        return Left.NO_PLACE if _GOES_ON.match(self._source, found.span.end) else None

    def _kept(self, part: WikiPart, why: Left) -> Iterator[Place]:
        for found in find_urls(self._source, part.start, part.end):
            repair = self._writing.repair_of(unescape(found.url))
            if repair is not None:
                yield Kept(repair=repair, start=found.span.start, printed=found.printed, why=why)

    def _template(self, part: WikiPart, depth: int) -> Iterator[Place]:
        arguments = arguments_of(self._source, part)
        name = plain_name(arguments[0].value)
        known = self._writing.wiki.templates.get(name)
        addresses = [
            each
            for each in arguments[1:]
            if self._writing.wiki.parameters.get(each.plain) == "url" and each.value.strip()
        ]
        if known is not None and known.role is TemplateRole.ARCHIVE:
            return
        if known is not None and known.role in _SHOWING:
            for argument in part.arguments[1:]:
                yield from self.places(argument, depth + 1)
            return
        done = [(each.start, each.end) for each in addresses]
        for address in addresses:
            repair = self._writing.repair_of(unescape(address.written))
            if repair is not None:
                why, edits = filled(self._writing, name, arguments, address, repair)
                start, printed = address.start, address.written
                if why is None:
                    yield Change(repair=repair, start=start, printed=printed, edits=edits)
                else:
                    yield Kept(repair=repair, start=start, printed=printed, why=why)
        yield from self._inside(part, done, depth)

    def _inside(
        self, part: WikiPart, done: Sequence[tuple[int, int]], depth: int
    ) -> Iterator[Place]:
        """Go through what else a template holds: its plain words belong to whoever wrote it."""
        for inner in (each for argument in part.arguments[1:] for each in argument):
            if inner.kind == "external":
                yield from self._external(inner, in_template=True)
            elif inner.kind == "text":
                for place in self._kept(inner, Left.TEMPLATE):
                    if not any(start <= place.start < end for start, end in done):
                        yield place
            else:
                yield from self.places([inner], depth + 1)
