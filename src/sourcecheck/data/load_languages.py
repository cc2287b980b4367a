"""Load ``data/languages/*.toml``, one file per language, and check every key."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from sourcecheck.data.files import PACKAGED, names, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.languages import Language, Languages, Verb, Voices, WordOrder, Works

_MARKS = {"!": "strong", "?": "abstract", "+": "continuing", "@": "inclusive"}
"""Signs in front of a verb's forms in a language file, and what they say of it."""


SHIPPED = PACKAGED.joinpath("languages")
"""The folder of the language files that come with the package."""


@cache
def load_languages(folder: Traversable = SHIPPED) -> Languages:
    """Read all language files of a folder; raises ``DataError`` naming file and key.

    The patterns of the shipped files are known to be sound (a test reads them with care):
    compiling those of every language would be for nothing each time the program starts.
    """
    found: dict[str, Language] = {}
    for name in names(folder, ".toml"):
        language = read_language(name, toml(folder, name), trusted=folder is SHIPPED)
        if name != f"{language.code}.toml":
            raise DataError(
                f"{name}: its code is {language.code!r}", hint=f"call it {language.code}.toml"
            )
        found[language.code] = language
    _check_traps(found)
    return found


def read_language(name: str, data: dict[str, Any], *, trusted: bool = False) -> Language:
    """Turn one language file's data into a ``Language``; unknown keys are refused.

    The patterns of ``trusted`` data are not tried.
    """
    voices = data.pop("voices", {})
    works = data.pop("works", {})
    verbs = tuple(_verb(name, line) for line in voices.pop("verbs", []))
    order = WordOrder(data.pop("order", WordOrder.SUBJECT_FIRST))
    language = Language(
        **_checked(name, Language, data),
        order=order,
        works=Works(**_checked(f"{name}: works", Works, works)),
        voices=Voices(verbs=verbs, **_checked(f"{name}: voices", Voices, voices)),
    )
    if not trusted:
        _check_patterns(name, language.datelines)
    return language


def _verb(name: str, line: str) -> Verb:
    """Read ``"!? said says say"``: signs, then the lemma, then its other forms.

    Forms of several words are set off by bars, and a single one ends in a bar.
    """
    bare = line.lstrip("!?+@ ")
    signs = line[: len(line) - len(bare)].replace(" ", "")
    listed = bare.split("|" if "|" in bare else None)
    forms = tuple(form.strip() for form in listed if form.strip())
    if not forms:
        raise DataError(f"{name}: a verb without forms: {line!r}")
    return Verb(lemma=forms[0], forms=forms, **{_MARKS[sign]: True for sign in signs})


def _checked(where: str, kind: type, data: dict[str, Any]) -> dict[str, Any]:
    known = {field.name for field in dataclasses.fields(kind)}
    if unknown := sorted(set(data) - known):
        raise DataError(f"{where}: unknown keys {unknown}", hint=f"known keys: {sorted(known)}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _check_traps(languages: Languages) -> None:
    """Refuse a trap of one language that another reads as a heading: all are read together."""
    headings = {
        heading.casefold(): code
        for code, language in languages.items()
        for heading in language.note_headings
    }
    for code, language in languages.items():
        for trap in language.heading_traps:
            if other := headings.get(trap.casefold()):
                raise DataError(
                    f"{code}.toml: heading_traps: {trap!r} is a heading of notes in {other}.toml",
                    hint="keep the word out of one of the two lists",
                )


def _check_patterns(name: str, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        try:
            groups = re.compile(pattern).groupindex
        except re.error as error:
            raise DataError(f"{name}: dateline {pattern!r}: {error}") from error
        if "place" not in groups and "agency" not in groups:
            raise DataError(f"{name}: dateline {pattern!r} names neither place nor agency")
