"""Load ``data/wiki/*.csv``: the templates, parameters and namespaces of wikis."""

from __future__ import annotations

from functools import cache

from sourcecheck.data.files import PACKAGED, Row, rows
from sourcecheck.errors import DataError
from sourcecheck.model.tables.wiki import TemplateRole, WikiTable, WikiTemplate

_FIELDS = frozenset({
    "author", "last", "first", "editor", "title", "chapter", "work", "publisher", "place", "date",
    "year", "volume", "issue", "pages", "url", "archive", "accessed", "doi", "isbn", "issn",
    "pmid", "pmc", "arxiv", "quote",
})  # fmt: skip


@cache
def load_wiki() -> WikiTable:
    """Read the tables of wikis; raises ``DataError`` naming file and line."""
    templates: dict[str, WikiTemplate] = {}
    for row in rows(PACKAGED, "wiki/templates.csv", ("name", "role", "shown", "group")):
        templates[_new(row, "name", templates)] = _template(row)
    parameters: dict[str, str] = {}
    for row in rows(PACKAGED, "wiki/parameters.csv", ("name", "field")):
        if row["field"] not in _FIELDS:
            raise DataError(f"{row.where}: no such field: {row['field']!r}")
        parameters[_new(row, "name", parameters)] = row["field"]
    spaces: dict[str, str] = {}
    for row in rows(PACKAGED, "wiki/namespaces.csv", ("name", "kind")):
        if row["kind"] not in {"file", "unshown"}:
            raise DataError(f"{row.where}: kind is {row['kind']!r}", hint="write file or unshown")
        spaces[_new(row, "name", spaces)] = row["kind"]
    namings: dict[str, str] = {}
    for row in rows(PACKAGED, "wiki/namings.csv", ("name", "kind")):
        if row["kind"] not in {"name", "group"}:
            raise DataError(f"{row.where}: kind is {row['kind']!r}", hint="write name or group")
        namings[_new(row, "name", namings)] = row["kind"]
    return WikiTable(
        templates=templates,
        parameters=parameters,
        files=frozenset(name for name, kind in spaces.items() if kind == "file"),
        unshown=frozenset(name for name, kind in spaces.items() if kind == "unshown"),
        names=tuple(name for name, kind in namings.items() if kind == "name"),
        groups=tuple(name for name, kind in namings.items() if kind == "group"),
    )


def _new(row: Row, column: str, known: dict[str, WikiTemplate] | dict[str, str]) -> str:
    name = row[column]
    if not name or name != name.lower() or "_" in name:
        raise DataError(f"{row.where}: {name!r} is not in lower case with spaces")
    if name in known:
        raise DataError(f"{row.where}: {name!r} is listed twice")
    return name


def _template(row: Row) -> WikiTemplate:
    try:
        role = TemplateRole(row["role"])
    except ValueError as error:
        known = ", ".join(TemplateRole)
        raise DataError(f"{row.where}: no such role", hint=f"roles are {known}") from error
    shown = tuple(row["shown"].split("+")) if row["shown"] else ()
    needed = role in {TemplateRole.TEXT, TemplateRole.QUOTE}
    if needed and not shown:
        raise DataError(f"{row.where}: shown is empty", hint="name its parameters, parted by +")
    if shown and not needed:
        raise DataError(f"{row.where}: shown belongs to text and quote")
    return WikiTemplate(role=role, shown=shown, group=row["group"])
