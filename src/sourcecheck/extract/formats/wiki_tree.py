"""The text of a wiki as a tree: templates, links, tags, and the words between them.

One pass from left to right with a stack, as MediaWiki's own preprocessor does it; what is opened
and never closed is words. Every part knows its place in the source, in characters. Time is
linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a part of a wiki's text is."""

    TEXT = "text"
    TEMPLATE = "template"  # {{name|...}}
    LINK = "link"  # [[page|words]]
    EXTERNAL = "external"  # [https://... words]
    TAG = "tag"  # <ref>...</ref>, <br>


@dataclass(slots=True, kw_only=True)
class Part:
    """One part. ``arguments`` of a template or link; of an external link and a tag, its words."""

    kind: Kind
    start: int
    end: int = -1
    name: str = ""  # of a tag; of an external link its address
    attributes: str = ""  # of a tag, as written
    closed: bool = False  # a tag without contents: <ref name="a" />
    arguments: list[list[Part]] = field(default_factory=lambda: [[]])


_TOKEN = re.compile(
    r"<!--|<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<rest>[^<>]*)>"
    r"|\{\{+|\}\}+|\[\[|\]\]|\[(?=(?:https?:|ftp:|mailto:)?//|mailto:)|\]|\||\n"
)
_RAW = frozenset({
    "nowiki", "pre", "math", "chem", "syntaxhighlight", "source", "code", "timeline",
    "score", "graph", "templatedata", "mapframe", "maplink",
})  # fmt: skip
"""Tags whose contents are no wiki text."""

_NESTING = frozenset({"ref", "references", "gallery"})  # tags whose contents are told apart
_FORGOTTEN = 3  # tags that may be left open inside one that is closed
_ADDRESS = re.compile(r"[^\s\]\[<>\"]+")


class _Frame:
    """Something that was opened, with what it holds so far."""

    __slots__ = ("opening", "part", "waiting")

    def __init__(self, part: Part, opening: int) -> None:
        self.part = part
        self.opening = opening  # how many characters opened it
        self.waiting: dict[Kind, int] = {}  # of a tag: how many of a kind are open inside it


class _Builder:
    """Collects parts; the first frame is the whole text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.frames = [_Frame(Part(kind=Kind.TAG, start=0), 0)]
        self.scopes = [self.frames[0]]  # the frames of tags: nothing is closed across them
        self.unclosed: set[str] = set()  # tags that are never closed from here on

    def put(self, part: Part) -> None:
        self.frames[-1].part.arguments[-1].append(part)

    def words(self, start: int, end: int) -> None:
        if start < end:
            self.put(Part(kind=Kind.TEXT, start=start, end=end))

    def open(self, part: Part, opening: int) -> None:
        frame = _Frame(part, opening)
        self.frames.append(frame)
        if part.kind is Kind.TAG:
            self.scopes.append(frame)
        else:
            waiting = self.scopes[-1].waiting
            waiting[part.kind] = waiting.get(part.kind, 0) + 1

    def is_open(self, kind: Kind) -> bool:
        return self.scopes[-1].waiting.get(kind, 0) > 0

    def close(self, kind: Kind, end: int) -> None:
        """Close the innermost part of a kind; what was opened inside it and not closed is words."""
        at = len(self.frames) - 1
        while self.frames[at].part.kind is not kind:
            at -= 1
        self._flatten(at + 1)
        frame = self.frames.pop()
        if kind is Kind.TAG:
            self.scopes.pop()
        else:
            self.scopes[-1].waiting[kind] -= 1
        frame.part.end = end
        self.put(frame.part)

    def close_tag(self, name: str, end: int) -> bool:
        """Close the innermost tag of this name; at most ``_FORGOTTEN`` inside it stay open."""
        for above, scope in enumerate(reversed(self.scopes[-_FORGOTTEN:])):
            if scope.part.name == name:
                at = len(self.frames)
                while above and self.frames[at - 1] is not scope:
                    at -= 1
                self._flatten(at)
                self.close(Kind.TAG, end)
                return True
        return False

    def end_line(self) -> None:
        """End an external link that was not closed on its line: it is words."""
        if self.frames[-1].part.kind is Kind.EXTERNAL:
            self._flatten(len(self.frames) - 1)

    def _flatten(self, at: int) -> None:
        """Turn every frame from ``at`` on back into words inside the frame before it."""
        if at >= len(self.frames):
            return
        target = self.frames[at - 1].part.arguments[-1]
        for frame in reversed(self.frames[at:]):  # innermost first: each counts in its own scope
            if frame.part.kind is Kind.TAG:
                self.scopes.pop()
            else:
                self.scopes[-1].waiting[frame.part.kind] -= 1
        for frame in self.frames[at:]:
            part = frame.part
            if part.kind is not Kind.TAG:
                opened = Part(kind=Kind.TEXT, start=part.start, end=part.start + frame.opening)
                target.append(opened)
            for place, argument in enumerate(part.arguments):
                if place:
                    target.append(_bar(argument, part))
                target.extend(argument)
        del self.frames[at:]

    def finished(self) -> list[Part]:
        self._flatten(1)
        return self.frames[0].part.arguments[0]


def _bar(argument: list[Part], part: Part) -> Part:
    """Return the sign that parted an argument from the one before it."""
    at = argument[0].start - 1 if argument else part.start
    return Part(kind=Kind.TEXT, start=at, end=at + 1)


def parse_wikitext(text: str) -> list[Part]:
    """Return the parts of a wiki's text, in order."""
    builder = _Builder(text)
    at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        builder.words(at, token.start())
        at = _take(builder, token)
    builder.words(at, len(text))
    return builder.finished()


def _take(builder: _Builder, token: re.Match[str]) -> int:
    """Act on one token; return where the next one may begin."""
    sign, start, end = token[0], token.start(), token.end()
    if sign == "<!--":
        return _past(builder, "-->", start, end)
    if sign.startswith("<"):
        return _tag(builder, token)
    if sign.startswith("{{"):
        builder.words(start, start + len(sign) % 2)
        for opening in range(start + len(sign) % 2, end, 2):
            builder.open(Part(kind=Kind.TEMPLATE, start=opening), 2)
        return end
    if sign.startswith("}}"):
        return _close_templates(builder, start, end)
    if sign == "|":
        _bar_at(builder, start)
        return end
    if sign == "\n":
        builder.end_line()
        builder.words(start, end)
        return end
    if sign in {"]]", "]"}:
        return _close_link(builder, sign, start)
    if sign == "[[":
        builder.open(Part(kind=Kind.LINK, start=start), 2)
        return end
    address = _ADDRESS.match(builder.text, end)
    assert address is not None  # the token looks ahead for it
    builder.open(Part(kind=Kind.EXTERNAL, start=start, name=address[0]), 1 + len(address[0]))
    return address.end()


def _past(builder: _Builder, closer: str, start: int, end: int) -> int:
    """Leave out everything to a closing sign; without one, the opening sign is words."""
    close = -1 if closer in builder.unclosed else builder.text.find(closer, end)
    if close < 0:
        builder.unclosed.add(closer)
        builder.words(start, end)
        return end
    return close + len(closer)


def _close_templates(builder: _Builder, start: int, end: int) -> int:
    at = start
    while at + 2 <= end and builder.is_open(Kind.TEMPLATE):
        builder.close(Kind.TEMPLATE, at + 2)
        at += 2
    builder.words(at, end)
    return end


def _close_link(builder: _Builder, sign: str, start: int) -> int:
    """Close a link: the first of two brackets may be that of an address inside it."""
    end = start + 1
    if builder.frames[-1].part.kind is Kind.EXTERNAL:
        builder.close(Kind.EXTERNAL, end)
    elif sign == "]]" and builder.is_open(Kind.LINK):
        end = start + 2
        builder.close(Kind.LINK, end)
    else:
        end = start + len(sign)
        builder.words(start, end)
    return end


def _bar_at(builder: _Builder, start: int) -> None:
    part = builder.frames[-1].part
    if part.kind in {Kind.TEMPLATE, Kind.LINK}:
        part.arguments.append([])
    else:
        builder.words(start, start + 1)


def _tag(builder: _Builder, token: re.Match[str]) -> int:
    name, start, end = token["tag"].lower(), token.start(), token.end()
    rest = token["rest"]
    if token["end"]:
        if name in _NESTING and builder.close_tag(name, end):
            return end
        builder.put(Part(kind=Kind.TAG, start=start, end=end, name=f"/{name}", closed=True))
        return end
    if name in _RAW and not rest.endswith("/"):
        return _raw(builder, token)
    part = Part(kind=Kind.TAG, start=start, end=end, name=name, attributes=rest.rstrip("/"))
    part.closed = rest.endswith("/") or name not in _NESTING
    if part.closed:
        builder.put(part)
    else:
        builder.open(part, end - start)
    return end


def _raw(builder: _Builder, token: re.Match[str]) -> int:
    """Keep the contents of a tag as they are written."""
    name, start, end = token["tag"].lower(), token.start(), token.end()
    closer = f"</{token['tag']}"
    close = -1 if closer in builder.unclosed else builder.text.find(closer, end)
    if close < 0:
        builder.unclosed.add(closer)
        return end
    stop = builder.text.find(">", close)
    part = Part(kind=Kind.TAG, start=start, end=stop + 1 if stop >= 0 else close, name=name)
    part.closed = True
    part.arguments = [[Part(kind=Kind.TEXT, start=end, end=close)]]
    builder.put(part)
    return part.end


def every(parts: list[Part]) -> Iterator[Part]:
    """Yield all parts, those inside others too, in the order of the source."""
    waiting = [iter(parts)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
            continue
        yield part
        waiting.append(inner for argument in part.arguments for inner in argument)
