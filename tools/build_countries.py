"""Rebuild the rows of ``src/sourcecheck/data/countries.csv`` that come from CLDR.

Run by hand when CLDR has a new version; its output is committed, rows of any other source are
kept as they are. Needs the Python package ``babel`` in an environment of its own::

    python -m venv build/countries && build/countries/bin/pip install babel
    PYTHONPATH=src build/countries/bin/python tools/build_countries.py

A name of two countries ("Congo") is left out for both, and printed: what tells them apart
belongs into a row by hand.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import babel
from babel import Locale

FILE = Path(__file__).parents[1] / "src/sourcecheck/data/countries.csv"
CLDR = "47"
SOURCE = f"CLDR {CLDR} via Babel {'.'.join(babel.__version__.split('.')[:2])}"
_LANGUAGES = "ar az ckb de el en es fa fr he hy it ja ka kk ku ky pt pt_PT ru tg tk tr uk ur uz zh"
LANGUAGES = _LANGUAGES.split()
TYPES = (
    "name",
    "shared",
    "case",
    "demonym",
    "capital",
    "office",
    "union",
    "stem",
    "other",
    "territory",
)
COLUMNS = ("country", "type", "texts", "source")
# Codes that CLDR names and that are no countries, or groups of them.
NO_COUNTRIES = {"ZZ", "QO", "EZ", "UN", "XA", "XB", "CP", "CQ", "DG", "EA"}
# Names that are also a person's, a city's or a plain word: they count only beside a body of a
# state. The first five are Arabic and Persian: "Hind", "boys", "Oman or Amman", "Peru or full".
_SHARED = (
    "هند بنين بنین عمان پرو Georgia Geórgia Jordan Chad Dominique Dominica Maurice Guadalupe "
    "Granada Jersey Salvador Samoa Martinique Bermuda Montserrat Reunion Réunion Guernsey Kuba "
    "Saba Malta Man Togo Mali Malí Chade Tonga Palau Niue Peru"
)
SHARED = set(_SHARED.split())
# Plain words, or too short to be a country's name in every language.
LEFT_OUT = {"مالي", "مالی", "سن", "Hollande"}
CASED = {"ru": "ru", "uk": "uk", "hy": "hy", "ka": "ka", "az": "az", "kk": "kk", "de": "de"}


def variants(name: str) -> Iterator[str]:
    """Yield the ways a name of CLDR is written in print."""
    name = name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if match := re.fullmatch(r"(.+?) \((.+)\)", name):
        yield match[1]
        return
    yield name
    if " & " in name:
        yield name.replace(" & ", " and ")


def cases(name: str, language: str) -> Iterator[str]:
    """Yield a country's name in the cases in which a body of it is named ("МИД Ирана")."""
    words = name.split()
    last = words[-1]
    before = " ".join(words[:-1])
    if language == "ru" and len(words) == 2 and words[0].endswith(("ая", "яя")):
        stem = words[0][:-2]
        for adjective, noun in zip(("ой", "ую"), _endings(last, language), strict=False):
            yield f"{stem}{adjective} {noun}"
        return
    if language == "uk" and len(words) == 2 and words[0].endswith("а"):
        yield f"{words[0][:-1]}ої {next(_endings(last, language), last)}"
        return
    if len(words) > 1 and language in {"ru", "uk", "de"}:
        return
    for form in _endings(last, language):
        yield f"{before} {form}".strip()


def _endings(word: str, language: str) -> Iterator[str]:
    match language:
        case "ru":
            yield from _russian(word)
        case "uk":
            yield from _ukrainian(word)
        case "de":
            yield word + "s"
        case "hy":
            tail, article = ("յի", "ն") if word.endswith("ա") else ("ի", "ը")
            yield from (word + tail, word + article, word + tail + "ն")
        case "ka":
            stem = word[:-1] if word.endswith(("ი", "ა")) else word
            genitive = stem + "ის" if stem != word else word + "ს"
            yield from (genitive, word + "მ", stem + "მა", stem + "ში")
        case "az":
            yield from _azerbaijani(word)
        case "kk":
            yield _kazakh(word)


def _russian(word: str) -> Iterator[str]:
    if word.endswith("ия"):
        yield from (word[:-1] + ending for ending in ("и", "ю", "ей"))
    elif word.endswith("а"):
        soft = word[-2] in "гкхжчшщ"
        yield from (word[:-1] + ending for ending in ("и" if soft else "ы", "у", "е", "ой"))
    elif word.endswith("ь"):
        yield from (word[:-1] + ending for ending in ("и", "ью", "я", "ю", "е"))
    elif word.endswith("й"):
        yield from (word[:-1] + ending for ending in ("я", "ю", "е", "ем"))
    elif word[-1] not in "иоуеэыю":
        yield from (word + ending for ending in ("а", "у", "е", "ом"))


def _ukrainian(word: str) -> Iterator[str]:
    if word.endswith("ія"):
        yield from (word[:-1] + ending for ending in ("ї", "ю", "єю"))
    elif word.endswith("а"):
        yield from (word[:-1] + ending for ending in ("и", "у", "і", "ою"))
    elif word.endswith("ь"):
        yield from (word[:-1] + ending for ending in ("і", "ю"))
    elif word[-1] not in "иоуеіюїєя":
        yield from (word + ending for ending in ("у", "а", "ом", "і"))


def _azerbaijani(word: str) -> Iterator[str]:
    vowels = [letter for letter in word.lower() if letter in "aıoueəiöü"]
    high = {
        "a": "ı",
        "ı": "ı",
        "o": "u",
        "u": "u",
        "e": "i",
        "ə": "i",
        "i": "i",
        "ö": "ü",
        "ü": "ü",
    }
    if vowels:
        link = "n" if word[-1].lower() in "aıoueəiöü" else ""
        yield f"{word}{link}{high[vowels[-1]]}n"


def _kazakh(word: str) -> str:
    last = word[-1].lower()
    first = "т" if last in "пфкқтсшщхцч" else "н" if last in "аәеёиоөуұүыіэюянмң" else "д"
    vowels = [letter for letter in word.lower() if letter in "аәеиоөуұүыіюя"]
    soft = bool(vowels) and vowels[-1] in "әеөүіи"
    return f"{word}{first}{'і' if soft else 'ы'}ң"


def collected() -> tuple[dict[tuple[str, str], dict[str, str]], dict[str, set[str]]]:
    """Return (country, type) -> compared form -> text, and who claims each compared form."""
    from sourcecheck.text.naming import words_of  # noqa: PLC0415 - needs PYTHONPATH

    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    claims: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for code, printed in Locale.parse(language).territories.items():
            if not re.fullmatch("[A-Z]{2}", code) or code in NO_COUNTRIES or code == "EU":
                continue
            for text in variants(printed):
                forms = [(text, "shared" if text in SHARED else "name")]
                if language in CASED and not text.isupper():
                    forms += [(form, "case") for form in cases(text, CASED[language])]
                for form, type_ in forms:
                    key = " ".join(words_of(form))
                    if key and text not in LEFT_OUT:
                        claims[key].add(code)
                        found[code, type_].setdefault(key, form)
    return found, claims


def by_hand(lines: Iterable[list[str]]) -> list[list[str]]:
    """Return the rows that do not come from CLDR."""
    return [line for line in lines if not line[3].startswith("CLDR")]


def rebuilt(hand: list[list[str]]) -> list[list[str]]:
    """Return all rows, those of CLDR anew, without what a row by hand says already."""
    from sourcecheck.text.naming import words_of  # noqa: PLC0415 - needs PYTHONPATH

    told: dict[str, set[str]] = defaultdict(set)
    for country, type_, texts, _ in hand:
        if type_ != "stem":
            for text in texts.split("|"):
                told[" ".join(words_of(text))].add(country)
    found, claims = collected()
    shared = sorted(key for key, codes in claims.items() if len(codes) > 1 and key not in told)
    print("left out, of several countries:", ", ".join(shared), file=sys.stderr)
    lines = list(hand)
    named: dict[str, set[str]] = defaultdict(set)
    for (code, type_), texts in sorted(found.items(), key=lambda each: TYPES.index(each[0][1])):
        kept = [
            text
            for key, text in texts.items()
            if len(claims[key]) == 1 and key not in told and key not in named[code]
        ]
        named[code] |= texts.keys()
        if kept:
            lines.append([code, type_, "|".join(kept), SOURCE])
    return sorted(lines, key=lambda line: (line[0] or "~", TYPES.index(line[1]), line[3]))


def main() -> None:
    """Read the file, replace what came from CLDR, write it again."""
    text = FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    head = [line for line in text if line.startswith("#")]
    lines = list(csv.reader(line for line in text if not line.startswith("#")))
    with FILE.open("w", encoding="utf-8", newline="") as file:
        file.writelines(head)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([list(COLUMNS), *rebuilt(by_hand(lines[1:]))])


if __name__ == "__main__":
    main()
