"""PDF: order, furniture, notes at the foot of pages, superscripts, links, the head, locks."""

import io
import sys
from pathlib import Path

import pytest
from raw_pdf import FONT, file_of, lines, pages_of, stream

from sourcecheck.errors import (
    DocumentError,
    EncryptedDocument,
    NoTextInDocument,
    OversizedDocument,
    UnreadableDocument,
)
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import BlockKind

sys.path.insert(0, str(Path(__file__).parents[1]))

PROSE = (
    "The ferry to the island left an hour late because of the",
    "fog that had lain over the strait since the morning, and",
    "the passengers waited in the hall of the harbour office.",
)
MORE = (
    "In the afternoon the wind turned and the lighthouse could",
    "be seen again from the pier where the children were fishing",
    "and the keeper of the kiosk counted the money of the day.",
)


def blocks(reading, kind=BlockKind.PARAGRAPH):
    return [block.span.of(reading.text) for block in reading.blocks if block.kind is kind]


def test_lines_are_joined_and_paragraphs_kept_apart(reads):
    read = reads(pages_of(lines(*PROSE) + b"\n" + lines(*MORE, y=490)))

    assert blocks(read) == [" ".join(PROSE), " ".join(MORE)]


def test_the_order_of_drawing_does_not_count(reads):
    upside_down = lines(PROSE[2], y=522) + lines(PROSE[0], y=550) + lines(PROSE[1], y=536)

    assert blocks(reads(pages_of(upside_down))) == [" ".join(PROSE)]


def test_every_line_says_where_it_was_printed(reads):
    read = reads(pages_of(lines(*PROSE)))

    first = read.origins[0]
    assert first.span.of(read.text) == PROSE[0]
    page, box = first.locator.split(" box ")
    left, bottom, right, top = map(float, box.split(","))
    assert page == "page 1"
    assert left == 50
    assert bottom < 550 < top
    assert 250 < right < 400


def test_the_left_column_is_read_before_the_right_one(reads):
    left = [f"left line {word}" for word in ["one", "two", "three", "four", "five", "six"]]
    right = [f"right line {word}" for word in ["one", "two", "three", "four", "five", "six"]]
    both = lines(*left, x=50) + b"\n" + lines(*right, x=220)

    text = " ".join(blocks(reads(pages_of(both))))
    assert text.index("left line six") < text.index("right line one")


def test_a_title_over_two_columns_comes_first(reads):
    words = ["one", "two", "three", "four", "five", "six"]
    both = lines(*(f"left line {word}" for word in words), x=50) + lines(
        *(f"right line {word}" for word in words), x=220
    )
    head = lines("A heading that runs over both columns of the page", y=580, size=13)

    read = reads(pages_of(both + b"\n" + head))
    assert read.text.startswith("A heading that runs")
    assert read.title.value == "A heading that runs over both columns of the page"
    assert read.title.found_in == "largest type on the first page"


def test_running_heads_and_page_numbers_are_furniture(reads):
    contents = [
        lines(*(f"{line} {'abc'[number - 1] * number}" for line in (*PROSE, *MORE)))
        + lines("The Island Gazette", y=590, size=8)
        + lines(str(number), x=200, y=20, size=8)
        for number in (1, 2, 3)
    ]

    read = reads(pages_of(*contents))
    assert blocks(read, BlockKind.FURNITURE) == [
        "The Island Gazette", "1", "The Island Gazette", "2", "The Island Gazette", "3",
    ]  # fmt: skip


def test_a_line_marked_as_artifact_is_furniture(reads):
    stamp = b"/Artifact BMC " + lines("Printed on Monday", y=300) + b" EMC\n"

    assert blocks(reads(pages_of(lines(*PROSE) + stamp)), BlockKind.FURNITURE) == [
        "Printed on Monday"
    ]


def raised(text, x, y):
    return lines(text, x=x, y=y, size=6)


def test_a_small_raised_number_is_a_superscript(reads):
    body = b"BT /F 10 Tf 50 550 Td (The ferry left an hour late.) Tj /F 6 Tf 4 Ts (2) Tj ET"

    assert blocks(reads(pages_of(body))) == ["The ferry left an hour late.²"]


def test_a_small_number_on_the_line_is_no_superscript(reads):
    body = lines("The ferry left at") + lines("2", x=130, size=9)

    assert blocks(reads(pages_of(body))) == ["The ferry left at 2"]


def test_notes_at_the_foot_of_pages_stand_behind_the_text(reads):
    first = lines(*PROSE) + raised("1", 310, 554) + lines("1 The log of the ferry", y=60, size=7)
    second = lines(*MORE) + raised("2", 320, 554) + lines("2 The diary of the keeper", y=60, size=7)
    feet = first.replace(b"(1 The", b"(1. The"), second.replace(b"(2 The", b"(2. The")

    text = reads(pages_of(*feet)).text
    order = [text.index(piece) for piece in ("ferry to", "afternoon", "1. The log", "2. The diary")]
    assert order == sorted(order)


def test_an_address_over_two_lines_is_one(reads):
    body = lines("[1] https://www.island.example/2021/the-late-", "ferry-of-monday.html")

    assert (
        "https://www.island.example/2021/the-late-ferry-of-monday.html"
        in reads(pages_of(body)).text
    )


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("the light-", "house of the island; a lighthouse"), "the lighthouse of"),
        (("a well-", "known pilot; he is well-known"), "a well-known pilot"),
        (("a deep-", "sea pilot"), "a deep-sea pilot"),
    ],
    ids=["shown whole", "shown with it", "not shown again"],
)
def test_a_hyphen_is_undone_only_with_evidence(reads, printed, expected):
    assert expected in reads(pages_of(lines(*printed))).text


def test_a_soft_hyphen_goes(reads):
    soft = b"/Span << /ActualText <FEFF00AD> >> BDC " + lines("-", x=85) + b" EMC\n"

    assert (
        reads(pages_of(lines("the light") + soft + lines("house", y=536))).text == "the lighthouse"
    )


def test_a_link_names_the_words_it_lies_on_and_its_target(reads):
    link = (
        b"/Annots [<< /Subtype /Link /Rect [88 546 118 562]"
        b" /A << /S /URI /URI (https://island.example/ferry) >> >>]"
    )

    read = reads(pages_of(lines("Ask at the ferry office"), page=link))
    (found,) = read.hyperlinks
    assert found.target == "https://island.example/ferry"
    assert "ferry" in found.span.of(read.text)
    assert "Ask" not in found.span.of(read.text)


def test_a_turned_page_is_read_as_it_is_shown(reads):
    turned = b"q 0 1 -1 0 400 0 cm " + lines(*PROSE, x=20, y=300) + b" Q"

    assert blocks(reads(pages_of(turned, page=b"/Rotate 90"))) == [" ".join(PROSE)]


def test_a_stamp_along_the_margin_is_furniture(reads):
    stamp = b"q 0 1 -1 0 20 100 cm BT /F 8 Tf 0 0 Td (kept by the library) Tj ET Q"

    read = reads(pages_of(lines(*PROSE) + stamp))
    assert blocks(read, BlockKind.FURNITURE) == ["kept by the library"]


def test_text_in_a_form_is_read(reads):
    form = stream(lines(*PROSE), b"/Type /XObject /Subtype /Form /BBox [0 0 400 600]")
    page = b"/Resources << /XObject << /X 90 0 R >> /Font << /F 3 0 R >> >>"

    assert blocks(reads(pages_of(b"/X Do", page=page, more={90: form}))) == [" ".join(PROSE)]


def test_actual_text_replaces_what_the_glyphs_say(reads):
    spoken = b"/Span << /ActualText <FEFF00660069> >> BDC " + lines("#") + b" EMC\n"

    assert reads(pages_of(spoken + lines("sh", x=57))).text == "fish"


def test_words_without_drawn_spaces_are_told_by_their_gaps(reads):
    body = b"BT /F 10 Tf 50 550 Td [(The) -300 (ferry) -300 (left) -300 (late)] TJ ET"

    assert reads(pages_of(body)).text == "The ferry left late"


def test_a_letter_drawn_twice_to_look_bold_is_read_once(reads):
    assert reads(pages_of(lines("Ferry") + lines("Ferry", x=50.3))).text == "Ferry"


# -- the head -------------------------------------------------------------------------------


def headed(info=b"", packet=b""):
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Lang (tr-TR) /Metadata 5 0 R >>",
        2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
        3: FONT,
        4: b"<< %s >>" % info,
        5: stream(packet),
        10: b"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /MediaBox [0 0 400 600]"
        b" /Resources << /Font << /F 3 0 R >> >> >>",
        11: stream(lines(*PROSE)),
    }
    return file_of(objects, b"/Root 1 0 R /Info 4 0 R")


XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF
xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://purl.org/dc/elements/1.1/">
<r:Description><d:title><r:Alt><r:li>The late ferry</r:li></r:Alt></d:title>
<d:date>2021-03-04</d:date></r:Description></r:RDF></x:xmpmeta>"""


def test_the_head_is_read_with_the_place_of_each_field(reads):
    read = reads(headed(b"/Author <FEFF0041006E006E0065002000D6007A>", XMP))

    assert (read.title.value, read.title.found_in) == ("The late ferry", "xmp dc:title")
    assert (read.byline.value, read.byline.found_in) == ("Anne Öz", "pdf Author")
    assert (read.published.value, read.published.found_in) == ("2021-03-04", "xmp dc:date")
    assert (read.language.value, read.language.found_in) == ("tr", "pdf Lang")


@pytest.mark.parametrize("title", [b"ferry-final.docx", b"Writer - my ferry.doc", b"untitled", b""])
def test_a_files_name_is_no_title(reads, title):
    assert reads(headed(b"/Title (%s)" % title)).title is None


# -- what cannot be read --------------------------------------------------------------------


def test_a_picture_of_a_page_is_refused_with_the_way_out(reads):
    with pytest.raises(NoTextInDocument) as caught:
        reads(pages_of(b"0 0 400 600 re f"), "scan.pdf")

    assert "scan.pdf" in caught.value.message
    assert "OCR" in caught.value.hint


def test_fonts_that_do_not_tell_their_letters_are_refused(reads):
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts"
        b" [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (Identity) >> >>] >>"
    )
    page = b"/Resources << /Font << /F 90 0 R >> >>"

    with pytest.raises(NoTextInDocument, match="which letters"):
        reads(pages_of(b"BT /F 10 Tf 50 500 Td <00410042> Tj ET", page=page, more={90: font}))


def locked(user, owner="keeper"):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(user, owner, canPrint=0, strength=128))
    canvas.drawString(72, 700, "The ferry left an hour late.")
    canvas.save()
    return out.getvalue()


def test_a_lock_on_printing_alone_does_not_keep_anybody_from_reading(reads):
    assert reads(locked("")).text == "The ferry left an hour late."


def test_a_password_is_asked_for_in_words(reads):
    with pytest.raises(EncryptedDocument) as caught:
        reads(locked("secret"), "a.pdf")

    assert "password" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"%PDF-1.7\n", id="nothing behind the head"),
        pytest.param(b"%PDF-1.7\n" + b"\x00" * 5000, id="zeros"),
        pytest.param(pages_of(lines(*PROSE))[:300], id="cut off"),
        pytest.param(pages_of(lines(*PROSE)).replace(b"/Kids", b"/Lids"), id="no pages"),
    ],
)
def test_a_broken_file_ends_in_words(reads, body):
    with pytest.raises(UnreadableDocument) as caught:
        reads(body, "broken.pdf")

    assert "broken.pdf" in caught.value.message
    assert caught.value.hint


def test_a_broken_table_of_objects_is_made_anew(reads):
    body = pages_of(lines(*PROSE)).replace(b"startxref\n", b"startxref\n9")

    assert blocks(reads(body)) == [" ".join(PROSE)]


def test_more_pages_than_the_limit_are_refused(reads):
    with pytest.raises(OversizedDocument, match="more than 2 pages"):
        reads(pages_of(*[lines("x")] * 3), limits=ReadLimits(max_pages=2))


def test_any_cut_or_damage_ends_in_a_reading_or_in_words(reads):
    sound = pages_of(lines(*PROSE), lines(*MORE))
    for at in range(0, len(sound), 97):
        for body in (sound[:at], sound[:at] + b"\xff<<[" + sound[at + 4 :]):
            if not body.startswith(b"%PDF"):
                continue
            try:
                reads(body)
            except DocumentError as error:
                assert error.hint  # noqa: PT017 - most of them are still read
