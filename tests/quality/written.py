"""Figures on articles written by hand, each with its answers in its own text.

``⟦1|[1]⟧`` is a mark of note 1, ``⟬1|1. Words⟭`` that note, ``⸢words⸣`` the claim of the mark
behind it and ``⟪address⟫`` an address, ``⟪printed➜address⟫`` where it is printed otherwise.
An article without any of them cites nothing. Pieces are compared by their letters and digits,
so that an article of a page is held against what a reader sees of it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from measure import JOIN, NOON, READ, Figures, Share

from sourcecheck.extract import extract
from sourcecheck.model import Article, CitationKind, Document, WebSource
from sourcecheck.resolve import Resolution, resolve

WRITTEN = Path(__file__).with_name("written")
FRONT = 12  # letters in front of a mark that tell its place
CITING = (CitationKind.NOTE, CitationKind.BIBLIOGRAPHY, CitationKind.HYPERLINK)

_SIGN = re.compile(r"⟦([^|⟧]*)\||⟬([^|⟭]*)\||([⟧⟭⸢⸣⟪⟫])")
_TAG = re.compile(r"<[^>]*>")
_COUNTED = re.compile(r"^\W*\d{1,2}\. ")  # by the page, in front of a note
_MARK = re.compile(r"[\[({⁽][\d٠-٩۰-۹¹²³⁴-⁹,،؛; –-]*[\])}⁾]|[¹²³⁴-⁹]")
_STOP = re.compile(r"[\w\u064b-\u0652]{4}[.!?؟][\"»”]*\s")

Link = tuple[str, str, str]  # letters in front, the mark, its note


@dataclass(slots=True)
class Answers:
    """What an article says of itself."""

    page: bool
    text: str = ""
    links: set[Link] = field(default_factory=set)
    notes: Counter[str] = field(default_factory=Counter)
    claims: dict[str, str] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)

    @property
    def cites(self) -> bool:
        return bool(self.links or self.notes or self.addresses)

    def note(self, printed: str) -> str:
        return _letters(_COUNTED.sub("", printed) if self.page else printed)


def written() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every language."""
    for path in sorted(WRITTEN.glob("*.txt")):
        total: Figures = {}
        for part in re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))[1:]:
            head, _, body = part.partition("\n")
            answers = read_answers(body, page=head.endswith("html"))
            for what, share in _figures(answers).items():
                total[what] = total.get(what, Share(0, 0)) + share
        yield path.stem, total


def read_answers(body: str, *, page: bool) -> Answers:
    """Take the signs out of an article and keep what they say."""
    answers = Answers(page=page)
    marks: list[tuple[str, int, int, str]] = []
    notes: dict[str, str] = {}
    opened: dict[str, tuple[str, int]] = {}
    claim = ""
    at = 0
    for sign in _SIGN.finditer(body):
        answers.text += body[at : sign.start()]
        at = sign.end()
        here = len(answers.text)
        match sign[0][0]:
            case "⟦" | "⟬" | "⸢" | "⟪":
                opened[sign[0][0]] = (sign[1] or sign[2] or "", here)
            case "⸣":
                claim = answers.text[opened["⸢"][1] :]
                inside = [mark for mark in marks if mark[1] >= opened["⸢"][1]]
                marks[len(marks) - len(inside) :] = [(*mark[:3], claim) for mark in inside]
            case "⟧":
                marks.append((*opened["⟦"], here, claim))
            case "⟭":
                label, start = opened["⟬"]
                notes.setdefault(label.rstrip(":"), answers.note(_seen(answers, start, here)))
                answers.notes[answers.note(_seen(answers, start, here))] += 1
            case _:
                _keep_address(answers, opened["⟪"][1])
    answers.text += body[at:]
    for labels, start, end, claimed in marks:
        front = _letters(_seen(answers, 0, start))[-FRONT:]
        for label in labels.split(","):
            link = (front, _letters(_seen(answers, start, end)), notes[label])
            answers.links.add(link)
            answers.claims.setdefault(link[2], _plain(answers, claimed))
    return answers


def _keep_address(answers: Answers, start: int) -> None:
    printed, _, address = answers.text[start:].partition("➜")
    answers.text = answers.text[:start] + printed
    answers.addresses.add(html.unescape(address or printed))


def _seen(answers: Answers, start: int, end: int) -> str:
    """Return what a reader sees of a piece."""
    piece = answers.text[start:end]
    body = piece.rpartition("<body>")[2] if start == 0 else piece
    return html.unescape(_TAG.sub("", body)) if answers.page else piece


def _plain(answers: Answers, words: str) -> str:
    return html.unescape(_TAG.sub("", words)) if answers.page else words


def _letters(words: str) -> str:
    kept = (char for char in unicodedata.normalize("NFKC", words) if char.isalnum() or char in "*†")
    return "".join(kept)


def _figures(answers: Answers) -> Figures:
    kind = "text/html" if answers.page else "text/plain"
    article = extract(
        Document(origin="-", body=answers.text.encode(), media_type=kind, read_at=NOON), READ
    )
    resolution = resolve(article, JOIN)
    citing = [each for each in resolution.citations if each.kind in CITING]
    if not answers.cites:
        return {"citing nothing": Share(int(not citing), 1)}
    links, claims = _found(answers, article, resolution)
    notes = Counter(answers.note(note.span.of(article.text)) for note in article.notes)
    addresses = {
        source.link.url
        for each in citing
        for source in each.sources
        if isinstance(source, WebSource)
    }
    return {
        "links": _both(len(links & answers.links), len(links), len(answers.links)),
        "notes": _both((notes & answers.notes).total(), notes.total(), answers.notes.total()),
        "claims": Share(
            sum(_same(want, claims.get(note, "")) for note, want in answers.claims.items() if want),
            sum(1 for want in answers.claims.values() if want),
        ),
        "addresses": _both(
            len(addresses & answers.addresses), len(addresses), len(answers.addresses)
        ),
    }


def _found(
    answers: Answers, article: Article, resolution: Resolution
) -> tuple[set[Link], dict[str, str]]:
    text = article.text
    links: set[Link] = set()
    claims: dict[str, str] = {}
    for citation in resolution.citations:
        if citation.note is None:
            continue
        note = answers.note(citation.note.of(text))
        for mark in citation.marks:
            links.add((_letters(text[: mark.start])[-FRONT:], _letters(mark.of(text)), note))
        if citation.claim:
            claims[note] = citation.claim.of(text)
    return links, claims


def _both(hit: int, found: int, wanted: int) -> Share:
    """Count what is found or wanted once, so that both kinds of error lower the share."""
    return Share(hit, found + wanted - hit)


def _same(want: str, got: str) -> bool:
    """Tell whether a claim was found: its clause, whole or up to its mark, in one sentence."""
    clause, found = _letters(_MARK.sub("", want)), _letters(_MARK.sub("", got))
    if 2 * len(found) > len(clause) and clause.startswith(found):
        return True
    return found.endswith(clause) and not _STOP.search(got[: len(got) - len(want)])
