"""Figures on generated articles written as files: DOCX, ODT, EPUB, one row per way of writing.

Marks are right when their label and the words before them are; notes when label and content
are; addresses when the links inside notes lead where they should. The figure is F1.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from measure import NOON, READ, Figures, Share

from sourcecheck.extract import extract
from sourcecheck.model import Article, Document

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "extract"))

import render_docx
import render_epub
import render_html
import render_odt
import render_wikitext
from generate import SENTENCES, Plan
from manuscripts import Gold, Manuscript, found, gold, manuscript

Write = Callable[[Manuscript], bytes]


def _docx(**way: object) -> Write:
    return lambda of: render_docx.render(of, render_docx.Way(**way))  # type: ignore[arg-type]


def _odt(**way: object) -> Write:
    return lambda of: render_odt.render(of, render_odt.Way(**way))  # type: ignore[arg-type]


def _epub(**way: object) -> Write:
    return lambda of: render_epub.render(of, render_epub.Way(**way))  # type: ignore[arg-type]


def _wiki(**way: object) -> Write:
    return lambda of: render_wikitext.render(of, render_wikitext.Way(**way))  # type: ignore[arg-type]


def _html(name: str) -> Write:
    return lambda of: render_html.render(of, render_html.WAYS[name])


WAYS: dict[str, Write] = {
    "docx": _docx(),
    "docx endnotes": _docx(kind="endnote", form="decimal"),
    "docx split runs": _docx(split=True),
    "docx tracked changes": _docx(tracked=True),
    "docx links by relation": _docx(links="rels"),
    "docx links by field": _docx(links="field"),
    "docx links by simple field": _docx(links="simple"),
    "docx strict": _docx(strict=True),
    "docx in a table": _docx(table=True),
    "odt": _odt(),
    "odt endnotes": _odt(kind="endnote"),
    "odt flat": _odt(flat=True),
    "odt split spans": _odt(split=True),
    "odt tracked changes": _odt(tracked=True),
    "odt links": _odt(links=True),
    "epub": _epub(),
    "epub notes apart": _epub(placed="apart"),
    "epub without ways back": _epub(backlinks=False),
    "epub without types": _epub(typed=False),
    **{f"html {name}": _html(name) for name in render_html.WAYS},
    "wikitext": _wiki(),
    "wikitext named": _wiki(named=True, again="{{{{r|{}}}}}"),
    "wikitext defined in the list": _wiki(defined="list", listed="<references>\n{}\n</references>"),
    "wikitext defined in a template": _wiki(defined="list", listed="{{{{reflist|refs=\n{}\n}}}}"),
}


def plans() -> Iterator[Plan]:
    """Yield articles as people write them in word processors: in every language, ten ways."""
    for at, language in enumerate(SENTENCES):
        seed = 7_000 + 100 * at
        usual = {"language": language, "together": True}
        yield Plan(seed=seed, notes=6, **usual)
        yield Plan(seed=seed + 1, notes=14, place="before", **usual)
        yield Plan(seed=seed + 2, notes=5, long=True, addresses=False, **usual)
        yield Plan(seed=seed + 3, notes=4, sections=3, **usual)
        yield Plan(seed=seed + 4, notes=6, repeated=True, **usual)
        yield Plan(seed=seed + 5, notes=6, merged=", ", **usual)
        yield Plan(seed=seed + 6, notes=6, decoys=True, **usual)
        yield Plan(seed=seed + 7, notes=6, bidi=True, place="between", **usual)
        yield Plan(seed=seed + 8, notes=3, body_list="{}. ", spaced=True, **usual)
        yield Plan(seed=seed + 9, notes=1, title=True, **usual)


def read(body: bytes) -> Article:
    """Extract a file that nobody named."""
    return extract(Document(origin="-", body=body, read_at=NOON), READ)


def rendered() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every way of writing."""
    written = [manuscript(plan) for plan in plans()]
    for name, write in WAYS.items():
        pairs = [(gold(of), found(read(write(of)))) for of in written]
        yield (
            name,
            {
                "marks": _f1([(a.marks, b.marks) for a, b in pairs]),
                "notes": _f1([(a.notes, b.notes) for a, b in pairs]),
                "addresses": _f1([(a.addresses, b.addresses) for a, b in pairs]),
            },
        )


def _f1(pairs: list[tuple[Counter[object], Counter[object]]]) -> Share:
    """Twice the right ones of all wanted and all found."""
    hit = sum(2 * (wanted & ours).total() for wanted, ours in pairs)
    return Share(hit, sum(wanted.total() + ours.total() for wanted, ours in pairs))


def misses(name: str) -> Iterator[tuple[Manuscript, Gold, Gold]]:
    """Yield what is not read as it should be; for whoever works on a reader."""
    for plan in plans():
        of = manuscript(plan)
        wanted, ours = gold(of), found(read(WAYS[name](of)))
        if wanted != ours:
            yield of, wanted, ours
