"""Read the gazetteer: the lists that ship with sourcecheck, and those of the user.

Reading thousands of rows takes longer than a person wants to wait at every start, so what was
read and checked is kept compiled, with a digest of the files it was made from: where they
differ, the files count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path

from sourcecheck.data.compiled import Compiled, compiled_path, read_compiled, write_compiled
from sourcecheck.data.files import PACKAGED, Row, names, rows, toml
from sourcecheck.data.gazetteer import LONG, Draft, check_parents, read_row
from sourcecheck.data.load_urls import check_patterns, load_urls
from sourcecheck.data.overlay import overlaid
from sourcecheck.data.own_lists import SOURCES, add_source, own_list_files, read_own
from sourcecheck.errors import DataError
from sourcecheck.model.tables.outlets import (
    ControlCode,
    CountryWord,
    Limits,
    OutletTables,
)
from sourcecheck.text.nameindex import build_index

_COUNTRIES = ("country", "type", "texts", "source")
_WORDS = ("language", "class", "words", "source")
_CODES = ("code", "words", "funding", "governance", "editorial", "controlled", "source")
_WORD_TYPES = frozenset(
    {"name", "shared", "case", "demonym", "capital", "stem"}
    | {"office", "union", "other", "territory"}
)
_ANSWERS = {"yes": True, "no": False, "": None}


@cache
def load_outlets(extra: Path | None = None) -> OutletTables:
    """Return the gazetteer; ``extra`` is a folder of the user's own lists (``*.csv``).

    A list of the user's has the columns ``domain,name,aliases,country,kind,ownership,source``,
    aliases separated by ``|``, or those of the lists that ship; its rows are preferred to them.
    House overrides, settled names and imports lie in the same folder: see ``own_lists``.
    Raises ``DataError`` with file and line.
    """
    found = _kept(None)
    return _tables(found if extra is None else overlaid(found, _kept(extra)))


def _kept(extra: Path | None) -> Compiled:
    """Return what was compiled of these very files, else read them and keep it."""
    path = compiled_path(extra)
    own = own_list_files(extra) if extra is not None and extra.is_dir() else []
    found = read_compiled(path, own)
    if found is None:
        found = compile_outlets() if extra is None else _compile_own(extra)
        write_compiled(path, found, own)
    return found


def is_compiled() -> bool:
    """Tell whether what is kept compiled is of the very lists that ship."""
    return read_compiled(compiled_path(None), ()) is not None


def compile_outlets() -> Compiled:
    """Read and check all rows that ship, whatever was compiled before; raises ``DataError``."""
    check_patterns(load_urls())
    draft = Draft()
    for row in rows(PACKAGED, "sources.csv", SOURCES):
        add_source(draft, row)
    for name in names(PACKAGED.joinpath("outlets"), ".csv"):
        for row in rows(PACKAGED, f"outlets/{name}", LONG):
            read_row(draft, row)
    check_parents(draft)
    countries = tuple(
        word for row in rows(PACKAGED, "countries.csv", _COUNTRIES) for word in _country(row)
    )
    return _compiled(draft, countries, _words())


def _compile_own(folder: Path) -> Compiled:
    """Read the user's lists; what they say of outlets that ship is added to what ships."""
    under = _kept(None)
    draft = Draft(under=under.outlets, under_keys=under.keys, sources=dict(under.sources))
    read_own(draft, folder)
    return _compiled(draft, (), under.words)


def _compiled(
    draft: Draft, countries: Sequence[CountryWord], words: Mapping[str, frozenset[str]]
) -> Compiled:
    return Compiled(
        outlets=draft.outlets(),
        keys=draft.keys,
        parents=_parents(draft),
        index=build_index(tuple(draft.aliases), countries, words),
        countries=countries,
        words=words,
        sources=draft.sources,
        settled=draft.settled,
    )


def _tables(found: Compiled) -> OutletTables:
    return OutletTables(
        urls=load_urls(),
        limits=_limits(),
        outlets=found.outlets,
        keys=found.keys,
        parents=found.parents,
        aliases=found.index.aliases,
        countries=found.countries,
        words=found.words,
        sources=found.sources,
        control_codes=dict(_codes()),
        letters=_letters(),
        settled=found.settled,
        index=found.index,
    )


def _parents(draft: Draft) -> dict[str, str]:
    return {
        id_: claim.value
        for id_, claims in draft.claims.items()
        for claim in claims
        if claim.property == "parent"
    }


def _country(row: Row) -> Iterator[CountryWord]:
    type_ = row["type"]
    if type_ not in _WORD_TYPES:
        raise DataError(f"{row.where}: type is {type_!r}, not {', '.join(sorted(_WORD_TYPES))}")
    for text in row.listed("texts"):
        yield CountryWord(country=row.cells["country"], type=type_, text=text, told_by=row.where)


def _words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows(PACKAGED, "names/words.csv", _WORDS):
        found[row["class"]].update(row.listed("words"))
    return {name: frozenset(words) for name, words in found.items()}


def _letters() -> dict[str, tuple[str, ...]]:
    """Return how Latin spellings write a letter; an empty one says that it may be left out."""
    found = rows(PACKAGED, "names/letters.csv", ("letter", "latin", "source"))
    return {row["letter"]: tuple(row["latin"].split("|")) for row in found}


def _codes() -> Iterator[tuple[str, ControlCode]]:
    for row in rows(PACKAGED, "ownership.csv", _CODES):
        cells = (row["funding"], row["governance"], row["editorial"])
        if not {*cells, row["controlled"]} <= _ANSWERS.keys():
            raise DataError(f"{row.where}: an answer is neither yes nor no")
        funding, governance, editorial = (_ANSWERS[cell] for cell in cells)
        yield (
            row["code"],
            ControlCode(
                code=row["code"],
                words=row["words"],
                funding=funding,
                governance=governance,
                editorial=editorial,
                controlled=row["controlled"] == "yes",
                told_by=row.where,
            ),
        )


def _limits() -> Limits:
    read = toml(PACKAGED, "names/limits.toml")
    wanted = {part.name for part in fields(Limits)}
    if read.keys() != wanted:
        wrong = ", ".join(sorted(read.keys() ^ wanted))
        raise DataError(f"names/limits.toml: missing or unknown: {wrong}")
    return Limits(**read)
