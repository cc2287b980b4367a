"""Loads the rule table: ``rules/sc*.toml`` and ``rules/states.toml``."""

from __future__ import annotations

import dataclasses
import functools
import re
from importlib.resources.abc import Traversable
from typing import Any

from sourcecheck.data import files
from sourcecheck.errors import DataError
from sourcecheck.model.tables.rules import PLACE, Rule, RuleTable, StateText
from sourcecheck.model.verdict import LinkState, Severity

_RULE_KEYS = {"name", "severity", "message", "explanation"}
_STATE_KEYS = {"label", "explanation"}
_RATINGS = ("code", "words", "funding", "governance", "editorial", "controlled", "source")
_CODE = re.compile(r"SC[1-9]\d\d")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@functools.cache
def load_rules() -> RuleTable:
    """Return the rule table that ships with sourcecheck.

    Raises ``DataError`` with file and key when a row is wrong.
    """
    read = read_rules(files.PACKAGED.joinpath("rules"))
    ratings = {
        row["code"]: row["words"] for row in files.rows(files.PACKAGED, "ownership.csv", _RATINGS)
    }
    return dataclasses.replace(read, ratings=ratings)


def read_rules(folder: Traversable) -> RuleTable:
    """Read the rule table of a folder; raises ``DataError`` with file and key."""
    rules: dict[str, Rule] = {}
    states: dict[LinkState, StateText] = {}
    for name in files.names(folder, ".toml"):
        for key, row in files.toml(folder, name).items():
            where = f"{name}: {key}"
            if name == "states.toml":
                states[_state(where, key)] = StateText(**_texts(where, row, _STATE_KEYS))
            elif key in rules:
                raise DataError(f"{where}: also in {rules[key].told_by}")
            else:
                rules[key] = _rule(name, key, row)
    _refuse_twins(rules)
    return RuleTable(rules=dict(sorted(rules.items())), states=states)


def _rule(name: str, code: str, row: Any) -> Rule:
    where = f"{name}: {code}"
    if not _CODE.fullmatch(code):
        raise DataError(f"{where}: not a code like SC101")
    texts = _texts(where, row, _RULE_KEYS)
    if not _NAME.fullmatch(texts["name"]):
        raise DataError(f"{where}: name is not in snake_case: {texts['name']!r}")
    if texts["severity"] not in tuple(Severity):
        raise DataError(f"{where}: severity is not error, warning or info: {texts['severity']!r}")
    _check_places(where, texts["message"])
    return Rule(
        code=code,
        name=texts["name"],
        severity=Severity(texts["severity"]),
        message=texts["message"],
        explanation=texts["explanation"],
        told_by=name,
    )


def _texts(where: str, row: Any, keys: set[str]) -> dict[str, str]:
    """Check that a row is a table of exactly these keys, each a text that is not empty."""
    if not isinstance(row, dict) or set(row) != keys:
        raise DataError(f"{where}: must hold exactly {', '.join(sorted(keys))}")
    for key, text in row.items():
        if not isinstance(text, str) or not text.strip():
            raise DataError(f"{where}: {key} is not a text")
    return {key: text.strip() for key, text in row.items()}


def _check_places(where: str, message: str) -> None:
    """Refuse messages whose places are not numbered 0, 1, 2 ... without a gap."""
    numbers = {int(number) for number in PLACE.findall(message)}
    if numbers != set(range(len(numbers))) or re.search(r"[{}]", PLACE.sub("", message)):
        raise DataError(f"{where}: the places of the message are not {{0}}, {{1}}, ...")


def _state(where: str, key: str) -> LinkState:
    if key not in tuple(LinkState):
        raise DataError(f"{where}: no such link state")
    return LinkState(key)


def _refuse_twins(rules: dict[str, Rule]) -> None:
    """Refuse two codes with one name: a name is how people speak of a code."""
    named: dict[str, Rule] = {}
    for rule in rules.values():
        other = named.setdefault(rule.name, rule)
        if other is not rule:
            raise DataError(f"{rule.told_by}: {rule.code}: {other.code} is also named {rule.name}")
