"""What surrounds the body of a plain text: labelled, never deleted."""

import pytest
from reading import LANGUAGES, LEAD, LEAD_AR, article

from sourcecheck.extract.language import guess_language
from sourcecheck.extract.numbers import find_numbers
from sourcecheck.model import BlockKind, Span

MORE = "Nobody in the town knew how long the work would take, and the shops stayed shut.\n\n"


def _kinds(text):
    return {b.span.of(text): b.kind for b in article(text).blocks}


def test_the_first_short_line_above_the_text_is_the_title():
    text = f"The bridge is closed again\n\n{LEAD}{MORE}"
    assert article(text).title.value == "The bridge is closed again"


def test_a_title_printed_twice_is_one_title():
    text = f"The bridge is closed again\n\nThe bridge is closed again 576\n\n{LEAD}{MORE}"
    kinds = _kinds(text)
    assert list(kinds.values()).count(BlockKind.TITLE) == 1
    assert BlockKind.FURNITURE in kinds.values()


@pytest.mark.parametrize(
    ("line", "name"), [("By Anna Lowe", "Anna Lowe"), ("Written by: Anna Lowe", "Anna Lowe")]
)
def test_a_line_with_by_names_the_author(line, name):
    text = f"The bridge is closed again\n\n{line}\n\n{LEAD}{MORE}"
    assert article(text).byline.value == name


def test_a_sentence_that_opens_with_by_names_nobody():
    text = f"{LEAD}By noon the rain had stopped and the lorries took the old road again.\n"
    assert article(text).byline is None


@pytest.mark.parametrize(
    "line",
    ["934 Views", "Leave a comment", "Share this", "41", "Related posts", "All rights reserved"],
)
def test_counters_and_buttons_are_furniture(line):
    text = f"{LEAD}{MORE}{line}\n"
    assert _kinds(text)[line] is BlockKind.FURNITURE


def test_a_long_line_that_opens_like_a_button_is_text():
    line = (
        "Share on the market of this firm fell by a third in the week after the bridge was closed."
    )
    assert _kinds(f"{LEAD}{line}\n")[line] is BlockKind.PARAGRAPH


def test_what_stands_below_the_notes_is_the_page_again():
    text = f"{LEAD}Closed.[1] Open.[2]\n\n[1] https://a.example/1\n[2] https://a.example/2\n\nSend\nYour name\n"
    kinds = _kinds(text)
    assert (kinds["Send"], kinds["Your name"]) == (BlockKind.FURNITURE, BlockKind.FURNITURE)


def test_a_heading_of_notes_is_labelled_when_notes_follow():
    text = f"{LEAD}Closed.[1] Open.[2]\n\nReferences:\n[1] https://a.example/1\n[2] https://a.example/2\n"
    assert _kinds(text)["References:"] is BlockKind.NOTE_HEADING


def test_the_dateline_is_no_part_of_the_first_sentence():
    text = f"القاهرة – (وكالة السهل): {LEAD_AR}"
    read = article(text)
    assert (read.dateline.place, read.dateline.agency) == ("القاهرة", "وكالة السهل")
    assert read.sentences[0].start >= read.dateline.span.end


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("لم يصل التيار الكهربائي إلى القرى الجبلية حتى الآن", "ar"),
        ("برق هنوز به روستاهای کوهستانی نرسیده است", "fa"),
        ("Электричество до горных сёл пока не дошло", "ru"),
        ("Електрика до гірських сіл іще не дійшла", "uk"),
        ("Dağ köylerine elektrik henüz ulaşmadı ve bu çok kötü", "tr"),
        ("Köprü yeniden kapandı, müdür de görüşme istedi", "tr"),
        ("Köprüde dün gece büyük bir gürültü oldu", "tr"),
        ("Der Bürgermeister öffnet die Brücke", "de"),
        ("Power has not reached the villages in the mountains", "en"),
        ("Le courant est dans les villages de la montagne", "fr"),
        ("Der Strom hat die Dörfer in den Bergen noch nicht erreicht", "de"),
        ("החשמל עוד לא הגיע אל הכפרים", "he"),
        ("", "und"),
        ("12345", "und"),
    ],
)
def test_the_language_is_told_by_script_letters_and_small_words(text, code):
    assert guess_language(text, LANGUAGES) == code


@pytest.mark.parametrize(
    ("code", "text", "figures"),
    [
        ("en", "It fell 35 percent to 4.4 billion dollars.", ["35 percent", "4.4 billion"]),
        ("en", "It cost $5 million in 2014.", ["$5 million"]),
        ("en", "On 3 May 2014 at 10:30 in room 12.", []),
        ("ar", "تراجع بنسبة ٣٥٪ في عام 2014.", ["بنسبة ٣٥٪"]),
        ("ru", "Цены выросли на 4,5 %.", ["4,5 %"]),
        ("tr", "Fiyatlar %20 arttı.", ["%20"]),
    ],
)
def test_shares_and_amounts_are_figures_and_dates_are_not(code, text, figures):
    found = find_numbers(text, [Span(0, len(text))], LANGUAGES[code])
    assert [number.text for number in found] == figures


LEAD_RU = (
    "Совет старого города открыл программу для рынка, которая продлится три года и охватит лавки, "
    "мостовые и фонари; работы начались на главной улице две недели назад без перерыва.\n\n"
)


@pytest.mark.parametrize(
    ("text", "title", "byline", "published"),
    [
        (f"عودة السفن\n\nبقلم: سعاد علي\nنُشر في: 12 مارس 2025\n\n{LEAD_AR}",
         "عودة السفن", "سعاد علي", "2025-03-12"),
        (f"عودة السفن\n\n2025-03-12\n\n{LEAD_AR}", "عودة السفن", None, "2025-03-12"),
        (f"The ferry story\nBy Karim Haddad and Lucy Moreau | 3 June 2025\n\n{LEAD}",
         "The ferry story", "Karim Haddad and Lucy Moreau", "2025-06-03"),
        (f"Паром вернулся\n\nАвтор: Ирина Лескова\n12 марта 2025 г.\n\n{LEAD_RU}",
         "Паром вернулся", "Ирина Лескова", "2025-03-12"),
        ("بازگشت کشتی\nگزارش: نگار رستمی\n۱۲ اسفند ۱۴۰۳\n\nشورای شهر گفت که کار آغاز شده است.\n",
         "بازگشت کشتی", "نگار رستمی", "2025-03-02"),
        (f"الرئيسية » دراسات »\n\nعودة السفن إلى المرفأ القديم\n\n{LEAD_AR}",
         "عودة السفن إلى المرفأ القديم", None, None),
        (f"What the town lost on 7 October 2023\n\n{LEAD}",
         "What the town lost on 7 October 2023", None, None),
        (f"The ferry sank on Monday night.[1]\n\n{LEAD}", None, None, None),
    ],
)  # fmt: skip
def test_the_head_of_a_text_gives_title_author_and_day(text, title, byline, published):
    read = article(text)
    told = [field and field.value for field in (read.title, read.byline, read.published)]
    assert told == [title, byline, published]
    fields = (field for field in (read.title, read.byline) if field)
    assert all(field.span.of(text) == field.value for field in fields)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("سامر النجار", "سامر النجار"),
        ("المحامية نور الجبوري", "نور الجبوري"),
        ("سامر النجار – باحث", "سامر النجار"),
        ("الحرب لم تنته بعد", None),
        ("السوق والجسر", None),
    ],
)
def test_a_name_below_the_text_is_the_author_and_a_closing_line_is_not(line, name):
    byline = article(f"{LEAD_AR}{LEAD_AR}{line}\n").byline
    assert (byline and byline.value) == name


@pytest.mark.parametrize(
    ("text", "title", "place", "agency"),
    [
        (f"بيروت/ سامر النجار/ الأناضول\n\n{LEAD_AR}", None, "بيروت", "الأناضول"),
        (f"بيروت/ الأناضول\nسامر النجار\n\n{LEAD_AR}", None, "بيروت", "الأناضول"),
        (f"عودة السفن إلى المرفأ القديم\n\nبيروت / الأناضول\n\n{LEAD_AR}",
         "عودة السفن إلى المرفأ القديم", "بيروت", "الأناضول"),
        ("RİZE – Köprü dün gece yeniden kapandı ve bu karar büyük tepki çekti.\n", None, "RİZE", ""),
    ],
)  # fmt: skip
def test_a_dateline_on_a_line_of_its_own_is_no_title(text, title, place, agency):
    read = article(text)
    assert (read.title and read.title.value) == title
    assert (read.dateline.place, read.dateline.agency) == (place, agency)


def test_the_count_in_a_numbered_heading_is_no_mark():
    text = (
        f"1- الجسر القديم (1)\n\n{LEAD_AR}2- السوق الكبير (2)\n\n{LEAD_AR}نص أول (1) ثم نص (2).\n\n"
        "المراجع\n(1) كتاب السوق، 2020.\n(2) كتاب الجسر، 2021.\n"
    )
    read = article(text)
    assert [mark.span.start for mark in read.marks] == [text.rindex("(1) ثم"), text.rindex("(2).")]


@pytest.mark.parametrize(
    "text", ["hello world\n", '{"a": "hello world"}\n', "سلام دنیا", "Привет\n"]
)
def test_a_lone_line_names_nobody(text):
    found = article(text)
    assert (found.byline, found.publisher) == (None, None)


LEAD_FA = (
    "شورای شهر کهنه برنامه‌ای برای بازار آغاز کرد که سه سال به درازا می‌کشد و دکان‌ها و سنگفرش‌ها و "
    "چراغ‌ها را در بر می‌گیرد؛ کار دو هفته پیش از خیابان اصلی آغاز شد و بی‌وقفه پیش می‌رود.\n\n"
)
LEAD_TR = (
    "Eski şehir meclisi çarşı için üç yıl sürecek ve dükkânları, kaldırımları ve fenerleri "
    "kapsayan bir izlence başlattı; işler iki hafta önce ana caddede başladı ve sürüyor.\n\n"
)


@pytest.mark.parametrize(
    ("line", "lead", "byline"),
    [
        ("By Anna Bell Published: 2025-03-12", LEAD, "Anna Bell"),
        ("Автор: Анна Белова Дата: 12 марта 2025", LEAD_RU, "Анна Белова"),
        ("بقلم: ليلى الطرابلسي تاريخ النشر: 2025-03-12", LEAD_AR, "ليلى الطرابلسي"),
        ("نویسنده: مهرداد کاشانی تاریخ انتشار: 2025-03-12", LEAD_FA, "مهرداد کاشانی"),
        ("Yazar: Işıl Erdoğan Yayın tarihi: 12 Mart 2025", LEAD_TR, "Işıl Erdoğan"),
    ],
)
def test_a_name_and_a_day_on_one_line_are_two_things(line, lead, byline):
    text = f"Gemi 7\n\n{line}\n\n{lead}"
    read = article(text)
    assert (read.byline.value, read.published.value) == (byline, "2025-03-12")
    assert read.byline.span.of(text) == byline
