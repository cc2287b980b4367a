"""What holds of every reading, whatever was read."""

from itertools import pairwise
from pathlib import Path

import pytest

PAGES = sorted(path.name for path in (Path(__file__).parent / "pages").iterdir())


@pytest.mark.parametrize("page", PAGES)
def test_blocks_are_in_order_and_leave_only_white_space_between_them(reads_page, page):
    read = reads_page(page)

    edges = [0, *(edge for b in read.blocks for edge in (b.span.start, b.span.end)), len(read.text)]
    assert edges == sorted(edges)
    gaps = [read.text[a:b] for a, b in list(pairwise(edges))[::2]]
    assert "".join(gaps).strip() == ""


@pytest.mark.parametrize("page", PAGES)
def test_every_span_holds_words_without_white_space_around_them(reads_page, page):
    read = reads_page(page)

    spans = [
        *(block.span for block in read.blocks),
        *(mark.span for mark in read.marks),
        *(span for note in read.notes for span in (note.span, note.content)),
        *(link.span for link in read.hyperlinks),
    ]
    for span in spans:
        words = span.of(read.text)
        assert words
        assert words == words.strip()


@pytest.mark.parametrize("page", PAGES)
def test_origins_are_in_order_and_hold_every_letter_of_the_document(reads_page, page):
    read = reads_page(page)

    covered = set()
    for before, after in pairwise(read.origins):
        assert before.span.end <= after.span.start
    for origin in read.origins:
        covered.update(range(origin.span.start, origin.span.end))
    added = "".join(char for at, char in enumerate(read.text) if at not in covered)
    assert set(added) <= set("0123456789. \n\t")
