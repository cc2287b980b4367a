"""Plain text stays the file it is; paragraphs follow the file's own habit."""

import pytest

from sourcecheck.extract.formats.text import paragraphs
from sourcecheck.model import BlockKind

WRAPPED = """\
The ferry left the harbour at six and nobody on the quay could
say whether the captain was on board, because the lamp of the
bridge was out and the fog stood close.
The second boat followed at seven with the mail and the doctor,
who had missed the first one by a minute and was angry at the
clock of the church."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one", ["one"]),
        ("one\n", ["one"]),
        ("one\ntwo\nthree", ["one", "two", "three"]),
        ("one\n\ntwo\n\nthree", ["one", "two", "three"]),
        ("one\ntwo\n\nthree\n\nfour\n\nfive", ["one\ntwo", "three", "four", "five"]),
        ("one\ntwo\nthree\n\nfour\nfive", ["one", "two", "three", "four", "five"]),
        ("one\r\n\r\n two \r\n", ["one", "two"]),
        ("\u2003سطر أول\u2028سطر ثان", ["سطر أول", "سطر ثان"]),
        ("\n \n\t\n", []),
        ("", []),
        (WRAPPED, [WRAPPED[:164], WRAPPED[165:]]),
        (
            WRAPPED.replace("fog stood close.\n", "fog stood close.\n\n"),
            [WRAPPED[:164], WRAPPED[165:]],
        ),
    ],
)
def test_paragraphs_are_cut_by_the_habit_of_the_file(text, expected):
    assert [span.of(text) for span in paragraphs(text)] == expected


def test_a_listed_line_opens_a_paragraph_in_wrapped_text():
    notes = (
        "\n1. The harbour book of that year, page nine, which lies in the\n2. The doctor's letter"
    )

    found = [span.of(WRAPPED + notes) for span in paragraphs(WRAPPED + notes)]

    assert found[-1] == "2. The doctor's letter"
    assert found[-2].startswith("1. The harbour book")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_text_is_the_file(reads, newline):
    text = f"\tأول{newline}{newline} ثان [1] {newline}[1] https://a.example/x{newline}"

    read = reads("\ufeff" + text, "a.txt")

    assert read.text == text
    assert read.origins == ()
    assert {block.kind for block in read.blocks} == {BlockKind.PARAGRAPH}
