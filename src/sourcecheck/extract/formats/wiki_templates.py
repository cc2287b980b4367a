"""Templates of a wiki: their names, their parameters, and how a cited source is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sourcecheck.extract.formats.wiki_tree import Kind, Part
from sourcecheck.model.tables.wiki import WikiTable

_SPACES = re.compile(r"[\s_]+")
_ASIDE = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def plain_name(written: str) -> str:
    """Return a template's or parameter's name as tables know it."""
    return _SPACES.sub(" ", _ASIDE.sub("", written)).strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A template with its parameters: by name, and by number from "1" where they have none."""

    name: str
    values: Mapping[str, Sequence[Part]]

    def get(self, *names: str) -> Sequence[Part]:
        """Return the first parameter of these names that is written; else nothing."""
        return next((self.values[name] for name in names if name in self.values), ())


def call_of(part: Part, text: str) -> Call:
    """Read a template's name and parameters."""
    head = part.arguments[0]
    written = "".join(text[each.start : each.end] for each in head if each.kind is Kind.TEXT)
    name, sign, _ = written.partition(":")
    values: dict[str, Sequence[Part]] = {}
    if sign and (name.lstrip().startswith("#") or name.strip().lower() in _FUNCTIONS):
        values["1"] = _after(head, len(name) + 1)
        written = name
    number = len(values)
    for argument in part.arguments[1:]:
        parted = _parted(argument, text)
        if parted is None:
            number += 1
            values[str(number)] = argument
        else:
            values[parted[0]] = parted[1]
    if plain_name(written) == "#tag":
        written = f"tag:{_letters(values.get('1', ()), text)}"
        values["1"] = values.get("2", ())
    return Call(name=plain_name(written), values=values)


def _letters(parts: Sequence[Part], text: str) -> str:
    return "".join(text[part.start : part.end] for part in parts).strip()


_FUNCTIONS = frozenset({"formatnum", "lc", "uc", "ucfirst", "lcfirst"})


def _after(parts: Sequence[Part], letters: int) -> list[Part]:
    """Return parts without their first letters."""
    kept: list[Part] = []
    for part in parts:
        if part.kind is Kind.TEXT and letters > 0:
            taken = min(letters, part.end - part.start)
            letters -= taken
            if part.start + taken < part.end:
                kept.append(Part(kind=Kind.TEXT, start=part.start + taken, end=part.end))
        else:
            kept.append(part)
    return kept


def _parted(argument: Sequence[Part], text: str) -> tuple[str, list[Part]] | None:
    """Part an argument at its first sign of equality, when only words stand before it."""
    letters = 0
    for part in argument:
        if part.kind is not Kind.TEXT:
            return None
        at = text.find("=", part.start, part.end)
        if at >= 0:
            written = text[argument[0].start : at]
            return plain_name(written), _after(argument, letters + at - part.start + 1)
        letters += part.end - part.start
    return None


Words = Callable[[Sequence[Part]], str]
"""Makes the words of parts, as a reader sees them, without marks."""

_NUMBER = re.compile(r"\d+$")


def fields_of(call: Call, table: WikiTable, words: Words) -> dict[str, list[str]]:
    """Return what a citing template tells, by the fields of ``data/wiki``; empty ones left out.

    A field that comes several times (author1, author2) keeps the order of the source.
    """
    found: dict[str, list[str]] = {}
    for name, parts in call.values.items():
        field = table.parameters.get(name) or table.parameters.get(_NUMBER.sub("", name).strip())
        value = " ".join(words(parts).split()) if field else ""
        if field and value:
            found.setdefault(field, []).append(value)
    return found


def printed_citation(fields: Mapping[str, Sequence[str]]) -> str:
    """Return a source as one line: who, when, what, where, and its addresses last."""
    first = {field: values[0] for field, values in fields.items()}
    date = first.get("date") or first.get("year", "")
    title = first.get("title") or first.get("chapter", "")
    whole = [
        _people(fields) + (f" ({date})" if date and _people(fields) else ""),
        f"«{title}»" if title else "",
        first.get("work", ""),
        ", ".join(filter(None, (first.get("place"), first.get("publisher")))),
        date if not _people(fields) else "",
        _numbered(first),
        *(f"{label} {first[field]}" for field, label in _IDENTIFIERS if field in first),
    ]
    sentences = ". ".join(piece.rstrip(". ") for piece in whole if piece)
    addresses = [*fields.get("url", ()), *fields.get("archive", ())]
    return " ".join(filter(None, (f"{sentences}." if sentences else "", *addresses)))


_IDENTIFIERS = (
    ("doi", "doi:"), ("isbn", "ISBN"), ("issn", "ISSN"), ("pmid", "PMID"), ("pmc", "PMC"),
    ("arxiv", "arXiv:"),
)  # fmt: skip


def _people(fields: Mapping[str, Sequence[str]]) -> str:
    lasts, firsts = fields.get("last", ()), fields.get("first", ())
    named = [f"{last}, {firsts[at]}" if at < len(firsts) else last for at, last in enumerate(lasts)]
    return "; ".join((*fields.get("author", ()), *named) or fields.get("editor", ()))


def _numbered(first: Mapping[str, str]) -> str:
    volume, issue, pages = first.get("volume"), first.get("issue"), first.get("pages")
    within = f"{volume or ''}{f'({issue})' if issue else ''}"
    return ": ".join(filter(None, (within, pages)))
