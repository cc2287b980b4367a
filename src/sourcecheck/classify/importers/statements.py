"""What a SPARQL endpoint answers about outlets: SPARQL 1.1 Query Results JSON, section 3.

Two shapes are read: one statement a row (``item``, ``property``, ``value``, ``from``, ``to``,
``rank``: what our own questions ask for), and one row of variables called as people call them
(``item``, ``itemLabel``, ``website``, ``country`` ...).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sourcecheck.classify.importers.places import (
    account_of,
    date_of,
    issn_of,
    key_of,
    qid_of,
)
from sourcecheck.classify.importers.rows import Called, Facts, Refused, Stated
from sourcecheck.classify.importers.tables import Reader
from sourcecheck.model.tables.imports import Statement, column_name

_ACCOUNTS = frozenset({"twitter", "facebook", "instagram", "youtube", "telegram"})
_COUNTRIES = frozenset({"country_base"})
_GENID = "/.well-known/genid/"  # RDF 1.1, 3.5: a blank node that was given an address
_RANK = "http://wikiba.se/ontology#"
_STATEMENT = frozenset({"item", "property", "value"})

Binding = Mapping[str, Any]


@dataclass(slots=True)
class _Thing:
    """What is said of one QID, as it comes in."""

    where: str
    keys: dict[str, None] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    names: dict[Called, None] = field(default_factory=dict)
    claims: dict[Stated, None] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)


def facts_of(rows: Sequence[tuple[str, Binding]], reader: Reader) -> Iterator[Facts | Refused]:
    """Yield what answers say of each thing; ``rows`` are (where, binding)."""
    things: dict[str, _Thing] = {}
    best = _best_ranks(rows)
    for where, binding in rows:
        qid = _qid(binding, reader)
        if not qid:
            yield Refused(where=where, why="no QID in it")
            continue
        thing = things.setdefault(qid, _Thing(where))
        if binding.keys() >= _STATEMENT:
            _statement(thing, binding, reader, best)
        else:
            _wide(thing, binding, reader, where)
    _settle_shared(things)
    for qid, thing in things.items():
        yield from _told(qid, thing)


def _settle_shared(things: Mapping[str, _Thing]) -> None:
    """Take an address from all but the one thing that has it now; two that have it both lose it."""
    owners: dict[str, list[str]] = defaultdict(list)
    for qid, thing in things.items():
        for key in thing.keys:
            if key.startswith("host"):
                owners[key].append(qid)
    for key, qids in owners.items():
        now = [qid for qid in qids if key not in things[qid].ended]
        for qid in qids if len(qids) > 1 else ():
            if now == [qid]:
                continue
            thing = things[qid]
            del thing.keys[key]
            thing.ended.pop(key, None)
            why = f"{key.partition(':')[2]}: several things have this address: {', '.join(qids)}"
            thing.refused.append(Refused(where=thing.where, why=why, whole=False))


def _told(qid: str, thing: _Thing) -> Iterator[Facts | Refused]:
    keys = sorted(thing.keys, key=lambda key: (not key.startswith("host"), key in thing.ended))
    if keys or thing.claims:
        english = (called.text for called in thing.names if called.language in {"en", ""})
        yield Facts(
            where=thing.where,
            keys=(*keys, f"qid:{qid}"),
            name=next(english, next(iter(thing.names)).text if thing.names else ""),
            names=tuple(thing.names),
            claims=tuple(thing.claims),
            ended=tuple(thing.ended.items()),
        )
    yield from thing.refused


def _best_ranks(rows: Iterable[tuple[str, Binding]]) -> frozenset[tuple[str, str]]:
    """Return (thing, property) of which some statement is preferred: the others are past."""
    return frozenset(
        (_text(binding, "item"), _text(binding, "property"))
        for _, binding in rows
        if _rank(binding) == "preferred"
    )


def _statement(
    thing: _Thing, binding: Binding, reader: Reader, best: frozenset[tuple[str, str]]
) -> None:
    property_ = _text(binding, "property").rpartition("/")[2]
    known = reader.imports.statements.get(property_)
    rank = _rank(binding)
    if known is None or rank == "deprecated":
        return
    named = (_text(binding, "item"), _text(binding, "property"))
    past = rank == "normal" and named in best
    dates = date_of(_text(binding, "from")), date_of(_text(binding, "to"))
    _take(thing, known, binding["value"], (*dates, "deprecated" if past else "normal"), reader)


def _take(
    thing: _Thing, known: Statement, cell: Any, when: tuple[str, str, str], reader: Reader
) -> None:
    """Take one value in the role of its property; ``when`` is (from, to, rank)."""
    if _says_nothing(cell):
        return
    text = str(cell.get("value", ""))
    since, until, rank = when
    if known.role == "alias" and qid_of(text):
        return  # the label service gives the number of a thing without a label
    if known.role == "alias":
        thing.names[Called(text=text, language=str(cell.get("xml:lang", "")))] = None
    elif known.role in {"host", "issn", *_ACCOUNTS}:
        key, why = _key(known.role, text, reader)
        if key:
            thing.keys.setdefault(key)
            if until:
                thing.ended[key] = until
        else:
            thing.refused.append(Refused(where=thing.where, why=why, whole=False))
    elif value := _value(known.role, text, thing, reader):
        thing.claims[
            Stated(
                property=known.role,
                value=value,
                confidence=known.confidence,
                valid_from=since,
                valid_to=until,
                rank=rank,
            )
        ] = None


def _key(role: str, text: str, reader: Reader) -> tuple[str, str]:
    if role == "host":
        return key_of(text, reader.outlets)
    found = issn_of(text) if role == "issn" else account_of(role, text, reader.outlets.urls)
    kind = "issn" if role == "issn" else "account"
    return (f"{kind}:{found}", "") if found else ("", f"{role}: cannot be read: {text[:60]!r}")


def _value(role: str, text: str, thing: _Thing, reader: Reader) -> str:
    if role in _COUNTRIES:
        code = reader.countries.read(text, "codes")
        if not code:
            why = f"{role}: no country, or not clear which: {text[:60]!r}"
            thing.refused.append(Refused(where=thing.where, why=why, whole=False))
        return code
    if role == "kind":  # most classes of things say nothing about the kind
        return reader.imports.terms.get(("wikidata", "kind", column_name(qid_of(text))), "")
    if role == "status":
        return f"closed {date_of(text)[:4]}" if date_of(text) else ""
    return "" if qid_of(text) else text  # a number nobody named says nothing to a reader


def _wide(thing: _Thing, binding: Binding, reader: Reader, where: str) -> None:
    """Read a row of variables: as a row of any list, under the thing's number."""
    by_name = {column_name(_spaced(name)): name for name in binding}
    for role, names in reader.format.columns.items():
        variable = next((by_name[name] for name in names if name in by_name), "")
        if not variable or role in _NO_PROPERTIES:
            continue
        label = f"{variable}Label"
        cell = binding[label] if label in binding and role != "kind" else binding[variable]
        if _says_nothing(cell):
            continue
        if role == "name":
            _take(thing, Statement(role="alias", confidence=1, through=""), cell, _NOW, reader)
        else:
            believed = _confidence(role, reader)
            _take(thing, Statement(role=role, confidence=believed, through=""), cell, _NOW, reader)
    thing.where = thing.where or where


_NOW = ("", "", "normal")
_NO_PROPERTIES = frozenset(
    {"qid", "url", "valid_from", "valid_to"}
)  # the role host has the address


def _says_nothing(cell: Any) -> bool:
    """Tell whether a cell holds no value: Wikidata knows only that there is one."""
    if not isinstance(cell, dict) or cell.get("type") == "bnode":
        return True
    return _GENID in str(cell.get("value", ""))


def _confidence(role: str, reader: Reader) -> float:
    told = (each.confidence for each in reader.imports.statements.values() if each.role == role)
    return next(told, reader.format.confidence["*"])


def _spaced(name: str) -> str:
    """Return a variable's name in words: "itemLabel" is "item Label"."""
    return "".join(f" {char}" if char.isupper() and at else char for at, char in enumerate(name))


def _qid(binding: Binding, reader: Reader) -> str:
    if "item" in binding:
        return qid_of(_text(binding, "item"))
    by_name = {column_name(_spaced(name)): name for name in binding}
    named = (by_name[name] for name in reader.format.columns["qid"] if name in by_name)
    return next((qid for name in named if (qid := qid_of(_text(binding, name)))), "")


def _rank(binding: Binding) -> str:
    text = _text(binding, "rank").removeprefix(_RANK).lower()
    return text.removesuffix("rank") or "normal"


def _text(binding: Binding, name: str) -> str:
    cell = binding.get(name)
    return str(cell.get("value", "")) if isinstance(cell, dict) else ""
