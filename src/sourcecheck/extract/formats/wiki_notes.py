"""Notes of a wiki: ``<ref>`` and its templates, their names, groups, numbers and lists.

Numbers are those a reader of the wiki sees (Extension:Cite): by the first mark, in each group
apart, from one again after a list of notes was printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sourcecheck.extract.formats.manuscript import Label
from sourcecheck.extract.formats.numerals import in_form
from sourcecheck.extract.formats.wiki_templates import Call, call_of, plain_name
from sourcecheck.extract.formats.wiki_tree import Kind, Part, every
from sourcecheck.model.tables.wiki import TemplateRole, WikiTable

RULE = "wiki-ref"

_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|«([^»]*)»|“([^”]*)”|([^\s"'/>]+))"""
)
_FORMS = {
    "lower-alpha": "lowerLetter", "upper-alpha": "upperLetter", "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman", "decimal": "decimal", "alpha": "lowerLetter",
}  # fmt: skip


def attributes_of(written: str) -> dict[str, str]:
    """Return the attributes of a tag, however they are quoted."""
    return {
        found[1].lower(): next(value for value in found.groups()[1:] if value is not None).strip()
        for found in _ATTRIBUTE.finditer(written)
    }


@dataclass(slots=True, kw_only=True)
class WikiNote:
    """One note: what it is called, and its words."""

    label: Label
    content: Sequence[Part] = ()
    place: int = 0  # where its words stand in the source
    short: Call | None = None  # of a short note: author, year, pages


@dataclass(frozen=True, slots=True)
class _Use:
    """A mark, before it is numbered. ``content`` may be empty: it is written elsewhere."""

    group: str
    name: str
    content: Sequence[Part]
    short: Call | None = None


@dataclass(slots=True)
class WikiNotes:
    """All notes of a text, by the part that is their mark."""

    marks: dict[int, list[WikiNote]] = field(default_factory=dict)  # by the place of the mark
    lists: dict[int, list[WikiNote]] = field(default_factory=dict)  # by the place of the list
    rest: list[WikiNote] = field(default_factory=list)  # of which no list is printed


def uses_of(part: Part, text: str, table: WikiTable) -> list[_Use]:
    """Return the marks a part stands for: one, several for ``{{r|a|b}}``, none for most."""
    if part.kind is Kind.TAG and part.name == "ref":
        told = attributes_of(part.attributes)
        named = (_first(told, table.groups), _first(told, table.names))
        return [_Use(*named, part.arguments[0])]
    if part.kind is not Kind.TEMPLATE:
        return []
    call = call_of(part, text)
    known = table.templates.get(call.name)
    if known is None:
        return []
    role = known.role
    if role is TemplateRole.REUSE:
        return [
            _Use(_written(call.get(*table.groups), text), _written(value, text), ())
            for name, value in call.values.items()
            if name.isdecimal()
        ]
    if role is TemplateRole.NOTE:
        group = _written(call.get(*table.groups), text) or known.group
        return [_Use(group, _written(call.get(*table.names), text), call.get("1"))]
    if role is TemplateRole.SHORT:
        values = (value for name, value in call.values.items() if name not in table.names)
        key = "\x00".join(_written(value, text) for value in values)
        return [_Use("", f"\x00{key}", (), call)]
    return []


def _first(told: Mapping[str, str], names: Sequence[str]) -> str:
    return next((told[name] for name in names if name in told), "")


def _written(parts: Sequence[Part], text: str) -> str:
    return "".join(text[part.start : part.end] for part in parts).strip()


def _list_group(part: Part, text: str, table: WikiTable) -> str | None:
    """Return the group whose notes a part lists; None when it is no list."""
    if part.kind is Kind.TAG and part.name == "references":
        return _first(attributes_of(part.attributes), table.groups)
    if part.kind is not Kind.TEMPLATE:
        return None
    head = _HEAD.match(text, part.start + 2, part.end)
    known = table.templates.get(plain_name(head[0])) if head else None
    if known is None or known.role is not TemplateRole.LIST:
        return None
    told = call_of(part, text).get(*table.groups)
    return _written(told, text) or known.group


_HEAD = re.compile(r"[^|{}\[\]<]{1,100}")  # a template's name


def find_wiki_notes(parts: list[Part], text: str, table: WikiTable) -> WikiNotes:
    """Give marks their numbers; settle what each points to and where each note is listed."""
    found = WikiNotes()
    counting = _Counting()
    inside = -1  # the end of a list: what stands inside only defines
    for part in every(parts):
        if part.start < inside:
            continue
        uses = uses_of(part, text, table)
        group = None if uses else _list_group(part, text, table)
        if uses:
            found.marks[part.start] = [counting.mark(use, part) for use in uses]
        elif group is not None:
            counting.define_inside(part, text, table)
            found.lists[part.start] = counting.printed(group)
            inside = part.end
    listed = {id(note) for notes in found.lists.values() for note in notes}
    found.rest = [note for note in counting.all if id(note) not in listed]
    return found


class _Counting:
    """The numbers given so far."""

    def __init__(self) -> None:
        self.all: list[WikiNote] = []
        self._open: dict[str, list[WikiNote]] = {}  # by group, since its list was last printed
        self._named: dict[tuple[str, str], WikiNote] = {}  # by group and name
        self._by_name: dict[str, WikiNote] = {}
        self._numberings = 0
        self._of_group: dict[str, int] = {}

    def mark(self, use: _Use, part: Part) -> WikiNote:
        key = (use.group, use.name)
        note = self._named.get(key) if use.name else None
        if note is None:
            note = self._new(use.group)
            if use.name:
                self._named[key] = self._by_name[use.name] = note
        self._tell(note, use, part)
        return note

    def define(self, use: _Use, part: Part) -> None:
        """Take the words of a note that a list defines, when something marks it."""
        note = self._named.get((use.group, use.name)) or self._by_name.get(use.name)
        if note is not None:
            self._tell(note, use, part)

    def define_inside(self, listed: Part, text: str, table: WikiTable) -> None:
        inner = [each for argument in listed.arguments for each in argument]
        for part in every(inner):
            for use in uses_of(part, text, table):
                self.define(use, part)

    def _tell(self, note: WikiNote, use: _Use, part: Part) -> None:
        if note.short is None and not note.content and (use.content or use.short):
            note.content, note.short, note.place = use.content, use.short, part.start

    def _new(self, group: str) -> WikiNote:
        opened = self._open.setdefault(group, [])
        if not opened:
            self._of_group[group] = self._numberings
            self._numberings += 1
        number = len(opened) + 1
        form = _FORMS.get(group)
        shown = in_form(number, form) if form else f"{group} {number}".strip()
        note = WikiNote(label=Label(text=shown, group=self._of_group[group], rule=RULE))
        opened.append(note)
        self.all.append(note)
        return note

    def printed(self, group: str) -> list[WikiNote]:
        """Close a group, as printing its list does; what comes later is counted from one."""
        notes = self._open.pop(group, [])
        for key in [key for key in self._named if key[0] == group]:
            del self._named[key]
        return notes
