"""The text format of ``check``: each trouble as it comes, and at the end what it adds up to.

A link that was named by itself is always told; one that was found in an input when it is not
well. A host of which many links are in the same trouble has its first ones told, and one line
at the end, so that one server that is down does not hide everything else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sourcecheck.cli.counting import UNASKED, Count, is_of_host
from sourcecheck.cli.words import foreign, printable
from sourcecheck.model import Group, LinkState, Verdict
from sourcecheck.model.memento import best_of, is_open
from sourcecheck.model.tables.rules import StateText
from sourcecheck.pipeline.looks import Look
from sourcecheck.urls.letters import in_letters

GROUPINGS = ("none", "host", "article", "state")
"""What links may be told under: ``none`` = as they come."""

MOST_KEPT = 20_000
"""Links that wait for the end to be told under their host, article or state: some megabytes."""

TOLD_AT_ONCE = 3
"""Links of one host in the same trouble that are told as they come."""

UNASKED_TOLD = 20
"""Links told that nobody was asked about: the network was away, or a run was to stay offline."""

_WIDTH = 100
_SUMMED = 24  # cells before the states of a group
_PIPED = "-"
_WORDS = {Group.ALIVE: "alive", Group.DOUBTFUL: "doubtful", Group.DEAD: "dead",
          Group.UNCHECKED: "unchecked"}  # fmt: skip
_SAID_AGAIN = ("alive: ", "not checked: ")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A link that is told at the end."""

    host: str
    state: LinkState
    url: str
    because: tuple[str, ...]
    origins: tuple[str, ...]


class Text:
    """Links for people, one terminal line after the other."""

    def __init__(
        self,
        texts: Mapping[LinkState, StateText],
        *,
        named: Collection[str],
        whole: int,
        grouping: str,
        show_all: bool,
    ) -> None:
        """Begin; ``named`` are the addresses of the command line.

        ``whole`` = links of a host that fail alike and make it fail as a whole.
        """
        self._named = named
        self._labels = {state: text.label for state, text in texts.items()}
        self._column = max(map(len, self._labels.values()))
        self._whole = whole
        self._grouping = grouping
        self._all = show_all
        self._kept: list[_Kept] = []
        self._left = 0  # that were not even kept
        self._told: Counter[tuple[str, LinkState]] = Counter()
        self._inputs = False
        self._unasked = 0

    def begin(self) -> str:
        """Return nothing."""
        return ""

    def batch(self, looks: Sequence[Look], hosts: Sequence[str]) -> str:
        """Return the lines of the links that are told now."""
        return "".join(map(self._now, looks, hosts))

    def _now(self, look: Look, host: str) -> str:
        verdict, origins = look.verdict, look.origins
        is_named = not origins or verdict.url in self._named
        self._inputs = self._inputs or not is_named
        if not is_named and not self._all and self._is_no_trouble(verdict.state):
            return ""
        told = (*_reasons(verdict), *_copies(look))
        found = _Kept(host, verdict.state, verdict.url, told, origins)
        if is_named or not self._waits(found):
            return self._lines(found)
        if len(self._kept) < MOST_KEPT:
            self._kept.append(found)
        else:
            self._left += 1
        return ""

    def _is_no_trouble(self, state: LinkState) -> bool:
        """Tell whether a link is well, or one more of many that nobody was asked about."""
        if state in UNASKED:
            self._unasked += 1
            return self._unasked > UNASKED_TOLD
        return state.group is Group.ALIVE

    def _waits(self, found: _Kept) -> bool:
        if self._grouping != "none":
            return True
        if self._all or not is_of_host(found.state):
            return False
        self._told[found.host, found.state] += 1
        return self._told[found.host, found.state] > TOLD_AT_ONCE

    def _lines(self, found: _Kept, indent: str = "") -> str:
        label = self._labels[found.state]
        before = f"{indent}{'':<{self._column}}   "
        lines = [f"{indent}{label:<{self._column}} {foreign(found.url)}"]
        if (read := in_letters(found.url)) != found.url:
            lines.append(f"{before}{foreign(read)}")
        lines += [f"{before}{printable(why)}" for why in found.because if why != label]
        origins = [origin for origin in found.origins if origin]
        if origins and not (self._grouping == "article" and len(origins) == 1):
            more = f" and {len(origins) - 1} more" if len(origins) > 1 else ""
            lines.append(f"{before}in {_place(origins[0])}{more}")
        return "\n".join(lines) + "\n"

    def end(self, count: Count) -> str:
        """Return the links that waited, under their headings, and the summary."""
        parts = [*self._sections(count)]
        if self._inputs or count.links > 1:
            parts.append(self.summary(count))
        return "".join(f"\n{part}" for part in parts)

    def _sections(self, count: Count) -> Iterator[str]:
        if self._grouping == "article":
            yield from self._under(lambda each: next(filter(None, each.origins), ""))
        elif self._grouping == "state":
            yield from self._under(lambda each: self._labels[each.state])
        else:
            yield from self._hosts(count)
        if self._left:
            yield f"{self._left:,} more links in trouble are not told here; -f jsonl has all\n"

    def _under(self, heading: Callable[[_Kept], str]) -> Iterator[str]:
        for title, kept in _grouped(self._kept, heading).items():
            body = "".join(self._lines(each, "  ") for each in kept)
            yield f"{_place(title)} ({_links(len(kept))})\n{body}"

    def _hosts(self, count: Count) -> Iterator[str]:
        """Tell a host in one line where it fails as a whole, else its links that waited."""
        kept = _grouped(self._kept, lambda each: each.host)
        lines = []
        for host in count.troubles_of:
            state = count.fails_wholesale(host, self._whole)
            told_below = host in kept and state is not None and not is_of_host(state)
            if state is not None and state not in UNASKED and not told_below:
                number = _links(count.links_of[host])
                lines.append(f"host {foreign(host)}: all {number}: {self._labels[state]}\n")
                kept.pop(host, None)
        if lines:
            yield "".join(lines)
        for host, found in kept.items():
            yield self._host(host, found, count)

    def _host(self, host: str, kept: Sequence[_Kept], count: Count) -> str:
        troubles = count.troubles_of.get(host) or Counter(each.state for each in kept)
        told = " · ".join(f"{n:,} {self._labels[state]}" for state, n in troubles.items())
        body = "".join(self._lines(each, "  ") for each in kept)
        rest = "" if self._grouping == "host" else " (those not told above)"
        return f"host {foreign(host)}, {_links(count.links_of[host])}: {told}{rest}\n{body}"

    def summary(self, count: Count) -> str:
        """Return how many links are in which group and state."""
        lines = [f"{_links(count.links)} on {_hosts(len(count.links_of))}\n"]
        for group, word in _WORDS.items():
            if states := count.group(group):
                number = sum(states.values())
                told = [f"{n:,} {self._short(state)}" for state, n in states.items()]
                sure = self._sure(count, number) if group is Group.DEAD else ""
                lines.append(_folded(f"  {word:<10}{number:>9,}   {sure}", told))
        return "".join(lines)

    def _short(self, state: LinkState) -> str:
        """Return a label without the group it says again."""
        label = self._labels[state]
        return label.partition(": ")[2] or label if label.startswith(_SAID_AGAIN) else label

    @staticmethod
    def _sure(count: Count, dead: int) -> str:
        return f"{count.confirmed:,} confirmed, {dead - count.confirmed:,} probably gone: "


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    if not verdict.confirmed:
        return verdict.because
    return (*verdict.because, f"confirmed dead: seen so since {verdict.since[:10]}")


def _copies(look: Look) -> Iterator[str]:
    """Say what was found out about copies in archives of others."""
    best = best_of(look.copies)
    if best is not None:
        yield f"copy of {best.captured_at.date().isoformat()}: {best.memento_url}"
    elif is_open(look.copies):
        yield "not known whether a copy exists: an archive could not be asked"
    elif look.copies:
        yield "no copy in the archives asked"


def _place(origin: str) -> str:
    return "standard input" if origin == _PIPED else foreign(origin)


def _folded(before: str, counts: Sequence[str]) -> str:
    """Return a line of the summary, over several lines where it is long."""
    lines, line = [], f"{before}{counts[0]}"
    for each in counts[1:]:
        if len(line) + len(each) + 3 > _WIDTH:
            lines.append(line)
            line = f"{'':<{_SUMMED}}{each}"
        else:
            line += f" · {each}"
    return "\n".join([*lines, line]) + "\n"


def _links(number: int) -> str:
    return "1 link" if number == 1 else f"{number:,} links"


def _grouped(kept: Sequence[_Kept], heading: Callable[[_Kept], str]) -> dict[str, list[_Kept]]:
    """Put links under their headings; the heading with most links comes first."""
    found: dict[str, list[_Kept]] = {}
    for each in kept:
        found.setdefault(heading(each), []).append(each)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def _hosts(number: int) -> str:
    return "1 host" if number == 1 else f"{number:,} hosts"
