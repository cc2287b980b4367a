"""Every finding of this stage: where it is told and, beside it, where it is not."""

import pytest
from reading import LEAD, LEAD_AR, audit, codes

MARKED = "The bridge stayed closed.{} The museum opened again.{} The market moved.{}\n\n"


def _noted(marks="[1] [2] [3]", notes=("[1] A", "[2] B", "[3] C"), *, urls=True):
    lines = [
        f"{note}{'' if not urls else f' https://a{n}.example/page/{n}'}"
        for n, note in enumerate(notes)
    ]
    return LEAD + MARKED.format(*marks.split(" ")) + "\n".join(lines) + "\n"


CLEAN = _noted()


@pytest.mark.parametrize(
    ("code", "told", "silent"),
    [
        ("SC101", _noted(notes=("[1] A", "[2] B")), CLEAN),
        ("SC102", _noted(marks="[1] [2] [2]"), CLEAN),
        ("SC103", _noted(notes=("[1] A", "[2] B", "[3] C", "[3] D")), CLEAN),
        ("SC104", _noted(marks="[1] [3] [2]"), CLEAN),
        ("SC105", _noted(marks="[1] [2] [4]", notes=("[1] A", "[2] B", "[4] D")), CLEAN),
        (
            "SC107",
            _noted() + "\n" + _noted(),
            _noted() + "\n" + LEAD,
        ),
        ("SC109", _noted(marks="[١] [٢] [٣]"), _noted(marks="[1] [2] [3]")),
        ("SC110", _noted(notes=("[1] A B", "[2] A B", "[3] C"), urls=False), CLEAN),
        ("SC306", _noted(urls=False), CLEAN),
    ],
)
def test_what_does_not_add_up_between_marks_and_notes_is_told(code, told, silent):
    assert code in codes(told)
    assert code not in codes(silent)


def test_a_clean_article_has_nothing_to_tell_about_its_notes():
    assert [code for code in codes(CLEAN) if code.startswith("SC1")] == []


def test_one_pair_in_another_style_is_told_and_two_styles_in_balance_are_not():
    def text(marks):
        lines = "\n".join(f"[{n}] https://a.example/{n}" for n in range(1, len(marks) + 1))
        return LEAD + " ".join(f"The bridge stayed closed.{m}" for m in marks) + f"\n\n{lines}\n"

    assert codes(text(["[1]", "[2]", "[3]", "【4】"])).count("SC108") == 1
    assert "SC108" not in codes(text(["[1]", "【2】", "[3]", "【4】"]))


@pytest.mark.parametrize(
    ("language", "lead", "ibid"),
    [
        ("ar", LEAD_AR, "المرجع نفسه، ص 12"),
        ("fa", LEAD_AR, "همان، ص 12"),
        ("ru", LEAD, "Там же. С. 12"),
        ("tr", LEAD, "a.g.e., s. 12"),
        ("en", LEAD, "Ibid., p. 12"),
        ("fr", LEAD, "Ibid., p. 12"),
        ("de", LEAD, "Ebd., S. 12"),
    ],
)
def test_ibid_takes_the_sources_of_the_note_before_it(language, lead, ibid):
    text = f"{lead}Closed.[1] Open.[2]\n\n[1] https://a.example/1\n[2] {ibid}\n"
    _, joined = audit(text, language)
    first, second = (c for c in joined.citations if c.note)
    assert second.repeats == first.id
    assert second.sources == first.sources
    assert "SC106" not in [finding.code for finding in joined.findings]
    alone = f"{lead}Closed.[1] Open.[2]\n\n[1] {ibid}\n[2] https://a.example/1\n"
    assert "SC106" in codes(alone, language)


def test_a_note_that_only_opens_with_the_word_for_ibid_is_no_repetition():
    text = (
        f"{LEAD}Closed.[1] Open.[2]\n\n[1] https://a.example/1\n"
        "[2] Ibid is the name of a long novel about harbours, by Anna Lowe, Plain Press 1998\n"
    )
    assert all(c.repeats == "" for c in audit(text)[1].citations)


def test_ibid_inside_a_chapter_goes_back_to_that_chapter():
    part = "Closed.[1] Open.[2]\n\n[1] https://a.example/{}\n[2] Ibid.\n\n"
    _, joined = audit(LEAD + part.format(1) + LEAD + part.format(2))
    urls = [c.sources[0].link.url for c in joined.citations if c.note]
    assert [url[-1] for url in urls] == ["1", "1", "2", "2"]


def test_a_mark_that_closes_a_section_of_paragraphs_has_an_unclear_reach():
    paragraph = (
        "The bridge stayed closed for the whole winter and the lorries took the old road.\n\n"
    )
    sections = "".join(f"The harbour in year {word}\n\n{paragraph * 4}" for word in ("one", "two"))
    marked = sections.rstrip() + "[1]\n\n"
    assert "SC111" in codes(f"{LEAD}{marked}[1] https://a.example/1\n")
    near = f"{LEAD}{sections}The market moved behind the station in the spring of that year.[1]\n\n"
    short = near.replace(paragraph * 4, paragraph)
    assert "SC111" not in codes(f"{short}[1] https://a.example/1\n")


@pytest.mark.parametrize(
    ("code", "told", "silent"),
    [
        ("SC201", "Experts say that prices will rise.", "The mayor said that prices will rise."),
        ("SC201", "Experts say that prices will rise.", "Experts say that prices will rise.[1]"),
        ("SC202", "Prices rose by 14 percent.", "Prices rose by 14 percent, said mayor Ann Lowe."),
        ("SC202", "Prices rose by 14 percent.", "Prices rose by 14 percent.[1]"),
        ("SC202", "Prices rose by 14 percent.", "Prices rose by 14 percent, see https://a.example/x."),
        ("SC202", "Prices rose by 14 percent.", "It happened in the year 2014 and again later."),
        (
            "SC204",
            "On the wall: “we will not leave this harbour to anybody else”.",
            "Mayor Ann Lowe said: “we will not leave this harbour to anybody else”.",
        ),
        ("SC204", "On a wall one reads “we will not leave this harbour ever again”.", "They call it “the old harbour”."),
    ],
)  # fmt: skip
def test_what_the_text_says_without_a_source_is_told(code, told, silent):
    def text(sentence):
        note = "\n\n[1] https://a.example/1\n" if "[1]" in sentence else "\n"
        return f"{LEAD}{sentence} And then the rain came down on the town for the whole of the week.{note}"

    assert code in codes(text(told))
    assert code not in codes(text(silent))


def test_voices_heard_through_one_report_are_told():
    sentences = (
        "A Coastal Institute report found that the harbour is silting up.\n\n"
        "The report said that ships must wait. According to the report, the channel is narrow.\n\n"
        "Captain Tom Reilly said that the pilots refuse to go out.\n"
    )
    assert "SC203" in codes(LEAD + sentences)
    assert "SC203" not in codes(LEAD + "Captain Tom Reilly said that the pilots refuse to go.\n")


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("SC301", "https://a.example/2019/the-long-way-"),
        ("SC302", "https://a.example/page?utm_source=mail"),
        ("SC303", "https://bit.ly/3abcdef"),
        ("SC305", "https://a.example/page?utm_source=chatgpt.com"),
        ("SC308", "https://web.archive.org/web/20200101000000/https://a.example/page"),
        ("SC309", "https://a.example/page/\nthe/long/way?x=1"),
        ("SC310", "https://a.example/77لا توجد تعليقات"),
        ("SC312", "https://www.google.com/url?q=https://a.example/page"),
        ("SC313", "hxxps://a.example/page"),
    ],
)
def test_what_is_remarkable_about_an_address_is_told(code, note):
    def text(address):
        return f"{LEAD_AR}بقي الجسر مغلقا.[1] وافتتح المتحف.[2]\n\n[1] {address}\n[2] https://b.example/plain\n"

    assert code in codes(text(note))
    plain = codes(text("https://a.example/page"))
    assert [each for each in plain if each.startswith("SC3")] == []


def test_text_that_was_decoded_wrongly_is_told():
    spoilt = (LEAD_AR * 3).encode("cp1256").decode("latin-1")
    assert "SC314" in codes(spoilt)
    assert "SC314" not in codes(LEAD_AR * 3)


def test_a_citation_without_a_label_is_called_by_its_printed_words():
    _, joined = audit(f"{LEAD_AR}نُشر الجدول كاملا في https://bit.ly/3abcdef قبل أسبوع.\n")
    (told,) = [each for each in joined.findings if each.code == "SC303"]
    assert told.args[0] == "https://bit.ly/3abcdef"


ENTRIES = ["Adams, R. Ports.", "Brown, T. Quays.", "Ильин, В. Реки.", "Яшин, О. Мосты."]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (ENTRIES, 0),
        ([*ENTRIES[2:], *ENTRIES[:2]], 0),  # Cyrillic first, as GOST has it
        (
            ["بدر، نور. المرافئ.", "تامر، علي. الموانئ.", "سالم، مها. البحر.", "هاشم، منى. الجسر."],
            0,
        ),
        ([ENTRIES[1], ENTRIES[0], *ENTRIES[2:]], 1),
        (
            [
                "https://a.example/1",
                "https://b.example/2",
                "https://c.example/3",
                "https://d.example",
            ],
            1,
        ),
        ([f"Ann Lowe, part {n}." for n in "abcd"], 1),
    ],
)
def test_a_list_by_the_alphabet_is_cited_in_any_order(entries, told):
    notes = "\n".join(f"[{n}] {entry}" for n, entry in enumerate(entries, start=1))
    text = f"{LEAD}{MARKED.format('[2]', '[1]', '[3]').strip()} The rain came.[4]\n\n{notes}\n"
    assert codes(text).count("SC104") == told
