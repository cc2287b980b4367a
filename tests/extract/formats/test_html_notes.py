"""Structural notes in every flavour of the web, and what only looks like one."""

import pytest
from reading import NOON, READ

from sourcecheck.extract import extract
from sourcecheck.model import BlockKind, Document

# (page, marks as printed, rules, contents of the notes, targets cited in notes)
FLAVOURS = [
    (
        "easy-footnotes.html",
        ["1", "2"],
        {"anchor-pair"},
        ["Сводка порта, выпуск 7", "Расписание перевозчика"],
        ["https://svodka.example/7"],
    ),
    (
        "mediawiki.html",
        ["[1]", "[2]", "[1]"],
        {"anchor-pair"},
        ["سجل الري، الجزء الأول.", "دفتر القرية."],
        ["https://rai.example/1"],
    ),
    (
        "word.html",
        ["[1]", "[2]"],
        {"anchor-pair"},
        ["Kurul tutanağı, sayı 12.\nEk listesiyle birlikte.", "Belediye bülteni."],
        ["https://kurul.example/12"],
    ),
    (
        "libreoffice.html",
        ["1", "2"],
        {"anchor-pair"},
        ["گزارش شرکت آب، https://ab.example/3", "سازمان هواشناسی"],
        [],
    ),
    (
        "substack.html",
        ["1", "2"],
        {"anchor-pair"},
        ["Port ledger, page nine.", "A letter of the mate."],
        ["https://ledger.example/9"],
    ),
    (
        "github.html",
        ["1", "2"],
        {"anchor-pair"},
        ["Log book, entry one", "Private note"],
        ["https://log.example/1"],
    ),
    (
        "kramdown.html",
        ["1", "2"],
        {"anchor-pair"},
        ["Köy kooperatifi, duyuru.", "Pazar listesi."],
        ["https://koop.example/4"],
    ),
    (
        "epub3.xhtml",
        ["1", "2"],
        {"anchor-pair", "anchor-one-way"},
        ["Дневник, лист 2.", "Счета экспедиции."],
        ["https://dnevnik.example/2"],
    ),
    (
        "dpub-aria.html",
        ["(١)", "(٢)"],
        {"anchor-one-way"},
        ["نشرة السوق، العدد الخامس", "مقابلة في الميناء"],
        ["https://souq.example/5"],
    ),
    (
        "gutenberg.html",
        ["1", "2"],
        {"anchor-pair"},
        ["خبرنامه ناشران، شماره ۸", "آگهی نمایشگاه"],
        ["https://nashr.example/8"],
    ),
    (
        "modern-footnotes.html",
        ["1", "2"],
        {"same-data-mfn"},
        ["Timetable, second sheet", "The conductor, on the platform"],
        ["https://times.example/2"],
    ),
    (
        "attribute.html",
        ["1", "2"],
        {"note-attribute"},
        ["County survey, sheet three", "Court file of the spring session"],
        ["https://survey.example/3"],
    ),
    (
        "one-way.html",
        ["1", "2"],
        {"anchor-one-way"},
        ["Сводка части, запись 6", "Разговор со сторожем"],
        ["https://chast.example/6"],
    ),
    (
        "run-in.html",
        ["[1]", "[2]"],
        {"anchor-pair"},
        ["County road book, first part", "The postmaster"],
        ["https://roads.example/1"],
    ),
]


@pytest.mark.parametrize(
    ("page", "marks", "rules", "contents", "targets"), FLAVOURS, ids=[row[0] for row in FLAVOURS]
)
def test_marks_and_notes_of_a_flavour_are_paired(reads_page, page, marks, rules, contents, targets):
    read = reads_page(page)

    assert [mark.span.of(read.text) for mark in read.marks] == marks
    assert [note.content.of(read.text) for note in read.notes] == contents
    assert {label for mark in read.marks for label in mark.labels} == {
        note.label for note in read.notes
    }
    assert {note.rule for note in read.notes} == rules
    cited = [
        link.target
        for link in read.hyperlinks
        if not link.note and any(note.span.covers(link.span) for note in read.notes)
    ]
    assert cited == targets


@pytest.mark.parametrize("page", [row[0] for row in FLAVOURS])
def test_a_note_is_a_block_and_its_span_prints_its_label(reads_page, page):
    read = reads_page(page)

    blocks = [block.span for block in read.blocks if block.kind is BlockKind.NOTE]
    assert blocks == [note.span for note in read.notes]
    for note in read.notes:
        assert note.span.covers(note.content)
        printed = read.text[note.span.start : note.content.start]
        assert any(char.isdigit() for char in printed)


@pytest.mark.parametrize("page", [row[0] for row in FLAVOURS])
def test_links_between_marks_and_notes_are_no_citations(reads_page, page):
    read = reads_page(page)

    for link in read.hyperlinks:
        inside = any(mark.span.meets(link.span) for mark in read.marks)
        assert link.note == "mark" if inside else link.note != "mark"
        if "#" in link.target:
            assert link.note


DECOYS = [
    pytest.param(
        '<p><a href="#a" id="t1">1</a> First <a href="#b" id="t2">2</a> Second</p>'
        '<h2 id="a"><a href="#t1">1</a> First</h2><p>text</p><h2 id="b"><a href="#t2">2</a> S</h2>',
        id="a table of contents",
    ),
    pytest.param(
        '<p>See page <a href="#p2">2</a> of the list.</p><p id="p2">Second page of it.</p>',
        id="a page number without a way back",
    ),
    pytest.param('<p>Text <a href="#top">↑</a></p><p id="top">1. x</p>', id="an arrow"),
    pytest.param('<p>Text<sup><a href="#gone">1</a></sup></p>', id="a target that is not there"),
    pytest.param(
        '<div id="n1"><p>1. Note before</p></div><p>Text<sup><a href="#n1">1</a></sup></p>',
        id="a note before its mark",
    ),
    pytest.param(
        '<p>Hold <abbr title="World Health Organization">WHO</abbr> and m<sup>2</sup>.</p>',
        id="an abbreviation and a square metre",
    ),
    pytest.param(
        '<p><a href="https://x.example/1" title="A long title of the page">2</a> words</p>',
        id="a link's tool tip",
    ),
]


@pytest.mark.parametrize("body", DECOYS)
def test_what_only_looks_like_a_note_is_none(reads, body):
    read = reads(f"<!doctype html><body>{body}")

    assert read.marks == ()
    assert read.notes == ()


def test_numbering_that_restarts_opens_a_group(reads):
    chapter = (
        '<p>Text<a id="r{0}" href="#n{0}">[1]</a> more<a id="s{0}" href="#m{0}">[2]</a></p>'
        '<ol><li id="n{0}">One <a href="#r{0}">^</a></li><li id="m{0}">Two <a href="#s{0}">^</a>'
        "</li></ol>"
    )
    read = reads(f"<!doctype html><body>{chapter.format('a')}{chapter.format('b')}")

    assert [(note.label, note.group) for note in read.notes] == [
        ("1", 0), ("2", 0), ("1", 1), ("2", 1),
    ]  # fmt: skip
    assert [mark.group for mark in read.marks] == [0, 0, 1, 1]


def test_brackets_around_a_link_belong_to_the_mark(reads):
    read = reads(
        '<!doctype html><p>نص [<a id="r" href="#n">٣</a>] تابع</p>'
        '<p id="n"><a href="#r">٣</a>- كتاب</p>'
    )

    (mark,) = read.marks
    assert (mark.span.of(read.text), mark.labels) == ("[٣]", ("3",))
    assert read.notes[0].content.of(read.text) == "كتاب"


@pytest.mark.parametrize(
    ("mark", "note", "content"),
    [
        ("*", "* Book", "Book"),
        ("†", "†Book", "†Book"),
        ("[2]", "[2] Book", "Book"),
        ("2", "2 Book", "Book"),
        ("2", "2. 2 books", "2 books"),
        ("[note 2]", "[note 2] Book", "Book"),
        ("(2)", "2- Book", "Book"),
    ],
)
def test_a_label_printed_as_text_is_no_part_of_the_content(reads, mark, note, content):
    read = reads(
        f'<!doctype html><p>Text<a id="r" href="#n">{mark}</a></p>'
        f'<p id="n">{note} <a href="#r">↩</a></p>'
    )

    assert [n.content.of(read.text) for n in read.notes] == [content]


def test_a_label_with_a_cell_of_its_own_takes_its_row(reads):
    read = reads(
        '<!doctype html><p>Text<a id="r" href="#n">[1]</a></p>'
        '<table><tr><td><a id="n" href="#r">[1]</a></td><td>Book</td></tr></table>'
    )

    assert [n.span.of(read.text) for n in read.notes] == ["[1]\tBook"]
    assert [n.content.of(read.text) for n in read.notes] == ["Book"]


def test_notes_survive_in_what_is_furniture(reads):
    read = reads(
        "<!doctype html><article><p>Text that is much longer than what stands below it on the page, "
        'as the text of an article is<a id="r1" href="#n1">1</a></p></article>'
        '<footer><p>Imprint and a lot of words about it</p><aside class="sidebar">'
        '<p id="n1"><a href="#r1">1</a> Book</p></aside></footer>'
    )

    assert [note.content.of(read.text) for note in read.notes] == ["Book"]
    kinds = {block.span.of(read.text): block.kind for block in read.blocks}
    assert kinds["1 Book"] is BlockKind.NOTE
    assert kinds["Imprint and a lot of words about it"] is BlockKind.FURNITURE


def test_hidden_notes_are_read(reads):
    read = reads(
        '<!doctype html><p>Text<a id="r1" href="#n1">1</a></p>'
        '<div style="display:none"><p id="n1"><a href="#r1">1</a> Book</p></div>'
    )

    assert [note.content.of(read.text) for note in read.notes] == ["Book"]


def test_a_pair_written_by_hand_beside_linked_notes_is_read_too():
    page = (
        "<!doctype html><article><h1>The ferry</h1><p>The ferry left late on Monday because of "
        'ice<sup><a id="r1" href="#n1">1</a></sup>, the town said, and nobody was told [1].</p>'
        "<p>The second boat stayed in the harbour, and its crew was paid [2] all the same.</p>"
        '<ol><li id="n1">Ice report. <a href="#r1">^</a></li></ol>'
        "<p>[1] Harbour office, https://h.example/1</p><p>[2] Pay book.</p></article>"
    )
    document = Document(origin="-", body=page.encode(), read_at=NOON)
    article = extract(document, READ)

    assert [(note.label, note.group) for note in article.notes] == [("1", 0), ("1", 1), ("2", 1)]
    assert [(mark.labels, mark.group) for mark in article.marks] == [
        (("1",), 0), (("1",), 1), (("2",), 1),
    ]  # fmt: skip
