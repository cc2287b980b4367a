"""Load what the report says, from ``data/messages`` and the rule table's English."""

from __future__ import annotations

import functools
import gettext
import re
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from sourcecheck.data import files
from sourcecheck.errors import DataError
from sourcecheck.model.tables.messages import Catalog

ENGLISH = "en"
_HEAD = ("language", "name", "direction", "plural", "forms")
_PLACE = re.compile(r"\{(\d)\}")


@functools.cache
def load_messages() -> Mapping[str, Catalog]:
    """Return the shipped catalogs by language code.

    Raises ``DataError`` when a catalog misses a sentence that the English one has, has one too
    many, or has other places or another number of plural forms than it should.
    """
    rules = files.PACKAGED.joinpath("rules")
    return read_messages(
        files.PACKAGED.joinpath("messages"), _rule_texts(rules) if rules.is_dir() else {}
    )


def read_messages(
    folder: Traversable, rules: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Catalog]:
    """Read every catalog of a folder; ``rules`` holds the English of the rule table."""
    found = {name: files.toml(folder, name) for name in files.names(folder, ".toml")}
    catalogs = {name: _catalog(name, table, rules) for name, table in found.items()}
    english = catalogs[f"{ENGLISH}.toml"]
    for name, catalog in catalogs.items():
        _check_keys(name, catalog, english)
        _check_places(name, catalog, english)
    return {catalog.language: catalog for catalog in catalogs.values()}


def _rule_texts(folder: Traversable) -> dict[str, dict[str, str]]:
    """Return message and explanation of every finding code, as the rule table has them."""
    found = {}
    for name in files.names(folder, ".toml"):
        for code, rule in files.toml(folder, name).items():
            if code.startswith("SC") and isinstance(rule, dict):
                found[code] = {key: str(rule.get(key, "")) for key in ("message", "explanation")}
    return found


def _catalog(name: str, table: dict[str, Any], rules: Mapping[str, Mapping[str, str]]) -> Catalog:
    missing = [key for key in _HEAD if key not in table]
    if missing:
        raise DataError(f"messages/{name}: no {', '.join(missing)}")
    own = {code: entry["message"] for code, entry in table.get("findings", {}).items()}
    is_english = table["language"] == ENGLISH
    leaves = dict(_leaves({k: v for k, v in table.items() if k not in (*_HEAD, "findings")}))
    counted = {key: tuple(value) for key, value in leaves.items() if isinstance(value, list)}
    _check_plurals(name, table, counted)
    return Catalog(
        language=table["language"],
        name=table["name"],
        direction=table["direction"],
        plural=table["plural"],
        texts={key: value for key, value in leaves.items() if isinstance(value, str)},
        counted=counted,
        findings={code: rule["message"] for code, rule in rules.items()} if is_english else own,
        explanations={c: rule["explanation"] for c, rule in rules.items()} if is_english else {},
    )


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _check_plurals(
    name: str, table: Mapping[str, Any], counted: Mapping[str, tuple[str, ...]]
) -> None:
    try:
        plural = gettext.c2py(table["plural"])
    except ValueError as error:
        raise DataError(f"messages/{name}: plural: {error}") from error
    reached = {plural(n) for n in range(1000)}
    if reached != set(range(table["forms"])):
        raise DataError(f"messages/{name}: plural gives {sorted(reached)}")
    for key, forms in counted.items():
        if len(forms) != table["forms"]:
            raise DataError(f"messages/{name}: {key} has {len(forms)} of {table['forms']} forms")


def _check_keys(name: str, catalog: Catalog, english: Catalog) -> None:
    for found, wanted in ((catalog.texts, english.texts), (catalog.counted, english.counted)):
        odd = sorted(set(found) ^ set(wanted))
        if odd:
            raise DataError(f"messages/{name}: differs from the English catalog in {odd}")


def _check_places(name: str, catalog: Catalog, english: Catalog) -> None:
    for key, text in catalog.texts.items():
        if set(_PLACE.findall(text)) != set(_PLACE.findall(english.texts[key])):
            raise DataError(f"messages/{name}: {key} has other places than the English text")
    for key, forms in catalog.counted.items():
        known = {place for form in english.counted[key] for place in _PLACE.findall(form)}
        if any(set(_PLACE.findall(form)) - known for form in forms):
            raise DataError(f"messages/{name}: {key} has places that the English text has not")
