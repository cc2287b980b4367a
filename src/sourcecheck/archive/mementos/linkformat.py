"""Links as HTTP and TimeMaps write them: RFC 8288, section 3, and RFC 6690. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sourcecheck.urls.forms import joined

_TARGET = re.compile(r"[\s,]*<([^>]*)>")
_PARAMETER = re.compile(
    r"""\s*;\s*([\w!#$&+.^`|~-]+\*?)          # the name
    (?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'(?=\s*(?:[;,]|$))|([^\s;,"]*)))?  # its value""",
    re.VERBOSE,
)
_NEXT = re.compile(r"\s*(?:,|$)")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """One link: where it leads, in what relation, and what else is said of it."""

    target: str
    rels: tuple[str, ...]  # in lower case
    said: Mapping[str, str]


def links(text: str, base: str) -> Iterator[Linked]:
    """Yield the links of a text that stands at ``base``; what cannot be read or is cut ends it."""
    at = 0
    while found := _TARGET.match(text, at):
        at = found.end()
        said: dict[str, str] = {}
        while parameter := _PARAMETER.match(text, at):
            at = parameter.end()
            value = next((each for each in parameter.groups()[1:] if each is not None), "")
            # Of a parameter that is said twice, the first counts (RFC 8288, 3.3).
            said.setdefault(parameter[1].lower(), _ESCAPED.sub(r"\1", value))
        if not _NEXT.match(text, at):
            return  # whatever this is, it is no list of links any more
        rels = tuple(said.get("rel", "").lower().split())
        yield Linked(target=joined(base, found[1].strip()), rels=rels, said=said)
