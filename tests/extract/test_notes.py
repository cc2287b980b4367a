"""Marks meet their notes, however both are written; what only looks like them stays out."""

import pytest
from reading import LEAD, LEAD_AR, article, audit, marks, notes

from sourcecheck.model import WebSource

BODY = "The bridge stayed closed{0} The museum opened again{1} The market moved{2}"


def _written(mark, note, digits="0123456789", heading=""):
    def digit(n):
        return digits[n]

    signs = [mark.format(digit(n)) for n in (1, 2, 3)]
    names = ("Harbour Gazette", "https://plain.example/2", "Port Bulletin")
    lines = [note.format(digit(n)) + names[n - 1] for n in (1, 2, 3)]
    body = BODY.format(*(f".{sign}" for sign in signs))
    return LEAD + body + "\n\n" + heading + "\n".join(lines) + "\n", signs


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("[{}]", "[{}] "),
        ("({})", "({}) "),
        ("{{{}}}", "{{{}}} "),
        ("({})", "{}- "),
        ("({})", "{}_ "),
        ("[{}]", "{}. "),
        ("[{}]", "{}) "),
        ("({})", "{}: "),
        ("({})", "{}/ "),
        ("[{}]", "{}\t"),
        ("({})", "{}ـ "),
        ("({})", "{} - "),
        ("({})", "{}.- "),
        ("]{}[", "]{}[ "),
        ("){}(", "){}( "),
        ("（{}）", "（{}） "),
        ("［{}］", "［{}］"),
        ("〔{}〕", "〔{}〕"),
        ("【{}】", "【{}】"),
        ("({})", "[{}]"),
        ("[{}]", "({})"),
    ],
)
def test_marks_meet_notes_in_every_form(mark, note):
    text, signs = _written(mark, note)
    assert marks(text) == [(sign, (str(n),)) for n, sign in enumerate(signs, start=1)]
    assert [label for label, _ in notes(text)] == ["1", "2", "3"]
    assert notes(text)[0][1] == "Harbour Gazette"


@pytest.mark.parametrize(
    "digits",
    ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９"],
    ids=["arabic-indic", "persian", "devanagari", "bengali", "fullwidth"],
)
@pytest.mark.parametrize(("mark", "note"), [("[{}]", "[{}] "), ("({})", "{}- ")])
def test_digits_of_any_script_are_labels(digits, mark, note):
    text, signs = _written(mark, note, digits)
    assert marks(text) == [(sign, (str(n),)) for n, sign in enumerate(signs, start=1)]
    assert [label for label, _ in notes(text)] == ["1", "2", "3"]


@pytest.mark.parametrize("mark", ["{}", "⁽{}⁾"])
def test_superscripts_are_marks(mark):
    text, _ = _written(mark, "{} ", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    assert [labels for _, labels in marks(text)] == [("1",), ("2",), ("3",)]
    assert [label for label, _ in notes(text)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("group", "labels"),
    [
        ("(2 ، 3 ، 4)", ("2", "3", "4")),
        ("(2, 3,4)", ("2", "3", "4")),
        ("(2؛ 3؛ 4)", ("2", "3", "4")),
        ("(2; 4)", ("2", "4")),
        ("(2-4)", ("2", "3", "4")),
        ("(2–4)", ("2", "3", "4")),
        ("(٢ و ٤)", ("2", "4")),
    ],
)
def test_a_group_points_to_every_note_it_lists(group, labels):
    lines = "\n".join(f"{n}- Harbour Gazette {n}" for n in range(1, 5))
    text = f"{LEAD}The bridge stayed closed.(1) The museum opened again.{group}\n\n{lines}\n"
    assert marks(text) == [("(1)", ("1",)), (group, labels)]


DECOYS = {
    "years in brackets": "It lay idle (2014) and then again (2019) for long.",
    "dates in brackets": "It lay idle (27 September - 9 November 2020) for long.",
    "acronyms in brackets": "The (NATO) office and the (CSTO) office closed.",
    "a legal article in Arabic": "نصت المادة (5) من النظام على ذلك، وكذلك الفقرة (2) من المادة (7).",
    "a verse": "قال في سورة البقرة (255) وفي الآية (12) كلاما طويلا.",
    "a figure and a table": "See figure (1) and table (2) for the plan of the harbour.",
    "a score": "The home side won 3-1 and then drew 2-2 away.",
    "a list in the body": "1- First the shops\n2- Then the pavements\n3- At last the lamps",
    "a list with dots": "1. First the shops\n2. Then the pavements\n3. At last the lamps",
    "a counter": "The market moved\n934 Views",
    "editorial brackets": "He wrote that the [sic] harbour was [closed] again.",
    "a single number in brackets": "The seven (7) ships left.",
}


@pytest.mark.parametrize("decoy", DECOYS.values(), ids=DECOYS)
def test_what_only_looks_like_marks_or_notes_is_left_alone(decoy):
    text = f"{LEAD}{decoy}\n\nNothing else was said about the harbour that day, and people left.\n"
    read = article(text)
    assert (read.marks, read.notes) == ((), ())


@pytest.mark.parametrize("decoy", DECOYS.values(), ids=DECOYS)
def test_decoys_do_not_disturb_the_marks_around_them(decoy):
    body = "The bridge stayed closed.(1) The museum opened again.(2) The market moved.(3)\n\n"
    lines = "1- https://a.example/1\n2- https://a.example/2\n3- https://a.example/3\n"
    text = f"{LEAD}{decoy}\n\n{body}{lines}"
    assert [printed for printed, _ in marks(text)] == ["(1)", "(2)", "(3)"]
    assert [label for label, _ in notes(text)] == ["1", "2", "3"]
    assert article(text).notes[0].span.start == text.index(lines)


def test_a_word_that_only_ends_like_a_counting_word_keeps_its_mark():
    text = (
        f"{LEAD_AR}بدأت الصورة تتشكل¹، ثم اتسعت أكثر²، ثم وقفت عند الجبل³.\n\n"
        "1- https://a.example/1\n2- https://a.example/2\n3- https://a.example/3\n"
    )
    assert [printed for printed, _ in marks(text)] == ["¹", "²", "³"]


def test_a_body_list_in_the_notes_own_form_is_no_list_of_notes():
    text = (
        f"{LEAD}1- First the shops\n2- Then the pavements\n3- At last the lamps\n\n"
        "The bridge stayed closed.(1) The museum opened again.(2)\n\n"
        "1- Harbour Gazette\n2- Port Bulletin\n"
    )
    assert notes(text) == [("1", "Harbour Gazette"), ("2", "Port Bulletin")]


def test_numbering_that_starts_again_below_each_section_makes_groups():
    section = "The bridge stayed closed.[1] The museum opened.[2]\n\n[1] Gazette\n[2] Bulletin\n\n"
    read = article(LEAD + section + LEAD + section)
    assert [(mark.labels, mark.group) for mark in read.marks] == [
        (("1",), 0), (("2",), 0), (("1",), 1), (("2",), 1),
    ]  # fmt: skip
    assert [(note.label, note.group) for note in read.notes] == [
        ("1", 0), ("2", 0), ("1", 1), ("2", 1),
    ]  # fmt: skip


def test_notes_of_chapters_that_stand_together_at_the_end_meet_their_own_chapter():
    body = "The bridge stayed closed.[1] The museum opened.[2]\n\n"
    text = (
        LEAD + body + LEAD + body + "[1] Gazette A\n[2] Gazette B\n\n[1] Gazette C\n[2] Gazette D\n"
    )
    read, joined = audit(text)
    first_marks = {c.note.of(text): c.marks[0].start for c in joined.citations if c.note}
    assert [mark.group for mark in read.marks] == [0, 0, 1, 1]
    assert first_marks["[2] Gazette D"] == text.rindex("[2]\n\n[1] Gazette A")


def test_numbers_that_stand_twice_and_numbers_that_are_missing_keep_their_marks():
    body = "Closed.(1) Open.(2) Moved.(3) Gone.(4)\n\n"
    text = LEAD + body + "1- Gazette A\n2- Gazette B\n4- Gazette D\n4- Gazette E\n"
    assert [labels for _, labels in marks(text)] == [("1",), ("2",), ("3",), ("4",)]
    assert [label for label, _ in notes(text)] == ["1", "2", "4", "4"]


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
@pytest.mark.parametrize(("mark", "note"), [("({})", "{}- "), ("[{}]", "[{}] ")])
def test_one_missing_note_costs_no_mark(missing, mark, note):
    body = " ".join(f"The bridge stayed closed.{mark.format(n)}" for n in range(1, 5))
    lines = [note.format(n) + f"Gazette {n}" for n in range(1, 5) if n != missing]
    text = LEAD + body + "\n\n" + "\n".join(lines) + "\n"
    assert [labels for _, labels in marks(text)] == [("1",), ("2",), ("3",), ("4",)]


@pytest.mark.parametrize("heading", ["", "المصادر:\n", "المصادر: "])
def test_notes_that_share_one_line_are_found(heading):
    line = "1- صحيفة المرفأ 2- https://a.example/2 3- وكالة السهل"
    text = f"{LEAD_AR}بقي الجسر مغلقا.(1) وافتتح المتحف.(2) وانتقل السوق.(3)\n\n{heading}{line}\n"
    assert notes(text) == [
        ("1", "صحيفة المرفأ"), ("2", "https://a.example/2"), ("3", "وكالة السهل"),
    ]  # fmt: skip


@pytest.mark.parametrize("control", "\u200e\u200f\u202a\u202b\u2066\u2067\u061c\ufeff")
def test_direction_marks_and_joiners_stay_outside_the_spans(control):
    text = (
        f"{LEAD_AR}بقي الجسر مغلقا.{control}[1]{control} وافتتح المتحف.[{control}2]\n\n"
        f"{control}[1] صحيفة المرفأ\n{control}[2]{control} وكالة السهل\n"
    )
    assert [labels for _, labels in marks(text)] == [("1",), ("2",)]
    assert marks(text)[0][0] == "[1]"
    assert [label for label, _ in notes(text)] == ["1", "2"]


def test_a_note_goes_on_over_wrapped_lines_and_stops_before_what_follows():
    text = (
        f"{LEAD}The bridge stayed closed.[1] The museum opened again.[2]\n\n"
        "[1] A long title of a book that goes on\nin the next line, Harbour Press\n"
        "[2] Port Bulletin\n\nLeave a comment\nShare this\n"
    )
    assert notes(text)[0][1].endswith("in the next line, Harbour Press")
    assert notes(text)[1] == ("2", "Port Bulletin")


def test_the_last_note_takes_its_wrapped_address_along():
    text = (
        f"{LEAD}The bridge stayed closed.[1] The museum opened again.[2]\n\n"
        "[1] https://a.example/1\n[2] https://a.example/a-long-way-\nround/the-harbour?x=1\n"
    )
    assert notes(text)[1][1].endswith("x=1")


@pytest.mark.parametrize(
    "heading", ["المصادر", "الهوامش", "منابع", "Примечания", "Kaynakça", "References"]
)
def test_a_heading_without_notes_is_no_list_of_notes(heading):
    text = f"{LEAD}{heading}\nThe margins of the page are two fingers wide. They stay empty.\n"
    assert article(text).notes == ()


def test_a_heading_word_in_a_sentence_heads_nothing():
    text = f"{LEAD_AR}تحدثت المصادر عن ذلك طويلا.\nثم عاد الناس إلى بيوتهم في المساء.\n"
    assert article(text).notes == ()


def test_marks_below_the_list_of_notes_do_not_serve_it():
    text = (
        f"{LEAD}The bridge stayed closed.[1] The museum opened again.[2]\n\n"
        "[1] https://a.example/1\n[2] https://a.example/2\n\nA reader wrote of it twice [2].\n"
    )
    assert [printed for printed, _ in marks(text)] == ["[1]", "[2]"]


def test_square_marks_whose_notes_were_lost_are_still_marks():
    text = f"{LEAD}The bridge stayed closed.[1] The museum opened again.[2] It rained.[3]\n"
    assert [labels for _, labels in marks(text)] == [("1",), ("2",), ("3",)]


@pytest.mark.parametrize(
    ("line", "content"),
    [
        ("المصدر: وكالات", "وكالات"),
        ("المصدر : صحيفة المرفأ", "صحيفة المرفأ"),
        ("(المصدر: وكالة السهل)", "وكالة السهل"),
    ],
)
def test_a_credit_line_is_a_bibliography_of_one(line, content):
    text = f"{LEAD_AR}بقي الجسر مغلقا أمام الشاحنات طوال فصل الشتاء الماضي.\n\n{line}\n"
    _, joined = audit(text)
    assert notes(text) == [("", content)]
    assert [c.kind.value for c in joined.citations if c.note] == ["bibliography"]


def test_a_credit_word_in_a_sentence_credits_nobody():
    text = f"{LEAD}Source: the spring below the hill, which has run dry for years. People left.\n"
    assert article(text).notes == ()


def test_entries_without_numbers_below_a_heading_are_a_bibliography():
    text = (
        f"{LEAD}The bridge stayed closed for the whole winter, and nobody knew for how long.\n\n"
        "References\nLowe, Anna, The Harbour, Plain Press, 1998\n"
        "- Dean, M., “The old market”, Town Review, 2004\n• https://a.example/2019/12\n"
        "\nLeave a comment\n"
    )
    _, joined = audit(text)
    assert [label for label, _ in notes(text)] == ["", "", ""]
    assert notes(text)[2][1] == "https://a.example/2019/12"
    assert [c.kind.value for c in joined.citations if c.note] == ["bibliography"] * 3


def test_stars_and_daggers_are_marks_when_each_heads_one_line():
    text = (
        f"{LEAD}The bridge* stayed closed for long. Nobody knew why.† It rained.\n\n"
        "* Harbour Gazette\n† Port Bulletin\n"
    )
    assert marks(text) == [("*", ("*",)), ("†", ("†",))]
    assert notes(text) == [("*", "Harbour Gazette"), ("†", "Port Bulletin")]


@pytest.mark.parametrize(
    "body",
    [
        "The *bridge* stayed closed.\n\n* Harbour Gazette\n",
        "The bridge stayed closed.\n\n* shops\n* pavements\n* lamps\n",
        "A 4* hotel by the bridge* stood empty.\n\n* shops\n* lamps\n",
    ],
)
def test_emphasis_and_bullets_are_no_stars_of_notes(body):
    assert article(LEAD + body).notes == ()


@pytest.mark.parametrize(
    "credit",
    ["المصدر: معهد السهل\nhttps://a.example/s/1", "رابط التقرير: https://a.example/s/1"],
)
def test_the_address_of_a_credit_line_is_its_source(credit):
    _, result = audit(f"{LEAD_AR}{credit}\n")
    webs = [source for citation in result.citations for source in citation.sources
            if isinstance(source, WebSource)]  # fmt: skip
    assert [web.link.url for web in webs] == ["https://a.example/s/1"]
    assert "SC306" not in {finding.code for finding in result.findings}


@pytest.mark.parametrize(
    ("marks_printed", "notes_printed", "labels"),
    [
        (("[a]", "[b]", "[c]"), ("[a] ", "[b] ", "[c] "), ("a", "b", "c")),
        (("[i]", "[ii]", "[iii]"), ("[i] ", "[ii] ", "[iii] "), ("i", "ii", "iii")),
        (("[i]", "[ii]", "[iii]"), ("i. ", "ii. ", "iii. "), ("i", "ii", "iii")),
        (("[ا]", "[ب]", "[ج]"), ("[ا] ", "[ب] ", "[ج] "), ("ا", "ب", "ج")),
        (("[а]", "[б]", "[в]"), ("[а] ", "[б] ", "[в] "), ("а", "б", "в")),
        (("ᵃ", "ᵇ", "ᶜ"), ("ᵃ ", "ᵇ ", "ᶜ "), ("a", "b", "c")),
        (("①", "②", "③"), ("① ", "② ", "③ "), ("1", "2", "3")),
        (("①", "②", "③"), ("1. ", "2. ", "3. "), ("1", "2", "3")),
        (("[note 1]", "[note 2]", "[note 3]"), ("[note 1] ", "[note 2] ", "[note 3] "),
         ("note 1", "note 2", "note 3")),
        (("[nb 1]", "[nb 2]", "[nb 3]"), ("nb 1. ", "nb 2. ", "nb 3. "), ("nb 1", "nb 2", "nb 3")),
        (("[注1]", "[注2]", "[注3]"), ("[注1]", "[注2]", "[注3]"), ("注1", "注2", "注3")),
        (("[прим. 1]", "[прим. 2]", "[прим. 3]"), ("1. ", "2. ", "3. "), ("1", "2", "3")),
        (("*", "**", "***"), ("* ", "** ", "*** "), ("*", "**", "***")),
        (("*", "†", "‡"), ("*", "†", "‡"), ("*", "†", "‡")),
        (("^1", "^2", "^3"), ("1. ", "2. ", "3. "), ("1", "2", "3")),
        (("[1]", "[2]", "[3]"), ("| 1 | ", "| 2 | ", "| 3 | "), ("1", "2", "3")),
        (("1", "2", "3"), ("1 ", "2 ", "3 "), ("1", "2", "3")),
        (("[1: 45]", "[2, p. 12]", "[3, pp. 4-9]"), ("1. ", "2. ", "3. "), ("1", "2", "3")),
        (("(1, p. 5)", "(2, с. 7)", "(3، ص 9)"), ("1. ", "2. ", "3. "), ("1", "2", "3")),
    ],
)  # fmt: skip
def test_notes_count_in_anything_and_marks_may_name_pages(marks_printed, notes_printed, labels):
    names = ("Harbour Gazette", "https://plain.example/2", "Port Bulletin")
    lines = "\n".join(map("".join, zip(notes_printed, names, strict=True)))
    body = BODY.format(*(f".{sign}" for sign in marks_printed))
    text = f"{LEAD}{body}\n\n{lines}\n"
    assert marks(text) == [
        (sign, (label,)) for sign, label in zip(marks_printed, labels, strict=True)
    ]
    assert [label for label, _ in notes(text)] == list(labels)


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        ("¹²", ("1", "2")), ("¹⁻³", ("1", "2", "3")), ("¹,²", ("1", "2")),
        ("[1]–[3]", ("1", "2", "3")), ("[1, с. 12; 3, с. 7]", ("1", "3")),
        ("[1 and 3]", ("1", "3")), ("[1-3, 5]", ("1", "2", "3", "5")),
    ],
)  # fmt: skip
def test_marks_side_by_side_name_each_note(printed, labels):
    lines = "\n".join(f"{n}. Harbour Gazette {n}" for n in range(1, 6))
    style = "{}" if printed[0] == "¹" else "[{}]"
    raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"
    rest = " ".join(
        f"The museum opened.{style.format(raised[n] if style == '{}' else n)}" for n in (4, 5)
    )
    text = f"{LEAD}The bridge stayed closed.{printed} {rest}\n\n{lines}\n"
    assert marks(text)[0] == (printed, labels)


def test_twelve_in_superscripts_is_twelve_where_the_counting_has_come_so_far():
    raised = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    body = " ".join(f"It rained.{str(n).translate(raised)}" for n in range(1, 13))
    lines = "\n".join(f"{n}. Harbour Gazette {n}" for n in range(1, 13))
    assert marks(f"{LEAD}{body}\n\n{lines}\n")[-1] == ("¹²", ("12",))


def test_notes_and_a_bibliography_are_two_lists_with_marks_of_their_own():
    text = (
        f"{LEAD}It rained.¹ It stopped [1]. It rained again.² It ended [2].\n\n"
        "Notes\n1. Only at night.\n2. Not in the hills.\n\n"
        "References\n[1] https://a.example/1\n[2] https://a.example/2\n"
    )
    _, joined = audit(text)
    linked = {c.marks[0].of(text): c.note.of(text) for c in joined.citations if c.note}
    assert linked == {
        "¹": "1. Only at night.", "[1]": "[1] https://a.example/1",
        "²": "2. Not in the hills.", "[2]": "[2] https://a.example/2",
    }  # fmt: skip


def test_areas_and_volumes_are_no_superscript_marks():
    lines = "\n".join(f"{n}. Harbour Gazette {n}" for n in (1, 2, 3))
    text = f"{LEAD}It rained on 12 km².¹ It stopped.² The tank holds 3 m³ of it.³\n\n{lines}\n"
    assert [printed for printed, _ in marks(text)] == ["¹", "²", "³"]


def test_an_enumeration_between_words_is_none_of_the_marks_beside_it():
    text = (
        f"{LEAD_AR}طرح الوزير شرطين: (1) السفر باكرا، و(2) العودة مساء.(1) ثم غادر القاعة.(2)\n\n"
        "1- صحيفة المرفأ\n2- وكالة السهل\n"
    )
    starts = [mark.span.start for mark in article(text).marks]
    assert starts == [text.index(".(1)") + 1, text.index(".(2)") + 1]
