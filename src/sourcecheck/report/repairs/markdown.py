r"""Markdown: targets of links, definitions, autolinks and printed addresses become the copy's.

Where an address stands in Markdown is hard to say from its letters: brackets, back ticks,
indents and blank lines decide together. A parser knows, but tells no places inside a line. So
every spelling of a wanted address is replaced by the copy with a sign of its own, the whole is
parsed once, and the parser shows what each place is: a sign that comes out at the end of a
link's target or of a printed address stands for that whole address; one that comes out in code,
in a picture or in the middle of a longer address stands for nothing that is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin as note_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from sourcecheck.report.repairs.base import (
    Change,
    Edit,
    Kept,
    Left,
    Place,
    Repair,
    Writing,
    address_of,
    applied,
)
from sourcecheck.report.repairs.scan import Words, scan
from sourcecheck.report.repairs.text import why_left
from sourcecheck.urls.find import find_urls

_SIGN = "zq{}probe"
_SIGNS = re.compile(r"zq(\d+)probe")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """A place where the letters of a wanted address stand, whatever they are there."""

    start: int
    end: int
    printed: str
    new: str
    repair: Repair


def patch_markdown(writing: Writing) -> Sequence[Place]:
    """Find the wanted addresses in Markdown (CommonMark, tables, strikethrough, notes)."""
    parser = _parser()
    before, addresses, broken = _addresses(writing, parser)
    spellings = list(_spellings(writing, addresses))
    found = _judged(parser, writing.source, spellings, before)
    places = [_place(spelling, verdict) for spelling, verdict in found]
    return sorted((*places, *broken), key=lambda each: each.start)


def _judged(
    parser: MarkdownIt, source: str, spellings: Sequence[_Spelling], kinds: Sequence[str]
) -> list[tuple[_Spelling, Left | None]]:
    """Say of each place why it is left; None = it is to be mended.

    Where one of them makes another page of it, halves are tried until it stands alone.
    """
    seen = _probe(parser, source, spellings, kinds)
    if seen is not None:
        return [(each, seen.get(at, Left.NO_PLACE)) for at, each in enumerate(spellings)]
    if len(spellings) == 1:
        return [(spellings[0], Left.NO_PLACE)]
    middle = len(spellings) // 2
    halves = (spellings[:middle], spellings[middle:])
    return [each for half in halves for each in _judged(parser, source, half, kinds)]


def _place(spelling: _Spelling, verdict: Left | None) -> Place:
    repair, start, printed = spelling.repair, spelling.start, spelling.printed
    if verdict is not None:
        return Kept(repair=repair, start=start, printed=printed, why=verdict)
    edit = Edit(start=start, end=spelling.end, new=spelling.new)
    return Change(repair=repair, start=start, printed=printed, edits=(edit,))


def _parser() -> MarkdownIt:
    """Return a parser of the Markdown that is read: see ``extract/formats/markdown.py``."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100})
    parser.enable(["table", "strikethrough"])
    return parser.use(note_plugin, move_to_end=False).use(front_matter_plugin)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A piece of what a parser made of the source."""

    kind: str  # "target", "words", "html", "code", "other"
    text: str


def _parsed(parser: MarkdownIt, source: str) -> tuple[list[str], list[_Shown]]:
    """Return the kinds of all tokens, and what they show."""
    env: dict[str, Any] = {}
    tokens = parser.parse(source, env)
    hidden = env.get("footnotes", {}).get("list", {})  # notes written inside the text
    inside = [token for note in hidden.values() for token in note.get("tokens", ())]
    flat = [each for token in (*tokens, *inside) for each in (token, *(token.children or ()))]
    shown = list(_shown_by(flat))
    shown += [
        _Shown(kind="target", text=str(told.get("href", "")))
        for told in env.get("references", {}).values()
    ]
    return [token.type for token in flat], shown


_KINDS = {
    "text": "words",
    "html_inline": "html",
    "html_block": "html",
    "code_inline": "code",
    "code_block": "code",
    "fence": "code",
    "front_matter": "code",
}


_CODE = re.compile(r"<(/?)(?:code|pre|samp|kbd)(?:\s[^>]*)?>", re.IGNORECASE)


def _shown_by(tokens: Iterable[Token]) -> Iterator[_Shown]:
    """Yield what tokens show; what stands between raw tags of code is code."""
    code = 0
    for token in tokens:
        if token.type == "html_inline" and (tag := _CODE.fullmatch(token.content)):
            code = max(0, code + (-1 if tag[1] else 1))
        for piece in _shown(token):
            yield _Shown(kind="code", text=piece.text) if code and piece.kind == "words" else piece


def _shown(token: Token) -> Iterator[_Shown]:
    if token.type == "link_open":
        yield _Shown(kind="target", text=str(token.attrGet("href") or ""))
    elif token.type == "image":
        yield _Shown(kind="other", text=str(token.attrGet("src") or ""))
    elif token.type in _KINDS:
        yield _Shown(kind=_KINDS[token.type], text=token.content)


def _addresses(
    writing: Writing, parser: MarkdownIt
) -> tuple[list[str], Mapping[str, Repair], list[Kept]]:
    """Return the kinds of all tokens, and every wanted address as the parser shows it."""
    kinds, shown = _parsed(parser, writing.source)
    addresses: dict[str, Repair] = {}
    broken: list[Kept] = []
    for piece in shown:
        for url in (piece.text,) if piece.kind in {"target", "other"} else _printed(piece):
            repair = writing.repair_of(url)
            if repair is not None and url not in addresses:
                addresses[url] = repair
    for found in find_urls(writing.source):
        repair, why = writing.repair_of(found.url), why_left(found)
        if repair is not None and why is not None:
            kept = Kept(repair=repair, start=found.span.start, printed=found.printed, why=why)
            broken.append(kept)
    return kinds, addresses, broken


def _printed(piece: _Shown) -> Iterator[str]:
    """Yield the addresses a piece shows: of raw HTML, what its links lead to and what is words."""
    if piece.kind != "html":
        yield from _in_words(piece.text, 0, len(piece.text))
        return
    for part in scan(piece.text):
        if isinstance(part, Words):
            yield from _in_words(piece.text, part.start, part.end)
        elif part.name in {"a", "area"}:
            for each in part.attributes:
                if each.name == "href":
                    yield unescape(piece.text[each.start : each.end]).strip()


def _in_words(text: str, start: int, end: int) -> Iterator[str]:
    return (found.printed for found in find_urls(text, start, end) if why_left(found) is None)


# Percent-encoding of one character beyond ASCII: what a parser makes of letters in a target.
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def _spellings(writing: Writing, addresses: Mapping[str, Repair]) -> Iterator[_Spelling]:
    """Yield every place where the letters of an address stand, the longest first of several."""
    source, done = writing.source, 0
    found = [
        (match.start(), -match.end(), repair)
        for url, repair in addresses.items()
        for match in _spelled(url).finditer(source)
    ]
    for start, end, repair in sorted(found, key=lambda each: each[:2]):
        if start < done:
            continue
        done = -end
        printed = source[start:done]
        new = _respelled(address_of(repair, _plain(printed)), printed)
        yield _Spelling(start=start, end=done, printed=printed, new=new, repair=repair)


def _spelled(url: str) -> re.Pattern[str]:
    """Return what fits every way to write an address: escapes, entities, letters as they are."""
    pieces: list[str] = []
    at = 0
    for found in (*_ENCODED.finditer(url), None):
        end = found.start() if found else len(url)
        pieces += [_sign(char) for char in url[at:end]]
        if found is not None:
            pieces.append(_letters(found[0]))
            at = found.end()
    return re.compile("".join(pieces))


def _sign(char: str) -> str:
    if char == "&":
        return r"\\?&(?:amp;|#38;|#x26;)?"
    if char.isalnum():
        return re.escape(char)
    if char.isascii():
        return rf"(?:\\?{re.escape(char)}|&#(?:0*{ord(char)}|[xX]0*(?i:{ord(char):x}));)"
    return f"(?:{re.escape(char)}|{_escapes(char)})"


def _letters(encoded: str) -> str:
    try:
        plain = bytes.fromhex(encoded.replace("%", "")).decode()
    except UnicodeDecodeError:
        return "".join(f"(?i:{re.escape(each)})" for each in re.findall("%..", encoded))
    return "".join(f"(?:{re.escape(char)}|{_escapes(char)})" for char in plain)


def _escapes(char: str) -> str:
    return "(?i:" + "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace")) + ")"


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def _plain(printed: str) -> str:
    return _ESCAPED.sub(r"\1", unescape(printed))


def _respelled(copy: str, printed: str) -> str:
    """Return the copy's address, its own end spelled as the source spells the address."""
    plain = _plain(printed)
    if plain != printed and copy.endswith(plain):
        return copy.removesuffix(plain) + printed
    copy = copy.replace("*", "%2A")  # two would make what is between them emphatic
    return copy if _balanced(copy) else copy.replace("(", "%28").replace(")", "%29")


def _balanced(url: str) -> bool:
    depth = 0
    for sign in re.findall(r"[()]", url):
        depth += 1 if sign == "(" else -1
        if depth < 0:
            return False
    return depth == 0


def _probe(
    parser: MarkdownIt, source: str, spellings: Sequence[_Spelling], kinds: Sequence[str]
) -> dict[int, Left | None] | None:
    """Parse the source with a sign behind every copy; None = the page came out another one.

    Returns what each sign came out as: None for a whole address that readers follow or see.
    """
    signed = [
        Edit(start=each.start, end=each.end, new=_signed(each, at))
        for at, each in enumerate(spellings)
    ]
    bare = [Edit(start=each.start, end=each.end, new=each.new) for each in spellings]
    after, shown = _parsed(parser, applied(source, signed))
    # what is written has no signs, and one more letter can part what would be emphatic
    if after != list(kinds) or _parsed(parser, applied(source, bare))[0] != after:
        return None
    verdicts: dict[int, Left | None] = {}
    for piece in shown:
        for at, verdict in _verdicts(piece, spellings):
            if verdict is None or at not in verdicts:
                verdicts[at] = verdict
    return verdicts


def _signed(spelling: _Spelling, at: int) -> str:
    return spelling.new + _SIGN.format(at)


def _verdicts(piece: _Shown, spellings: Sequence[_Spelling]) -> Iterator[tuple[int, Left | None]]:
    whole = _whole(piece, spellings)
    for sign in _SIGNS.finditer(piece.text):
        at = int(sign[1])
        if at >= len(spellings):
            continue  # the page's own words
        if piece.kind in {"code", "other"}:
            yield at, Left.CODE
        else:
            other = Left.CODE if piece.kind == "html" else Left.NO_PLACE
            yield at, None if at in whole else other


def _whole(piece: _Shown, spellings: Sequence[_Spelling]) -> set[int]:
    """Return which copies stand in a piece as whole addresses, spelled as they are or encoded."""
    urls = (piece.text,) if piece.kind == "target" else _printed(piece)
    found: set[int] = set()
    for url in urls:
        sign = _SIGNS.search(url)
        if sign and url.endswith(sign[0]) and int(sign[1]) < len(spellings):
            at = int(sign[1])
            if _same(url[: sign.start()], _plain(spellings[at].new)):
                found.add(at)
    return found


def _same(one: str, other: str) -> bool:
    """Tell whether two addresses differ in nothing but how their letters are written."""
    return _spelled(other).fullmatch(one) is not None or one == other
