"""Markdown: rendered, and read as its readers see it; origins are lines of the source.

The library renders it to HTML with the line of every piece in ``data-line``, and the HTML reader
does the rest, so raw HTML, tables and nested lists need no second set of rules. Notes keep the
labels of the source (``[^5]`` stays 5) and stand where they are written; the library would number
them anew and drop those nobody cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from html import escape
from itertools import count
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin as note_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from sourcecheck.errors import OversizedDocument
from sourcecheck.extract.formats.bases import is_web
from sourcecheck.extract.formats.html import read_markup
from sourcecheck.extract.formats.html_meta import iso_date, language_of
from sourcecheck.extract.formats.html_notes import plain
from sourcecheck.extract.formats.readable import Readable
from sourcecheck.extract.reading import Reading
from sourcecheck.model import Field, Mark, Span

Env = MutableMapping[str, Any]


def read_markdown(source: Readable) -> Reading:
    """Read Markdown (CommonMark, tables, strikethrough, notes, front matter).

    Raises ``OversizedDocument`` for too many signs, tags or levels.
    """
    text = source.decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    _check_size(text, source)
    parser = _parser()
    env: Env = {}
    tokens = parser.parse(text, env)
    front = _front_matter(tokens)
    inline = _label_notes(tokens, env)
    _number_lines(tokens)
    parts = [
        f"<title>{escape(front.get('title', ''))}</title>",
        parser.renderer.render(tokens, parser.options, env),
        *(_inline_note(parser, env, token) for token in inline),
    ]
    reading = read_markup(source, "".join(parts), by_line=True)
    return _with_front_matter(_with_lone_marks(reading), front)


def _check_size(text: str, source: Readable) -> None:
    """Refuse bombs before the parser meets them: a sign nobody closes costs it much."""
    limit = source.limits.max_signs
    if sum(text.count(sign) for sign in "[|*_`>") > limit:
        raise OversizedDocument(
            f"{source.origin}: more than {limit:,} Markdown signs",
            hint="hand over the article alone, or raise the limit",
        )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100})
    parser.enable(["table", "strikethrough"])
    parser.use(note_plugin, move_to_end=False).use(front_matter_plugin)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _label_notes(tokens: Sequence[Token], env: Env) -> list[Token]:
    """Give notes written inside the text (``^[...]``) a label; return the marks of those."""
    known = {name.removeprefix(":") for name in env.get("footnotes", {}).get("refs", {})}
    free = (str(number) for number in count(1) if str(number) not in known)
    marks = [
        child
        for token in tokens
        for child in token.children or ()
        if child.type == "footnote_ref" and "label" not in child.meta
    ]
    for mark in marks:
        mark.meta["label"] = next(free)
    return marks


def _number_lines(tokens: Sequence[Token]) -> None:
    """Write the line of every block, and of every line inside one, into the tokens."""
    line = 1
    for token in tokens:
        if token.map is not None:
            line = token.map[0] + 1
            if token.nesting >= 0 and token.type != "inline":
                token.attrSet("data-line", str(line))
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
            else:
                line += child.content.count("\n")
            child.meta["line"] = line


# What markdown-it calls to render a token: itself, the tokens, which one, options, environment.
Rule = Callable[[RendererHTML, Sequence[Token], int, OptionsDict, Env], str]


def _break(_self: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    shown = "<br>" if tokens[at].type == "hardbreak" else "\n"
    return f'{shown}<wbr data-line="{tokens[at].meta["line"]}">'


def _raw(_self: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    return f'<wbr data-line="{tokens[at].attrGet("data-line")}">{tokens[at].content}'


def _mark(_self: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    label = escape(str(tokens[at].meta["label"]))
    return f'<sup data-our-mark="{label}">[{label}]</sup>'


def _note_open(_self: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    line = tokens[at].attrGet("data-line")
    return f'<div data-our-note="{escape(tokens[at].meta["label"])}" data-line="{line}">'


def _note_close(*_: object) -> str:
    return "</div>\n"


def _inline_note(parser: MarkdownIt, env: Env, mark: Token) -> str:
    """Render a note written inside the text, to stand at the end as readers see it."""
    inside = env["footnotes"]["list"][mark.meta["id"]]["tokens"]
    words = parser.renderer.render(inside, parser.options, env)
    label = escape(mark.meta["label"])
    return f'<div data-our-note="{label}" data-line="{mark.meta["line"]}">{words}</div>\n'


_LONE = re.compile(r"\[\^([^\]\s]{1,40})\]")


def _with_lone_marks(reading: Reading) -> Reading:
    """Add marks whose note is written nowhere: the library leaves them in the text."""
    code = [block.span for block in reading.blocks if block.why == "pre"]
    lone = [
        Mark(span=Span(*found.span()), labels=(plain(found[1]),), rule="markdown-lone-mark")
        for found in _LONE.finditer(reading.text)
        if not any(span.covers(Span(*found.span())) for span in code)
    ]
    marks = sorted((*reading.marks, *lone), key=lambda mark: mark.span)
    return replace(reading, marks=tuple(marks)) if lone else reading


_KEY = re.compile(r"([A-Za-z][\w-]*)\s*[:=]\s*(.*)")


def _front_matter(tokens: Sequence[Token]) -> dict[str, str]:
    """Read the simple ``key: value`` lines above the text; anything deeper is left alone."""
    if not tokens or tokens[0].type != "front_matter":
        return {}
    found: dict[str, str] = {}
    for line in tokens[0].content.splitlines():
        entry = _KEY.fullmatch(line.strip())
        if entry is not None and not line.startswith((" ", "\t")):
            value = entry[2].strip().strip("[]").strip()
            found.setdefault(entry[1].lower(), value.strip("\"'"))
    return {key: value for key, value in found.items() if value}


def _with_front_matter(reading: Reading, front: Mapping[str, str]) -> Reading:
    """Let the front matter speak before anything read out of the text."""
    title = reading.title
    if title is not None and title.found_in == "title":
        title = replace(title, found_in="front matter title")
    address = _told(front, ("canonical", "canonical_url", "url", "link"), str)
    return replace(
        reading,
        title=title,
        byline=_told(front, ("author", "authors", "byline"), str) or reading.byline,
        published=_told(front, ("date", "published", "pubdate"), iso_date) or reading.published,
        publisher=_told(front, ("publisher", "site", "publication"), str),
        canonical_url=address if address is not None and is_web(address.value) else None,
        language=_told(front, ("lang", "language", "locale"), language_of) or reading.language,
    )


def _told(
    front: Mapping[str, str], keys: Sequence[str], read: Callable[[str], str]
) -> Field | None:
    for key in keys:
        if value := read(front.get(key, "")):
            return Field(value=value, found_in=f"front matter {key}")
    return None


_RULES: dict[str, Rule] = {
    "softbreak": _break,
    "hardbreak": _break,
    "html_block": _raw,
    "footnote_ref": _mark,
    "footnote_reference_open": _note_open,
    "footnote_reference_close": _note_close,
}
