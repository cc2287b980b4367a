"""Markdown is read as its readers see it, with the lines it came from."""

import pytest

from sourcecheck.model import BlockKind

ARTICLE = """\
---
title: "The late tide"
author: Ann Marsh
date: 2025-03-04
lang: en
canonical: https://own.example/tide
---

# The late tide

The tide came late[^1], says [the book](https://book.example/9 "p. 9"),
and the boats waited[^log].

[^1]: Harbour book, <https://harbour.example/1>.

    It has a second page.
[^log]: The mate's log.
"""


def test_text_notes_and_links_are_those_of_the_rendered_page(reads):
    read = reads(ARTICLE, "tide.md")

    assert read.text == (
        "The late tide\n\n"
        "The tide came late[1], says the book, and the boats waited[log].\n\n"
        "[1] Harbour book, https://harbour.example/1.\nIt has a second page.\n\n"
        "[log] The mate's log."
    )
    assert [(m.span.of(read.text), m.labels) for m in read.marks] == [
        ("[1]", ("1",)),
        ("[log]", ("log",)),
    ]
    assert [(n.label, n.content.of(read.text)) for n in read.notes] == [
        ("1", "Harbour book, https://harbour.example/1.\nIt has a second page."),
        ("log", "The mate's log."),
    ]
    assert [(link.span.of(read.text), link.target, link.note) for link in read.hyperlinks] == [
        ("the book", "https://book.example/9", ""),
        ("https://harbour.example/1", "https://harbour.example/1", ""),
    ]


def test_the_front_matter_speaks_first(reads):
    read = reads(ARTICLE, "tide.md")

    told = {
        name: (field.value, field.found_in)
        for name in ("title", "byline", "published", "language", "canonical_url")
        if (field := getattr(read, name)) is not None
    }
    assert told == {
        "title": ("The late tide", "h1"),
        "byline": ("Ann Marsh", "front matter author"),
        "published": ("2025-03-04", "front matter date"),
        "language": ("en", "front matter lang"),
        "canonical_url": ("https://own.example/tide", "front matter canonical"),
    }


def test_a_title_of_the_front_matter_alone_says_so(reads):
    read = reads("---\ntitle: Tide\n---\n\nwords", "a.md")

    assert (read.title.value, read.title.found_in) == ("Tide", "front matter title")


def test_origins_are_lines_of_the_source(reads):
    read = reads(ARTICLE, "tide.md")

    lines = ARTICLE.splitlines()
    for origin in read.origins:
        word = origin.span.of(read.text).split()[0].strip("[].,")
        assert word in lines[int(origin.locator.removeprefix("line ")) - 1]
    assert [origin.locator for origin in read.origins] == [
        "line 9", "line 11", "line 12", "line 14", "line 16", "line 17",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "text", "targets"),
    [
        ("[w](https://x.example/a_(b))", "w", ["https://x.example/a_(b)"]),
        ("[w][r]\n\n[r]: https://x.example/a 'T'", "w", ["https://x.example/a"]),
        ("<https://x.example/a>", "https://x.example/a", ["https://x.example/a"]),
        ("[نص *مائل*](https://x.example/نص)", "نص مائل", ["https://x.example/%D9%86%D8%B5"]),
        ('raw <a href="https://x.example/a">w</a>', "raw w", ["https://x.example/a"]),
        ("<div>\n<b>raw</b> <i>block</i>\n</div>", "raw block", []),
        ("`code <b>` & &lt;", "code <b> & <", []),
        ("```\nkeep\n  this\n```", "keep\n  this\n", []),
        ("a  \nb", "a\nb", []),
        ("a\nb", "a b", []),
        ("1. a\n2. b", "1. a\n2. b", []),
        ("- a\n- b", "a\nb", []),
        ("> q", "q", []),
        ("|a|b|\n|-|-|\n|1|2|", "a\tb\n1\t2", []),
        ("![a drawing](x.png) words", "words", []),
        ("~~old~~ new", "old new", []),
        ("<script>alert(1)</script>\n\nwords", "words", []),
    ],
)
def test_inline_and_block_markup_is_read(reads, source, text, targets):
    read = reads(source, "a.md")

    assert read.text == text
    assert [link.target for link in read.hyperlinks] == targets


def test_a_note_inside_the_text_gets_a_free_number_and_stands_at_the_end(reads):
    read = reads("a[^1] b^[see <https://x.example/>] c\n\n[^1]: one", "a.md")

    assert [mark.labels for mark in read.marks] == [("1",), ("2",)]
    assert read.text.endswith("[1] one\n\n[2] see https://x.example/")
    assert [note.label for note in read.notes] == ["1", "2"]


def test_a_note_nobody_cites_and_a_mark_without_a_note_are_kept(reads):
    read = reads("a[^1] b\n\n[^2]: two\n\n```\nx[^3]\n```", "a.md")

    assert [(m.span.of(read.text), m.labels, m.rule) for m in read.marks] == [
        ("[^1]", ("1",), "markdown-lone-mark")
    ]
    assert [(n.span.of(read.text), n.label) for n in read.notes] == [("[2] two", "2")]


def test_one_note_cited_twice_has_two_marks(reads):
    read = reads("a[^1] b[^1]\n\n[^1]: one", "a.md")

    assert [mark.labels for mark in read.marks] == [("1",), ("1",)]
    assert len(read.notes) == 1


def test_headings_are_headings(reads):
    read = reads("# T\n\nx\n\nH\n---\n\ny", "a.md")

    assert [(b.kind, b.span.of(read.text)) for b in read.blocks] == [
        (BlockKind.TITLE, "T"),
        (BlockKind.PARAGRAPH, "x"),
        (BlockKind.HEADING, "H"),
        (BlockKind.PARAGRAPH, "y"),
    ]


@pytest.mark.parametrize(
    ("source", "notes"),
    [
        ("Ask `https://x.example/api` first.", ["code"]),
        ("Run:\n\n```sh\ncurl https://x.example/a\ncurl https://x.example/b\n```", ["code"] * 2),
        ("Run:\n\n    curl https://x.example/a\n", ["code"]),
        ("[`https://x.example/a`](https://x.example/a)", [""]),
        ("`ls` and https://x.example/a", []),
        ("`https://x.example/a` and [w](https://x.example/b)", ["code", ""]),
    ],
)
def test_an_address_in_code_is_an_example_and_no_source(reads, source, notes):
    read = reads(source, "a.md")

    assert [link.note for link in read.hyperlinks] == notes


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (
            "Words [1] and words [2].\n\n[1]: https://a.example/1\n[2]: https://a.example/2\n",
            "text/plain",
        ),
        (
            "Marks [1][2] beside.\n\n[1]: https://a.example/1\n[2]: https://a.example/2\n",
            "text/plain",
        ),
        ("See [the log][1] of it.\n\n[1]: https://a.example/1\n", "text/markdown"),
        ("See [the log][log] of it.\n\n[log]: https://a.example/1\n", "text/markdown"),
    ],
)
def test_a_list_of_numbered_addresses_is_markdown_only_where_words_are_linked(
    reads, text, media_type
):
    assert reads(text, "article").media_type == media_type
