"""PDF: habits of the programs that write it."""

import pytest
from raw_pdf import file_of, lines, pages_of, stream

from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_rules import load_rules
from sourcecheck.data.load_urls import load_urls
from sourcecheck.errors import NoTextInDocument, OversizedDocument
from sourcecheck.model import Article, BlockKind, LinkFlag, WebSource
from sourcecheck.resolve import ResolveTables, resolve

BODY = (
    "The mill at the weir ground its last sack in the autumn,",
    "and the miller sold the stones to a mason from the town.",
)
NOTE = "River Post, the winter number"


def raised(label, x, y, size=6.0):
    return f"BT /F {size} Tf {x} {y} Td ({label}) Tj ET\n".encode()


def link(box, action):
    return b"<< /Type /Annot /Subtype /Link /Rect [%s] %s >>" % (box, action)


def noted(*, size, more=b"", page=b""):
    """One page: two lines, the second with a mark at its end, and a note at its foot."""
    width = 50 + 10 * 25.2
    foot = raised("1", 50, 63.5) + lines(NOTE, x=54, y=60, size=size)
    return pages_of(lines(*BODY) + raised("1", width, 539.5) + foot + more, page=page)


def notes_of(read):
    return [(note.label, note.content.of(read.text)) for note in read.notes]


LINKED = b"/Annots [%s %s]" % (
    link(b"300 538 308 546", b"/Dest [10 0 R /XYZ 50 70 0]"),
    link(b"48 60 54 70", b"/Dest [10 0 R /XYZ 300 548 0]"),
)


def test_a_mark_that_leads_to_its_note_is_its_mark(reads):
    read = reads(noted(size=10, page=LINKED))

    assert [(mark.labels, mark.rule) for mark in read.marks] == [(("1",), "pdf-link")]
    assert read.marks[0].span.of(read.text) == "¹"
    assert notes_of(read) == [("1", NOTE)]


def test_labels_that_lead_to_headings_are_no_marks(reads):
    head = lines("1 The first chapter", y=300, size=14)
    contents = b"/Annots [%s]" % link(b"300 538 308 546", b"/Dest [10 0 R /XYZ 50 310 0]")

    read = reads(noted(size=10, more=head, page=contents))
    assert read.marks == ()
    assert read.notes == ()


def test_links_that_lead_elsewhere_make_no_notes(reads):
    elsewhere = b"/Annots [%s]" % link(b"300 538 308 546", b"/Dest [99 0 R /XYZ 50 70 0]")

    assert reads(noted(size=10, page=elsewhere)).notes == ()


def test_notes_as_large_as_the_text_stand_at_the_foot(reads):
    upper = lines(*BODY, "The stones lie in a yard beside the road and nobody comes") + raised(
        "1", 302, 539.5
    )
    first = upper + raised("1", 50, 63.5) + lines(NOTE, x=54, y=60)
    second = lines("to fetch them, though the mason has paid for them twice.", y=550)

    read = reads(pages_of(first, second))
    paragraphs = [each.span.of(read.text) for each in read.blocks]
    assert paragraphs[-1] == f"¹ {NOTE}"
    assert any("nobody comes to fetch them" in each for each in paragraphs)


def test_verses_that_open_with_raised_numbers_are_no_notes(reads):
    verses = b"".join(
        raised(str(number), 50, 553.5 - 60 * number) + lines(*BODY, x=54, y=550 - 60 * number)
        for number in (1, 2, 3)
    )

    kinds = [block.kind for block in reads(pages_of(verses)).blocks]
    assert BlockKind.NOTE not in kinds
    assert len(kinds) == 3


def test_white_between_words_of_full_lines_parts_no_columns(reads):
    words = ("mill", "stones and", "the old mason", "road", "winter and", "the yard and")
    starts = (130, 170, 210, 150, 190, 230)
    drawn = b"".join(
        lines(word, x=50, y=550 - 14 * at) + lines("comes after", x=start, y=550 - 14 * at)
        for at, (word, start) in enumerate(zip(words, starts, strict=True))
    )

    text = " ".join(reads(pages_of(drawn)).text.split())
    assert text.startswith("mill comes after stones and comes after the old mason")


def test_cells_that_stand_close_are_kept_apart(reads):
    cells = lines("2014", x=50, y=300) + lines("50", x=75, y=300)

    text = reads(pages_of(lines(*BODY) + cells)).text
    assert "2014 50" in text


@pytest.mark.parametrize("target", ["file:///home/a/page.html#n1", "javascript:void(0)", "#n1"])
def test_links_to_no_page_of_the_web_are_left_out(reads, target):
    page = b"/Annots [%s]" % link(
        b"50 545 300 560", b"/A << /S /URI /URI (%s) >>" % target.encode()
    )

    assert reads(pages_of(lines(*BODY), page=page)).hyperlinks == ()


def test_a_linked_address_is_written_as_its_link_has_it(reads):
    """Programs that turn each line by itself put the year of a broken address last."""
    shown = lines("See the-old-dam/2017")
    target = b"2017/the-old-dam"
    page = b"/Annots [%s]" % link(b"68 545 300 560", b"/A << /S /URI /URI (%s) >>" % target)

    assert reads(pages_of(shown, page=page)).text == "See 2017/the-old-dam"


def test_glyphs_that_have_numbers_for_names_are_no_ornaments(reads):
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.1 0 0 0.1 0 0]"
        b" /FirstChar 65 /LastChar 122 /Widths [%s] /CharProcs << >>"
        b" /Encoding << /Differences [65 %s] >> >>"
        % (b"5 " * 58, b" ".join(b"/a%d" % n for n in range(65, 123)))
    )
    body = file_of({
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 /MediaBox [0 0 400 600] >>",
        3: font,
        4: b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F 3 0 R >> >> >>",
        5: stream(lines("abcdefgh", "ijklmnop")),
    })  # fmt: skip

    with pytest.raises(NoTextInDocument, match="do not say which letters"):
        reads(body)


def test_a_page_with_more_letters_than_any_page_holds_is_refused(reads):
    crowd = b"BT /F 1 Tf 50 50 Td (%s) Tj ET\n" % (b"a" * 1000) * 201

    with pytest.raises(OversizedDocument, match="more letters"):
        reads(pages_of(crowd))


def flags_of(read):
    article = Article(
        origin="a.pdf", media_type=read.media_type, sha256="", language="en", text=read.text,
        blocks=read.blocks, hyperlinks=read.hyperlinks, origins=read.origins,
    )  # fmt: skip
    tables = ResolveTables(languages=load_languages(), urls=load_urls(), rules=load_rules())
    return [
        source.link.flags
        for citation in resolve(article, tables).citations
        for source in citation.sources
        if isinstance(source, WebSource)
    ]


def linked(text, address, *more):
    """Lines with an address in them that can be clicked on, and their page's links."""
    areas = [link(b"50 545 350 560", b"/A << /S /URI /URI (%s) >>" % address)]
    areas += [link(b"50 531 350 545", b"/A << /S /URI /URI (%s) >>" % address)] if more else []
    return pages_of(lines(text, *more), page=b"/Annots [%s]" % b" ".join(areas))


def test_an_address_joined_over_lines_says_so(reads):
    broken = linked(
        "https://www.valley.example/2019/the-long-way-to-the-",
        b"https://www.valley.example/2019/the-long-way-to-the-mill.html",
        "mill.html",
    )

    assert flags_of(reads(broken)) == [(LinkFlag.WRAPPED,)]


def test_an_address_on_one_line_does_not(reads):
    whole = linked("https://www.valley.example/2019/mill", b"https://www.valley.example/2019/mill")

    assert flags_of(reads(whole)) == [()]
