"""Labels of DOCX notes: numbers in their form, from where they begin, restarted where they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from sourcecheck.extract.formats.docx_package import W
from sourcecheck.extract.formats.docx_styles import number_of, value_of
from sourcecheck.extract.formats.manuscript import Label, plain_label
from sourcecheck.extract.formats.numerals import in_form
from sourcecheck.extract.formats.xmlread import Element

FOOT, END = "footnote", "endnote"
KINDS = (FOOT, END)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How notes are numbered in a section (ECMA-376 part 1, 17.11.11 and 17.11.5)."""

    form: str
    start: int = 1
    restart: str = "continuous"  # or "eachSect", "eachPage"


_USUAL = {FOOT: Rules(form="decimal"), END: Rules(form="lowerRoman")}


def rules_in(parent: Element | None, kind: str, usual: Rules) -> Rules:
    """Return what settings or a section say of notes of a kind."""
    found = parent.find(f"{W}{kind}Pr") if parent is not None else None
    if found is None:
        return usual
    return Rules(
        form=value_of(found, "numFmt") or usual.form,
        start=number_of(value_of(found, "numStart"), usual.start),
        restart=value_of(found, "numRestart") or usual.restart,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mark stands: what numbering may restart by."""

    section: int
    page: int


@dataclass(slots=True, kw_only=True)
class _Count:
    number: int = 0
    group: int = -1
    since: tuple[str, int] | None = None  # the section or page numbering began in


@dataclass(slots=True, kw_only=True)
class NoteLabels:
    """Labels of all notes that have a mark, in the order of their marks."""

    settings: Element | None
    sections: list[Element]
    given: dict[tuple[str, str], Label] = field(default_factory=dict)
    _counts: dict[str, _Count] = field(default_factory=dict)
    _groups: int = 0

    def of(self, kind: str, identifier: str, place: Place) -> Label:
        """Return the label of a note at the mark that stands at ``place``."""
        key = (kind, identifier)
        if key not in self.given:
            count, rules = self._count(kind, place)
            count.number += 1
            text = plain_label(in_form(count.number, rules.form))
            self.given[key] = Label(text=text, group=count.group, rule=f"docx-{kind}")
        return self.given[key]

    def typed(self, kind: str, identifier: str, printed: str, place: Place) -> Label:
        """Return the label of a note whose mark the author wrote: it takes no number."""
        key = (kind, identifier)
        if key not in self.given:
            count, _ = self._count(kind, place)
            text = plain_label(printed) or printed
            self.given[key] = Label(text=text, group=count.group, rule=f"docx-{kind}", typed=True)
        return self.given[key]

    def _count(self, kind: str, place: Place) -> tuple[_Count, Rules]:
        """Return where counting stands, restarted if it has to be."""
        rules = self._rules(kind, place)
        since = {"eachSect": ("section", place.section), "eachPage": ("page", place.page)}.get(
            rules.restart
        )
        count = self._counts.setdefault(kind, _Count())
        if count.group < 0 or (since is not None and since != count.since):
            count.number, count.group, count.since = rules.start - 1, self._groups, since
            self._groups += 1
        return count, rules

    def _rules(self, kind: str, place: Place) -> Rules:
        rules = rules_in(self.settings, kind, _USUAL[kind])
        if place.section < len(self.sections):
            rules = rules_in(self.sections[place.section], kind, rules)
        return rules
