"""How the works spread over countries, outlets, owners and languages, as bar charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sourcecheck.model import Line
from sourcecheck.report import facets
from sourcecheck.report.page.outlets import ownership_word
from sourcecheck.report.page.phrases import Arg, Phrase, foreign, say, share

SHOWN = 8  # more bars than this are summed up in one, so that the page stays readable
MINIMUM_FOR_SHARES = 5  # below it counts are printed alone: 1 of 2 is no 50 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line of a bar chart; every bar is a share of the same total."""

    name: Arg
    value: Phrase
    width: str  # in per cent of the total: "40.0"
    flag: str = ""  # country code
    tone: str = "known"  # "known" | "unknown" | "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The works counted, and the charts over them.

    An article that only lets people speak cites no work: its countries are then those of the
    voices, and ``of_voices`` says so.
    """

    total: int  # what the country chart is out of
    works: int
    of_voices: bool
    countries: tuple[Bar, ...]
    outlets: tuple[Bar, ...]
    ownership: tuple[Bar, ...]
    languages: tuple[Bar, ...]
    by_country: tuple[tuple[str, int], ...]  # for the map: code and count, most first
    known_outlets: int
    known_countries: int
    largest: tuple[str, int] | None  # the outlet with most works


def spread(lines: Sequence[Line]) -> Spread:
    """Draw the charts over an article's works."""
    found = facets.facets(lines)
    of_voices = not found.works and bool(found.voices)
    countries = found.voice_countries if of_voices else found.countries
    flags = {
        kept.outlet.name: kept.outlet.country
        for line in lines
        for kept in line.sources
        if kept.outlet and kept.outlet.name
    }
    known = [bar for bar in found.outlets if bar.key]
    return Spread(
        total=found.voices if of_voices else found.works,
        works=found.works,
        of_voices=of_voices,
        countries=_bars(countries, lambda count: say(f"country:{count.key}"), flag_of_key),
        outlets=_bars(
            found.outlets, lambda count: foreign(count.label), lambda c: flags.get(c.label, "")
        ),
        ownership=_bars(found.ownership, lambda count: ownership_word(count.key)),
        languages=_bars(found.languages, lambda count: say(f"language:{count.key}")),
        by_country=tuple((count.key, count.n) for count in countries if count.key),
        known_outlets=len(known),
        known_countries=sum(1 for count in countries if count.key),
        largest=(known[0].label, known[0].n) if known else None,
    )


def flag_of_key(count: facets.Count) -> str:
    """Return the flag of a bar whose key is a country."""
    return count.key


def _no_flag(_: facets.Count) -> str:
    return ""


def _bars(
    counts: Sequence[facets.Count],
    name: Callable[[facets.Count], Arg],
    flag: Callable[[facets.Count], str] = _no_flag,
) -> tuple[Bar, ...]:
    total = sum(count.n for count in counts)
    known = [count for count in counts if count.key]
    bars = [_bar(name(count), count.n, total, flag=flag(count)) for count in known[:SHOWN]]
    rest = sum(count.n for count in known[SHOWN:])
    disputed = sum(count.n for count in counts if count.is_disputed)
    unknown = sum(count.n for count in counts if not count.key) - disputed
    if rest:
        bars.append(_bar(say("facet.rest", len(known) - SHOWN), rest, total, tone="rest"))
    if disputed:
        bars.append(_bar(say("disputed"), disputed, total, tone="unknown"))
    if unknown:
        bars.append(_bar(say("unknown"), unknown, total, tone="unknown"))
    return tuple(bars)


def _bar(name: Arg, k: int, total: int, *, flag: str = "", tone: str = "known") -> Bar:
    value = share(k, total) if total >= MINIMUM_FOR_SHARES else say("count_of", k, total)
    return Bar(name=name, value=value, width=f"{100 * k / total:.1f}", flag=flag, tone=tone)
