"""Authors and years in brackets meet the entries of a bibliography; years alone meet nothing."""

import pytest
from reading import LEAD, LEAD_AR, article, audit, codes

ENTRIES = """References
Jones, P. (2018). Lamps of the coast. Plain Press.
Lee, A. and Kim, B. (2020). "The tide tables". Harbour Review, 4, 12-30.
Smith, J., Jones, P. and Ray, T. (2019a). The old pier. Harbour Press.
Smith, J. (2019b). The new pier. Harbour Press.
"""


def _linked(body, entries=ENTRIES, lead=LEAD):
    """Return ``(mark, first word and year of the entry)`` pairs, in text order."""
    text = f"{lead}{body}\n\n{entries}"
    _, joined = audit(text)
    pairs = [
        (mark.start, mark.of(text), c.note.of(text)[:40])
        for c in joined.citations
        if c.note
        for mark in c.marks
    ]
    return [(mark, entry) for _, mark, entry in sorted(pairs)]


@pytest.mark.parametrize(
    ("body", "mark", "entry"),
    [
        ("The lamps went out (Jones 2018).", "(Jones 2018)", "Jones, P."),
        ("The lamps went out (Jones, 2018).", "(Jones, 2018)", "Jones, P."),
        ("The lamps went out (Jones, 2018, p. 5).", "(Jones, 2018, p. 5)", "Jones, P."),
        ("The lamps went out (Jones 2018: 45-46).", "(Jones 2018: 45-46)", "Jones, P."),
        ("The lamps went out (P. Jones, 2018).", "(P. Jones, 2018)", "Jones, P."),
        ("The lamps went out (see Jones 2018).", "(see Jones 2018)", "Jones, P."),
        ("The lamps went out [Jones, 2018, pp. 5-7].", "[Jones, 2018, pp. 5-7]", "Jones, P."),
        ("Jones (2018) says that the lamps went out.", "(2018)", "Jones, P."),
        ("As Jones (2018, p. 7) says, the lamps went out.", "(2018, p. 7)", "Jones, P."),
        ("The tide rose (Lee & Kim, 2020, p. 5).", "(Lee & Kim, 2020, p. 5)", "Lee, A."),
        ("The tide rose (Lee and Kim 2020).", "(Lee and Kim 2020)", "Lee, A."),
        ("The pier fell (Smith et al. 2019a).", "(Smith et al. 2019a)", "Smith, J., Jones"),
        ("The pier rose (Smith 2019b).", "(Smith 2019b)", "Smith, J. (2019b)"),
    ],
)
def test_an_author_with_a_year_meets_the_entry_with_both(body, mark, entry):
    ((printed, found),) = _linked(body)
    assert printed == mark
    assert found.startswith(entry)


def test_two_works_in_one_bracket_are_two_citations_with_one_mark():
    found = _linked("The pier fell (Smith 2019a; Lee 2020).")
    assert [mark for mark, _ in found] == ["(Smith 2019a; Lee 2020)"] * 2
    assert {entry[:8] for _, entry in found} == {"Smith, J", "Lee, A. "}


@pytest.mark.parametrize(
    ("body", "mark", "entry"),
    [
        (
            "بقي الجسر مغلقا (الحداد، 2019، ص 5).",
            "(الحداد، 2019، ص 5)",
            "الحداد، سامي، «الجسر القديم»، دار المرفأ، 2019.",
        ),
        (
            "بقي الجسر مغلقا (الحداد وآخرون، ٢٠١٩).",
            "(الحداد وآخرون، ٢٠١٩)",
            "الحداد، سامي، «الجسر القديم»، دار المرفأ، ٢٠١٩.",
        ),
        (
            "پل بسته ماند (احمدی، ۱۳۹۸).",
            "(احمدی، ۱۳۹۸)",
            "احمدی، رضا، «پل کهنه»، تهران، نشر بندر، ۱۳۹۸.",
        ),
        (
            "Мост закрыт (Иванов, 2019, с. 5).",
            "(Иванов, 2019, с. 5)",
            "Иванов И. И. Старый мост. — М.: Гавань, 2019. — 300 с.",
        ),
        (
            "Мост закрыт [Иванов и др., 2019].",
            "[Иванов и др., 2019]",
            "Иванов И. И. Старый мост. — М.: Гавань, 2019. — 300 с.",
        ),
        (
            "Как показано Ивановым (2019), мост закрыт.",
            "(2019)",
            "Иванов И. И. Старый мост. — М.: Гавань, 2019. — 300 с.",
        ),
        (
            "Köprü kapalı kaldı (Yılmaz, 2019: 45).",
            "(Yılmaz, 2019: 45)",
            "Yılmaz, A. (2019). Eski köprü. Ankara: Liman Yayınları.",
        ),
        (
            "Köprü kapalı kaldı (Yılmaz vd., 2019).",
            "(Yılmaz vd., 2019)",
            "Yılmaz, A. (2019). Eski köprü. Ankara: Liman Yayınları.",
        ),
    ],
)
def test_authors_and_years_are_read_in_every_language(body, mark, entry):
    heading = {"ا": "المراجع", "پ": "منابع", "И": "Литература", "Y": "Kaynakça"}
    first = "پ" if "تهران" in entry else entry[0]
    assert _linked(body, f"{heading[first]}\n{entry}\n", LEAD_AR) == [(mark, entry[:40])]


def test_an_entry_takes_its_author_and_year_for_a_label_and_is_a_bibliography():
    _, joined = audit(f"{LEAD}It went out (Jones, 2018, p. 5). Again (Jones 2018).\n\n{ENTRIES}")
    first = next(c for c in joined.citations if c.marks)
    assert (first.kind.value, first.label, len(first.marks)) == ("bibliography", "Jones 2018", 2)
    assert first.claim is not None


def test_entries_without_a_heading_are_found_when_the_text_cites_them():
    entries = ENTRIES.partition("\n")[2]
    assert len(_linked("It went out (Jones 2018), then on (Lee & Kim 2020). Then it fell "
                       "(Smith et al. 2019a) and rose (Smith 2019b).", entries)) == 4  # fmt: skip


def test_an_entry_that_goes_on_below_is_one_entry():
    entries = (
        "References\nJones, P. (2018). Lamps of the coast, and of the islands\n"
        "    in front of it. Plain Press.\nLee, A. (2020). Tides. Plain Press.\n"
    )
    read = article(f"{LEAD}It went out (Jones 2018; Lee 2020).\n\n{entries}")
    assert [note.content.of(read.text).split(",")[0] for note in read.notes] == ["Jones", "Lee"]


def test_a_numbered_entry_keeps_its_number():
    entries = "References\n1. Jones, P. (2018). Lamps.\n2. Lee, A. (2020). Tides.\n"
    _, joined = audit(f"{LEAD}It went out (Jones 2018). It came (Lee 2020).\n\n{entries}")
    assert [c.label for c in joined.citations if c.marks] == ["1", "2"]


def test_a_work_that_no_entry_names_is_told():
    assert "SC101" in codes(f"{LEAD}It went out (Jones 2018). It fell (Marsh 2001).\n\n{ENTRIES}")
    assert "SC101" not in codes(f"{LEAD}It went out (Jones 2018).\n\n{ENTRIES}")


def test_pages_make_a_citation_certain_without_a_bibliography():
    _, joined = audit(f"{LEAD}The lamps went out (Jones, 2018, p. 5).\n")
    assert [(c.kind.value, c.label) for c in joined.citations] == [("bibliography", "Jones 2018")]


@pytest.mark.parametrize(
    "body",
    [
        "It was shown in Paris (2015) and again (2018).",
        "The film (Moretti, 1987) was shown.",
        "The town (Harbour 1998) was small.",
        "It lay idle (September 2019 to May 2020).",
        "She was born in spring (May 1950).",
        "The mayor (2014-2019) left.",
    ],
)
def test_years_and_names_alone_cite_nothing(body):
    assert article(f"{LEAD}{body}\n").marks == ()


@pytest.mark.parametrize(
    "ibid",
    ["(ibid.)", "(Ibid., p. 7)", "(see ibid.)", "[ibid., 12-14]", "(Там же)", "(там же, с. 45)",
     "(المصدر نفسه)", "(المصدر نفسه، ص ١٢)", "(همان)", "(همان، ص ۴۵)", "(a.g.e., s. 4)", "(a.g.e.)"],
)  # fmt: skip
def test_ibid_in_a_bracket_cites_what_was_cited_last(ibid):
    found = _linked(f"The lamps went out (Jones 2018). It rained {ibid}. The pier (Smith 2019b).")
    assert [mark for mark, _ in found] == ["(Jones 2018)", ibid, "(Smith 2019b)"]
    assert found[1][1].startswith("Jones, P.")


@pytest.mark.parametrize(
    "body",
    [
        "It rained (ibid.). The lamps went out (Jones 2018).",
        "The lamps went out (Jones 2018). The ibid. (a bird) flew.",
        "The lamps went out (Jones 2018). It rained (ibidem or not).",
    ],
)
def test_ibid_before_all_citations_or_amid_other_words_cites_nothing(body):
    assert [mark for mark, _ in _linked(body)] == ["(Jones 2018)"]


def test_ibid_without_a_bibliography_is_no_mark():
    assert article(f"{LEAD}The war ended (in 1918). It rained (ibid.).\n").marks == ()
