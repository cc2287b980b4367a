"""Texts out of bytes: each byte is a piece that marks, notes or sentences are made of."""

from __future__ import annotations

from datetime import UTC, datetime

from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_rules import load_rules
from sourcecheck.data.load_signatures import load_signatures
from sourcecheck.data.load_urls import load_urls
from sourcecheck.errors import DocumentError
from sourcecheck.extract import ExtractTables, extract
from sourcecheck.model import Article, Document
from sourcecheck.resolve import Resolution, ResolveTables, resolve

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LANGUAGES = load_languages()
READ = ExtractTables(languages=LANGUAGES, html=load_html(), signatures=load_signatures())
JOIN = ResolveTables(languages=LANGUAGES, urls=load_urls(), rules=load_rules())

PIECES = (
    *"()[]{}<>.,;:!?-_*#|/\\'\"«»“”„‘’،؛؟。…–—",
    *"0123456789٠١٢٣۰۱۲０１²³¹⁰⁴①②③†‡§¶ᵃᵇ",
    *"\n\n\n  \t\r\u200f\u200e\u202b\u202c\u2067\u200c\u00a0\u0640\ufeff",
    *"abcixvAXабвИأبجהםა漢の",
    "[1]", "[2]", "(1)", "(2)", "(1, 2)", "[1-3]", "[note 1]", "[a]", "[i]", "¹²", "]1[", ")1(",
    "\n1- ", "\n2- ", "\n3. ", "\n[1] ", "\n[2] ", "\n(a) ", "\n* ", "\n| 1 | ", "\n1\t", "\n\n",
    "https://a.example/x", "www.b.example/1(2)", "doi:10.1000/1", "References\n", "المصادر:\n",
    "منابع\n", "Примечания\n", "Kaynakça\n", "(Smith 2019)", "(Smith, 2019, p. 5; Lee 2020)",
    "Smith, J. (2019). The pier.", "Иванов, 2019", "Ibid., p. 3", "Smith, op. cit.", "المرجع نفسه",
    "Там же", "a.g.e.", "همان", "he said that ", "قال الوزير إن ", "گفت که ", "заявил, что ", "dedi ",
    "experts ", "according to ", "The bridge stayed closed. ", "بقي الجسر مغلقا. ", "35% ", "1998",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Turn bytes into a text: a piece for every byte."""
    return "".join(PIECES[byte % len(PIECES)] for byte in data)


def check(text: str) -> None:
    """Read a text and hold every span of it inside the text."""
    document = Document(origin="-", body=text.encode(), media_type="text/plain", read_at=NOON)
    try:
        article = extract(document, READ)
    except DocumentError:
        return  # refused in words: empty, binary, too large
    _hold(article, resolve(article, JOIN))


def _hold(article: Article, joined: Resolution) -> None:
    size = len(article.text)
    spans = [block.span for block in article.blocks]
    spans += [span for note in article.notes for span in (note.span, note.content)]
    spans += [mark.span for mark in article.marks]
    spans += [
        span
        for each in joined.citations
        for span in (*each.marks, each.claim, each.scope, each.note)
        if span
    ]
    spans += [finding.span for finding in joined.findings if finding.span]
    for span in spans:
        if not 0 <= span.start <= span.end <= size:
            raise AssertionError(f"{span} is outside a text of {size}")
    cited = {span for each in joined.citations for span in each.marks}
    if lost := {mark.span for mark in article.marks} - cited:
        raise AssertionError(f"marks without a citation: {lost}")
