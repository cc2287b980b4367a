"""Notes that point back: to the one before, to an author's, to a number; and those that do not."""

import pytest
from reading import LEAD, LEAD_AR, audit, codes

FIRST = "Haddad, Sami, The Old Bridge, Harbour Press, 1998, p. 3"


def _repeats(notes, language="", lead=LEAD):
    """Return for each note the label of the note it repeats, or ""."""
    body = " ".join(f"The bridge stayed closed.[{n}]" for n in range(1, len(notes) + 1))
    lines = "\n".join(f"[{n}] {note}" for n, note in enumerate(notes, start=1))
    _, joined = audit(f"{lead}{body}\n\n{lines}\n", language)
    labels = {c.id: c.label for c in joined.citations}
    found = sorted((int(c.label), labels.get(c.repeats, "")) for c in joined.citations if c.note)
    return [label for _, label in found]


@pytest.mark.parametrize(
    ("language", "author", "again"),
    [
        ("en", "Haddad, Sami, The Old Bridge, Harbour Press, 1998", "Haddad, op. cit., p. 9"),
        ("en", "Haddad, Sami, The Old Bridge, Harbour Press, 1998", "S. Haddad, loc. cit."),
        ("en", "Haddad, Sami, The Old Bridge, Harbour Press, 1998", "Haddad, supra, p. 9"),
        ("ar", "سامي حداد، الجسر القديم، دار المرفأ، 1998", "سامي حداد، مرجع سابق، ص 9"),
        ("ar", "سامي حداد، الجسر القديم، دار المرفأ، 1998", "حداد، مصدر سبق ذكره، ص 9"),
        ("fa", "رضا احمدی، پل کهنه، نشر بندر، 1398", "احمدی، پیشین، ص 9"),
        ("ru", "Иванов И. И. Старый мост. М.: Гавань, 1998", "Иванов И. И. Указ. соч. С. 9"),
        ("tr", "Ahmet Yılmaz, Eski Köprü, Liman Yayınları, 1998", "Yılmaz, a.g.e., s. 9"),
        ("tr", "Ahmet Yılmaz, Eski Köprü, Liman Yayınları, 1998", "Yılmaz, age, s. 9"),
        ("tr", "Ahmet Yılmaz, Eski Köprü, Liman Yayınları, 1998", "Yılmaz, adı geçen eser, s. 9"),
        ("de", "Haddad, Sami: Die alte Brücke, Hafen, 1998", "Haddad, a. a. O., S. 9"),
        ("fr", "Haddad, Sami, Le vieux pont, Le Port, 1998", "Haddad, op. cit., p. 9"),
        ("uk", "Іванов І. І. Старий міст. К.: Гавань, 1998", "Іванов І. І. Вказ. праця. С. 9"),
    ],
)
def test_the_work_cited_is_that_of_its_author_across_other_notes(language, author, again):
    lead = LEAD_AR if language in ("ar", "fa") else LEAD
    notes = [author, "https://a.example/other", again]
    assert _repeats(notes, language, lead) == ["", "", "1"]


@pytest.mark.parametrize(
    ("language", "again"),
    [
        ("en", "Ibid."), ("en", "ibid., p. 9"), ("en", "See ibid., pp. 9-12"), ("en", "Idem, p. 9"),
        ("ar", "المصدر نفسه، ص 9"), ("ar", "المرجع السابق، ص 9"), ("ar", "م.ن.، ص 9"),
        ("ar", "انظر: المرجع نفسه"), ("fa", "همان، ص 9"), ("fa", "همان"), ("ru", "Там же. С. 9"),
        ("ru", "См.: Там же"), ("tr", "a.g.e., s. 9"), ("tr", "Aynı eser, s. 9"), ("tr", "a.g.m."),
        ("de", "Ebd., S. 9"), ("es", "Ibíd., p. 9"), ("uk", "Там само. С. 9"),
    ],
)  # fmt: skip
def test_ibid_means_the_note_before_and_a_chain_of_them_the_first(language, again):
    lead = LEAD_AR if language in ("ar", "fa") else LEAD
    assert _repeats([FIRST, again, again], language, lead) == ["", "1", "1"]


@pytest.mark.parametrize("again", ["See note 1", "See note 1, p. 9", "supra note 1", "Cf. n. 1"])
def test_a_number_means_the_note_that_carries_it(again):
    assert _repeats([FIRST, "https://a.example/other", again]) == ["", "", "1"]


@pytest.mark.parametrize(
    "note",
    [
        "Idem, The New Bridge, 2001",
        "Haddad, Sami, The age of sail, 2001",
        "Marsh, Ann, former mayor, letter of May",
        "Ibid is the name of a long novel about harbours, by Anna Lowe, Plain Press",
        "ibid., https://a.example/new",
    ],
)
def test_a_note_with_a_source_of_its_own_repeats_nothing(note):
    assert _repeats([FIRST, note]) == ["", ""]


def test_an_author_nobody_named_before_is_told():
    body = f"{LEAD}Closed.[1] Open.[2]\n\n[1] {FIRST}\n[2] Marsh, op. cit., p. 4\n"
    assert "SC106" in codes(body)
    assert "SC106" not in codes(body.replace("Marsh", "Haddad"))


def test_ibid_after_a_note_of_two_sources_takes_the_last_and_is_told():
    text = (
        f"{LEAD}Closed.[1] Open.[2]\n\n"
        "[1] https://a.example/1 and https://b.example/2\n[2] Ibid., p. 9\n"
    )
    _, joined = audit(text)
    second = next(c for c in joined.citations if c.label == "2")
    assert [source.link.url for source in second.sources] == ["https://b.example/2"]
    assert "SC106" in [finding.code for finding in joined.findings]


def test_ibid_in_the_first_note_of_a_run_reaches_no_other_run():
    part = "Closed.[1] Open.[2]\n\n[1] {}\n[2] https://a.example/2\n\n"
    text = LEAD + part.format("https://a.example/1") + LEAD + part.format("Ibid.")
    assert "SC106" in codes(text)
