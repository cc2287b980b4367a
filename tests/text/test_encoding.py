"""Bytes to text: who is believed, and what is doubted."""

import codecs

import pytest

from sourcecheck.text.encoding import How, codec_of, decode

PROSE = {
    "ar": "قالت الوزارة إن الاجتماع عقد في العاصمة يوم الأحد بحضور عدد من المسؤولين، وأضافت أن "
    "النتائج ستعلن قريبا.",
    "fa": "وزارت امور خارجه روز یکشنبه اعلام کرد که نشست در پایتخت برگزار شد و گزارش آن چاپ شد.",
    "ru": "Министерство сообщило в воскресенье, что встреча прошла в столице; итоги объявят позже.",
    "uk": "Міністерство повідомило в неділю, що зустріч відбулася у столиці, її підсумки пізніше.",
    "tr": "Bakanlık pazar günü yaptığı açıklamada görüşmenin başkentte gerçekleştiğini bildirdi.",
    "fr": "Le ministère a annoncé dimanche que la réunion a été tenue là où elle était prévue.",
    "de": "Das Ministerium erklärte, die Sitzung habe stattgefunden; größere Auskünfte später.",
    "pl": "Ministerstwo ogłosiło w niedzielę, że źródło jest w stolicy, a wyniki będą później.",
    "el": "Το υπουργείο ανακοίνωσε την Κυριακή ότι η συνάντηση έγινε στην πρωτεύουσα.",
    "he": "המשרד הודיע ביום ראשון כי הפגישה התקיימה בבירה",
    "ja": "外務省は日曜日に会議が首都で開催されたと発表した。結果は近く公表される見込みである。",
}


@pytest.mark.parametrize(
    ("language", "codec", "charset"),
    [
        ("ar", "cp1256", "windows-1256"),
        ("fa", "cp1256", "windows-1256"),
        ("ar", "iso8859-6", "iso-8859-6"),
        ("ru", "cp1251", "windows-1251"),
        ("uk", "cp1251", "windows-1251"),
        ("ru", "koi8-r", "koi8-r"),
        ("ru", "cp866", "ibm866"),
        ("ru", "iso8859-5", "iso-8859-5"),
        ("tr", "cp1254", "windows-1254"),
        ("fr", "cp1252", "windows-1252"),
        ("de", "cp1252", "windows-1252"),
        ("pl", "cp1250", "windows-1250"),
        ("el", "cp1253", "windows-1253"),
        ("he", "cp1255", "windows-1255"),
        ("ja", "cp932", "shift_jis"),
        ("ru", "utf-16-le", "utf-16le"),
        ("ar", "utf-16-be", "utf-16be"),
        ("tr", "utf-16-le", "utf-16le"),
    ],
)
@pytest.mark.parametrize("words", [7, 10_000])
def test_an_undeclared_charset_is_known_by_its_letters(language, codec, charset, words):
    body = " ".join(PROSE[language].split()[:words]).encode(codec, "ignore")

    found = decode(body)

    assert found.charset == charset
    assert found.text == body.decode(codec)
    assert found.how is How.DETECTED
    assert found.suspicions == ()


@pytest.mark.parametrize(
    ("mark", "codec", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16be"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32le"),
    ],
)
def test_a_byte_order_mark_wins_and_is_removed(mark, codec, charset):
    found = decode(mark + PROSE["ar"].encode(codec), "windows-1251")

    assert (found.text, found.charset, found.how) == (PROSE["ar"], charset, How.BOM)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_newlines_stay_as_they_are(newline):
    text = f"أول{newline}{newline}ثان{newline}"

    assert decode(text.encode()).text == text


def test_a_declared_charset_is_believed():
    found = decode(PROSE["ru"].encode("cp1251"), "Windows-1251")

    assert (found.charset, found.how, found.suspicions) == ("windows-1251", How.HEADER, ())


@pytest.mark.parametrize(
    "head",
    [
        b'<html><head><meta charset="windows-1251">',
        b"<html><head><meta charset=cp1251>",
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        b'<?xml version="1.0" encoding="windows-1251"?><html>',
    ],
)
def test_a_charset_named_inside_the_page_is_heard(head):
    found = decode(head + PROSE["ru"].encode("cp1251"), markup=True)

    assert (found.charset, found.how) == ("windows-1251", How.META)
    assert PROSE["ru"] in found.text


def test_latin_1_means_windows_1252_as_in_browsers():
    found = decode("“L’été”, déjà à l’écart".encode("cp1252"), "iso-8859-1")

    assert (found.text, found.charset) == ("“L’été”, déjà à l’écart", "windows-1252")


@pytest.mark.parametrize(
    ("language", "codec", "declared", "charset"),
    [
        ("ar", "cp1256", "windows-1251", "windows-1256"),
        ("ru", "cp1251", "iso-8859-1", "windows-1251"),
        ("ru", "koi8-r", "windows-1251", "koi8-r"),
        ("ar", "utf-8", "windows-1256", "utf-8"),
        ("tr", "cp1254", "utf-8", "windows-1254"),
    ],
)
def test_the_bytes_refute_a_wrong_declaration(language, codec, declared, charset):
    found = decode(PROSE[language].encode(codec, "ignore"), declared)

    assert found.charset == charset
    assert found.suspicions == (f"charset:declared-wrong:{declared}",)


@pytest.mark.parametrize(
    ("language", "real", "wrong", "suspicion"),
    [
        ("ar", "cp1256", "cp1252", "mojibake:windows-1256"),
        ("ru", "cp1251", "cp1252", "mojibake:windows-1251"),
        ("ar", "utf-8", "latin-1", "mojibake:utf-8"),
        ("ru", "utf-8", "cp1251", "mojibake:utf-8"),
        ("tr", "utf-8", "cp1252", "mojibake:utf-8"),
        ("fr", "utf-8", "cp1252", "mojibake:utf-8"),
    ],
)
def test_text_spoilt_before_it_came_is_flagged_and_left_alone(language, real, wrong, suspicion):
    spoilt = PROSE[language].encode(real, "ignore").decode(wrong, "ignore")

    found = decode(spoilt.encode())

    assert found.text == spoilt
    assert suspicion in found.suspicions


@pytest.mark.parametrize("language", sorted(PROSE))
def test_sound_text_raises_no_doubt(language):
    assert decode(PROSE[language].encode()).suspicions == ()


def test_a_file_cut_inside_a_letter_is_still_utf_8():
    found = decode(PROSE["ar"].encode()[:-1] + b"\xd9")

    assert found.charset == "utf-8"
    assert found.suspicions == ("undecodable:utf-8:1",)


@pytest.mark.parametrize("label", ["rot13", "zip", "unicode_escape", "utf-7", "idna", "no\0", "x"])
def test_a_label_that_is_no_charset_is_not_followed(label):
    assert codec_of(label) == ""
    assert decode(b"plain +ADw- words", label).text == "plain +ADw- words"


@pytest.mark.parametrize("body", [b"", b"\xff", b"\xff\xfe", b"\x80" * 50, bytes(range(256))])
def test_no_bytes_make_it_raise(body):
    assert isinstance(decode(body, "utf-16").text, str)
