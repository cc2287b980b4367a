"""Every place a report names leads back to the words in the file, whatever the format is."""

import csv
import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import jsonschema
import pytest
from lxml import etree, html
from raw_pdf import lines, pages_of
from render_docx import docx, notes_part, paragraph, run
from render_epub import epub
from render_odt import note as odt_note
from render_odt import odt
from render_odt import paragraph as odt_paragraph
from test_schema import validate

from sourcecheck.config import Settings
from sourcecheck.data.load_markups import load_markups
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import Article, Document, Origin, Span
from sourcecheck.model.codec import dumps, loads
from sourcecheck.pipeline import read
from sourcecheck.pipeline.tools import extracted
from sourcecheck.report.formats import RENDERERS
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.formats.json import render_json
from sourcecheck.report.places import places_of
from sourcecheck.session.opening import tables_of
from sourcecheck.session.pandoc import markup_of, read_with_pandoc

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TABLES = tables_of(Settings())
CONTEXT = RenderContext(rules=load_rules())

OPENING = "The north pier has been closed to lorries since the storm of last week."
CLAIM = "Repairs will take until spring, the harbour master wrote."
ADDRESS = "https://port.example/notice?utm_source=letter"
NOTE = f"Harbour office, {ADDRESS}"

PLAIN = f"{OPENING}\n\n{CLAIM}[1]\n\nSources:\n[1] {NOTE}\n"
MARKDOWN = f"{OPENING}\nIt was a long week.\n\n- a tug\n- {CLAIM}[^1]\n\n[^1]: {NOTE}\n"
WIKI = (
    f"'''Pier''' is [[closed]]. {OPENING}\n\n== Repairs ==\n{CLAIM}<ref name=\"a\">{NOTE}</ref>\n\n"
    "== References ==\n<references />\n"
)
HTML = (
    f"<html><body><article><h1>Pier</h1><p>{OPENING}</p><p>{CLAIM}"
    '<a id="m1" href="#n1">[1]</a></p><ol><li>'
    f'<p id="n1"><a href="#m1">1</a> {NOTE}</p></li></ol></article></body></html>'
)
SAVED = (
    "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    '\tboundary="--b0"\r\n\r\n----b0\r\nContent-Type: text/html\r\n'
    f"Content-Transfer-Encoding: 8bit\r\n\r\n{HTML}\r\n----b0--\r\n"
)
JATS = (
    '<?xml version="1.0"?>\n<article dtd-version="1.2" xml:lang="en"><front><article-meta>'
    "<title-group><article-title>Pier</article-title></title-group></article-meta></front>\n"
    f'<body><p>{OPENING}</p>\n<p>{CLAIM}<xref ref-type="fn" rid="f1">1</xref></p></body>\n'
    f'<back><fn-group>\n<fn id="f1"><label>1</label><p>{NOTE}</p></fn></fn-group></back></article>'
)
RST = f"Pier\n====\n\n{OPENING}\n\n{CLAIM} [1]_\n\n.. [1] {NOTE}\n"
DOCX = docx(
    paragraph(run(OPENING)) + paragraph(run(CLAIM) + '<w:r><w:footnoteReference w:id="2"/></w:r>'),
    more={"footnotes": notes_part("footnote", {2: run(NOTE)})},
)
ODT = odt(odt_paragraph(OPENING) + odt_paragraph(CLAIM + odt_note("1", odt_paragraph(NOTE))))
EPUB = epub(
    {
        "one.xhtml": f"<h1>Pier</h1><p>{OPENING}</p>",
        "two.xhtml": (
            f'<p>{CLAIM}<a id="m1" href="#n1">1</a></p>'
            f'<aside id="n1"><p><a href="#m1">1</a> {NOTE}</p></aside>'
        ),
    }
)
PDF = pages_of(
    lines(OPENING, "Nobody was hurt when the crane fell, and the ferry still runs."),
    lines(CLAIM + " [1]", "Two tugs wait in the old basin until the divers have looked.")
    + lines(f"[1] {NOTE}", y=80, size=8),
)

ODT_TEXT = "content.xml /office:document-content/office:body/office:text"
FILES = {
    "plain.txt": (PLAIN, "line 3", "line 6"),
    "page.md": (MARKDOWN, "line 5", "line 7"),
    "page.wiki": (WIKI, "line 4", "line 4"),
    "page.html": (HTML, "(//p)[2]", "(//p)[3]"),
    "page.mhtml": (SAVED, "(//p)[2]", "(//p)[3]"),
    "page.xml": (JATS, "line 4", "line 6"),
    "page.docx": (
        DOCX,
        "word/document.xml /w:document/w:body[1]/w:p[2]",
        "word/footnotes.xml /w:footnotes/w:footnote[3]/w:p[1]",
    ),
    "page.odt": (ODT, f"{ODT_TEXT}/text:p[2]", f"{ODT_TEXT}/text:p[2]//text:note-body/text:p[1]"),
    "page.epub": (EPUB, "OEBPS/two.xhtml (//p)[1]", "OEBPS/two.xhtml (//p)[2]"),
    "page.pdf": (PDF, "page 2 box 50,", "page 2 box 50,"),
}


def audited(name):
    body = FILES[name][0]
    raw = body.encode() if isinstance(body, str) else body
    return raw, read(Document(origin=name, body=raw, read_at=NOON), TABLES, outlets=False)


def words_at(raw, place):
    """The words of the file at a place, found without the reader."""
    if line := re.fullmatch(r"line (\d+)", place):
        return raw.decode().splitlines()[int(line[1]) - 1]
    name, _, path = place.rpartition(" ")
    if not name:
        return html.fromstring(raw[raw.index(b"<html") :]).xpath(path)[0].text_content()
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(raw)).read(name))
    if path.startswith("("):  # a page's names are written without their namespace
        path = re.sub(r"//(\w+)", r"//*[local-name()='\1']", path)
    named = {short: long for short, long in root.nsmap.items() if short}
    return "".join(root.xpath(path, namespaces=named)[0].itertext())


@pytest.mark.parametrize("name", FILES)
def test_a_mark_its_claim_its_note_and_a_finding_are_told_with_their_place(name):
    _, mark_place, note_place = FILES[name]
    raw, made = audited(name)
    found = render_json(made, CONTEXT.rules)
    cited = next(each for each in found["citations"] if each["kind"] == "note")
    mark, note = cited["marks"][0]["place"], cited["note"]["place"]
    tracked = next(each for each in found["findings"] if each["code"] == "SC302")
    assert mark.startswith(mark_place)
    assert note.startswith(note_place)
    assert cited["place"] == note == tracked["place"]
    assert cited["claim"]["place"] == mark
    if not mark.startswith("page"):
        assert CLAIM in words_at(raw, mark)
        assert NOTE in words_at(raw, note)
    validate(found)


@pytest.mark.parametrize("name", FILES)
def test_the_origins_of_a_text_are_told_in_order_and_survive_the_store(name):
    _, made = audited(name)
    found = render_json(made, CONTEXT.rules)["article"]
    ends = [(each["start"], each["end"]) for each in found["origins"]]
    assert bool(ends) == (name != "plain.txt")
    assert all(a < b <= c for (a, b), (c, _) in pairwise(ends))
    assert loads(Article, dumps(made.article)).origins == made.article.origins


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain.txt", r"plain\.txt:6:21: SC302 [^\[]*"),
        ("page.md", r"page\.md:7:1: SC302 [^\[]*"),
        ("page.html", r"page\.html:1:1: SC302 .* \[\(//p\)\[3\]\]"),
        ("page.docx", r"page\.docx:1:1: SC302 .* \[word/footnotes\.xml /w:footnotes/.*\]"),
        ("page.pdf", r"page\.pdf:1:1: SC302 .* \[page 2 box [0-9,]+\]"),
    ],
)
def test_compact_names_the_line_or_puts_the_place_behind_the_message(name, expected):
    _, made = audited(name)
    told = [line for line in RENDERERS["compact"]([made], CONTEXT).splitlines() if "SC302" in line]
    assert len(told) == 1
    assert re.fullmatch(expected, told[0])


def test_a_table_has_the_place_of_each_citation():
    _, made = audited("page.pdf")
    table = csv.DictReader(io.StringIO(RENDERERS["csv"]([made], CONTEXT)))
    row = next(each for each in table if each["kind"] == "note")
    assert row["place"].startswith("page 2 box ")


@pytest.mark.parametrize(("name", "expected"), [("page.pdf", "p. 2"), ("page.html", "¶2")])
@pytest.mark.parametrize("form", ["text", "md"])
def test_a_finding_in_the_body_names_the_page_where_there_are_pages(name, expected, form):
    _, made = audited(name)
    span = next(mark.span for mark in made.article.marks)
    about = CONTEXT.rules.finding("SC101", "1", span=span)
    told = RENDERERS[form]([replace(made, findings=(about,))], CONTEXT)
    assert expected in next(line for line in told.splitlines() if "SC101" in line)


def test_a_linked_word_is_told_with_its_place():
    body = f'<html><body><p>{OPENING}</p><p>The <a href="https://port.example/a">notice</a> says so.</p>'
    made = read(Document(origin="a.html", body=body.encode(), read_at=NOON), TABLES, outlets=False)
    cited = render_json(made, CONTEXT.rules)["citations"][0]
    assert (cited["kind"], cited["place"]) == ("hyperlink", "(//p)[2]")
    assert cited["marks"][0]["place"] == "(//p)[2]"


@pytest.mark.skipif(not shutil.which("pandoc"), reason="pandoc is not installed")
def test_markup_read_by_pandoc_has_the_lines_of_the_file():
    document = Document(origin="pier.rst", body=RST.encode(), read_at=NOON)
    markup = markup_of(document, load_markups())
    assert markup is not None
    made = read_with_pandoc(document, markup, lambda page: extracted(page, TABLES))
    places = places_of(made)
    found = (places.at(made.marks[0].span), places.at(made.notes[0].span))
    assert found == ("line 6", "line 8")


def of(text, *origins, media_type="text/html"):
    return places_of(
        Article(
            origin="-", media_type=media_type, sha256="", language="en", text=text,
            origins=tuple(Origin(span=Span(*span), locator=told) for span, told in origins),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("span", "place", "line"),
    [
        (None, "", None),
        (Span(0, 1), "line 1", (1, 1)),
        (Span(2, 3), "line 1", (1, 3)),
        (Span(3, 5), "line 2", (2, 1)),
        (Span(7, 8), "line 4", (4, 1)),
        (Span(8, 8), "line 4", (4, 2)),
    ],
)
def test_a_plain_text_is_its_own_map(span, place, line):
    places = of("ab\nا1\n\nx", media_type="text/plain")
    assert (places.at(span), places.line_and_column(span)) == (place, line)


@pytest.mark.parametrize(
    ("span", "place"),
    [
        (Span(0, 2), ""),  # before all origins
        (Span(3, 9), "line 7"),  # begins with signs of the reader
        (Span(4, 5), "line 7"),
        (Span(7, 7), "line 7"),
        (Span(8, 10), ""),  # words that stand nowhere in the file
        (Span(9, 12), "page 2 box 1,2,3,4"),
        (Span(11, 90), "page 2 box 1,2,3,4"),
        (Span(15, 16), ""),
    ],
)
def test_a_piece_has_the_place_of_its_first_letters(span, place):
    places = of("x" * 20, ((4, 8), "line 7"), ((10, 14), "page 2 box 1,2,3,4"))
    assert places.at(span) == place


def test_a_format_without_a_map_names_no_place():
    assert of("a\nb").at(Span(2, 3)) == ""
    assert of("a\nb").line_and_column(Span(2, 3)) is None


@pytest.mark.parametrize(
    ("locator", "page"),
    [
        ("page 3", 3),
        ("page 12 box -4,0,20.5,9", 12),
        ("page 3.xhtml (//p)[1]", None),
        ("line 3", None),
    ],
)
def test_only_a_page_is_a_page(locator, page):
    assert of("abc", ((0, 3), locator)).page(Span(0, 1)) == page


def test_a_wrong_place_is_refused():
    _, made = audited("page.pdf")
    found = render_json(made, CONTEXT.rules)
    del found["article"]["origins"][0]["locator"]
    with pytest.raises(jsonschema.ValidationError):
        validate(found)


LONG_WIKI = (
    "The '''mill''' stood empty.\nIts wheel was sold<ref>Mill board, \nhttps://mill.example/1</ref> in\n"
    "autumn, [https://mill.example/2 a letter] says.\n\n{|\n! Year !! Owner\n|-\n"
    "| 1911 || [https://mill.example/3 Weir]\n|}\n{{quote|\nSee https://mill.example/4 for it.\n}}\n"
    "[[File:Mill.jpg|thumb|\nThe mill in [https://mill.example/5 1911]]]\n\n<references/>\n"
)


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_a_link_of_a_wiki_has_the_line_it_stands_in(number):
    document = Document(
        origin="mill.wiki", body=LONG_WIKI.encode(), media_type="text/x-wiki", read_at=NOON
    )
    made = extracted(document, TABLES)
    target = f"https://mill.example/{number}"
    span = next(
        (link.span for link in made.hyperlinks if link.target == target),
        Span(made.text.find(target), made.text.find(target) + 1),
    )
    row = LONG_WIKI[: LONG_WIKI.index(target)].count("\n") + 1
    assert places_of(made).at(span) == f"line {row}"
