"""Markup that pandoc reads: known by its content, read with its notes, told when it cannot be."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sourcecheck.config import Settings
from sourcecheck.data.load_markups import load_markups
from sourcecheck.errors import DocumentError, OversizedDocument, UnreadableDocument
from sourcecheck.model import BlockKind, Document
from sourcecheck.pipeline.tools import extracted
from sourcecheck.session.isolation import Isolation
from sourcecheck.session.opening import tables_of
from sourcecheck.session.pandoc import PandocLimits, lines_of, markup_of, read_with_pandoc

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TABLES = tables_of(Settings())
needs_pandoc = pytest.mark.skipif(not shutil.which("pandoc"), reason="pandoc is not installed")

LATEX = r"""% a letter
\documentclass{article}
\title{Ferry runs again}\author{Ann Lee}\date{2025-06-03}
\begin{document}
\maketitle
The ferry runs again, the harbour office said on Monday.\footnote{Harbour
office, \url{https://port.example/notice}.}

Nobody expected it, as \href{https://tides.example/}{the tides} had risen.
\end{document}
"""
RST = """Ferry runs again
================

.. note:: A letter

The ferry runs again, the harbour office said on Monday. [1]_

Nobody expected it, as `the tides <https://tides.example/>`_ had risen.

.. [1] Harbour office, https://port.example/notice.
"""
ORG = """#+TITLE: Ferry runs again
#+AUTHOR: Ann Lee

The ferry runs again, the harbour office said on Monday.[fn:1]

Nobody expected it, as [[https://tides.example/][the tides]] had risen.

[fn:1] Harbour office, https://port.example/notice.
"""
DOCBOOK = """<?xml version="1.0"?>
<article xmlns="http://docbook.org/ns/docbook" xmlns:xlink="http://www.w3.org/1999/xlink">
<title>Ferry runs again</title>
<para>The ferry runs again, the harbour office said on Monday.<footnote><para>Harbour office,
https://port.example/notice.</para></footnote></para>
<para>Nobody expected it, as <link xlink:href="https://tides.example/">the tides</link> had risen.</para>
</article>
"""
FB2 = """<?xml version="1.0" encoding="UTF-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><book-title>Ferry runs again</book-title></title-info></description>
<body><section><p>The ferry runs again, the harbour office said on Monday.<a l:href="#n1" type="note">1</a></p>
<p>Nobody expected it, as <a l:href="https://tides.example/">the tides</a> had risen.</p></section></body>
<body name="notes"><section id="n1"><p>Harbour office, https://port.example/notice.</p></section></body>
</FictionBook>
"""
DOKUWIKI = """====== Ferry runs again ======

The ferry runs again, the harbour office said on Monday.((Harbour office, https://port.example/notice.))

Nobody expected it, as [[https://tides.example/|the tides]] had risen.
"""
KINDS = {
    "latex": (LATEX, 6), "rst": (RST, 6), "org": (ORG, 4), "docbook": (DOCBOOK, 4),
    "fb2": (FB2, 4), "dokuwiki": (DOKUWIKI, 3),
}  # fmt: skip


def document(text, origin="letter", media_type=""):
    raw = text.encode() if isinstance(text, str) else text
    return Document(origin=origin, body=raw, media_type=media_type, read_at=NOON)


def kind(text, origin="letter", media_type=""):
    found = markup_of(document(text, origin, media_type), load_markups())
    return found.reader if found else None


def test_dokuwiki_is_known_below_its_first_heading():
    text = "===== Past =====\n\nThe ferry runs.((Port, https://port.example/a_(b).)) It is old.\n"
    assert kind(text) == "dokuwiki"


NONE = [
    "===== Past =====\nThe ferry (see [[Port]]) runs.<ref>Port office.</ref>\n",
    "The ferry runs again.\n\nSources:\n[1] https://a.example/\n",
    "# Ferry\n\nIt runs [again](https://a.example/).[^1]\n\n[^1]: https://b.example/\n",
    "== Ferry ==\n'''It''' runs.<ref>{{cite web|url=https://a.example/}}</ref> [[Port]]\n",
    "<html><body><article><p>The ferry</p></article></body></html>",
    r"Write \emph to stress, says the guide; C:\ferry\cite is a path." + "\n",
    "He rose .. and left. See figure:: one.\n",
    "* first\n* second\n* third\n",
    "#ferry #again the tags said\n* https://a.example/\n",
    "Prices: $5, $6 (see table) and ====== a line ======\n",
    "",
]


@pytest.mark.parametrize("name", KINDS)
def test_markup_is_known_by_its_content(name):
    assert kind(KINDS[name][0]) == name
    assert kind(KINDS[name][0], "letter.txt") == name


@pytest.mark.parametrize("text", NONE, ids=range(len(NONE)))
def test_other_texts_are_no_markup(text):
    assert kind(text) is None


def test_a_name_tips_the_balance_and_a_declared_type_decides():
    assert kind("It runs again.[fn:1]\n", "a.org") == "org"
    assert kind("It runs again.[fn:1]\n", "a.txt") is None
    assert kind("The ferry runs again.", "a.org") is None
    assert kind("The ferry runs again.", media_type="text/org") == "org"
    assert kind(LATEX, media_type="text/plain") is None
    assert kind(LATEX, media_type="text/html") is None


@needs_pandoc
@pytest.mark.parametrize("name", KINDS)
def test_notes_links_title_and_lines_come_through(name):
    text, line = KINDS[name]
    each = document(text)
    with Isolation() as isolation:
        found = isolation.extract(each, TABLES)
    assert found.title.value == "Ferry runs again"
    assert found.media_type == markup_of(each, load_markups()).media_type
    assert [mark.labels for mark in found.marks] == [("1",)]
    (note,) = found.notes
    assert note.content.of(found.text) == "Harbour office, https://port.example/notice."
    links = {link.target for link in found.hyperlinks}
    assert {"https://port.example/notice", "https://tides.example/"} <= links
    lines = {origin.span.of(found.text)[:9]: origin.locator for origin in found.origins}
    assert lines["The ferry"] == f"line {line}"
    assert "Nobody ex" in lines


@needs_pandoc
def test_right_to_left_markup_in_an_old_charset_is_read():
    text = "\\documentclass{article}\\begin{document}\nأعلنت الوزارة فتح الميناء أمام السفن الصغيرة.\\footnote{بيان الوزارة}\n\\end{document}\n"
    with Isolation() as isolation:
        found = isolation.extract(document(text.encode("cp1256")), TABLES)
    assert "أعلنت الوزارة فتح الميناء أمام السفن الصغيرة." in found.text
    assert (len(found.notes), found.charset, found.language) == (1, "windows-1256", "ar")


def test_without_pandoc_the_message_says_what_it_is_and_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with Isolation() as isolation, pytest.raises(UnreadableDocument) as told:
        isolation.extract(document(LATEX, "a.tex"), TABLES)
    assert told.value.message == "a.tex: this is LaTeX, and reading it needs pandoc"
    assert "install pandoc" in told.value.hint


def here(each):
    return extracted(each, TABLES)


def doubling(letter):
    """A macro that is ten times the one before it."""
    inside = f"\\{chr(ord(letter) - 1)} " * 10
    return f"\\newcommand{{\\{letter}}}{{{inside}}}\n"


MACROS = "\\newcommand{\\a}{xxxxxxxxxx}\n" + "".join(map(doubling, "bcdefghijklm"))
BOMB = f"\\documentclass{{article}}\n{MACROS}\\begin{{document}}\\m\\end{{document}}\n"


@needs_pandoc
def test_a_text_that_costs_too_much_is_given_up():
    markup = markup_of(document(BOMB), load_markups())
    small = PandocLimits(wall_s=3, memory_mib=1024, answer_mib=1)
    with pytest.raises(DocumentError) as told:
        read_with_pandoc(document(BOMB), markup, here, small)
    assert told.value.message.startswith("letter: this is LaTeX, and ")
    assert told.value.hint


@needs_pandoc
def test_a_text_that_takes_too_long_is_given_up():
    with pytest.raises(OversizedDocument, match=r"took longer than 0\.001 s"):
        read_with_pandoc(document(LATEX), load_markups()[0], here, PandocLimits(wall_s=0.001))


@needs_pandoc
@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("LaTeX", "\\documentclass{article}\n\\begin{document}\n\n\\footnote{x", r" near line \d"),
        ("FictionBook", "<FictionBook>\n<body>\n<p", ""),
        ("DocBook", "<article><para>x", ""),
    ],
)
def test_markup_that_is_broken_is_told_in_plain_words(name, text, line):
    (markup,) = (each for each in load_markups() if each.name.startswith(name))
    with pytest.raises(UnreadableDocument, match=f"it is broken or cut off{line}: ") as told:
        read_with_pandoc(document(text), markup, here)
    assert "--input-format text" in told.value.hint


@needs_pandoc
def test_a_pandoc_that_is_too_old_is_told_with_the_version_it_takes():
    later = replace(load_markups()[0], reader="runes", since="99.1")
    with pytest.raises(UnreadableDocument, match="too old to read it") as told:
        read_with_pandoc(document(LATEX), later, here)
    assert "pandoc 99.1" in told.value.hint


@needs_pandoc
def test_no_file_of_this_machine_is_read(tmp_path):
    (tmp_path / "secret.txt").write_text("the secret words")
    text = LATEX.replace("Nobody", f"\\input{{{tmp_path}/secret.txt}} Nobody")
    assert b"secret words" not in here(document("x")).text.encode()
    try:
        found = read_with_pandoc(document(text), load_markups()[0], here).text
    except DocumentError as error:
        found = error.message
    assert "the secret words" not in found


def test_every_block_has_at_most_one_line_and_words_elsewhere_are_not_taken():
    article = here(
        document("The tide rose quickly.\n\nThe tide rose quickly.\n\nAnother thing entirely.\n")
    )
    found = list(lines_of(article, "x\n\nThe tide rose\nquickly.\n\nThe tide rose quickly.\n"))
    assert [origin.locator for origin in found] == ["line 3", "line 6"]
    assert all(block.kind is not BlockKind.NOTE for block in article.blocks)
