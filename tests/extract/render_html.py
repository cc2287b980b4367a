"""Writes a manuscript as a web page, in the ways that publishing systems write notes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from manuscripts import Manuscript, Sign

MENU = (
    '<header class="site-header"><nav><a href="/">Start</a> <a href="/news">News</a></nav></header>'
)
AROUND = (
    '<div class="share-buttons"><a href="https://t.me/share/url?url=x">share</a></div>'
    '<aside class="sidebar"><a href="/1">One</a><a href="/2">Two</a></aside>'
    '<footer class="site-footer"><a href="/about">About</a></footer>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a system writes: ``{k}`` is the note's name, ``{l}`` its label, ``{c}`` its words."""

    mark: str = '<sup><a id="r{k}" href="#n{k}">{l}</a></sup>'
    again: str = '<sup><a href="#n{k}">{l}</a></sup>'
    note: str = '<li id="n{k}" value="{l}">{c} <a href="#r{k}">↩</a></li>'
    notes: str = "<ol>{}</ol>"
    page: bool = True  # menus and share bars around the article
    linked: bool = False  # addresses in notes are links


WAYS = {
    "list": Way(),
    "bare": Way(page=False),
    "links": Way(linked=True),
    "kramdown": Way(
        mark='<sup id="fnref:{k}" role="doc-noteref"><a href="#fn:{k}" rel="footnote">{l}</a></sup>',
        again='<sup role="doc-noteref"><a href="#fn:{k}" rel="footnote">{l}</a></sup>',
        note='<li id="fn:{k}" role="doc-endnote"><p>{c} <a href="#fnref:{k}">&#8617;</a></p></li>',
        notes='<div class="footnotes" role="doc-endnotes"><ol>{}</ol></div>',
    ),
    "brackets": Way(
        mark='<a name="_ftnref{k}" href="#_ftn{k}">[{l}]</a>',
        again='<a href="#_ftn{k}">[{l}]</a>',
        note='<p class="MsoFootnoteText"><a name="_ftn{k}" href="#_ftnref{k}">[{l}]</a> {c}</p>',
        notes="<div><hr>{}</div>",
    ),
    "wiki": Way(
        mark='<sup id="cite_ref-{k}" class="reference"><a href="#cite_note-{k}"><span>[</span>{l}'
        "<span>]</span></a></sup>",
        again='<sup class="reference"><a href="#cite_note-{k}">[{l}]</a></sup>',
        note='<li id="cite_note-{k}" value="{l}"><span class="mw-cite-backlink"><b><a '
        'href="#cite_ref-{k}">^</a></b></span> <span class="reference-text">{c}</span></li>',
        notes='<div class="mw-references-wrap"><ol class="references">{}</ol></div>',
    ),
    "table": Way(
        mark='<a class="footnote-reference" href="#id{k}" id="ref{k}">[{l}]</a>',
        again='<a class="footnote-reference" href="#id{k}">[{l}]</a>',
        note='<table class="docutils footnote" id="id{k}"><tr><td class="label"><a '
        'href="#ref{k}">[{l}]</a></td><td>{c}</td></tr></table>',
        notes="{}",
    ),
    "one way": Way(
        mark='<a href="#e{k}" role="doc-noteref">[{l}]</a>',
        again='<a href="#e{k}" role="doc-noteref">[{l}]</a>',
        note='<p id="e{k}">[{l}] {c}</p>',
        notes="<section>{}</section>",
    ),
    "in attributes": Way(
        mark='<sup data-footnote-content="{c}">{l}</sup>',
        again='<sup data-footnote-content="{c}">{l}</sup>',
        note="",
        notes="",
    ),
    "plain": Way(mark="[{l}]", again="[{l}]", note="<p>[{l}] {c}</p>", notes="<div>{}</div>"),
    "run in": Way(
        mark='<a id="r{k}" href="#n{k}">[{l}]</a>',
        again='<a href="#n{k}">[{l}]</a>',
        note='<a id="n{k}" href="#r{k}">[{l}]</a> {c}<br>',
        notes="<p>{}</p>",
    ),
    "in a footer": Way(notes="<footer><h2>Notes</h2><ol>{}</ol></footer>"),
}


def render(of: Manuscript, way: Way) -> bytes:
    """Write a manuscript."""
    body = "".join(
        "<p>" + "".join(_piece(of, way, piece) for piece in parts) + "</p>"
        for section in of.sections
        for parts in section
    )
    notes = "".join(
        way.note.format(k=f"{key[0]}-{key[1]}", l=key[1], c=_content(way, content))
        for key, content in of.notes.items()
    )
    article = f"<article>{body}{way.notes.format(notes)}</article>"
    page = f"{MENU}<main>{article}</main>{AROUND}" if way.page else article
    head = '<meta charset="utf-8"><link rel="canonical" href="https://own.example/story">'
    return f"<!doctype html><html><head>{head}</head><body>{page}</body></html>".encode()


def _piece(of: Manuscript, way: Way, piece: str | Sign) -> str:
    if isinstance(piece, str):
        return escape(piece)
    content = escape(of.notes.get((piece.section, piece.label), ""))
    form = way.again if piece.again else way.mark
    return form.format(k=f"{piece.section}-{piece.label}", l=piece.label, c=content)


def _content(way: Way, content: str) -> str:
    if way.linked and content.startswith("http"):
        return f'<a href="{escape(content)}">{escape(content)}</a>'
    return escape(content)
