"""DOCX: what Word shows, what it keeps to itself, and where every note and link leads."""

import json
import time
from contextlib import suppress

import pytest
from render_docx import (
    HEAD,
    REL,
    docx,
    field_runs,
    notes_part,
    paragraph,
    part,
    relations,
    run,
    zipped,
)

from sourcecheck.errors import DocumentError, OversizedDocument, UnreadableDocument
from sourcecheck.model import BlockKind

UP = '<w:vertAlign w:val="superscript"/>'


def note_mark(number, kind="footnote", more=""):
    return f'<w:r><w:rPr>{UP}</w:rPr><w:{kind}Reference w:id="{number}"{more}/></w:r>'


def style(name, properties="", *, identifier="", based="", kind="paragraph"):
    inherits = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{identifier or name}"><w:name w:val="{name}"/>'
        f"{inherits}{properties}</w:style>"
    )


def styled(text, identifier):
    return paragraph(run(text), f'<w:pStyle w:val="{identifier}"/>')


def listed(text, level=0, number=1):
    return paragraph(
        run(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def numbering(*levels, more=""):
    written = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}',
    )


def deleted(text):
    return f'<w:del w:id="1"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def alternate(choice, fallback):
    return (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
        "</mc:AlternateContent>"
    )


def box(text):
    return f"<w:drawing><w:txbxContent>{paragraph(run(text))}</w:txbxContent></w:drawing>"


SHOWN = {
    "paragraphs": (paragraph(run("One.")) + paragraph(run("Two.")), "One.\n\nTwo."),
    "empty paragraphs": (paragraph(run("One.")) + paragraph("") * 3 + paragraph(run(" ")), "One."),
    "right to left": (paragraph(run("قال") + run(" الوزير"), "<w:bidi/>"), "قال الوزير"),
    "text without preserved space": ("<w:p><w:r><w:t> a\n b </w:t></w:r></w:p>", "a  b"),
    "signs": (
        paragraph(
            '<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t>'
            '<w:softHyphen/><w:t>e\u00ad</w:t><w:sym w:font="Symbol" w:char="F02A"/>'
            '<w:sym w:font="Wingdings" w:char="F0E0"/><w:sym w:font="Arial" w:char="2014"/></w:r>'
        ),
        "a\tb\nc-de*—",
    ),
    "two line breaks end a block": (
        paragraph("<w:r><w:t>a</w:t><w:br/><w:br/><w:t>b</w:t></w:r>"),
        "a\n\nb",
    ),
    "deleted text": (paragraph(run("kept ") + deleted("gone ") + run("too")), "kept too"),
    "inserted and moved text": (
        paragraph(
            f'<w:ins w:id="1">{run("in ")}</w:ins><w:moveFrom w:id="2">{run("from ")}</w:moveFrom>'
            f'<w:moveTo w:id="3">{run("to")}</w:moveTo>'
        ),
        "in to",
    ),
    "a deleted paragraph end": (
        paragraph(run("One "), '<w:rPr><w:del w:id="1"/></w:rPr>') + paragraph(run("sentence.")),
        "One sentence.",
    ),
    "a deleted table row": (
        ("<w:tbl><w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc><w:p/></w:tc>"
        f"<w:tc>{paragraph(run('x'))}</w:tc></w:tr><w:tr><w:tc>{paragraph(run('a'))}</w:tc>"
        f"<w:tc>{paragraph(run('b'))}</w:tc></w:tr></w:tbl>"),
        "a\tb",
    ),
    "hidden text": (
        paragraph(run("a") + run("secret", "<w:vanish/>") + run("b", '<w:vanish w:val="0"/>')),
        "ab",
    ),
    "a comment's mark": (
        paragraph('<w:commentRangeStart w:id="0"/>' + run("a")
                  + '<w:r><w:commentReference w:id="0"/></w:r>'), "a"),
    "alternate content": (paragraph(run("a") + alternate(run("b"), run("c"))), "ab"),
    "a text box": (
        paragraph(
            run("before ") + f"<w:r>{alternate(box('inside'), box('again'))}</w:r>" + run("after")
        ),
        "before after\n\ninside",
    ),
    "a box inside a box": (
        paragraph(
            run("a") + "<w:r><w:drawing><w:txbxContent>"
            + paragraph(f"<w:r>{box('c')}</w:r>" + run("b"))
            + "</w:txbxContent></w:drawing></w:r>"
        ),
        "a\n\nb\n\nc",
    ),
    "a mark raised by hand": (paragraph(run("word") + run("12", UP) + run(" on")), "word¹² on"),
    "raised letters": (paragraph(run("1") + run("st", UP)), "1st"),
    "ruby": (
        paragraph(
            f"<w:r><w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>"
        ),
        "漢",
    ),
    "a formula": (
        paragraph(
            run("E = ")
            + '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
            "<m:r><m:t>mc</m:t></m:r></m:oMath>"
        ),
        "E = mc",
    ),
    "a content control": (
        (f"<w:sdt><w:sdtContent>{paragraph(run('a') + '<w:sdt><w:sdtContent>' + run('b') + '</w:sdtContent></w:sdt>')}"
        "</w:sdtContent></w:sdt>"),
        "ab",
    ),
    "a field without a result": (
        paragraph(run("a") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> XE "x"'
                  '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("b")), "ab"),
    "a field in a field": (
        paragraph(field_runs("IF 1", run("a") + field_runs("PAGE", run("7")))),
        "a7",
    ),
    "a table of data": (
        "<w:tbl>" + 2 * f"<w:tr><w:tc>{paragraph(run('a'))}</w:tc><w:tc>{paragraph(run('b'))}</w:tc></w:tr>"
        + "</w:tbl>",
        "a\tb\na\tb",
    ),
    "a table that lays out": (
        (f"<w:tbl><w:tr><w:tc>{paragraph(run('a')) + paragraph(run('b'))}</w:tc>"
        f"<w:tc>{paragraph(run('c'))}</w:tc></w:tr></w:tbl>"),
        "a\n\nb\n\nc",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHOWN)
def test_text_is_what_word_shows_in_its_final_view(reads, kind):
    body, text = SHOWN[kind]

    assert reads(docx(body)).text == text


@pytest.mark.parametrize(
    ("levels", "entries", "text"),
    [
        ((("decimal", "%1."),), (0, 0), "1. x\n2. x"),
        ((("decimal", "(%1)"), ("lowerLetter", "%2)")), (0, 1, 1, 0, 1), "(1) x\na) x\nb) x\n(2) x\na) x"),
        ((("decimal", "%1"), ("decimal", "%1.%2")), (0, 1, 1), "1 x\n1.1 x\n1.2 x"),
        ((("upperRoman", "%1."),), (0, 0, 0, 0), "I. x\nII. x\nIII. x\nIV. x"),
        ((("bullet", "•"),), (0, 0), "x\nx"),
        ((("arabicAbjad", "%1-"),), (0, 0), "أ- x\nب- x"),
    ],
)  # fmt: skip
def test_the_numbers_of_lists_are_printed(reads, levels, entries, text):
    body = "".join(listed("x", level) for level in entries)

    assert reads(docx(body, more={"numbering": numbering(*levels)})).text == text


def test_a_second_list_of_one_kind_counts_on_unless_it_says_where_it_starts(reads):
    own = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    )
    body = listed("a") + listed("b", number=2) + listed("c", number=3)

    read = reads(docx(body, more={"numbering": numbering(("decimal", "%1."), more=own)}))

    assert read.text == "1. a\n2. b\n7. c"


STYLES = part(
    "styles",
    style("heading 2", identifier="Titre2")
    + style("Own", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>', identifier="a5")
    + style("Heir", based="a5")
    + style("Title", identifier="Titel")
    + style("Ghost", "<w:rPr><w:vanish/></w:rPr>")
    + style("toc 1", identifier="Inhalt1")
    + style("Ring", based="Ring")
    + style("Raised", f"<w:rPr>{UP}</w:rPr>", kind="character"),
)


@pytest.mark.parametrize(
    ("identifier", "kind", "why"),
    [
        ("Titre2", BlockKind.HEADING, "heading 2"),
        ("a5", BlockKind.HEADING, "heading 1"),
        ("Heir", BlockKind.HEADING, "heading 1"),
        ("Titel", BlockKind.TITLE, "docx-title"),
        ("Inhalt1", BlockKind.FURNITURE, "docx-contents"),
        ("Ring", BlockKind.PARAGRAPH, ""),
        ("Unknown", BlockKind.PARAGRAPH, ""),
        ("Heading3", BlockKind.HEADING, "heading 3"),
    ],
)
def test_a_paragraph_is_what_its_style_says_in_any_language_of_word(reads, identifier, kind, why):
    read = reads(docx(paragraph(run("first")) + styled("x", identifier), more={"styles": STYLES}))

    assert (read.blocks[1].kind, read.blocks[1].why) == (kind, why)


def test_a_style_hides_and_raises_too(reads):
    body = styled("unseen", "Ghost") + paragraph(run("a") + run("3", '<w:rStyle w:val="Raised"/>'))

    assert reads(docx(body, more={"styles": STYLES})).text == "a³"


def test_many_styles_are_read_without_those_of_tables(reads):
    filling = style("T" * 70_000, kind="table") + style("Own", identifier="a5", kind="table")
    for last in (filling, ""):
        written = STYLES.replace("</w:styles>", f"{filling}{style('last')}{last}</w:styles>")
        read = reads(docx(styled("x", "a5") + paragraph(run("y")), more={"styles": written}))
        assert read.blocks[0].why == "heading 1"


def noted(body, entries, kind="footnote", settings=""):
    more = {f"{kind}s": notes_part(kind, entries)}
    if settings:
        more["settings"] = part("settings", settings)
    return docx(body, more=more)


def shown(read):
    text = read.text
    marks = [(mark.span.of(text), mark.labels, mark.group) for mark in read.marks]
    notes = [(note.label, note.content.of(text), note.group) for note in read.notes]
    return marks, notes


def test_notes_stand_below_the_text_with_their_labels(reads):
    body = paragraph(run("One.") + note_mark(5) + run(" Two") + note_mark(4) + run("."))
    read = reads(noted(body, {4: run(" second") + run("."), 5: run(" first")}))

    assert read.text == "One.¹ Two².\n\n1. first\n\n2. second."
    assert shown(read) == (
        [("¹", ("1",), 0), ("²", ("2",), 0)],
        [("1", "first", 0), ("2", "second.", 0)],
    )
    assert [block.kind for block in read.blocks] == [BlockKind.PARAGRAPH, *[BlockKind.NOTE] * 2]
    assert {mark.rule for mark in read.marks} == {"docx-footnote"}


def test_a_note_of_several_paragraphs_is_one_note(reads):
    entry = run(" one") + "</w:p><w:p>" + run("two")
    read = reads(noted(paragraph(run("a") + note_mark(1)), {1: entry}))

    assert [note.span.of(read.text) for note in read.notes] == ["1. one\ntwo"]


def test_a_note_without_words_is_its_label(reads):
    read = reads(noted(paragraph(run("a") + note_mark(1)), {1: ""}))

    assert [(note.span.of(read.text), note.content.of(read.text)) for note in read.notes] == [
        ("1", "")
    ]


def test_a_mark_whose_note_is_missing_stays_a_mark(reads):
    read = reads(noted(paragraph(run("a") + note_mark(9)), {1: run("never cited")}))

    assert shown(read) == ([("¹", ("1",), 0)], [])
    assert "never cited" not in read.text


def test_a_deleted_mark_takes_no_number(reads):
    body = paragraph(run("a") + f'<w:del w:id="7">{note_mark(1)}</w:del>' + note_mark(2))
    read = reads(noted(body, {1: run("gone"), 2: run("kept")}))

    assert shown(read)[1] == [("1", "kept", 0)]
    assert "gone" not in read.text


@pytest.mark.parametrize(
    ("form", "printed", "labels"),
    [
        ("decimal", "¹²³", ["1", "2", "3"]),
        ("lowerRoman", "[i][ii][iii]", ["i", "ii", "iii"]),
        ("upperLetter", "[A][B][C]", ["A", "B", "C"]),
        ("chicago", "*†‡", ["*", "†", "‡"]),
        ("arabicAbjad", "[أ][ب][ج]", ["أ", "ب", "ج"]),
        ("hebrew1", "[א][ב][ג]", ["א", "ב", "ג"]),
        ("hindiNumbers", "¹²³", ["1", "2", "3"]),
        ("something new", "¹²³", ["1", "2", "3"]),
    ],
)
def test_labels_are_printed_in_the_form_the_document_chose(reads, form, printed, labels):
    body = paragraph(run("a ") + note_mark(1) + note_mark(2) + note_mark(3))
    settings = f'<w:footnotePr><w:numFmt w:val="{form}"/></w:footnotePr>'
    read = reads(noted(body, {n: run("x") for n in (1, 2, 3)}, settings=settings))

    assert read.text.startswith(f"a {printed}\n")
    assert [note.label for note in read.notes] == labels


def test_endnotes_are_roman_where_nothing_else_is_said_and_a_numbering_of_their_own(reads):
    body = paragraph(run("a") + note_mark(1) + run(" b") + note_mark(1, "endnote"))
    more = {"footnotes": notes_part("footnote", {1: run(" foot")}),
            "endnotes": notes_part("endnote", {1: run(" end")})}  # fmt: skip
    read = reads(docx(body, more=more))

    assert shown(read) == (
        [("¹", ("1",), 0), ("[i]", ("i",), 1)],
        [("1", "foot", 0), ("i", "end", 1)],
    )


@pytest.mark.parametrize(
    ("restart", "end"),
    [
        ("eachSect", paragraph("", "<w:sectPr><w:footnotePr><w:numRestart w:val='eachSect'/></w:footnotePr></w:sectPr>")),
        ("eachPage", paragraph("<w:r><w:lastRenderedPageBreak/></w:r>")),
    ],
)  # fmt: skip
def test_numbering_restarts_where_the_document_says_and_opens_a_group(reads, restart, end):
    one = paragraph(run("a") + note_mark(1) + run("b") + note_mark(2))
    two = paragraph(run("c") + note_mark(3))
    settings = f'<w:footnotePr><w:numRestart w:val="{restart}"/></w:footnotePr>'
    read = reads(noted(one + end + two, {n: run(f"n{n}") for n in (1, 2, 3)}, settings=settings))

    assert shown(read)[1] == [("1", "n1", 0), ("2", "n2", 0), ("1", "n3", 1)]
    assert [mark.group for mark in read.marks] == [0, 0, 1]


def test_a_mark_the_author_typed_is_the_label_and_takes_no_number(reads):
    typed = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>'
    body = paragraph(run("a") + typed + run(" b") + note_mark(2))
    read = reads(noted(body, {1: run("* the author"), 2: run(" book")}))

    assert shown(read) == (
        [("*", ("*",), 0), ("¹", ("1",), 0)],
        [("*", "the author", 0), ("1", "book", 0)],
    )
    assert "* the author" in read.text
    assert "* * " not in read.text


def test_a_second_mark_of_a_note_points_to_it(reads):
    body = paragraph(
        f'{run("a")}<w:bookmarkStart w:id="0" w:name="_Ref1"/>{note_mark(1)}<w:bookmarkEnd w:id="0"/>'
        + run(" b") + note_mark(2) + run(" c") + field_runs("NOTEREF _Ref1 \\f \\h", run("1", UP))
    )  # fmt: skip
    read = reads(noted(body, {1: run("n1"), 2: run("n2")}))

    assert [(m.span.of(read.text), m.labels) for m in read.marks] == [
        ("¹", ("1",)),
        ("²", ("2",)),
        ("¹", ("1",)),
    ]


LINK = f'<Relationship Id="l1" Type="{REL}/hyperlink" Target="https://a.example/x?a=1&amp;b=2" TargetMode="External"/>'


@pytest.mark.parametrize(
    ("content", "words", "target", "why"),
    [
        (f'<w:hyperlink r:id="l1">{run("a ")}{run("link")}</w:hyperlink>', "a link", "https://a.example/x?a=1&b=2", ""),
        (f'<w:hyperlink r:id="l1" w:anchor="p">{run("link")}</w:hyperlink>', "link", "https://a.example/x?a=1&b=2#p", ""),
        (f'<w:hyperlink w:anchor="_Toc1">{run("up")}</w:hyperlink>', "up", "#_Toc1", "same-page"),
        (f'<w:hyperlink r:id="gone">{run("x")}</w:hyperlink>', "x", "", "same-page"),
        (field_runs(' HYPERLINK "https://b.example/" \\o "tip \\l no" ', run("b")), "b", "https://b.example/", ""),
        (field_runs('HYPERLINK "https://b.example/" \\l "part"', run("b")), "b", "https://b.example/#part", ""),
        (field_runs("HYPERLINK https://b.example/ \\t _blank", run("b")), "b", "https://b.example/", ""),
        (field_runs('HYPERLINK \\l "there"', run("b")), "b", "#there", "same-page"),
        (field_runs('hyperlink "mailto:a@b.example"', run("b")), "b", "mailto:a@b.example", "mail"),
        (field_runs('HYPERLINK "file:///C:/x.docx"', run("b")), "b", "file:///C:/x.docx", "file"),
    ],
)  # fmt: skip
def test_links_lead_where_word_leads(reads, content, words, target, why):
    read = reads(docx(paragraph(run("see ") + content + run(" here")), rels=LINK))

    assert [(link.span.of(read.text), link.target, link.note) for link in read.hyperlinks] == [
        (words, target, why)
    ]


def test_a_link_that_is_never_closed_ends_with_the_text(reads):
    opened = field_runs('HYPERLINK "https://b.example/"', run("b")).rsplit("<w:r>", 1)[0]
    read = reads(docx(paragraph(opened) + paragraph(run("c"))))

    assert [link.span.of(read.text) for link in read.hyperlinks] == ["b", "c"]


def csl(*sources):
    return json.dumps({"citationItems": [{"itemData": about} for about in sources]})


@pytest.mark.parametrize(
    ("instruction", "target"),
    [
        (f"ADDIN ZOTERO_ITEM CSL_CITATION {csl({'URL': 'https://a.example/1'})}", "https://a.example/1"),
        (f"ADDIN CSL_CITATION {csl({'DOI': '10.5555/x'})}", "https://doi.org/10.5555/x"),
        (f"ADDIN ZOTERO_ITEM CSL_CITATION {csl({'title': 'a book'})}", None),
        (f"ADDIN ZOTERO_ITEM CSL_CITATION {csl({'URL': 'https://a.example/'}, {'URL': 'https://b.example/'})}", None),
        ("ADDIN ZOTERO_ITEM CSL_CITATION {broken", None),
        ("ADDIN EN.CITE <EndNote><Cite><record><urls><related-urls><url>https://e.example/a?b=1&amp;c=2</url></related-urls></urls></record></Cite></EndNote>", "https://e.example/a?b=1&c=2"),
        ("ADDIN EN.CITE <EndNote><Cite><electronic-resource-num>10.5555/e</electronic-resource-num></Cite></EndNote>", "https://doi.org/10.5555/e"),
        ("CITATION Sal20 \\l 1033", "https://s.example/"),
        ("CITATION Nobody \\l 1033", None),
        ("SEQ Table", None),
    ],
)  # fmt: skip
def test_what_a_reference_manager_knows_of_a_source_becomes_its_link(reads, instruction, target):
    sources = (
        f'{HEAD}<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography">'
        "<b:Source><b:Tag>Sal20</b:Tag><b:URL>https://s.example/</b:URL></b:Source></b:Sources>"
    )
    read = reads(
        docx(paragraph(run("said ") + field_runs(instruction, run("(Salem 2020)")))
             , more={"customXml": sources})
    )  # fmt: skip

    assert read.text == "said (Salem 2020)"
    assert [link.target for link in read.hyperlinks] == ([target] if target else [])


def test_links_of_notes_are_those_of_their_own_part(reads):
    body = paragraph(run("a") + note_mark(1))
    more = {
        "footnotes": notes_part("footnote", {1: f'<w:hyperlink r:id="l1">{run("n")}</w:hyperlink>'})
    }
    packed = docx(body, more=more, rels=LINK)
    own = relations(LINK.replace("https://a.example/x?a=1&amp;b=2", "https://note.example/"))

    assert reads(packed).hyperlinks[0].target == ""
    assert (
        reads(_with(packed, {"word/_rels/footnotes.xml.rels": own})).hyperlinks[0].target
        == "https://note.example/"
    )


def _with(packed, parts, without=()):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(packed)) as pack:
        old = {name: pack.read(name) for name in pack.namelist() if name not in without}
    return zipped({**old, **parts})


def test_a_table_of_contents_is_page(reads):
    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{paragraph(run('Chapter 1'))}</w:sdtContent></w:sdt>"
        + paragraph(field_runs("TOC \\o", run("Chapter 2 7")))
    )
    read = reads(docx(contents + paragraph(run("Text."))))

    assert [block.kind.value for block in read.blocks] == ["furniture", "furniture", "paragraph"]


def test_headers_and_footers_are_page_below_everything(reads):
    more = {
        "header": part("hdr", paragraph(run("The Paper"))),
        "footer": part("ftr", paragraph(run("Page 1"))),
    }
    read = reads(docx(paragraph(run("Text.")), more=more))

    assert read.text == "Text.\n\nThe Paper\n\nPage 1"
    assert [block.why for block in read.blocks] == ["", "docx-header", "docx-footer"]


CORE = (
    f'{HEAD}<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:description>generated by python-x</dc:description>"
    "<dcterms:created>2024-05-06T07:08:09Z</dcterms:created><dc:language>fa-IR</dc:language></cp:coreProperties>"
)  # fmt: skip


def test_the_core_properties_tell_title_author_date_and_language(reads):
    read = reads(
        docx(paragraph(run("Text.")), core=CORE.format(title="A  title", creator="Leila Rad"))
    )

    assert (read.title.value, read.title.found_in) == ("A title", "docx core:title")
    assert (read.byline.value, read.byline.found_in) == ("Leila Rad", "docx core:creator")
    assert (read.published.value, read.published.found_in) == (
        "2024-05-06T07:08:09Z",
        "docx core:created",
    )
    assert (read.language.value, read.language.found_in) == ("fa", "docx core:language")


def test_a_program_that_signs_is_no_author(reads):
    read = reads(docx(paragraph(run("Text.")), core=CORE.format(title="", creator="python-x")))

    assert (read.byline, read.published, read.title) == (None, None, None)


@pytest.mark.parametrize(
    "creator", ["admin", "HP", "Пользователь", "user 7", "desk@paper.example me"]
)
def test_an_account_is_no_author(reads, creator):
    read = reads(docx(paragraph(run("Text.")), core=CORE.format(title="", creator=creator)))

    assert read.byline is None


def test_what_programs_keep_beside_the_text_need_not_be_xml_we_read(reads):
    more = {"customXml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;'}

    assert reads(docx(paragraph(run("Text.")), more=more)).text == "Text."


@pytest.mark.parametrize(
    ("first", "title", "found_in"),
    [
        (styled("Printed", "Titel"), "Printed", "docx-title"),
        (styled("Printed", "Heading1"), "Printed", "heading 1"),
        (paragraph(run("told:  TOLD")), "told: TOLD", "docx core:title"),
        (paragraph(run("Words.")), "Told told", "docx core:title"),
    ],
)
def test_a_printed_title_goes_before_what_the_file_says_of_itself(reads, first, title, found_in):
    core = CORE.format(title="Told told", creator="x")
    read = reads(docx(first + paragraph(run("Text.")), more={"styles": STYLES}, core=core))

    assert (read.title.value, read.title.found_in) == (title, found_in)


def test_the_language_of_right_to_left_text_is_declared_apart(reads):
    langs = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>'
    for about, language in (("<w:bidi/>", "ar"), ("", "en")):
        read = reads(docx(paragraph(run("x"), about), more={"styles": part("styles", langs)}))
        assert read.language.value == language


def test_every_letter_knows_its_part_and_path(reads):
    row = f"<w:tr><w:tc>{paragraph(run('a'))}</w:tc><w:tc>{paragraph(run('b'))}</w:tc></w:tr>"
    body = paragraph("") + paragraph(run("x") + note_mark(1)) + f"<w:tbl>{row}</w:tbl>"
    read = reads(noted(body, {1: run("n")}))

    assert [(origin.span.of(read.text), origin.locator) for origin in read.origins] == [
        ("x¹", "word/document.xml /w:document/w:body[1]/w:p[2]"),
        ("a\tb", "word/document.xml /w:document/w:body[1]/w:tbl[1]/w:tr[1]"),
        ("1. n", "word/footnotes.xml /w:footnotes/w:footnote[3]/w:p[1]"),
    ]


def test_the_main_part_may_have_another_name_and_backslashes(reads):
    packed = docx(paragraph(run("Text.")))
    main = relations(
        f'<Relationship Id="a" Type="{REL}/officeDocument" Target="/word/document2.xml"/>'
    )
    document = part("document", f"<w:body>{paragraph(run('Other.'))}</w:body>")
    moved = _with(
        packed,
        {"_rels\\.rels": main, "word\\document2.xml": document},
        without=("_rels/.rels", "word/document.xml"),
    )

    assert reads(moved).text == "Other."


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(zipped({"word/document.xml": "x"}), id="nothing but a name"),
        pytest.param(_with(docx(""), {"word/document.xml": "<a><b></a>"}), id="broken XML"),
        pytest.param(_with(docx(""), {"word/document.xml": part("styles", "")}), id="no body"),
        pytest.param(docx(paragraph(run("x" * 5000)))[:-300], id="cut off"),
        pytest.param(_with(docx(""), {"word/document.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), id="entities"),
        pytest.param(_with(docx(""), {"word/document.xml": ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>').encode("utf-16")}), id="entities in UTF-16"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_an_error_with_a_way_out(reads, packed):
    with pytest.raises(UnreadableDocument) as caught:
        reads(packed, "in.docx")

    assert caught.value.message.startswith("in.docx: ")
    assert caught.value.hint


def nested_tables(depth):
    return "<w:tbl><w:tr><w:tc>" * depth + paragraph(run("x")) + "</w:tc></w:tr></w:tbl>" * depth


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(nested_tables(70), id="tables in tables"),
        pytest.param(nested_tables(50_000), id="very deep"),
        pytest.param("<w:p>" + "<w:ins>" * 230 + run("x") + "</w:ins>" * 230 + "</w:p>", id="insertions in insertions"),
        pytest.param("<w:p/>" * 2_000_001, id="two million paragraphs"),
    ],
)  # fmt: skip
def test_bombs_of_markup_are_refused(reads, body):
    started = time.process_time()
    with pytest.raises(OversizedDocument) as caught:
        reads(docx(body), "bomb.docx")

    assert "bomb.docx" in caught.value.message
    assert caught.value.hint
    assert time.process_time() - started < 5


BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
SHOW = '<w:r><w:instrText>HYPERLINK "https://a.example/"</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>x</w:t></w:r>'
GROWING = {
    "open fields": lambda n: docx(paragraph((BEGIN + SHOW) * n)),
    "fields that end": lambda n: docx(paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>' * n + run("x"))),
    "marks": lambda n: noted(paragraph(note_mark(1) * n + run("x")), {1: run("n")}),
    "marks of many notes": lambda n: noted(
        paragraph("".join(run("a") + note_mark(k) for k in range(1, n))), {k: run("n") for k in range(1, n)}),
    "bookmarks": lambda n: noted(
        paragraph("".join(f'<w:bookmarkStart w:id="{k}" w:name="b{k}"/>{note_mark(1)}' for k in range(n)) + run("x")), {1: run("n")}),
    "text boxes": lambda n: docx(paragraph(f"<w:r>{box('x')}</w:r>" * n)),
    "spaces": lambda n: docx(paragraph(run("a") + run(" " * 20) * n + run("b"))),
    "line breaks": lambda n: docx(paragraph(run("a") + "<w:r><w:br/></w:r>" * n + run("b"))),
    "joined paragraphs": lambda n: docx(paragraph(run("a"), '<w:rPr><w:del w:id="1"/></w:rPr>') * n),
    "list entries": lambda n: docx(listed("x") * n, more={"numbering": numbering(("lowerLetter", "%1."))}),
    "second marks": lambda n: noted(
        paragraph(f'<w:bookmarkStart w:id="0" w:name="b"/>{note_mark(1)}' + field_runs("NOTEREF b", run("1")) * n), {1: run("n")}),
}  # fmt: skip


@pytest.mark.parametrize("kind", GROWING)
def test_ten_times_the_size_takes_at_most_twenty_times_the_time(reads, kind):
    def seconds(packed):
        started = time.process_time()
        with suppress(DocumentError):
            reads(packed)
        return time.process_time() - started

    small, large = GROWING[kind](300), GROWING[kind](3_000)
    before = max(0.02, min(seconds(small) for _ in range(3)))

    assert min(seconds(large) for _ in range(3)) < 20 * before


REF = f"<w:r><w:rPr>{UP}</w:rPr><w:footnoteRef/></w:r>"


@pytest.mark.parametrize(
    ("entry", "text", "content"),
    [
        (REF + run(" words"), "1. words", "words"),
        (REF + run("words"), "1. words", "words"),
        (run("(") + REF + run(") words"), "(1) words", "words"),
        (run("[ ") + REF + run(" ] words"), "[ 1 ] words", "words"),
        (REF + run(") words"), "1) words", "words"),
        (REF + run("ـ كتاب"), "1ـ كتاب", "كتاب"),
        (REF + run("-") + run(" words"), "1- words", "words"),
        (REF + run("-4 degrees"), "1. -4 degrees", "-4 degrees"),
        (run("words"), "1. words", "words"),
        (run("words and ") + REF + run(" more"), "words and 1 more", "words and 1 more"),
        (run("( ") + REF, "( 1", ""),
    ],
)
def test_a_label_stands_where_the_author_put_it_with_his_brackets(reads, entry, text, content):
    notes = part("footnotes", f'<w:footnote w:id="1">{paragraph(entry)}</w:footnote>')
    read = reads(docx(paragraph(run("a") + note_mark(1)), more={"footnotes": notes}))

    assert read.notes[0].span.of(read.text) == text
    assert read.notes[0].content.of(read.text) == content


def test_brackets_around_a_mark_belong_to_it(reads):
    body = paragraph(run("a (") + note_mark(1) + run("). b"))
    read = reads(noted(body, {1: run("n")}))

    assert [mark.span.of(read.text) for mark in read.marks] == ["(¹)"]


def test_a_document_of_another_producer_is_read_as_it_is_shown(reads):
    import io

    import docx as producer

    made = producer.Document()
    made.add_heading("The harbour", 0)
    made.add_heading("Part one", 2)
    sentence = made.add_paragraph("The bridge stayed closed.")
    sentence.add_run("1").font.superscript = True
    sentence.add_run("\tNext.\nLine")
    for entry in ("first", "second"):
        made.add_paragraph(entry, style="List Number")
    made.add_paragraph("bullet", style="List Bullet")
    table = made.add_table(rows=2, cols=2)
    for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(at)
    made.sections[0].header.paragraphs[0].text = "The Paper"
    out = io.BytesIO()
    made.save(out)
    read = reads(out.getvalue())

    assert read.text == (
        "The harbour\n\nPart one\n\nThe bridge stayed closed.¹\tNext.\nLine\n\n"
        "1. first\n2. second\nbullet\n\n0\t1\n2\t3\n\nThe Paper"
    )
    assert [block.kind for block in read.blocks][:3] == [
        BlockKind.TITLE,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]
    assert (read.byline, read.published) == (None, None)
