"""Author and day of word processors' files: what is printed, before what programs fill in."""

import io
from datetime import UTC, datetime

import docx
import pytest
from reading import NOON, READ

from sourcecheck.extract import extract
from sourcecheck.model import BlockKind, Document

STORY = (
    "The ferry between the two banks runs again after a winter of repairs, and the harbour office "
    "has printed a new table of hours that begins on the first day of the month."
)


def read(*paragraphs, author="", styles=()):
    made = docx.Document()
    for name in styles:
        made.styles.add_style(name, docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    made.core_properties.author = author
    made.core_properties.created = datetime(2026, 2, 1, 8, tzinfo=UTC)
    made.core_properties.comments = ""
    for words, style in paragraphs:
        made.add_paragraph(words, style=style)
    file = io.BytesIO()
    made.save(file)
    return extract(Document(origin="a.docx", body=file.getvalue(), read_at=NOON), READ)


def test_what_is_printed_comes_before_the_file_s_own_properties():
    found = read(
        ("Ferries run again", "Title"),
        ("By Ruth Hale", None),
        ("12 March 2024", None),
        (STORY, None),
        author="Office Clerk",
    )
    assert (found.byline.value, found.byline.found_in) == ("Ruth Hale", "text")
    assert found.published.value == "2024-03-12"
    assert [b.span.of(found.text) for b in found.blocks if b.kind is BlockKind.PARAGRAPH] == [STORY]


def test_what_nobody_printed_is_taken_from_the_file():
    found = read(("Ferries run again", "Title"), (STORY, None), author="Ruth Hale")
    assert (found.byline.value, found.byline.found_in) == ("Ruth Hale", "docx core:creator")
    assert found.published.value.startswith("2026-02-01")


def test_the_name_the_file_tells_is_found_above_the_text():
    found = read(
        ("Ferries run again", "Title"), ("Ruth Hale", None), (STORY, None), author="Ruth Hale"
    )
    assert found.byline.span.of(found.text) == "Ruth Hale"
    assert [b.span.of(found.text) for b in found.blocks if b.kind is BlockKind.BYLINE] == [
        "Ruth Hale"
    ]


def test_a_style_of_its_own_tells_the_authors():
    found = read(
        ("Ferries run again", "Title"),
        ("Ruth Hale", "Author"),
        ("Emel Tuna", "Author"),
        (STORY, None),
        styles=["Author"],
    )
    assert found.byline.value == "Ruth Hale, Emel Tuna"


@pytest.mark.parametrize(
    "account",
    ["Windows User", "user", "Admin", "Пользователь Windows", "Пользователь", "کاربر", "کاربر مهمان",
     "مستخدم", "Microsoft Office User", "WINDOWS USER", "python-docx", "hp-4711", "desk@paper.example"],
)  # fmt: skip
def test_an_account_is_nobody(account):
    found = read(("Ferries run again", "Title"), (STORY, None), author=account)
    assert found.byline is None
