"""A page's source as tags and words with their places (WHATWG HTML, 13.2.5), in linear time.

A parser that builds a tree tells no place of an attribute's value, and a patch needs nothing but
places. Comments, declarations and elements whose contents are no markup are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute; ``source[start:end]`` is its value as it is written, without quotes."""

    name: str  # in lower case
    start: int = 0
    end: int = 0
    quote: str = ""  # '"', "'" or "" = written without
    has_value: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag, opening or closing."""

    name: str  # in lower case
    start: int
    end: int
    closing: bool = False
    selfclosing: bool = False
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Characters between two tags, entities as they are written."""

    start: int
    end: int


_RAW = frozenset({
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
})  # fmt: skip
"""Elements whose contents are no markup."""

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_BLANK = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(
    r"""(?P<name>=?[^\s/>=]*)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'"""
    r"""|(?P<bare>[^\s>"'][^\s>]*)|(?P<none>(?=>))))?"""
)
_COMMENT_END = re.compile(r"--!?>")


def scan(source: str, *, xml: bool = False) -> Iterator[Tag | Words]:
    """Yield tags and the words between them, in order; a page that breaks off ends early."""
    at = words = 0
    while (opening := source.find("<", at)) >= 0:
        end, tag = _markup(source, opening, xml=xml)
        if end == opening:  # a lone sign: it is words
            at = opening + 1
            continue
        if words < opening:
            yield Words(start=words, end=opening)
        if tag is not None:
            yield tag
            end = _past_raw(source, tag)
        if end < 0:
            return
        at = words = end
    if words < len(source):
        yield Words(start=words, end=len(source))


def _markup(source: str, at: int, *, xml: bool) -> tuple[int, Tag | None]:
    """Read what a sign opens: where it ends (-1 = never, ``at`` = it opens nothing), and a tag."""
    if source.startswith("<!--", at):
        if source.startswith((">", "->"), at + 4):
            return source.index(">", at + 4) + 1, None
        found = _COMMENT_END.search(source, at + 4)
        return (found.end() if found else -1), None
    if xml and source.startswith("<![CDATA[", at):
        return _behind(source, "]]>", at), None
    if source.startswith(("<!", "<?"), at):
        return _behind(source, ">", at), None
    closing = source.startswith("</", at)
    name = _NAME.match(source, at + 1 + closing)
    if name is None:
        return (_behind(source, ">", at) if closing else at), None
    tag = _tag(source, at, name, closing=closing)
    return (tag.end if tag else -1), tag


def _behind(source: str, sign: str, at: int) -> int:
    found = source.find(sign, at)
    return found + len(sign) if found >= 0 else -1


def _tag(source: str, start: int, name: re.Match[str], *, closing: bool) -> Tag | None:
    """Read a tag's attributes; None = it never ends."""
    attributes: dict[str, Attribute] = {}
    at = name.end()
    while True:
        blank = _BLANK.match(source, at)
        assert blank is not None  # it fits nothing, too
        at = blank.end()
        if at >= len(source):
            return None
        if source[at] == ">":
            return Tag(
                name=name[0].lower(),
                start=start,
                end=at + 1,
                closing=closing,
                selfclosing=source[at - 1] == "/",
                attributes=tuple(attributes.values()),
            )
        found = _ATTRIBUTE.match(source, at)
        if found is None or found.end() == at:
            return None
        attribute = _attribute(found)
        if source[found.end() : found.end() + 1] in {'"', "'", "="} and not attribute.has_value:
            return None  # a quote that is never closed
        attributes.setdefault(attribute.name, attribute)  # the first one counts
        at = found.end()


def _attribute(found: re.Match[str]) -> Attribute:
    for group, quote in (("double", '"'), ("single", "'"), ("bare", "")):
        if found[group] is not None:
            start, end = found.span(group)
            return Attribute(
                name=found["name"].lower(), start=start, end=end, quote=quote, has_value=True
            )
    return Attribute(name=found["name"].lower())


def _past_raw(source: str, tag: Tag) -> int:
    """Return where to go on behind a tag: behind the contents of a script; -1 = nowhere."""
    if tag.name not in _RAW or tag.closing:
        return tag.end
    found = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(source, tag.end)
    return found.start() if found else -1
