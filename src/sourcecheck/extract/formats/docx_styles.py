"""What styles and lists say of a paragraph: heading, hidden, raised, its printed number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from sourcecheck.extract.formats.docx_package import W
from sourcecheck.extract.formats.numerals import in_form
from sourcecheck.extract.formats.xmlread import Element

_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST = 20  # styles based on one another; Word allows eleven
_BODY_LEVEL = 9  # the outline level of what is no heading

VAL = f"{W}val"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What matters of a style, with what it inherits."""

    name: str = ""  # lower case; built-in ones have English names in every edition of Word
    outline: int = _BODY_LEVEL
    hidden: bool = False
    raised: bool = False
    numbering: str = ""  # a list's id
    level: int = 0  # in that list


def is_on(parent: Element | None, name: str) -> bool:
    """Tell whether a switch (``w:vanish``) stands in properties and is on."""
    found = parent.find(W + name) if parent is not None else None
    return found is not None and found.get(VAL, "1") not in _OFF


def value_of(parent: Element | None, name: str) -> str:
    """Return the ``w:val`` of an element in properties, or ""."""
    found = parent.find(W + name) if parent is not None else None
    return found.get(VAL, "") if found is not None else ""


def number_of(text: str, default: int) -> int:
    """Return a number of a few digits, or the default."""
    return int(text) if text.isdecimal() and len(text) < 6 else default


def is_raised(properties: Element | None) -> bool:
    """Tell whether run properties raise letters."""
    return value_of(properties, "vertAlign") == "superscript"


class Styles:
    """Styles by id, worked out when they are asked for."""

    def __init__(self, root: Element | None) -> None:
        entries = root.findall(f"{W}style") if root is not None else ()
        self._entries = {entry.get(f"{W}styleId", ""): entry for entry in entries}
        self._known: dict[str, Style] = {}
        self.languages = _languages(root)

    def of(self, identifier: str) -> Style:
        """Return a style; one that is not defined is known by its id alone."""
        if identifier not in self._known:
            self._known[identifier] = self._read(identifier)
        return self._known[identifier]

    def _read(self, identifier: str) -> Style:
        chain: list[Element] = []
        at = identifier
        while at in self._entries and len(chain) < _DEEPEST:
            chain.append(self._entries[at])
            at = value_of(self._entries[at], "basedOn")
        style = Style(name=re.sub(r"(?<=[a-z])(?=\d)", " ", identifier.lower()))
        for entry in reversed(chain):
            style = _refined(style, entry)
        return style


def _refined(style: Style, entry: Element) -> Style:
    about, letters = entry.find(f"{W}pPr"), entry.find(f"{W}rPr")
    listed = about.find(f"{W}numPr") if about is not None else None
    return replace(
        style,
        name=value_of(entry, "name").lower() or style.name,
        outline=number_of(value_of(about, "outlineLvl"), style.outline),
        hidden=is_on(letters, "vanish") or style.hidden,
        raised=is_raised(letters) or style.raised,
        numbering=value_of(listed, "numId") or style.numbering,
        level=number_of(value_of(listed, "ilvl"), style.level),
    )


def _languages(root: Element | None) -> tuple[str, str]:
    """Return the default languages of left-to-right and of right-to-left text, or ""."""
    path = f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"
    found = root.find(path) if root is not None else None
    return (found.get(VAL, ""), found.get(f"{W}bidi", "")) if found is not None else ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    form: str  # "decimal", "bullet"
    text: str  # "%1.%2."
    start: int


@dataclass(slots=True, kw_only=True)
class _List:
    levels: dict[int, _Level]
    counter: dict[int, int] = field(default_factory=dict)  # the last number of each level


_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


class Numbering:
    """The lists of a document; counts their entries as they come."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        abstract = {
            entry.get(f"{W}abstractNumId", ""): {
                number_of(level.get(f"{W}ilvl", ""), 0): _level(level)
                for level in entry.findall(f"{W}lvl")[:_LEVELS]
            }
            for entry in root.findall(f"{W}abstractNum")
        }
        shared: dict[str, dict[int, int]] = {}  # lists of one abstract list count on
        for entry in root.findall(f"{W}num"):
            kind = value_of(entry, "abstractNumId")
            changes = entry.findall(f"{W}lvlOverride")[:_LEVELS]
            levels = {**abstract.get(kind, {}), **_overrides(changes, abstract.get(kind, {}))}
            counter = {} if changes else shared.setdefault(kind, {})
            self._lists[entry.get(f"{W}numId", "")] = _List(levels=levels, counter=counter)

    def printed(self, identifier: str, level: int) -> str:
        """Return what is printed before the next entry of a list: "3. ", "" for bullets."""
        found = self._lists.get(identifier)
        if found is None or level not in found.levels:
            return ""
        here = found.levels[level]
        counter = found.counter
        counter[level] = counter.get(level, here.start - 1) + 1
        for deeper in [each for each in counter if each > level]:
            del counter[deeper]
        if here.form in {"bullet", "none"}:
            return ""
        shown = _PLACE.sub(lambda place: _at_level(found, int(place[1]) - 1), here.text).strip()
        return f"{shown} " if shown else ""


def _at_level(found: _List, level: int) -> str:
    known = found.levels.get(level)
    if known is None:
        return ""
    return in_form(found.counter.get(level, known.start), known.form)


def _level(entry: Element) -> _Level:
    return _Level(
        form=value_of(entry, "numFmt") or "decimal",
        text=value_of(entry, "lvlText")[:40],
        start=number_of(value_of(entry, "start"), 1),
    )


def _overrides(changes: list[Element], levels: dict[int, _Level]) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for change in changes:
        at = number_of(change.get(f"{W}ilvl", ""), 0)
        entry = change.find(f"{W}lvl")
        level = _level(entry) if entry is not None else levels.get(at)
        if level is not None:
            start = number_of(value_of(change, "startOverride"), level.start)
            found[at] = replace(level, start=start)
    return found
