"""Articles, pages and Word documents for the benchmarks, made from sentences of our own."""

from __future__ import annotations

import random
import sys
import tomllib
import zipfile
from html import escape
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "extract"))

from generate_words import SENTENCES  # noqa: E402 - lies beside the tests

LENGTH = 5_000  # code points of an article
VOICED = 0.35  # share of sentences in which somebody is quoted: as many as in news
NOTES = 6


def article(code: str, seed: str, *, strange: bool = False, length: int = LENGTH) -> str:
    """Make an article with title, marks, voices and notes; ``strange`` = of new words."""
    chance = random.Random(seed)
    parts = [chance.choice(SENTENCES[code])]
    size = marks = 0
    while size < length - 60 * NOTES:
        told = [_sentence(code, chance, strange=strange) for _ in range(chance.randint(3, 5))]
        if marks < NOTES and chance.random() < 0.6:
            marks += 1
            told.append(f"[{marks}]")
        parts.append(" ".join(told))
        size += len(parts[-1])
    notes = [f"[{number}] {address(chance)}" for number in range(1, marks + 1)]
    return "\n\n".join([*parts, "\n".join(notes)])


def _sentence(code: str, chance: random.Random, *, strange: bool) -> str:
    if chance.random() < VOICED:
        return chance.choice(_voiced(code))
    told = chance.choice(SENTENCES[code])
    if strange:
        letters = sorted({char for char in told if char.isalpha()})
        told += " " + " ".join("".join(chance.choices(letters, k=7)) for _ in range(6))
    return told + "."


def _voiced(code: str) -> list[str]:
    path = ROOT / "tests" / "extract" / "cases" / f"{code}.toml"
    if code not in _CASES:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        _CASES[code] = [case["text"] for case in data["case"] if case.get("named")]
    return _CASES[code]


_CASES: dict[str, list[str]] = {}


def address(chance: random.Random) -> str:
    """Make an address of the reserved domain."""
    host = chance.choice(("harbour", "plain", "valley", "tower"))
    return f"https://www.{host}.example/{chance.randint(2012, 2024)}/{chance.randint(10, 9999)}"


def barest_page(text: str) -> str:
    """Put a plain text's paragraphs into a page without anything around them."""
    body = "".join(f"<p>{escape(part)}</p>\n" for part in text.split("\n\n"))
    return f"<!doctype html><html><body><article>{body}</article></body></html>"


def page(code: str, size: int) -> str:
    """Make a news page of about ``size`` bytes: half of it menus, related links, comments."""
    chance = random.Random(f"{code}/{size}")
    text = article(code, f"{code}/{size}", length=size // (4 if code != "en" else 2))
    body = "".join(f"<p>{escape(part)}</p>\n" for part in text.split("\n\n"))
    menu = "".join(_row(code, chance) for _ in range(size // 800))
    related = "".join(_row(code, chance) for _ in range(size // 800))
    comments = "".join(
        f'<li class="comment"><div><p>{chance.choice(SENTENCES[code])}</p></div></li>\n'
        for _ in range(size // 1200)
    )
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>'
        f"{chance.choice(SENTENCES[code])}</title><style>{'p{margin:0}' * (size // 200)}</style>"
        f"</head><body><header><nav><ul>{menu}</ul></nav></header><main><article>{body}"
        f'</article><aside class="related"><ul>{related}</ul></aside><section class="comments">'
        f"<ol>{comments}</ol></section></main><footer><ul>{menu}</ul></footer></body></html>"
    )


def _row(code: str, chance: random.Random) -> str:
    return f'<li><a href="{address(chance)}">{chance.choice(SENTENCES[code])[:40]}</a></li>\n'


def soup(code: str, cards: int) -> str:
    """Make a news page as the web has them: few words, deep elements, names that mean nothing.

    Scripts and styles are half of it; menus, ``cards`` of other stories and comments are most of
    the rest. A card has a headline and a picture, one in five a summary as well.
    """
    chance = random.Random(f"{code}/{cards}")
    told = SENTENCES[code]
    names = [f"{chance.choice(('css', 'sc', 'l-grid'))}-{number:x}" for number in range(300)]

    def inside(words: str, depth: int = 1) -> str:
        at = chance.randrange(290)
        opened = f'<div class="{" ".join(names[at : at + 4])}" data-pos="{at}">'
        return opened * depth + words + "</div>" * depth

    def card() -> str:
        words = chance.choice(told)
        summary = f"<p>{words}</p>" if chance.random() < 0.2 else ""
        picture = f'<figure><picture><img loading="lazy" src="/i/{cards}.jpg"></picture></figure>'
        head = f'<h3><a href="/{chance.randint(1, 9999)}"><span>{words[:40]}</span></a></h3>'
        drawn = '<svg viewBox="0 0 24 24"><g><path d="M1 2 3 4"/></g></svg>'
        return inside(picture + inside(head + summary + "<time>1</time>" + drawn))

    script = f"<script>{'window.q=window.q||[];q.push([1,2]);' * 60}</script>"
    style = f"<style>{'.css-1f{margin:0 1px}' * 1500}</style>"
    text = article(code, f"{code}/soup/{cards}", length=4_500)
    body = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    comments = "".join(
        f'<li class="comment">{inside(f"<p>{chance.choice(told)}</p>")}</li>' for _ in range(cards)
    )
    rows = "".join(_row(code, chance) for _ in range(cards))
    grid = inside("".join(card() for _ in range(cards)))
    main = inside(f"<h1>{chance.choice(told)}</h1>" + inside(body, 5)) + grid
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>'
        f"{chance.choice(told)}</title>{style}{script * 6}</head><body>{inside(rows, 4)}"
        f'{inside(main, 5)}<ol id="comments">{comments}</ol>{script * 6}</body></html>'
    )


def word_document(code: str) -> bytes:
    """Make a Word document of one article whose notes are real ones."""
    text, _, _ = article(code, f"{code}/docx").rpartition("\n\n")
    chance = random.Random(code)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    shown = "".join(
        f"<w:p><w:r><w:t>{escape(part)}</w:t></w:r>"
        f"{mark.format(number) if 1 <= number <= NOTES else ''}</w:p>"
        for number, part in enumerate(text.split("\n\n"))
    )
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{address(chance)}</w:t></w:r></w:p>'
        "</w:footnote>"
        for number in range(1, NOTES + 1)
    )
    return _packed(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relation("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": _relation("footnotes", "footnotes.xml"),
            "word/document.xml": f"<w:document {space}><w:body>{shown}</w:body></w:document>",
            "word/footnotes.xml": f"<w:footnotes {space}>{notes}</w:footnotes>",
        }
    )


def _content_types() -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
        f'<Override PartName="/word/footnotes.xml" ContentType="{kind}.footnotes+xml"/></Types>'
    )


def _relation(kind: str, target: str) -> str:
    base = "http://schemas.openxmlformats.org"
    return (
        f'<Relationships xmlns="{base}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{base}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


def _packed(parts: dict[str, str]) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return body.getvalue()
