"""What the templates of wikis stand for, and what their parameters hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class TemplateRole(StrEnum):
    """What a template of a wiki shows to a reader."""

    CITE = "cite"  # a source, described by named parameters
    NOTE = "note"  # a note whose words are its first parameter
    SHORT = "short"  # a short note: author, year, page; the work stands in a bibliography
    INLINE = "inline"  # the same within the text: "Smith (2019)"
    REUSE = "reuse"  # marks of notes that are defined elsewhere, by their names
    LIST = "list"  # the list of notes
    TEXT = "text"  # the words of some of its parameters
    QUOTE = "quote"  # a quotation that stands as a block of its own
    ARCHIVE = "archive"  # the copy of an address in the Wayback Machine, of a day
    DROP = "drop"  # nothing of the article: maintenance, navigation


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiTemplate:
    """One template, whatever wiki it is of."""

    role: TemplateRole
    shown: tuple[str, ...] = ()  # parameters, shown in this order
    group: str = ""  # of NOTE and LIST: the group of notes when none is named


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiTable:
    """Templates and parameters by their names: lower case, spaces for underscores."""

    templates: Mapping[str, WikiTemplate] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)  # to a field: "url", "title"
    files: frozenset[str] = frozenset()  # namespaces of pictures, lower case: "file", "ملف"
    unshown: frozenset[str] = frozenset()  # namespaces whose links are not shown: "category"
    names: tuple[str, ...] = ("name",)  # how a note's name is called: "name", "nom"
    groups: tuple[str, ...] = ("group",)  # how its group is called: "group", "گروه"
