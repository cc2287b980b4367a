"""Read the sentences on what would change a verdict."""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import Any

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.changes import ChangeTexts
from sourcecheck.model.verdict import LinkState

_NAME = "web/changes.toml"
_FIRST = "en"


@cache
def load_changes(language: str = _FIRST) -> ChangeTexts:
    """Return the sentences in a language, in English where there are none in it.

    Raises ``DataError`` with the key that is wrong.
    """
    return read_changes(toml(PACKAGED, _NAME), language)


def read_changes(data: dict[str, Any], language: str) -> ChangeTexts:
    """Check all languages of the table and return one; raises ``DataError``."""
    states = data.get("states", {})
    if set(states) != set(LinkState):
        wrong = sorted(set(states) ^ set(LinkState))
        raise DataError(f"{_NAME}: states: missing or unknown: {', '.join(wrong)}")
    catalogs = {key: texts for key, texts in data.items() if key != "states"}
    known = catalogs.get(_FIRST, {})
    unknown = sorted({name for names in states.values() for name in names} ^ set(known))
    if unknown:
        raise DataError(f"{_NAME}: {_FIRST}: missing or never used: {', '.join(unknown)}")
    for key, texts in catalogs.items():
        _check_like(known, texts, key)
    return ChangeTexts(
        of_state={LinkState(state): tuple(names) for state, names in states.items()},
        texts=catalogs.get(language, known),
        language=language if language in catalogs else _FIRST,
    )


def _check_like(known: dict[str, str], texts: dict[str, str], language: str) -> None:
    """Check that a language holds the same sentences with the same places."""
    for name in sorted(known.keys() | texts.keys()):
        if name not in known or name not in texts:
            raise DataError(f"{_NAME}: {language}: {name}: missing or unknown")
        if _places(known[name]) != _places(texts[name]):
            raise DataError(f"{_NAME}: {language}: {name}: other places than in {_FIRST}")


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
