"""What entries print of the works they cite, in many languages and styles."""

import dataclasses
import re
import time

import pytest
from entries import LATER, ROWS
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import JOIN, LANGUAGES, LEAD, NOON, READ, audit

from sourcecheck.data.load_urls import load_urls
from sourcecheck.extract import extract
from sourcecheck.model import Document, SourceLine, Span, WebSource, Work, WorkSource
from sourcecheck.model.codec import dumps, loads
from sourcecheck.report.formats.json import source_json
from sourcecheck.resolve import resolve
from sourcecheck.resolve.sources import sources_of
from sourcecheck.resolve.works import ENTRY, describe
from sourcecheck.resolve.workwords import work_words

WORDS = work_words(LANGUAGES)
PIECES = ("author", "title", "date", "pages")


def _read(entry):
    return dataclasses.asdict(describe(re.sub(r"https?://\S+|doi:\S+", "", entry), WORDS))


@pytest.mark.parametrize(("entry", "printed"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_an_entry_gives_what_it_prints_and_nothing_else(entry, printed):
    found = _read(entry)
    assert {name: found[name].rstrip(".") for name in PIECES} == {
        name: printed.get(name, "").rstrip(".") for name in PIECES
    }
    assert found["publisher"] == printed.get("publisher", found["publisher"])


@pytest.mark.parametrize(("entry", "printed"), LATER, ids=[row[0][:40] for row in LATER])
def test_author_title_and_pages_are_read_or_left_unread_but_never_misread(entry, printed):
    found = _read(entry)
    beside = ("publisher",) if "https://" in entry else ()
    for name in ("author", "title", "pages", *beside):
        assert found[name].rstrip(".") in ("", printed.get(name, "").rstrip("."))


def test_nine_of_ten_pieces_of_entries_written_after_the_rules_are_read():
    wanted = [(entry, name, text) for entry, printed in LATER for name, text in printed.items()]
    read = sum(_read(entry)[name].rstrip(".") == text.rstrip(".") for entry, name, text in wanted)
    assert read >= 0.9 * len(wanted)


def test_a_text_of_its_own_is_no_entry():
    assert describe("Smith, J. (2019). Title. " + "word " * ENTRY, WORDS) == Work()


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "A. ",
        "Aa ",
        "، ",
        "“",
        "(2019) ",
        "« ",
        ". ",
        "12 ",
        "de ",
        "Aa-",
        "Aa B.; ",
        "(accessed ",
    ],
)
def test_an_entry_of_signs_is_read_in_no_time(piece):
    started = time.perf_counter()
    describe((piece * ENTRY)[: ENTRY - 1], WORDS)
    assert time.perf_counter() - started < 0.5


def _sources(note):
    text = f"{LEAD}It rained.[1] It stopped.[2]\n\n[1] {note}\n[2] https://a.example/2\n"
    return audit(text)[1].citations[0].sources


def test_a_note_without_an_address_is_a_work_with_its_pieces():
    (source,) = _sources("Иванов И. И. История порта. М.: Наука, 2019. С. 45.")
    assert isinstance(source, WorkSource)
    assert source.name == "История порта"
    assert source.work == Work(
        author="Иванов И. И.", title="История порта", date="2019", pages="45",
        publisher=source.work.publisher,
    )  # fmt: skip


def test_a_newspaper_with_its_issue_is_named_as_printed():
    (source,) = _sources("صحيفة الحياة، العدد 15، 3 مارس 2019")
    assert source.name == source.work.publisher == "صحيفة الحياة"
    assert (source.work.title, source.work.date) == ("", "3 مارس 2019")


@pytest.mark.parametrize(
    ("note", "publisher"),
    [
        ("Smith J. Harbours. Coastal Journal. 2019;5:12. doi:10.1000/chs.5", "Coastal Journal"),
        ("Smith, J. (2019). Harbours. Coastal Journal. https://doi.org/10.1000/chs.5", "Coastal Journal"),
        ("وكالة الساحل، «المرفأ»، 3 مارس 2019، https://a.example/x", "وكالة الساحل"),
        ("РИА Порт: https://a.example/x", "РИА Порт"),
        ("https://a.example/x", ""),
    ],
)  # fmt: skip
def test_the_publisher_printed_beside_an_address_is_kept(note, publisher):
    (source,) = _sources(note)
    assert source.work.publisher == publisher


def test_each_of_two_addresses_in_a_note_keeps_its_own_words():
    first, second = _sources("Port News: https://a.example/x ; Bay News: https://b.example/y")
    assert (first.work.publisher, second.work.publisher) == ("Port News", "Bay News")


@pytest.mark.parametrize("cue", ["Source", "المصدر", "Источник", "Kaynak", "منبع"])
def test_an_address_below_a_credit_line_is_its_own_in_a_text_of_no_known_language(cue):
    text = f"Xyzzy plugh.\n\n{cue}: Harbour News\nhttps://a.example/x\n"
    read, joined = audit(text)
    assert read.language in {"und", "tr"}  # a Turkish word alone may be enough
    (citation,) = joined.citations
    assert citation.note.of(text).endswith("Harbour News\nhttps://a.example/x")
    assert [each.link.url for each in citation.sources] == ["https://a.example/x"]
    assert citation.sources[0].work.publisher == "Harbour News"


def test_each_address_of_a_note_carries_its_own_identifiers():
    first, second = _sources("Port. ISBN 978-3-16-148410-0, https://a.example/x ; doi:10.1000/b")
    assert (first.identifiers.isbn, first.identifiers.doi) == ("9783161484100", "")
    assert (second.identifiers.isbn, second.identifiers.doi) == ("", "10.1000/b")


def test_a_note_of_ten_thousand_addresses_is_read_in_linear_time():
    text = "Port News: https://a.example/x ; " * 10_000
    link = load_urls()
    started = time.perf_counter()
    assert len(sources_of(text, Span(0, len(text)), [], link)) == 10_000
    assert time.perf_counter() - started < 10


def test_what_is_printed_of_a_work_survives_the_codec():
    source = _sources("Smith J. Harbours. Coastal Journal. 2019;5:12. doi:10.1000/chs.5")[0]
    assert source.work.title == "Harbours"
    assert loads(WebSource, dumps(source)) == source


def test_what_is_printed_of_a_work_is_in_the_json():
    source = _sources("Smith J. Harbours. Coastal Journal. 2019;5:12. doi:10.1000/chs.5")[0]
    found = source_json(SourceLine(source=source))
    assert found["name"] == "Coastal Journal"
    assert found["work"] == {
        "title": "Harbours",
        "author": "Smith J.",
        "date": "2019",
        "pages": "12",
        "publisher": "Coastal Journal",
    }
    assert source_json(SourceLine(source=_sources("https://a.example/x")[0]))["work"] is None


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("РИА Порт. 12.03.2021", "РИА Порт"),
        ("Harbour News, 3 March 2019", "Harbour News"),
        ("سبوتنيك الساحل، 5 مايو 2020", "سبوتنيك الساحل"),
        ("Kıyı Ajansı (KA), 3 Mart 2019", "Kıyı Ajansı (KA)"),
        ("کرانه، ۱۲ خرداد ۱۳۹۹", "کرانه"),
        ("صحيفة «الشرق القديم»، العدد 15000", "صحيفة «الشرق القديم»"),
        ("газета «Портовик» от 5 мая 2020", "газета «Портовик»"),
        ("海港報，2019年3月5日", "海港報"),
        ("Das Blatt 12/2019", "Das Blatt"),
        ("انظر: صحيفة المرسى", "صحيفة المرسى"),
        ("См.: Портовая газета", "Портовая газета"),
        ("وزارة الموانئ", "وزارة الموانئ"),
        ("Reuters", "Reuters"),
    ],
)
def test_who_is_named_without_an_address_is_named_as_printed(note, name):
    (source,) = _sources(note)
    assert source.name == name


PIECES_OF_ENTRIES = st.sampled_from(
    ["Smith, J. ", "Иванов И. И. ", "حداد، ", "سامي", "(2019)", "2019", ". ", ", ", "، ", ": ", " // ", "«", "»", "“", "”",
     "p. 45", "ص ٤٥", "С. 12–20", "vol. 3", "The Long Wall", "Порт", "دار الساحل", "Retrieved 5 June 2020", "3 March 2019",
     "¦", "\n", "et al. ", "ed. ", "Press", "12(3):4-5", "/", "—", "(", ")", "انظر: ", "۱۳۹۵", "'", "年"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.lists(PIECES_OF_ENTRIES, max_size=20).map("".join), st.text(max_size=60)))
def test_nothing_is_told_of_a_work_that_is_not_printed(entry):
    shown = " ".join(entry.replace("¦", " ").split())
    west = "".join(str(int(char)) if char.isdecimal() else char for char in shown)
    found = describe(entry, WORDS)
    assert all(piece in shown for piece in (found.title, found.author, found.publisher))
    assert found.date in west
    assert found.pages in west


@pytest.mark.parametrize(
    ("note", "title", "author", "publisher"),
    [
        ("[الجسر يفتح غدا](https://a.example/1)، الاتحاد، 3 مايو 2024.", "الجسر يفتح غدا", "", "الاتحاد"),
        ("[پل فردا باز می‌شود](https://a.example/1)، ایسنا، ۳ خرداد ۱۴۰۲.", "پل فردا باز می‌شود", "", "ایسنا"),
        ("[Мост откроют завтра](https://a.example/1), ТАСС, 3 мая 2024.", "Мост откроют завтра", "", "ТАСС"),
        ("[Köprü yarın açılıyor](https://a.example/1), Hürriyet, 3 Mayıs 2024.", "Köprü yarın açılıyor", "", "Hürriyet"),
        ("[The bridge opens tomorrow](https://a.example/1). Reuters, 3 May 2024.", "The bridge opens tomorrow", "", "Reuters"),
        ("[الاتحاد](https://a.example/1)، 3 مايو 2024.", "", "", "الاتحاد"),
        ("Ann Lowe, “Boats”, [Reuters](https://a.example/1), 3 May 2024.", "Boats", "Ann Lowe", "Reuters"),
    ],
)  # fmt: skip
def test_linked_words_that_open_a_note_are_a_title(note, title, author, publisher):
    text = f"{LEAD}It was closed.[^1]\n\n[^1]: {note}\n"
    document = Document(origin="-", body=text.encode(), media_type="text/markdown", read_at=NOON)
    (citation,) = (c for c in resolve(extract(document, READ), JOIN).citations if c.note)
    work = citation.sources[0].work
    assert (work.title, work.author, work.publisher) == (title, author, publisher)
