"""The parameters of a wiki's template, with their places; and how a copy is written into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sourcecheck.model.tables.archiving import CitingNames
from sourcecheck.report.repairs.base import (
    Edit,
    Left,
    Repair,
    WikiPart,
    Writing,
    address_of,
    day_of,
)

_ASIDE = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLANKS = re.compile(r"[\s_]+")


def plain_name(written: str) -> str:
    """Return a name as tables know it: lower case, no comments, spaces for underscores."""
    return _BLANKS.sub(" ", _ASIDE.sub("", written)).strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One parameter: ``source[bar:end]``, its sign, its name and its value."""

    bar: int  # where its sign stands; of the first, the template's name, where that begins
    name: str  # as written with the white space around it; "" = it has none
    between: str  # the sign of equality and the white space around it
    value: str  # as written, with the white space behind it
    end: int

    @property
    def plain(self) -> str:
        """The name as tables know it."""
        return plain_name(self.name)

    @property
    def written(self) -> str:
        """The value without comments and white space around it."""
        return _ASIDE.sub("", self.value).strip()

    @property
    def start(self) -> int:
        """Where the value begins."""
        return self.end - len(self.value)

    @property
    def filled_to(self) -> int:
        """Where the value ends, white space behind it left out."""
        return self.start + len(self.value.rstrip())


def arguments_of(source: str, part: WikiPart) -> list[Argument]:
    """Part a template at its bars; the first of the list is its name."""
    bars = [part.start + 1, *_bars(source, part), part.end - 2]
    return [
        _argument(source, bar, end, named=at > 0) for at, (bar, end) in enumerate(pairwise(bars))
    ]


def _bars(source: str, part: WikiPart) -> Iterator[int]:
    """Yield the places of a template's bars: what is neither a part inside nor a comment."""
    at = part.start + 2
    inside = (each for argument in part.arguments for each in argument)
    for start, end in (*((each.start, each.end) for each in inside), (part.end - 2, part.end)):
        while at < start:
            aside = _ASIDE.match(source, at)
            if aside is not None:
                at = aside.end()
            else:
                if source[at] == "|":
                    yield at
                at += 1
        at = max(at, end)


def _argument(source: str, bar: int, end: int, *, named: bool) -> Argument:
    written = source[bar + 1 : end]
    sign = _equals(written) if named else -1
    if sign < 0:
        return Argument(bar=bar, name="", between="", value=written, end=end)
    name = written[:sign].rstrip()
    value = written[sign + 1 :].lstrip(" \t") if "\n" not in name else written[sign + 1 :].lstrip()
    between = written[len(name) : len(written) - len(value)]
    return Argument(bar=bar, name=name, between=between, value=value, end=end)


def _equals(written: str) -> int:
    """Return where a parameter's name ends; -1 = it has none."""
    plain = _ASIDE.sub(lambda found: " " * len(found[0]), written)
    sign = plain.find("=")
    return sign if sign >= 0 and not set(plain[:sign]) & set("[]{}<>") else -1


def filled(
    writing: Writing,
    name: str,
    arguments: Sequence[Argument],
    address: Argument,
    repair: Repair,
) -> tuple[Left | None, tuple[Edit, ...]]:
    """Return the edits that write a copy into a citing template, or why there are none."""
    told = [each for each in arguments[1:] if each.written]
    fields = writing.wiki.parameters
    if any(fields.get(each.plain) == "archive" for each in told):
        return Left.ARCHIVED, ()
    if sum(fields.get(each.plain) == "url" for each in told) > 1:
        return Left.TEMPLATE, ()  # of which address a copy is, the template cannot say
    names = writing.archiving.names(name, address.plain, writing.article.language)
    if names is None:
        return Left.TEMPLATE, ()
    return None, tuple(_edits(arguments, address, _values(names, writing, arguments, repair)))


def _values(
    names: CitingNames, writing: Writing, arguments: Sequence[Argument], repair: Repair
) -> dict[str, str]:
    """Return the parameters to write; one that stands there empty keeps its own name."""
    table = writing.archiving.citing
    dates = {row.archive_date for row in table} | {"archivedate"}
    states = {row.status for row in table if row.status}
    own = {each.plain: each.name.strip() for each in arguments[1:] if each.name}
    copy = next((n for n in own if writing.wiki.parameters.get(n) == "archive"), names.archive_url)
    values = {
        copy: address_of(repair, ""),
        next((n for n in own if n in dates), names.archive_date): day_of(repair),
    }
    state = next((n for n in own if n in states), names.status)
    if state:
        values[state] = names.dead or "dead"
    return values


def _edits(
    arguments: Sequence[Argument], address: Argument, values: dict[str, str]
) -> Iterator[Edit]:
    """Fill what stands there, and write the others behind the address in the same manner."""
    standing = {each.plain: each for each in arguments[1:] if each.name}
    added: list[str] = []
    before = arguments[arguments.index(address) - 1]
    space = before.value[len(before.value.rstrip()) :]
    for name, value in values.items():
        if name in standing:
            yield _refilled(standing[name], value)
        else:
            added.append(f"{space}|{_like(address, name)}{value}")
    yield Edit(start=address.filled_to, end=address.filled_to, new="".join(added))


def _refilled(standing: Argument, value: str) -> Edit:
    """Put a value where another or none stands; the white space around it stays."""
    kept = standing.value[len(standing.value.rstrip()) :] if standing.value.strip() else ""
    end = standing.end - len(kept) if kept or standing.value.strip() else standing.start
    return Edit(start=standing.start, end=end, new=value)


def _like(address: Argument, name: str) -> str:
    """Write a name and its sign as the address has them; aligned signs stay in their column."""
    lead = address.name[: len(address.name) - len(address.name.lstrip())]
    sign, behind = address.between.split("=", 1)
    if len(sign) > 1:
        width = len(address.name.strip()) + len(sign)
        sign = " " * max(1, width - len(name))
    return f"{lead}{name}{sign}={behind}"
