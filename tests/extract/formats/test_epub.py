"""EPUB books: chapters in order, notes in whatever file they stand, locks, places."""

import io
import time
import zipfile

import pytest
from render_epub import CONTAINER, XHTML, epub

from sourcecheck.errors import EncryptedDocument, OversizedDocument, UnreadableDocument
from sourcecheck.model import BlockKind

LEAD = (
    "<p>The council of the old town opened a programme for the market that lasts three years.</p>"
)


def mark(target, label="1", name="r1", kind=' epub:type="noteref"'):
    return f'<a id="{name}" href="{target}"{kind}>{label}</a>'


def note(name, content, back="", label="1"):
    way = f'<a href="{back}">{label}</a>' if back else label
    return f'<aside epub:type="footnote" id="{name}"><p>{way}. {content}</p></aside>'


def shown(read):
    text = read.text
    marks = [(each.span.of(text), each.labels, each.group) for each in read.marks]
    notes = [(each.label, each.content.of(text), each.group) for each in read.notes]
    return marks, notes


def test_chapters_are_read_in_the_order_of_the_spine(reads):
    read = reads(epub({"b.xhtml": "<h1>One</h1><p>first</p>", "a.xhtml": "<p>second</p>"}))

    assert read.text == "One\n\nfirst\n\nsecond"
    assert read.media_type == "application/epub+zip"


def test_notes_are_found_in_the_chapter_and_in_a_file_of_their_own(reads):
    book = epub({
        "one.xhtml": f"{LEAD}<p>Near.{mark('#n1')}</p>{note('n1', 'at the end', '#r1')}",
        "two.xhtml": f"{LEAD}<p>Far.{mark('end.xhtml#n1')}</p>",
        "end.xhtml": f"<h2>Notes</h2>{note('n1', 'in another file', 'two.xhtml#r1')}",
    })  # fmt: skip
    read = reads(book)

    assert shown(read) == (
        [("1", ("1",), 0), ("1", ("1",), 1)],
        [("1", "at the end", 0), ("1", "in another file", 1)],
    )


def test_a_note_file_in_another_folder_with_an_encoded_name_is_found(reads):
    book = epub({
        "text/one.xhtml": f"{LEAD}<p>Far.{mark('../end%20notes.xhtml#n1')}</p>",
        "end notes.xhtml": note("n1", "there", "text/one.xhtml#r1"),
    })  # fmt: skip

    assert shown(reads(book))[1] == [("1", "there", 0)]


def test_the_same_names_in_two_chapters_are_two_places(reads):
    chapter = f"{LEAD}<p>x{mark('#n')}</p>{note('n', '{}', '#r1')}"
    book = epub({f"{n}.xhtml": chapter.replace("{}", f"note {n}") for n in range(3)})

    assert shown(reads(book))[1] == [("1", f"note {n}", n) for n in range(3)]


@pytest.mark.parametrize("way", ["nav", "guide"])
def test_the_table_of_contents_is_page(reads, way):
    links = '<h2>Contents</h2><ol><li><a href="one.xhtml">One</a></li></ol>'
    book = epub(
        {"toc.xhtml": links, "one.xhtml": f"<h1>One</h1>{LEAD}"},
        nav="toc.xhtml" if way == "nav" else "",
    )
    if way == "guide":
        book = _with(book, {"OEBPS/book.opf": lambda opf: opf.replace(
            b"</package>", b'<guide><reference type="toc" href="toc.xhtml"/></guide></package>')})  # fmt: skip
    read = reads(book)

    kinds = [block.kind for block in read.blocks]
    assert kinds[:2] == [BlockKind.FURNITURE] * 2
    assert kinds[-1] is BlockKind.PARAGRAPH
    assert all(link.note for link in read.hyperlinks)


def test_a_short_chapter_is_as_much_the_book_as_a_long_one(reads):
    read = reads(epub({"a.xhtml": LEAD * 30, "b.xhtml": "<p>Short.</p>", "c.xhtml": LEAD}))

    assert {block.kind for block in read.blocks} == {BlockKind.PARAGRAPH}


METADATA = (
    "<dc:title>A book</dc:title><dc:creator>Leila Rad</dc:creator><dc:creator>Omar Said</dc:creator>"
    "<dc:date>2019-02-03</dc:date><dc:language>ar-EG</dc:language><dc:publisher>The House</dc:publisher>"
)


def test_the_package_tells_title_author_date_language_and_publisher(reads):
    read = reads(epub({"a.xhtml": LEAD}, metadata=METADATA))

    told = (read.title, read.byline, read.published, read.language, read.publisher)
    assert [(field.value, field.found_in) for field in told] == [
        ("A book", "epub opf:title"),
        ("Leila Rad, Omar Said", "epub opf:creator"),
        ("2019-02-03", "epub opf:date"),
        ("ar", "epub opf:language"),
        ("The House", "epub opf:publisher"),
    ]


def test_a_date_of_a_year_is_a_year_and_one_of_nothing_is_none(reads):
    for written, value in (("1998", "1998"), ("spring", None)):
        field = reads(epub({"a.xhtml": LEAD}, metadata=f"<dc:date>{written}</dc:date>")).published
        assert (field.value if field else None) == value


def test_every_letter_knows_its_file_and_place(reads):
    book = epub({
        "a.xhtml": "<div><p>one</p></div><section><p>two</p></section>",
        "b.xhtml": "loose <b>words</b><div><p>three</p></div>",
    })  # fmt: skip
    read = reads(book)

    assert [(origin.span.of(read.text), origin.locator) for origin in read.origins] == [
        ("one", "OEBPS/a.xhtml (//p)[1]"),
        ("two", "OEBPS/a.xhtml (//p)[2]"),
        ("loose words", "OEBPS/b.xhtml (//body)[1]"),
        ("three", "OEBPS/b.xhtml (//p)[1]"),
    ]


def test_chapters_that_are_no_xml_are_read_as_browsers_read_them(reads):
    broken = f'<p>one<br>two &nbsp;&eacute;<p>three {mark("#n1")}<p id=n1 epub:type="footnote" o:x=1>1 <a href="#r1">note</a></p><o:p>x</o:p>'
    read = reads(epub({"a.xhtml": broken, "b.xhtml": "<p>good</p>"}))

    assert read.text.startswith("one\ntwo \xa0é\n\nthree 1\n\n1")
    assert read.text.endswith("good")
    assert len(read.notes) == 1


@pytest.mark.parametrize("page", [b"", b" ", b"<", b"</html>", b"<!-- x -->", b"\0\0", b"<?xml?>"])
def test_a_chapter_of_nothing_is_an_empty_chapter(reads, page):
    book = _with(
        epub({"a.xhtml": "", "b.xhtml": "<p>words</p>"}), {"OEBPS/a.xhtml": lambda _: page}
    )

    assert reads(book).text.strip("<>\ufffd\n") == "words"


def test_named_letters_and_a_document_type_are_no_danger(reads):
    page = f'<?xml version="1.0" encoding="windows-1251"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd"><html {XHTML}><body><p>мост&mdash;мост</p></body></html>'
    book = _with(epub({"a.xhtml": ""}), {"OEBPS/a.xhtml": lambda _: page.encode("cp1251")})

    assert reads(book).text == "мост—мост"


def _with(body, changes, without=()):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename not in without:
                change = changes.get(info.filename, lambda same: same)
                new.writestr(info.filename, change(old.read(info.filename)))
    return out.getvalue()


def locks(algorithm, target):
    return {"META-INF/encryption.xml": (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        f'<enc:EncryptedData><enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData>'
        f'<enc:CipherReference URI="{target}"/></enc:CipherData></enc:EncryptedData></encryption>'
    )}  # fmt: skip


def test_a_locked_book_is_told_as_locked(reads):
    book = epub(
        {"a.xhtml": LEAD},
        more=locks("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/a.xhtml"),
    )

    with pytest.raises(EncryptedDocument, match="locked") as caught:
        reads(book)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("algorithm", "target"),
    [
        ("http://www.idpf.org/2008/embedding", "OEBPS/a.xhtml"),
        ("http://ns.adobe.com/pdf/enc#RC", "OEBPS/font.otf"),
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/film.mp4"),
    ],
)
def test_scrambled_fonts_and_locked_films_lock_no_text(reads, algorithm, target):
    assert reads(epub({"a.xhtml": LEAD}, more=locks(algorithm, target))).text.startswith(
        "The council"
    )


def test_a_book_whose_type_is_written_nowhere_is_known_by_its_container(reads):
    assert reads(
        _with(epub({"a.xhtml": LEAD}), {}, without=("mimetype",)), "x.zip"
    ).text.startswith("The")


@pytest.mark.parametrize(
    "changes",
    [
        {"META-INF/container.xml": lambda _: b"<container/>"},
        {"META-INF/container.xml": lambda _: CONTAINER.replace("book.opf", "gone.opf").encode()},
        {"OEBPS/book.opf": lambda _: b"<package/>"},
        {"OEBPS/book.opf": lambda _: b"<package"},
        {"OEBPS/book.opf": lambda opf: opf.replace(b'idref="i0"', b'idref="other"')},
    ],
)
def test_a_book_without_chapters_is_an_error_with_a_way_out(reads, changes):
    with pytest.raises(UnreadableDocument) as caught:
        reads(_with(epub({"a.xhtml": LEAD}), changes), "in.epub")

    assert caught.value.message.startswith("in.epub: ")
    assert caught.value.hint


def test_a_chapter_named_many_times_is_read_once(reads):
    book = _with(epub({"a.xhtml": LEAD}), {"OEBPS/book.opf": lambda opf: opf.replace(
        b"</spine>", b'<itemref idref="i0"/>' * 10_000 + b"</spine>")})  # fmt: skip

    assert reads(book).text.count("council") == 1


@pytest.mark.parametrize(
    "chapter",
    [
        pytest.param("<div>" * 50_000 + "x" + "</div>" * 50_000, id="deep"),
        pytest.param("<b/>" * 2_100_000, id="two million tags"),
        pytest.param("<p>x" * 400_000, id="tags left open"),
    ],
)
def test_bombs_of_markup_are_refused(reads, chapter):
    started = time.process_time()
    with pytest.raises(OversizedDocument) as caught:
        reads(epub({"a.xhtml": chapter}), "bomb.epub")

    assert caught.value.hint
    assert time.process_time() - started < 8


def test_ten_times_the_chapters_take_at_most_twenty_times_the_time(reads):
    def seconds(count):
        chapter = f"{LEAD}<p>x{mark('#n')}</p>{note('n', 'a note', '#r1')}"
        book = epub({f"{n}.xhtml": chapter for n in range(count)})
        started = time.process_time()
        reads(book)
        return time.process_time() - started

    before = max(0.02, min(seconds(40) for _ in range(3)))
    assert min(seconds(400) for _ in range(2)) < 20 * before
