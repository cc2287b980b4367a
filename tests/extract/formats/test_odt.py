"""OpenDocument texts: what is shown, what is kept to itself, notes, links, lists."""

import time
from contextlib import suppress

import pytest
from render_odt import HEAD, MIMETYPE, SPACES, note, odt, paragraph

from sourcecheck.errors import (
    DocumentError,
    EncryptedDocument,
    OversizedDocument,
    UnreadableDocument,
)
from sourcecheck.model import BlockKind

SUPER = '<style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
GHOST = '<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>'
HIDDEN = '<style:style style:name="P9" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
OWN_TITLE = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
)
AUTOMATIC = SUPER + GHOST + HIDDEN + OWN_TITLE


def span(text, style):
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def frame(text):
    return f"<draw:frame><draw:text-box>{paragraph(text)}</draw:text-box></draw:frame>"


def table(*rows):
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    return f"<table:table>{cells}</table:table>"


SHOWN = {
    "paragraphs": (paragraph("One.") + paragraph("") + paragraph("Two."), "One.\n\nTwo."),
    "white space collapses": (paragraph("  a \n  b " + span(" c", "x")), "a b c"),
    "counted spaces do not": (paragraph('a<text:s text:c="3"/>b<text:s/>c'), "a   b c"),
    "tabs and breaks": (paragraph("a<text:tab/>b<text:line-break/> c"), "a\tb\nc"),
    "right to left": (paragraph("قال " + span("الوزير", "x")), "قال الوزير"),
    "raised by hand": (paragraph("word" + span("12", "T1")), "word¹²"),
    "raised letters": (paragraph("1" + span("st", "T1")), "1st"),
    "hidden words": (paragraph("a" + span("no", "T2") + "<text:hidden-text>no</text:hidden-text>b"), "ab"),
    "a hidden paragraph": (paragraph("no", "P9") + paragraph("a"), "a"),
    "a hidden section": ('<text:section text:display="none"><text:p>no</text:p></text:section><text:p>a</text:p>', "a"),
    "a section": (f"<text:section>{paragraph('a')}</text:section>", "a"),
    "a comment": (paragraph("a<office:annotation><text:p>no</text:p></office:annotation>b"), "ab"),
    "a field": (paragraph("page <text:page-number>3</text:page-number> of"), "page 3 of"),
    "ruby": (paragraph("<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>"), "漢"),
    "a frame": (paragraph(f"a {frame('inside')}b"), "a b\n\ninside"),
    "a frame of a page": (frame("inside") + paragraph("a"), "inside\n\na"),
    "a shape with words": (paragraph("a<draw:custom-shape><text:p>b</text:p></draw:custom-shape>"), "a\n\nb"),
    "a frame in a frame": (paragraph(f"a<draw:frame><draw:text-box>{paragraph('b' + frame('c'))}</draw:text-box></draw:frame>"), "a\n\nb\n\nc"),
    "a picture's description": (paragraph("a<draw:frame><draw:image/></draw:frame>"), "a"),
    "a table of data": (table((paragraph("a"), paragraph("b")), (paragraph("c"), "")), "a\tb\nc"),
    "a table that lays out": (table((paragraph("a") + paragraph("b"), paragraph("c"))), "a\n\nb\n\nc"),
}  # fmt: skip


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("kind", SHOWN)
def test_text_is_what_readers_see_packed_or_flat(reads, kind, flat):
    body, text = SHOWN[kind]

    assert reads(odt(body, automatic=AUTOMATIC, flat=flat)).text == text


LEVELS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>'
    '</text:list-style><text:list-style style:name="L2">'
    '<text:list-level-style-number text:level="1" style:num-format="1" text:start-value="4"/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/>'
    '</text:list-style><text:list-style style:name="L3">'
    '<text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
)  # fmt: skip


def entries(*content, style="L1", more=""):
    inside = "".join(f"<text:list-item{about}>{words}</text:list-item>" for about, words in content)
    about = f' text:style-name="{style}"' if style else ""
    return f"<text:list{about}{more}>{inside}</text:list>"


X = ("", paragraph("x"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (entries(X, X), "1. x\n2. x"),
        (entries(X, ("", paragraph("x") + entries(X, X, style="")), X), "1. x\n2. x\n(a) x\n(b) x\n3. x"),
        (entries(("", entries(X, style="")), X), "(a) x\n1. x"),
        (entries(X, ("", paragraph("x") + entries(X, style="")), style="L2"), "4 x\n5 x\n5.1 x"),
        (entries(X, (' text:start-value="9"', paragraph("x")), X), "1. x\n9. x\n10. x"),
        (entries(X) + paragraph("y") + entries(X), "1. x\n\ny\n\n1. x"),
        (entries(X) + paragraph("y") + entries(X, more=' text:continue-numbering="true"'), "1. x\n\ny\n\n2. x"),
        (entries(X, X, style="L3"), "x\nx"),
        (entries(("", paragraph("x") + paragraph("y"))), "1. x\ny"),
    ],
)  # fmt: skip
def test_the_numbers_of_lists_are_printed(reads, body, text):
    assert reads(odt(body, automatic=LEVELS)).text == text


def shown(read):
    text = read.text
    marks = [(mark.span.of(text), mark.labels, mark.group) for mark in read.marks]
    notes = [(each.label, each.content.of(text), each.group) for each in read.notes]
    return marks, notes


def test_notes_stand_below_the_text_first_those_of_pages_then_those_of_the_end(reads):
    body = paragraph(
        "One." + note("i", paragraph("end"), kind="endnote") + " Two"
        + note("1", paragraph("a") + paragraph("b")) + "."
    )  # fmt: skip
    read = reads(odt(body))

    assert read.text == "One.[i] Two¹.\n\n1. a\nb\n\ni. end"
    assert shown(read) == (
        [("[i]", ("i",), 0), ("¹", ("1",), 1)],
        [("1", "a\nb", 1), ("i", "end", 0)],
    )
    assert {each.rule for each in read.notes} == {"odt-footnote", "odt-endnote"}


def test_a_label_that_comes_again_opens_a_group(reads):
    body = "".join(paragraph("x" + note(label, paragraph(label))) for label in ("1", "2", "1"))

    assert [mark.group for mark in reads(odt(body)).marks] == [0, 0, 1]


def test_a_label_the_author_chose_is_the_label(reads):
    read = reads(odt(paragraph("x" + note("1", paragraph("the author"), own="*"))))

    assert shown(read) == ([("*", ("*",), 0)], [("*", "the author", 0)])


def test_arabic_digits_of_labels_are_known_as_numbers(reads):
    read = reads(odt(paragraph("نص" + note("١٢", paragraph("مصدر")))))

    assert shown(read) == ([("¹²", ("12",), 0)], [("12", "مصدر", 0)])


def test_a_second_mark_of_a_note_points_to_it(reads):
    again = '<text:note-ref text:note-class="footnote" text:ref-name="n1">1</text:note-ref>'
    read = reads(odt(paragraph("x" + note("1", paragraph("n")) + " y") + paragraph("z " + again)))

    assert [(mark.span.of(read.text), mark.labels) for mark in read.marks] == [
        ("¹", ("1",)),
        ("1", ("1",)),
    ]


CSL = '{"citationItems": [{"itemData": {"URL": "https://z.example/"}}]}'


@pytest.mark.parametrize(
    ("content", "words", "target", "why"),
    [
        ('<text:a xlink:href="https://a.example/?b=1&amp;c=2">a <text:span>link</text:span></text:a>', "a link", "https://a.example/?b=1&c=2", ""),
        ('<text:a xlink:href="#part">up</text:a>', "up", "#part", "same-page"),
        ('<text:a xlink:href="mailto:a@b.example">m</text:a>', "m", "mailto:a@b.example", "mail"),
        ('<text:bibliography-mark text:url="https://b.example/">[Sal20]</text:bibliography-mark>', "[Sal20]", "https://b.example/", ""),
        (f"<text:reference-mark-start text:name='ZOTERO_ITEM CSL_CITATION {CSL} RNDx'/>(Rad)<text:reference-mark-end text:name='ZOTERO_ITEM CSL_CITATION {CSL} RNDx'/>", "(Rad)", "https://z.example/", ""),
    ],
)  # fmt: skip
def test_links_lead_where_they_say(reads, content, words, target, why):
    read = reads(odt(paragraph(f"see {content} here")))

    assert [(link.span.of(read.text), link.target, link.note) for link in read.hyperlinks] == [
        (words, target, why)
    ]


def test_deleted_text_and_its_notes_are_left_out(reads):
    gone = paragraph("gone" + note("1", paragraph("gone too")))
    body = (
        f"<text:tracked-changes><text:changed-region><text:deletion>{gone}</text:deletion>"
        f"</text:changed-region></text:tracked-changes>{paragraph('kept<text:change/>')}"
    )
    read = reads(odt(body))

    assert (read.text, read.marks, read.notes) == ("kept", (), ())


def test_headings_titles_and_contents_are_what_they_are(reads):
    body = (
        paragraph("The title", "P1")
        + "<text:table-of-content><text:table-of-content-source><text:p>x</text:p></text:table-of-content-source>"
        f"<text:index-body>{paragraph('Chapter 1')}</text:index-body></text:table-of-content>"
        '<text:h text:outline-level="2">Chapter</text:h>' + paragraph("Text.")
    )  # fmt: skip
    read = reads(odt(body, automatic=AUTOMATIC))

    assert [(block.kind, block.why) for block in read.blocks] == [
        (BlockKind.TITLE, "odt-title"),
        (BlockKind.FURNITURE, "odt-contents"),
        (BlockKind.HEADING, "heading 2"),
        (BlockKind.PARAGRAPH, ""),
    ]
    assert (read.title.value, read.title.found_in) == ("The title", "odt-title")


META = (
    "<dc:title>A title</dc:title><meta:initial-creator>Leila Rad</meta:initial-creator><dc:creator>An Editor</dc:creator>"
    "<meta:creation-date>2024-05-06T07:08:09.123</meta:creation-date><dc:date>2025-01-01</dc:date><dc:language>ar-EG</dc:language>"
)  # fmt: skip


def test_the_document_tells_title_author_date_and_language(reads):
    read = reads(odt(paragraph("Text."), meta=META))

    told = (read.title, read.byline, read.published, read.language)
    assert [(field.value, field.found_in) for field in told] == [
        ("A title", "odt meta:title"),
        ("Leila Rad", "odt meta:initial-creator"),
        ("2024-05-06T07:08:09", "odt meta:creation-date"),
        ("ar", "odt meta:language"),
    ]


@pytest.mark.parametrize(
    ("flat", "part"),
    [(False, "content.xml /office:document-content"), (True, "document /office:document")],
)
def test_every_letter_knows_its_part_and_path(reads, flat, part):
    body = paragraph("x" + note("1", paragraph("n"))) + table((paragraph("a"), paragraph("b")))
    top = f"{part}/office:body/office:text"

    assert [
        (o.span.of("x¹\n\na\tb\n\n1. n"), o.locator) for o in reads(odt(body, flat=flat)).origins
    ] == [
        ("x¹", f"{top}/text:p[1]"),
        ("a\tb", f"{top}/table:table[1]/table:table-row[1]"),
        ("1. n", f"{top}/text:p[1]//text:note-body/text:p[1]"),
    ]


@pytest.mark.parametrize("flat", [False, True])
def test_the_format_is_known_by_content(reads, flat):
    read = reads(odt(paragraph("x"), flat=flat), "a.docx", "text/plain")

    assert read.media_type == MIMETYPE + ("-flat-xml" if flat else "")


def _with(body, parts):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, parts.get(info.filename, old.read(info.filename)))
    return out.getvalue()


def test_a_locked_document_is_told_as_locked(reads):
    manifest = (
        '<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    )

    with pytest.raises(EncryptedDocument, match="password"):
        reads(
            _with(
                odt(paragraph("x")), {"META-INF/manifest.xml": manifest, "content.xml": "\x8f\x02"}
            )
        )


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}<office:document-content {SPACES}><office:body><office:spreadsheet/></office:body></office:document-content>",
        "<a><b></a>",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        "",
    ],
)
def test_what_is_no_text_is_an_error_with_a_way_out(reads, content):
    with pytest.raises(UnreadableDocument) as caught:
        reads(_with(odt(paragraph("x")), {"content.xml": content}), "in.odt")

    assert caught.value.message.startswith("in.odt: ")
    assert caught.value.hint


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<text:section>" * 50_000 + "</text:section>" * 50_000, id="sections"),
        pytest.param("<text:list><text:list-item>" * 110 + paragraph("x") + "</text:list-item></text:list>" * 110, id="lists"),
        pytest.param(paragraph("<text:span>" * 230 + "x" + "</text:span>" * 230), id="spans"),
        pytest.param("<draw:g>" * 230 + "</draw:g>" * 230, id="groups"),
        pytest.param("<text:p/>" * 2_000_001, id="two million paragraphs"),
    ],
)  # fmt: skip
def test_bombs_of_markup_are_refused(reads, body, flat):
    started = time.process_time()
    with pytest.raises(OversizedDocument) as caught:
        reads(odt(body, flat=flat), "bomb")

    assert caught.value.hint
    assert time.process_time() - started < 5


def test_repeated_rows_and_cells_are_not_multiplied(reads):
    row = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000000"><text:p>x</text:p></table:table-cell></table:table-row>'

    assert reads(odt(f"<table:table>{row}</table:table>")).text == "x"


GROWING = {
    "notes": lambda n: paragraph("".join("a" + note(str(k), paragraph("n")) for k in range(n))),
    "one label": lambda n: paragraph(("a" + note("1", paragraph("n"))) * n),
    "spaces": lambda n: paragraph("a" + '<text:s text:c="99999"/>' * n + "b"),
    "line breaks": lambda n: paragraph("a" + "<text:line-break/>" * n + "b"),
    "frames": lambda n: paragraph(frame("x") * n),
    "reference managers' marks": lambda n: paragraph(
        "".join(f'<text:reference-mark-start text:name="{{{k}"/>x' for k in range(n))),
    "entries": lambda n: entries(*[X] * n),
    "lists": lambda n: entries(X, more=' text:continue-numbering="true"') * n,
}  # fmt: skip


@pytest.mark.parametrize("kind", GROWING)
def test_ten_times_the_size_takes_at_most_twenty_times_the_time(reads, kind):
    def seconds(body):
        started = time.process_time()
        with suppress(DocumentError):
            reads(body)
        return time.process_time() - started

    small, large = (odt(GROWING[kind](size), automatic=LEVELS) for size in (300, 3_000))
    before = max(0.02, min(seconds(small) for _ in range(3)))

    assert min(seconds(large) for _ in range(3)) < 20 * before
