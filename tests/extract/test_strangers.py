"""What only looks like a mark or a note, and what looks like none and is one."""

import pytest
from reading import LANGUAGES, LEAD, audit, codes, marks, notes

from sourcecheck.extract.language import guess_language

BODY = "The ferry sank at night.{} Forty men were saved.{} The owner paid nothing.{}\n\n"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        # numbered headings above their marks are no notes
        (
            (
                "1. The quay\n\nThe clock was wrong.[1]\n\n2. The pilots\n\nThey kept tables.[2]\n\n"
                "3. The end\n\nNobody paid.[3]\n\n[1] Log 7.\n[2] Log 8.\n[3] Log 9, p. 4.\n"
            ),
            ["1", "2", "3"],
        ),
        # scores in round brackets mark no list
        (f"{LEAD}Rovers 2 (1) City 1 (1). Rain.\n\n1. A poem\n2. A song\n3. A play\n", []),
        # a note below a table does not open the list behind the heading
        (
            f"{LEAD}It grew.[1] It shrank.[2]\n\n1. Towns only.\nSources\n1. Hall, 1971.\n2. Ibid.\n",
            ["1", "2"],
        ),
        # letters at full stops, a space away from the word
        (
            f"{BODY.format(' (a).', ' (b).', ' (c).')}(a) Hall, p. 4\n(b) Moor, p. 5\n(c) Ward, p. 6\n",
            ["a", "b", "c"],
        ),
    ],
)
def test_the_lines_that_marks_point_to_are_the_notes(text, labels):
    assert [label for label, _ in notes(text)] == labels


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (f"{LEAD}See rule № 3 [1]. It fell.[2]\n\n[1] Hall.\n[2] Moor.\n", ["[1]", "[2]"]),
        (
            f"{LEAD}It fell.[1] It rose [2, S. 4 f.].\n\n[1] Hall.\n[2] Moor.\n",
            ["[1]", "[2, S. 4 f.]"],
        ),
        (f"{LEAD}Площадь 3 тыс. км². It fell.¹ It rose.²\n\n¹ Hall.\n² Moor.\n", ["¹", "²"]),
        (
            f"{LEAD}It rose (1). Sold in 2019 (2) and bought. It fell (2).\n\n(1) Hall.\n(2) Moor.\n",
            ["(1)", "(2)", "(2)"],
        ),
        (f"{LEAD}It fell *. It rose **, too.\n\n* Hall, 1971.\n** Moor, 1972.\n", ["*", "**"]),
    ],
)
def test_signs_are_marks_where_marks_stand(text, printed):
    assert [sign for sign, _ in marks(text)] == printed


def test_a_writer_below_the_notes_is_no_entry_of_their_heading():
    text = f"{LEAD}It fell.[1]\n\nNotes\n[1] Hall, p. 4.\n\nAnn Moor, born 1980, lives in Hull, in Leeds.\n"
    assert [label for label, _ in notes(text)] == ["1"]


@pytest.mark.parametrize("last", ["² Ibid.", "² Hall (n 1) 92."])
def test_a_note_repeats_another_behind_a_raised_label_and_by_its_number(last):
    text = f"{LEAD}It fell.¹ It rose.²\n\n¹ Hall, Rivers, https://hall.example/rivers\n{last}\n"
    first, second = audit(text, "en")[1].citations[-2:]
    assert second.repeats == first.id


def test_nobody_is_warned_of_a_printed_work_without_an_address():
    text = f"{LEAD}It fell.[1] It rose.[2]\n\n[1] Hall, J. (1971). Rivers. Leeds: Moor, p. 14.\n[2] The Post\n"
    found = [each for each in audit(text)[1].findings if each.code == "SC306"]
    assert [each.severity.value for each in found] == ["info", "warning"]


def test_links_inside_a_site_of_unknown_address_are_no_citations():
    text = "<p>The ferry sank on a calm day, <a href='/wiki/help'>it is said</a>, at night.</p>"
    assert "SC304" not in codes(text)


def test_initials_tell_no_language():
    text = "Видобуток почали 1881 року. Сіль везли чумаки.\n\nБондар О. К. Солі. К., 1999. С. 14. С. 20."
    assert guess_language(text, LANGUAGES) == "uk"
