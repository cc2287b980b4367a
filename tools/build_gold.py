"""Build the example articles and their gold answers out of the annotated texts.

``tests/examples/annotated/NAME.txt`` is the article with its answers marked in place::

    ⟦kind:argument flag flag|the words⟧        annotations may be nested

``tests/examples/annotated/NAME.toml`` holds what is no span of the text (language, the outlet and
country behind a source). From the two this script writes ``examples/NAME.txt`` (the article
without annotations) and ``examples/gold/NAME.json`` (spans in Unicode code points, half open).
Offsets are computed here and typed nowhere.

A ``NAME.toml`` without a ``NAME.txt`` beside it describes an HTML or Markdown example by exact
quotations. Nothing is written over the article then; every quotation is looked for in it, and
the gold is the same answers as JSON.

Usage: ``python tools/build_gold.py [--check]``; ``--check`` writes nothing and ends with 1 if
a file on disk differs from what would be written.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ANNOTATED = EXAMPLES.parent / "tests" / "examples" / "annotated"
GOLD = EXAMPLES / "gold"

_TOKEN = re.compile(r"⟦(?P<head>[a-z]+[^|⟦⟧]*)\||(?P<close>⟧)")
_HTML_GONE = re.compile(r"<(script|style|head)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_HTML_TAG = re.compile(r"<[^>]+>")
_BLOCK_TAG = re.compile(r"</?(?:p|div|li|ol|ul|h[1-6]|section|blockquote)\b[^>]*>", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"!?\[([^\]^]+)\](?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)|\[[^\]]*\])")


class GoldError(Exception):
    """An annotation is wrong; the message names the file and what was looked for."""


@dataclass(slots=True)
class Piece:
    """One annotation: its head, its place in the article, and the annotations inside it."""

    kind: str
    argument: str
    words: tuple[str, ...]
    start: int
    end: int = 0
    text: str = ""
    inside: list[Piece] = field(default_factory=list)

    def span(self) -> dict[str, Any]:
        """Return the place as every gold file writes it."""
        return {"start": self.start, "end": self.end, "text": self.text}

    def first(self, kind: str) -> dict[str, Any] | None:
        """Return the place of the first inner annotation of that kind."""
        return next((p.span() for p in self.inside if p.kind == kind), None)

    def value(self, key: str) -> str | None:
        """Return what follows ``key=`` among the flags."""
        return next((w.partition("=")[2] for w in self.words if w.startswith(f"{key}=")), None)


def parse(marked: str, origin: str) -> tuple[str, list[Piece]]:
    """Split an annotated text into the plain article and its annotations, in opening order."""
    plain: list[str] = []
    length = at = 0
    found: list[Piece] = []
    stack: list[Piece] = []
    for token in _TOKEN.finditer(marked):
        plain.append(marked[at : token.start()])
        length += token.start() - at
        at = token.end()
        if token["close"]:
            if not stack:
                raise GoldError(f"{origin}: a bracket closes that never opened, at {length}")
            stack.pop().end = length
            continue
        piece = _open(token["head"], length)
        if stack:
            stack[-1].inside.append(piece)
        found.append(piece)
        stack.append(piece)
    if stack:
        raise GoldError(f"{origin}: {stack[-1].kind} opened at {stack[-1].start} never closes")
    article = "".join([*plain, marked[at:]])
    for piece in found:
        piece.text = article[piece.start : piece.end]
    return article, found


def _open(head: str, start: int) -> Piece:
    name, *words = head.split()
    kind, _, argument = name.partition(":")
    return Piece(kind=kind, argument=argument, words=tuple(words), start=start)


def text_gold(
    name: str, article: str, pieces: list[Piece], facts: dict[str, Any]
) -> dict[str, Any]:
    """Lay the annotations of a plain-text article out as its gold answers."""
    return {
        "version": 1,
        "file": f"{name}.txt",
        "media_type": "text/plain",
        "language": facts["language"],
        "digits_in_body": facts["digits_in_body"],
        "sha256": hashlib.sha256(article.encode()).hexdigest(),
        "length": len(article),
        "title": _only(pieces, "title"),
        "title_line": _only(pieces, "titleline"),
        "byline": _only(pieces, "byline"),
        "publisher": _only(pieces, "publisher"),
        "dateline": _dateline(pieces, facts),
        "headings": [p.span() for p in pieces if p.kind == "heading"],
        "notes_heading": _only(pieces, "nhead"),
        "boilerplate": [{**p.span(), "kind": p.argument} for p in pieces if p.kind == "boil"],
        "marks": [_mark(p, pieces) for p in pieces if p.kind == "m"],
        "notes": [_note(p, facts) for p in pieces if p.kind == "n"],
        "attributions": [_attribution(p) for p in pieces if p.kind == "att"],
        "vague": [_vague(p) for p in pieces if p.kind == "v"],
        "negatives": [{**p.span(), "why": p.argument} for p in pieces if p.kind == "neg"],
        "unsourced_numbers": [p.span() for p in pieces if p.kind == "num"],
    }


def _only(pieces: list[Piece], kind: str) -> dict[str, Any] | None:
    return next((p.span() for p in pieces if p.kind == kind), None)


def _dateline(pieces: list[Piece], facts: dict[str, Any]) -> dict[str, Any] | None:
    piece = next((p for p in pieces if p.kind == "dateline"), None)
    if piece is None:
        return None
    places = {"place": piece.first("place"), "agency": piece.first("agency")}
    return {**piece.span(), **places, "source": _source(facts["dateline"])}


def _mark(mark: Piece, pieces: list[Piece]) -> dict[str, Any]:
    claim = next(p for p in pieces if p.kind == "c" and p.argument == mark.argument)
    sentence = next((p for p in pieces if p.kind == "s" and p.argument == mark.argument), claim)
    labels = mark.argument.split(",")
    return {**mark.span(), "labels": labels, "claim": claim.span(), "sentence": sentence.span()}


def _note(note: Piece, facts: dict[str, Any]) -> dict[str, Any]:
    content = note.first("src")
    source = _source(facts["sources"][note.argument])
    if content is None or content["text"] != (source["url"] or source["name"]):
        raise GoldError(f"note {note.argument}: the text has {content}, the answer {source}")
    return {**note.span(), "label": note.argument, "content": content, "source": source}


def _source(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "web" if "url" in facts else "named",
        "url": facts.get("url"),
        "name": facts.get("name"),
        "canonical": facts.get("canonical", facts.get("url")),
        "flags": facts.get("flags", []),
        "misspelled": facts.get("misspelled", False),
        "outlet": facts.get("outlet"),
        "country": facts.get("country"),
        "status": facts.get("status", "match" if "outlet" in facts else "unknown"),
        "candidates": facts.get("candidates", []),
        "state": facts.get("state"),
    }


def _attribution(piece: Piece) -> dict[str, Any]:
    kind, head = ("pronoun", None) if piece.words[0] == "pronoun" else piece.words[:2]
    return {
        "id": piece.argument,
        **piece.span(),
        "cues": [p.span() for p in piece.inside if p.kind == "cue"],
        "voice": piece.first("voice"),
        "kind": kind,
        "head": head,
        "of": piece.value("of"),
        "through": piece.value("through"),
        "secondhand": "secondhand" in piece.words,
        "opens_quote": "quote" in piece.words,
        "optional": "opt" in piece.words,
    }


def _vague(piece: Piece) -> dict[str, Any]:
    return {**piece.span(), "kind": piece.argument, "optional": "opt" in piece.words}


def quoted_gold(path: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Check the quotations of an HTML or Markdown example and return them as its gold."""
    body = (EXAMPLES / facts["file"]).read_bytes()
    raw = body.decode(facts.get("charset", "utf-8"))
    visible = plain_text(raw, facts["media_type"])
    for where, wanted in _quotations(facts):
        if wanted not in visible and wanted not in html.unescape(raw):
            raise GoldError(f"{path.name}: {where}: not in the article: {wanted!r}")
    return {"version": 1, "sha256": hashlib.sha256(body).hexdigest(), **facts}


def plain_text(raw: str, media_type: str) -> str:
    """Return the words of an HTML or Markdown text in one line, good enough to look quotes up."""
    if media_type == "text/html":
        shown = _HTML_TAG.sub("", _BLOCK_TAG.sub(" ", _HTML_GONE.sub(" ", raw)))
        return " ".join(html.unescape(shown).split())
    linked = _MARKDOWN_LINK.sub(r"\1", raw)
    return " ".join(re.sub(r"(?<!\w)[*_]+|[*_]+(?!\w)", "", linked).split())


def _quotations(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    keys = ("text", "mark", "claim", "sentence", "note", "url", "quote", "cue", "voice")
    for key in ("title", "byline", "published", "publisher", "canonical_url"):
        if key in facts:
            yield key, facts[key]
    for group in ("citations", "not_citations"):
        for row in facts[group]:
            yield from ((f"{group}.{key}", row[key]) for key in keys if key in row)


def outputs() -> Iterator[tuple[Path, str]]:
    """Yield every generated file with what it must hold."""
    for path in sorted(ANNOTATED.glob("*.toml")):
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        marked = path.with_suffix(".txt")
        if marked.exists():
            article, pieces = parse(marked.read_text(encoding="utf-8"), marked.name)
            yield EXAMPLES / f"{path.stem}.txt", article
            gold = text_gold(path.stem, article, pieces, facts)
        else:
            gold = quoted_gold(path, facts)
        yield GOLD / f"{path.stem}.json", json.dumps(gold, ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Write the files, or compare them with ``--check``."""
    check = "--check" in arguments
    stale = 0
    for path, wanted in outputs():
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        stale += 1
        if not check:
            path.write_text(wanted, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{'stale' if check else 'wrote'} {path.relative_to(EXAMPLES.parent)}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
