"""Where an article's works and voices come from: the counts that reports draw as bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sourcecheck.model import Line
from sourcecheck.report.outlets import is_disputed
from sourcecheck.report.works import Voice, Work, known_outlet, voices, works

Part = TypeVar("Part", Work, Voice)
"""What is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One bar of a report: how many works or voices, and the citations behind it."""

    key: str  # ISO code, outlet id, ownership word, language code; "" = unknown
    label: str  # the key, or the name of the outlet
    n: int
    citations: tuple[str, ...]  # ids, so that every number opens the list behind it
    is_disputed: bool = False  # unknown because those who claim it contradict each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Where an article's works and voices come from; largest first, unknown last."""

    works: int  # each distinct work counts once
    voices: int
    classified: bool  # False: nobody asked for outlets, so all is unknown
    countries: tuple[Count, ...]
    outlets: tuple[Count, ...]
    ownership: tuple[Count, ...]
    languages: tuple[Count, ...]
    voice_countries: tuple[Count, ...]


def facets(lines: Sequence[Line]) -> Facets:
    """Count countries, outlets, ownership and languages over distinct works, and the voices."""
    cited_works = works(lines)
    heard = voices(lines)
    return Facets(
        works=len(cited_works),
        voices=len(heard),
        classified=any(work.outlet for work in cited_works) or any(v.outlet for v in heard),
        countries=_apart(_counted(cited_works, _country_or_dispute)),
        outlets=_counted(cited_works, lambda work: known_outlet(work.outlet), _outlet_name),
        ownership=_counted(cited_works, owner),
        languages=_counted(cited_works, language),
        voice_countries=_apart(_counted(heard, _country_or_dispute)),
    )


def country(part: Work | Voice) -> str:
    """Return the reported country of a work or voice, "" = unknown."""
    return part.outlet.country if part.outlet else ""


def owner(work: Work) -> str:
    """Return the kind of owner of a work's outlet, "" = unknown."""
    word = work.outlet.ownership if work.outlet else ""
    return "" if word == "unknown" else word


def language(work: Work) -> str:
    """Return the language that a work's server declares (RFC 9110, 8.5), "" = none."""
    looked = work.source.observation if work.source else None
    declared = dict(looked.headers).get("content-language", "") if looked else ""
    first = declared.partition(",")[0].strip().lower()
    return first.partition("-")[0]


_DISPUTED = "disputed"


def _apart(counts: Sequence[Count]) -> tuple[Count, ...]:
    """Put the disputed between the known and the unknown countries."""
    known = [count for count in counts if count.key not in ("", _DISPUTED)]
    disputed = [replace(each, key="", is_disputed=True) for each in counts if each.key == _DISPUTED]
    return (*known, *disputed, *(count for count in counts if not count.key))


def _country_or_dispute(part: Work | Voice) -> str:
    return _DISPUTED if is_disputed(part.outlet) else country(part)


def _outlet_name(work: Work) -> str:
    return work.outlet.name if work.outlet and known_outlet(work.outlet) else ""


def _counted(
    parts: Sequence[Part],
    key_of: Callable[[Part], str],
    label_of: Callable[[Part], str] | None = None,
) -> tuple[Count, ...]:
    """Count parts by a key: largest first, then by key; unknown last."""
    grouped: dict[str, list[Part]] = {}
    for part in parts:
        grouped.setdefault(key_of(part), []).append(part)
    counts = [
        Count(
            key=key,
            label=(label_of(group[0]) if label_of else "") or key,
            n=len(group),
            citations=tuple(dict.fromkeys(name for part in group for name in part.citations)),
        )
        for key, group in grouped.items()
    ]
    return tuple(sorted(counts, key=lambda count: (not count.key, -count.n, count.key)))
