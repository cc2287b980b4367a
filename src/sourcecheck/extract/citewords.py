"""The words of all languages that notes and marks are written with, compiled once.

All languages at once, for a text quotes laws, pages and notes in others than its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sourcecheck.model.tables.languages import Language
from sourcecheck.text.fold import fold_signs


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteWords:
    """Patterns over a shadow folded by ``fold_signs``."""

    headings: frozenset[str]  # of lists of notes, in small letters
    counting: re.Pattern[str]  # "article", "verse": the number after it counts things
    note_word: str  # a pattern of "note", "nb", "прим.": what stands inside "[note 1]"
    locator: re.Pattern[str]  # ", p. 12" behind a label
    listed: re.Pattern[str]  # "6, 7 and 8-9": labels and nothing else
    and_others: re.Pattern[str]  # "et al."
    repeated: str  # "(ibid., p. 5)": a bracket that cites what was cited last; few texts ask
    cited: re.Pattern[str]  # "see Smith 2019a, 2020, p. 5": what stands in a bracket


@cache
def cite_words(languages: tuple[Language, ...]) -> CiteWords:
    """Compile the words of these languages."""
    clitics = either(word for each in languages for word in each.voices.prefixes)
    articles = either(word for each in languages for word in each.voices.noun_prefixes)
    counting = either(word for each in languages for word in each.numbered)
    pages = either(word for each in languages for word in each.pages)
    joined = either(word for each in languages for word in each.conjunctions)
    others = either(word for each in languages for word in each.et_al)
    see = either(word for each in languages for word in each.see)
    ibid = either(
        word.rstrip(".") for each in languages for word in set(each.ibid) - set(each.op_cit)
    )
    year = r"(?:1[3-9]|20)\d\d[a-zа-яا-ي]?"
    part = r"\d{1,3}(?:\s?-\s?\d{1,3})?"
    return CiteWords(
        headings=frozenset(
            heading.strip(" :.").casefold() for each in languages for heading in each.note_headings
        ),
        counting=re.compile(rf"(?<!\w){clitics}?{articles}?{counting}\Z", re.IGNORECASE),
        note_word=either(
            word for each in languages for word in each.marker_words if word[0].isalpha()
        ),
        locator=re.compile(
            rf"\s?[,:]\s?{pages}\.?\s?[\dIVXLCivxlc]{{1,6}}(?:\s?[-,]\s?\d{{1,5}}){{0,8}}"
            r"(?:\s?[^\W\d_]{1,4}\.?)?(?=\s?;|\s?\Z)",  # "S. 4 f."
            re.IGNORECASE,
        ),
        and_others=re.compile(rf"(?<!\w){others}(?!\w)|&", re.IGNORECASE),
        repeated=rf"[(\[]\s?(?:{see}[\s,:]+)?{ibid}(?!\w)[\s.,:]{{0,3}}"
        rf"(?:(?:{pages}\.?\s?)?\d[\d\s,-]{{0,20}})?[)\]]",
        cited=re.compile(
            rf"(?:{see}[\s,:]+)?(?P<authors>[^\d;:]{{0,90}}?)[\s,]*"
            rf"(?P<years>{year}(?:\s?,\s?{year}){{0,5}})"
            rf"(?:(?P<pages>\s?[,:]\s?{pages}\.?\s?\d[\d\s,-]{{0,20}})|"
            r"(?P<colon>\s?[:,]\s?\d{1,4}(?:\s?-\s?\d{1,4})?))?",
            re.IGNORECASE,
        ),
        listed=re.compile(rf"{part}(?:\s?(?:[,;&+]|{joined})\s?{part}){{0,12}}", re.IGNORECASE),
    )


def either(words: Iterable[str]) -> str:
    """Return a pattern of these words, the longest first; nothing fits where there are none."""
    shown = {fold_signs(word).text for word in words}
    longest_first = sorted(map(re.escape, shown), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(longest_first) or '(?!)'})"
