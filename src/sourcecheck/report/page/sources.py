"""One source as the page shows it: who, where from, what state its address is in, kept or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count

from sourcecheck.model import (
    Audit,
    CitationKind,
    Classification,
    Group,
    Line,
    LinkState,
    MatchStatus,
    NamedSource,
    NetworkTrouble,
    Provenance,
    Source,
    SourceLine,
    VagueSource,
    Verdict,
    WebSource,
    WorkSource,
)
from sourcecheck.report.copies import copy_told
from sourcecheck.report.page.outlets import (
    OutletView,
    country_named,
    outlet_view,
    ownership_word,
)
from sourcecheck.report.page.phrases import Arg, Phrase, Run, foreign, latin, say
from sourcecheck.report.page.safe import href


class Tone(StrEnum):
    """What a state looks like: a colour, an icon and a pattern, always beside a word."""

    OK = "ok"
    MOVED = "moved"
    BLOCKED = "blocked"
    FAILING = "failing"  # found missing, and not often enough to be called dead
    DEAD = "dead"
    WAITING = "waiting"  # not checked
    PRINT = "print"  # named without an address: nothing to open
    VAGUE = "vague"  # nobody could look it up


TONES_OF_LINKS = (Tone.OK, Tone.MOVED, Tone.BLOCKED, Tone.FAILING, Tone.DEAD, Tone.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A short word with an icon."""

    text: Phrase
    tone: str = "plain"
    icon: str = ""
    more: str = ""  # a code in Latin letters: "403"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyView:
    """What is known of copies of a page in archives of others."""

    text: Phrase
    link: str = ""  # where a click leads; "" = nowhere
    original: str = ""
    day: str = ""  # "2025-02-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source of one citation."""

    anchor: str  # id of its card: "c6", "c6-2" for the second source of a citation
    row: str  # id of its row in the table
    label: str  # "6"; links in the text are numbered apart: "↗1"; "" = a voice
    kind: CitationKind
    tone: Tone
    name: Arg  # outlet, else what is printed
    outlet_known: bool
    identified: bool  # False for a pronoun that goes back to nobody: "he told"
    country: str  # code, "" = unknown
    country_named: Phrase
    ownership: Phrase
    state: Chip
    archived: Chip | None
    flags: tuple[Chip, ...]
    candidates: tuple[Run, ...]
    printed: Run
    address: str  # as shown; "" = none
    link: str  # where a click leads; "" = nowhere
    checked: str  # "2026-11-21 06:00"; "" = not
    because: tuple[str, ...]
    digest: str  # of the capture
    secondhand: bool
    outlet: OutletView
    copy: CopyView | None = None

    @property
    def is_link(self) -> bool:
        """Tell whether the source has an address whose state can be told."""
        return self.tone in TONES_OF_LINKS


def source_views(audit: Audit) -> tuple[tuple[SourceView, ...], ...]:
    """Return the views of every line's sources, line by line in the audit's order."""
    called = labels(audit)
    return tuple(
        tuple(
            source_view(line, at, kept, audit.provenance, called[line.citation.id])
            for at, kept in enumerate(line.sources)
        )
        for line in audit.lines
    )


def labels(audit: Audit) -> dict[str, str]:
    """Return what each citation is called on the page, by its id.

    Links in the text are printed without a label. They get numbers of their own, with an
    arrow, so that none is taken for the note of that number.
    """
    numbers = count(1)
    return {
        line.citation.id: line.citation.label
        or (f"↗{next(numbers)}" if line.citation.kind is CitationKind.HYPERLINK else "")
        for line in audit.lines
    }


def source_view(
    line: Line, at: int, kept: SourceLine, provenance: Provenance, label: str
) -> SourceView:
    """Turn one source of a citation into what the page shows of it."""
    outlet = kept.outlet or Classification(status=MatchStatus.UNKNOWN)
    tone = tone_of(kept)
    anchor = line.citation.id if at == 0 else f"{line.citation.id}-{at + 1}"
    address = _address(kept.source)
    return SourceView(
        anchor=anchor,
        row=f"row-{anchor}",
        label=label,
        kind=line.citation.kind,
        tone=tone,
        name=_name(kept.source, outlet),
        outlet_known=bool(outlet.name),
        identified=bool(outlet.name or getattr(kept.source, "name", kept.source.printed)),
        country=outlet.country,
        country_named=country_named(outlet),
        ownership=ownership(outlet),
        state=_state(kept, tone, provenance),
        archived=_archived(kept, tone),
        flags=_flags(kept.source, outlet),
        candidates=tuple(foreign(candidate.name) for candidate in outlet.candidates),
        printed=foreign(kept.source.printed),
        address=address,
        link=href(address),
        checked=stamp(kept.observation.at) if kept.observation else "",
        because=(kept.verdict.because if kept.verdict else ()) + outlet.because,
        digest=kept.capture.sha256 if kept.capture else "",
        secondhand=line.citation.secondhand,
        copy=_copy(kept, address),
        outlet=outlet_view(outlet),
    )


def tone_of(kept: SourceLine) -> Tone:
    """Return how a source looks: by its state, or by its kind where it has no address."""
    match kept.source:
        case VagueSource():
            return Tone.VAGUE
        case NamedSource() | WorkSource():
            return Tone.PRINT
        case WebSource():
            return _tone_of_verdict(kept.verdict)


def _tone_of_verdict(verdict: Verdict | None) -> Tone:
    if verdict is None:
        return Tone.WAITING
    match verdict.group:
        case Group.ALIVE:
            return Tone.MOVED if verdict.state is LinkState.MOVED else Tone.OK
        case Group.DOUBTFUL:
            return Tone.BLOCKED
        case Group.DEAD:
            return Tone.DEAD if verdict.confirmed else Tone.FAILING
        case Group.UNCHECKED:
            return Tone.WAITING


def ownership(outlet: Classification) -> Phrase:
    """Say who owns an outlet; "unknown" where nothing says so."""
    return ownership_word(outlet.ownership)


def stamp(when: datetime) -> str:
    """Write a time as the report prints it: "2026-11-21 06:00 UTC"."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def why_unchecked(provenance: Provenance) -> Phrase:
    """Say why links were not checked: the reason the run itself recorded."""
    if not provenance.offline:
        return say("reason.not_asked")
    if provenance.replayed_from or provenance.why_offline == "replay":
        return say("reason.replay")
    if provenance.why_offline == "asked to":
        return say("reason.asked")
    return _network_reason(provenance)


def _network_reason(provenance: Provenance) -> Phrase:
    """Say what was wrong with our own network; of an unknown word, that it was down."""
    found = NetworkTrouble.of(provenance.why_offline) or NetworkTrouble.OFFLINE
    return say(f"reason.{found.name.lower()}")


def _name(source: Source, outlet: Classification) -> Arg:
    if outlet.name:
        return foreign(outlet.name)
    match source:
        case WebSource():
            host = _host(source.link.url)
            return latin(host) if host else foreign(source.printed)
        case NamedSource() | WorkSource():
            return foreign(source.name or source.printed)
        case VagueSource():
            return foreign(source.printed)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].removeprefix("www.")


def _address(source: Source) -> str:
    return source.link.url or source.link.printed if isinstance(source, WebSource) else ""


_ICONS = {
    Tone.OK: "check",
    Tone.MOVED: "arrow",
    Tone.BLOCKED: "shield",
    Tone.FAILING: "clock",
    Tone.DEAD: "cross",
    Tone.WAITING: "pause",
    Tone.PRINT: "print",
    Tone.VAGUE: "fog",
}


def _state(kept: SourceLine, tone: Tone, provenance: Provenance) -> Chip:
    icon = _ICONS[tone]
    if tone in {Tone.PRINT, Tone.VAGUE}:
        return Chip(text=say(f"tone.{tone}"), tone=tone, icon=icon)
    verdict = kept.verdict
    if verdict is None or verdict.state in {LinkState.OFFLINE, LinkState.NOT_CHECKED}:
        words = say("state.unchecked_because", _why(verdict, provenance))
        return Chip(text=words, tone=tone, icon=icon)
    status = kept.observation.status if kept.observation else None
    more = str(status) if status and tone is not Tone.WAITING else ""
    words = say(f"state.{verdict.state}")
    if tone is Tone.FAILING:
        words = say("state.unconfirmed", words)
    elif verdict.unreachable_since:
        words = say("state.unreachable", words, latin(verdict.unreachable_since[:10]))
    return Chip(text=words, tone=tone, icon=icon, more=more)


def _why(verdict: Verdict | None, provenance: Provenance) -> Phrase:
    """Say why one link was not checked: the run as a whole, or our network when its turn came."""
    found_offline = verdict is not None and verdict.state is LinkState.OFFLINE
    return (
        _network_reason(provenance)
        if found_offline and not provenance.offline
        else why_unchecked(provenance)
    )


def _archived(kept: SourceLine, tone: Tone) -> Chip | None:
    if kept.capture:
        when = f"{kept.capture.captured_at.astimezone(UTC):%Y-%m-%d}"
        return Chip(text=say("archived.yes", latin(when)), icon="box")
    if tone in TONES_OF_LINKS and tone is not Tone.WAITING:
        return Chip(text=say("archived.no"), tone="faint", icon="nobox")
    return None


def _copy(kept: SourceLine, address: str) -> CopyView | None:
    told = copy_told(kept)
    if told is None:
        return None
    words = say(f"archived.{told.kind}", *([latin(told.day)] if told.day else []))
    return CopyView(text=words, link=href(told.address), original=href(address), day=told.day)


def _flags(source: Source, outlet: Classification) -> tuple[Chip, ...]:
    found = []
    if isinstance(source, WebSource):
        found = [Chip(text=say(f"flag.{flag}"), tone="flag") for flag in source.link.flags]
    if outlet.status in {MatchStatus.AMBIGUOUS, MatchStatus.PROBABLE, MatchStatus.DISPUTED}:
        found.append(Chip(text=say(f"match.{outlet.status}"), tone="flag"))
    return tuple(found)
