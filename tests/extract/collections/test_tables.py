"""Tables of articles: delimiters, names of columns, charsets, wrong rows."""

import io

import pytest
from listing import NOON, TABLE, entries, lines

from sourcecheck.data.load_lists import load_lists
from sourcecheck.errors import UnreadableDocument
from sourcecheck.extract.collections import Listing
from sourcecheck.extract.collections.tables import read_table
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model.tables.lists import Role

HEADERS = [
    ("url,title,text,author,date,language", {"address", "title", "text", "author", "date", "language"}),
    ("Article URL;Headline;Full_Text;By-line;Published At", {"address", "title", "text", "author", "date"}),
    ("الرابط,العنوان,النص,الكاتب,التاريخ", {"address", "title", "text", "author", "date"}),
    ("نشانی,تیتر,متن,نویسنده,تاریخ", {"address", "title", "text", "author", "date"}),
    ("Ссылка;Заголовок;Текст;Автор;Дата", {"address", "title", "text", "author", "date"}),
    ("Bağlantı;BAŞLIK;İçerik;Yazar;Tarih", {"address", "title", "text", "author", "date"}),
    ("lien;titre;texte;auteur;fecha", {"address", "title", "text", "author", "date"}),
    ("id;article.url;article.body;score", {"address", "text"}),
    ("nothing;of;this", set()),
]  # fmt: skip


@pytest.mark.parametrize(("header", "roles"), HEADERS)
def test_columns_are_known_by_their_names_in_many_languages(header, roles):
    names = header.replace(";", ",").split(",")
    assert {role.value for name in names if (role := TABLE.role(name))} == roles


def test_a_row_with_a_text_is_an_article_and_one_with_an_address_alone_is_fetched():
    body = "url,title,text\nhttps://a.example/1,One,Words\nhttps://a.example/2,Two,\n,Three,More words\n"
    assert lines(body, "t.csv") == [
        "article https://a.example/1",
        "address https://a.example/2",
        "article t.csv#4",
    ]


def test_what_the_columns_say_travels_with_the_article():
    body = (
        "link;headline;html;author;date;lang;outlet\n"
        'https://a.example/1;"Ferry &amp; tide";"<p>It <b>ran</b>.</p>";Ann Lee;03.06.2025;en-GB;Post\n'
    )
    (found,) = entries(body)
    told = found.told
    assert (found.body, found.media_type) == (b"<p>It <b>ran</b>.</p>", "text/html")
    assert (told.title, told.byline, told.published) == ("Ferry & tide", "Ann Lee", "2025-06-03")
    assert (told.language, told.publisher, told.found_in) == ("en", "Post", "table")
    assert told.canonical_url == "https://a.example/1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quoted_cells_hold_delimiters_quotes_and_lines(delimiter, end):
    text = f'He said ""no""{delimiter}{end}{end}and left.'
    body = f'title{delimiter}text{end}One{delimiter}"{text}"{end}'
    (found,) = entries(body)
    assert found.body.decode() == text.replace('""', '"')


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_a_table_is_read_in_its_own_charset(charset):
    row = "Паром пришёл в порт рано утром, сообщили в управлении порта"
    (found,) = entries(f"заголовок;текст\r\nПаром;{row}\r\n".encode(charset), "t.csv")
    assert (found.told.title, found.body.decode()) == ("Паром", row)


def test_bytes_of_another_charset_in_one_cell_stay_as_they_are():
    odd = "паром".encode("cp1251")
    body = ("title,text\n" + "Один,Слова по-русски\n" * 20).encode() + b"Two," + odd + b"\n"
    assert entries(body)[-1].body == odd


WRONG = [
    ("url,text\n,\n", []),
    ("url,text\nx,\n", ["error t.csv: row 2: 'x' is no web address, and it holds no text"]),
    ("title,text\nOne,\n", ["error t.csv: row 2: neither a text nor an address is in it"]),
    ("title,text\nOne,Two,Three\n", ["error t.csv: row 2: 3 cells where 2 are expected"]),
    ("title,text\nOne,Two,,\n", ["article t.csv#2"]),
    ("title,text,date\nOne,Two\n", ["article t.csv#2"]),
    ("\n\ntitle,text\n\nOne,Two\n", ["article t.csv#5"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), WRONG)
def test_a_wrong_row_is_one_message_that_names_it(body, expected):
    assert lines(body + "Last,Words\n", "t.csv")[:-1] == expected


def test_a_quote_that_is_never_closed_costs_its_row_and_no_more_memory_than_allowed():
    body = 'title,text\nOne,"open ' + "word\n" * 400_000
    found = lines(body, "t.csv", limits=ReadLimits(max_bytes=1_000_000))
    assert found[0].startswith("error t.csv: row 2: ")
    assert len(found) < 50
    assert found[-1].endswith(" more of its entries cannot be read")


def test_a_table_without_a_column_that_helps_says_what_to_call_one():
    with pytest.raises(UnreadableDocument, match="year, tonnes") as told:
        entries("year,tonnes\n2024,3\n2025,4\n", "a.csv")
    assert "--input-format text" in told.value.hint


def test_a_table_of_a_hundred_thousand_rows_is_drawn_from_row_by_row():
    drawn = 0

    class Endless(io.RawIOBase):
        def read(self, size=-1):
            nonlocal drawn
            drawn += 1
            return b"title,text\n" if drawn == 1 else b"One,Words\n" * 100

    listing = Listing(origin="t", read_at=NOON, limits=ReadLimits(), table=TABLE)
    rows = read_table(Endless(), listing)
    assert [next(rows).body for _ in range(100_000)][-1] == b"Words"
    assert drawn < 2_000


def test_every_name_of_a_column_has_one_role():
    assert {load_lists().role(name) for name in ("URL", "Full text", "no")} == {
        Role.ADDRESS,
        Role.TEXT,
        None,
    }
