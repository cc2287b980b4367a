"""Wiki text: notes by tag and by template, sources described by parameters, boxes, tables."""

import time

import pytest

from sourcecheck.data import load_wiki as loader
from sourcecheck.data.files import Row
from sourcecheck.data.load_wiki import load_wiki
from sourcecheck.errors import DataError, NoTextInDocument, OversizedDocument
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import BlockKind
from sourcecheck.model.tables.wiki import TemplateRole

WIKI = "text/x-wiki"


@pytest.fixture
def wiki(reads):
    return lambda text, **how: reads(text, media_type=WIKI, **how)


def marks(reading):
    return [(mark.labels[0], mark.span.of(reading.text)) for mark in reading.marks]


def notes(reading):
    return [(note.label, note.content.of(reading.text)) for note in reading.notes]


NOTES = [
    ("A.<ref>x</ref> B.<ref>y</ref>", [("1", "x"), ("2", "y")]),
    ('A.<ref name="a">x</ref> B.<ref name="a" />', [("1", "x")]),
    ("A.<ref name=a/> B.<ref name=a>x</ref>", [("1", "x")]),
    ("A.<ref name='a b' /> <references><ref name=\"a b\">x</ref></references>", [("1", "x")]),
    ("A.<ref name=a/> {{reflist|refs=<ref name=a>x</ref>}}", [("1", "x")]),
    ("A.{{r|a|b}} {{reflist|refs=<ref name=a>x</ref><ref name=b>y</ref>}}",
     [("1", "x"), ("2", "y")]),
    ("A.<ref group=note>x</ref> B.<ref>y</ref>", [("note 1", "x"), ("1", "y")]),
    ("A.{{efn|x}} B.{{efn|y}} C.<ref>z</ref>", [("a", "x"), ("b", "y"), ("1", "z")]),
    ("A.{{efn-lr|x}} B.{{efn-lr|y}}", [("i", "x"), ("ii", "y")]),
    ("A.{{sfn|Nasser|2011|p=5}} B.{{sfn|Nasser|2011|p=5}} C.{{sfn|Nasser|2011|p=9}}",
     [("1", "Nasser 2011, p. 5"), ("2", "Nasser 2011, p. 9")]),
    ("A.{{#tag:ref|x|name=a}} B.<ref name=a />", [("1", "x")]),
    ("א.{{הערה|דף 5}}", [("1", "דף 5")]),
    ("A.<ref>x</ref>\n<references />\nB.<ref>y</ref>\n<references />", [("1", "x"), ("1", "y")]),
    ("A.<ref>{{cite web|url=https://a.example/x</ref> B.", [("1", "{{cite web|url=https://a.example/x")]),
    ("A.<ref>x <ref>y</ref> B.", [("1", "y")]),
    ("A.<REF>x</REF>", [("1", "x")]),
    ("A.<ref><!-- none --></ref> B.<ref>y</ref>", [("2", "y")]),
    ("A.<nowiki><ref>x</ref></nowiki>", []),
    ("A.<!-- <ref>x</ref> -->", []),
    ("A.<ref name=lost />", []),
    ("A.{{note|groupe=alpha|x}} B.<ref>y</ref>", [("a", "x"), ("1", "y")]),
    ("א.{{הערה|שם=דן|1=x}} ב.{{הערה|שם=דן}}", [("1", "x")]),
    ('A.<ref گروه="یادداشت">x</ref> {{پانویس|گروه=یادداشت}}', [("یادداشت 1", "x")]),
    ("A.{{sfnm|1a1=Barr|1a2=Low|1y=1977|1p=5|2a1=Lane|2y=1990|2pp=6-7}}",
     [("1", "Barr Low 1977, p. 5; Lane 1990, p. 6-7")]),
    ("A.{{sfnm|Barr|1977|Lane|1990}}", [("1", "Barr 1977 Lane 1990")]),
    ("A.<ref>{{harvnp|Gil|2001|p=80}}</ref>", [("1", "Gil 2001, p. 80")]),
    ("<gallery mode=packed>\nFile:A.jpg|The tower<ref>x</ref>\nFile:B.jpg\n</gallery> B.<ref>y</ref>",
     [("1", "x"), ("2", "y")]),
    ("A.<ref>{{Webarchiv|url=http://a.example/1|wayback=20081203|text=Past}}</ref>",
     [("1", "Past. https://web.archive.org/web/20081203/http://a.example/1")]),
    ("A.<ref>{{wayback|url=https://web.archive.org/web/2009/http://a.example/1}}</ref>",
     [("1", "https://web.archive.org/web/2009/http://a.example/1")]),
    ("A.{{sfn|Barr|1988|p=3|name=B}} B.{{sfn|Barr|1988|p=3}}", [("1", "Barr 1988, p. 3")]),
    ("<gallery>\nFile:A.jpg|A<ref>x</ref>\n", [("1", "x")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NOTES)
def test_notes_are_those_a_reader_of_the_wiki_sees(wiki, text, expected):
    assert notes(wiki(text)) == expected


def test_a_mark_is_printed_with_the_number_of_its_note(wiki):
    reading = wiki("A.<ref name=a>x</ref> B.<ref>y</ref> C.<ref name=a />")
    assert reading.text.startswith("A.[1] B.[2] C.[1]")
    assert marks(reading) == [("1", "[1]"), ("2", "[2]"), ("1", "[1]")]


def test_a_mark_without_a_note_stays_a_mark(wiki):
    assert marks(wiki("A.<ref name=lost />")) == [("1", "[1]")]


CITES = [
    (("{{cite web |last=Haddad |first=Rana |title=Census |url=https://s.example/a?b=1&c=2"
     " |website=Office |date=3 May 2019}}"),
     "Haddad, Rana (3 May 2019). «Census». Office. https://s.example/a?b=1&c=2"),
    (("{{Cite book|author1=A. One|author2=B. Two|title=Ports|publisher=Reef|location=Basra"
     "|year=1998|pages=4–5|isbn=978-0-306-40615-7}}"),
     "A. One; B. Two (1998). «Ports». Basra, Reef. 4–5. ISBN 978-0-306-40615-7."),
    ("{{cite journal|title=Salt|journal=Tides|volume=4|issue=2|pages=9|doi=10.1000/182|date=2001}}",
     "«Salt». Tides. 2001. 4(2): 9. doi: 10.1000/182."),
    ("{{cite news|title=X|url=https://a.example/|archive-url=https://web.archive.org/web/2020/x}}",
     "«X». https://a.example/ https://web.archive.org/web/2020/x"),
    ("{{Lien web|auteur=Jean Roc|titre=Le port|url=https://p.example|éditeur=Quai|consulté le=3 mai}}",
     "Jean Roc. «Le port». Quai. https://p.example"),
    (("{{Internetquelle |autor=Ute See |url=https://u.example |titel=Der Hafen |werk=Bote "
     "|datum=2019-05-03 |abruf=2020-01-01}}"),
     "Ute See (2019-05-03). «Der Hafen». Bote. https://u.example"),
    ("{{Книга|автор=Иванов И.|заглавие=Порт|издательство=Причал|год=2001|страницы=4—5}}",
     "Иванов И. (2001). «Порт». Причал. 4—5."),
    ("{{Cite web|url=https://r.example|title=Порт|author=Петрова|publisher=Вестник|date=2019}}",
     "Петрова (2019). «Порт». Вестник. https://r.example"),
    ("{{استشهاد ويب|مؤلف=رنا حداد|عنوان=الميناء|مسار=https://m.example|ناشر=السهل|تاريخ=2019}}",
     "رنا حداد (2019). «الميناء». السهل. https://m.example"),
    ("{{یادکرد وب|نام خانوادگی=رضایی|نام=مینا|عنوان=بندر|نشانی=https://b.example|ناشر=دشت}}",
     "رضایی, مینا. «بندر». دشت. https://b.example"),
    ("{{Web kaynağı|yazar=Ayşe Kaya|başlık=Liman|url=https://l.example|yayıncı=Ova|tarih=2019}}",
     "Ayşe Kaya (2019). «Liman». Ova. https://l.example"),
    ("{{Cita web|autor=Ana Mar|título=El puerto|url=https://e.example|editorial=Muelle}}",
     "Ana Mar. «El puerto». Muelle. https://e.example"),
    ("{{cite web\n| url = https://a.example\n| title = ''Two'' [[link|lines]]\n}}",
     "«Two lines». https://a.example"),
    ("{{cite web|url=https://a.example|title=|last=|date=}}", "https://a.example"),
    ("{{БСЭ3|title=Гавань}}", "БСЭ3. «Гавань»."),
    ("{{cite web|url=https://a.example}} {{Wayback|url=https://a.example |date=20190101}}",
     "https://a.example https://web.archive.org/web/20190101/https://a.example"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "expected"), CITES)
def test_a_described_source_becomes_one_line(wiki, template, expected):
    assert notes(wiki(f"A.<ref>{template}</ref>")) == [("1", expected)]


LINES = [
    ("'''Bold''' and ''slanted'' [[page]] [[page|words]]s.", "Bold and slanted page wordss."),
    ("One\ntwo\n\nthree", "One two\n\nthree"),
    ("* a\n* b\n# c\n# d\n## e", "a\nb\n1. c\n2. d\n1. e"),
    ("A [https://a.example words] B https://b.example", "A words B https://b.example"),
    ("A [//a.example words]", "A words"),
    ("A&nbsp;B &amp; C&#8212;D", "A\xa0B & C—D"),
    ("5<sup>2</sup> H<sub>2</sub>O", "5² H2O"),
    ("{{lang|fa|بندر}} {{nowrap|10 km}} {{unknown|shown}}", "بندر 10 km shown"),
    ("A {{citation needed|date=May}} B", "A B"),
    ("A{{convert|10|km}}.", "A10 km."),
    ("A __NOTOC__ B [[Category:Ports]] [[ru:Порт]] [[:Category:Ships]]",
     "A B Category:Ships"),
    ("<math>a_1</math> <nowiki>[[x]]</nowiki> <code>[1]</code>", "a_1 [[x]] [1]"),
    ("a ]] b }} c {{ d [[ e | f", "a ]] b }} c {{ d [[ e | f"),
    ("[https://a.example open\nnext]", "[https://a.example open next]"),
    ('{|\n! a !! b\n|-\n| style="x" | 1 || 2\n|}', "a\tb\n1\t2"),
    ("A<br>B", "A\nB"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_text_is_what_a_reader_of_the_wiki_sees(wiki, text, expected):
    assert wiki(text).text == expected


def test_links_to_the_web_keep_their_words_and_places(wiki):
    reading = wiki("A [https://a.example the words].")
    assert [(link.span.of(reading.text), link.target) for link in reading.hyperlinks] == [
        ("the words", "https://a.example")
    ]


def test_a_box_is_page_and_its_marks_are_kept(wiki):
    reading = wiki("{{Infobox town\n| name = Reef\n| people = 12<ref>x</ref>\n}}\nReef is a town.")
    boxes = [block for block in reading.blocks if block.why == "wiki-box"]
    assert [block.kind for block in boxes] == [BlockKind.FURNITURE]
    assert boxes[0].span.of(reading.text) == "Reef\n12[1]"
    assert notes(reading) == [("1", "x")]


def test_headings_are_headings(wiki):
    reading = wiki("A.\n\n== History ==\n\nB.\n=== Old ===\nC.")
    headings = [(block.why, block.span.of(reading.text)) for block in reading.blocks
                if block.kind is BlockKind.HEADING]  # fmt: skip
    assert headings == [("h2", "History"), ("h3", "Old")]


def test_pictures_leave_the_words_below_them(wiki):
    reading = wiki("[[ملف:a.jpg|تصغير|يسار|الميناء<ref>x</ref>]]\nنص المقال هنا.")
    below = next(block for block in reading.blocks if block.why == "figcaption")
    assert below.span.of(reading.text) == "الميناء[1]"


def test_places_are_lines_of_the_source(wiki):
    text = "First.\n\nSecond.<ref>\nx</ref>\n\n== H ==\nThird."
    reading = wiki(text)
    lines = {origin.span.of(reading.text).strip(): origin.locator for origin in reading.origins}
    assert lines["First."] == "line 1"
    assert lines["H"] == "line 6"
    assert lines["Third."] == "line 7"


def test_a_page_that_leads_elsewhere_says_where(wiki):
    with pytest.raises(NoTextInDocument, match="Порт"):
        wiki("#перенаправление [[Порт]]")


SNIFFED = [
    ("A.<ref>x</ref>\n\n== H ==\nB", WIKI),
    ("'''A''' is a [[town]].<ref name=x>y</ref>", WIKI),
    ("{{Infobox\n| a = b\n}}\nA [[town]]", WIKI),
    ("See [[note]] of mine.\n\n# Heading\n\n- a [link](https://a.example)", "text/markdown"),
    ("A plain [[aside]] and no more.", "text/plain"),
    ("Equals\n== nothing\nhere.", "text/plain"),
    ("<p>a</p><p>b {{x}}</p><p>[[c]]</p>", "text/html"),
]


@pytest.mark.parametrize(("text", "expected"), SNIFFED)
def test_wiki_text_is_known_by_several_signs(reads, text, expected):
    assert reads(text).media_type == expected


HOSTILE = ["<ref>", '<ref name="a">x', "{{", "[[", "{{a|", "[http://a ", "<!--", "<math>", "{{[[",
           "'''", "}}", "|", "# a\n", "=a=\n", "{|\n|a||b\n"]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_length_and_no_faster(wiki, unit):
    def seconds(size, times):
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            wiki("A [[b]]\n" + unit * (size // len(unit)))
            taken.append(time.perf_counter() - began)
        return min(taken)

    assert seconds(20_000, 2) < 60 * max(seconds(2_000, 4), 0.002)


def test_nested_templates_end(wiki):
    assert "word" in wiki("word " + "{{a|" * 20_000 + "}}" * 20_000).text


def test_more_signs_than_the_limit_are_refused(wiki):
    with pytest.raises(OversizedDocument, match="signs of a wiki"):
        wiki("{{a}}" * 200, limits=ReadLimits(max_tags=100))


def test_the_shipped_tables_load():
    table = load_wiki()
    assert table.templates["cite web"].role is TemplateRole.CITE
    assert table.parameters["عنوان"] == "title"
    assert {"file", "ملف"} <= table.files
    assert "category" in table.unshown


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "Cite web", "role": "cite", "shown": "", "group": ""},
        {"name": "cite_web", "role": "cite", "shown": "", "group": ""},
        {"name": "x", "role": "source", "shown": "", "group": ""},
        {"name": "x", "role": "text", "shown": "", "group": ""},
        {"name": "x", "role": "cite", "shown": "1", "group": ""},
    ],
)
def test_a_wrong_row_names_its_line(cells, monkeypatch):
    rows = {"wiki/templates.csv": [Row(where="templates.csv:7", cells=cells)]}
    monkeypatch.setattr(loader, "rows", lambda _, name, __: rows.get(name, []))
    with pytest.raises(DataError, match=r"templates.csv:7"):
        load_wiki.__wrapped__()


def test_a_gallery_shows_the_words_below_its_pictures(wiki):
    found = wiki("A.\n<gallery>\nFile:A.jpg|The ''old'' [[tower]]\nB.jpg\n</gallery>\nB.")
    captions = [b.span.of(found.text) for b in found.blocks if b.why == "figcaption"]
    assert captions == ["The old tower"]
    assert "jpg" not in found.text


@pytest.mark.parametrize("opened", ["{{<ref>", "[[<ref>", "{{a|<ref>{{<ref>", "[[{{<gallery>[["])
def test_what_is_opened_around_a_note_and_never_closed_is_words(wiki, opened):
    assert "told" in wiki(f"A told {opened} b").text
