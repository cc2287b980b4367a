"""Lists of others: what each format says, what is left out and told, and what is never touched."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sourcecheck.classify.importers.places import (
    account_of,
    countries_of,
    date_of,
    host_of,
    issn_of,
    key_of,
    qid_of,
)
from sourcecheck.data.files import digest
from sourcecheck.data.load_imports import load_imports
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.errors import DataError, UsageError
from sourcecheck.session.listimport import Asked, import_list, mapping, rows_in, take, write

NOW = datetime(2026, 11, 21, tzinfo=UTC)
HEAD = "domain,name,country,kind\n"


@pytest.fixture
def taken(tmp_path):
    """Read a text as a list of a format; nothing is written."""

    def read(form, text, name="list.csv", **asked):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_list(Asked(format=form, file=path, **asked), tmp_path / "own", NOW)

    return read


def said(found):
    """Return (outlet, type, value) of the claims."""
    return [(row.outlet, row.type, row.value) for row in found.rows if row.record == "claim"]


def left_out(found):
    return [(each.where, each.whole) for each in found.refused]


FORMATS = [
    ("csv", HEAD + "blatt.example,Blatt,AM,daily\n",
     [("blatt.example", "country_base", "AM"), ("blatt.example", "kind", "news")]),
    ("gdelt", "feld.example\tAS\tAustralia\r\nwald.example\tRS\tRussia\r\n",
     [("feld.example", "country_focus", "AU"), ("wald.example", "country_focus", "RU")]),
    ("mediacloud", ("id,name,label,homepage,pub_country,about_country,primary_language,media_type\n"
     "1,tal.example,Tal,https://www.tal.example/,CZE,IRN,fa,print_native\n"),
     [("tal.example", "country_base", "CZ"), ("tal.example", "country_focus", "IR"),
      ("tal.example", "kind", "news"), ("tal.example", "language", "fa")]),
    ("matrix", ("Region,Country,Media company,Main assets,URL,Typology,Status,Notes,Twitter,Telegram\n"
     "Asia,Georgia,Public Body,Kanal,http://kanal.example/,SC,,,kanal_tv,https://t.me/kanal\n"),
     [("kanal.example", "country_control", "GE"),
      ("kanal.example", "editorial_control", "State Media Monitor 2024: SC"),
      ("kanal.example", "legal_owner", "Public Body")]),
    ("matrix", "Country,Main assets,URL,Typology\nGeorgia,Blatt,http://blatt.example/,CaPr\n",
     [("blatt.example", "editorial_control", "State Media Monitor 2024: CaPr")]),
    ("mbfc", json.dumps([{"source": "berg.example", "country": "Turky", "factual_reporting": "HIGH"}]),
     [("berg.example", "country_base", "TR"), ("berg.example", "reliability:mbfc", "high")]),
    ("mbfc", json.dumps({"fluss.example": {"name": "Fluss", "reporting": "MIXED"}}),
     [("fluss.example", "reliability:mbfc", "mixed")]),
    ("universities", json.dumps([{"name": "Uni", "alpha_two_code": "KZ", "country": "Kazakhstan",
                                  "domains": ["uni.example"], "web_pages": ["http://uni.example/"]}]),
     [("uni.example", "country_base", "KZ"), ("uni.example", "kind", "academic")]),
    ("citizenlab", ("url,category_code,category_description,date_added,source,notes\n"
     "https://see.example/,NEWS,News Media,2017-01-01,x,\nhttps://spiel.example/,GMB,Gambling,,,\n"),
     [("see.example", "kind", "news")]),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "claims"), FORMATS)
def test_a_list_says_of_its_outlets_what_its_format_can_say(taken, form, text, claims):
    found = taken(form, text)
    assert said(found) == claims
    assert not any(each.whole for each in found.refused)


def test_every_format_is_tried_here_or_with_the_endpoint():
    assert {form for form, *_ in FORMATS} | {"wikidata"} == set(load_imports().formats)


def test_what_a_list_is_about_is_focus_and_never_base(taken):
    found = taken("gdelt", "feld.example\tIR\tIran\n")
    assert [row.detail for row in found.rows] == ["confidence=0.4"]
    assert "country_base" not in found.claims


def test_the_state_that_controls_is_not_where_the_outlet_sits(taken):
    found = taken(
        "matrix", "Country,Main assets,URL,Typology\nChina,Herald,http://h.example/,CaPu\n"
    )
    assert ("h.example", "country_control", "CN") in said(found)
    assert "country_base" not in found.claims


def test_the_kind_that_a_rater_puts_before_a_name_is_no_part_of_it(taken):
    found = taken(
        "matrix", "Country,Main assets,URL,Typology\nChina,Print: Blatt,http://b.example/,SC\n"
    )
    assert [row.value for row in found.rows if row.record in {"name", "alias"}] == [
        "Blatt",
        "Blatt",
    ]


def test_an_older_directory_of_media_cloud_is_read_as_well(taken):
    found = taken(
        "mediacloud", "media_id,url,name,pub_country\n7,http://tal.example/,Das Tal,CZE\n"
    )
    assert said(found) == [("tal.example", "country_base", "CZ")]
    assert found.rows[0].value == "Das Tal"


def test_lists_that_were_taken_in_count_in_the_digest_of_a_run(taken, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    before = digest(own)
    write(taken("csv", HEAD + "a.example,A,AM,news\n", tag="desk"), own)
    (own / ".compiled").write_text("made from the others")
    after = digest(own)
    assert before == digest() != after
    (own / "overrides.csv").write_text("outlet,property,value,by,at,why\n")
    assert digest(own) not in {before, after}


def test_a_known_outlet_keeps_its_id_and_gets_no_second_name(taken):
    found = taken("csv", "url,name,country\nhttps://www.bbc.co.uk/news,Somebody,GB\n")
    assert {row.outlet for row in found.rows} == {"bbc.com"}
    assert not [row for row in found.rows if row.record in {"name", "key"}]


def test_a_name_of_somebody_else_is_told_and_not_taken(taken):
    found = taken("mbfc", json.dumps([{"source": "wrong.example", "name": "Reuters", "bias": "x",
                                       "factual": "LOW"}]))  # fmt: skip
    assert not [row for row in found.rows if row.record == "alias"]
    assert "reuters.com" in found.refused[0].why


def test_an_edition_of_a_known_outlet_needs_a_country_of_its_own(taken):
    found = taken("gdelt", "somewhere.bbc.com\tUK\tUnited Kingdom\n")
    assert found.rows == ()
    assert "bbc.com" in found.refused[0].why


ENCODED = [
    ("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16", b""), ("cp1251", b""), ("cp1256", b""),
]  # fmt: skip


@pytest.mark.parametrize(("charset", "mark"), ENCODED)
def test_any_charset_is_read(taken, charset, mark):
    name = "صحيفة الوادي الجديدة اليوم" if charset == "cp1256" else "Вечерняя газета долины"
    text = HEAD + f"tal.example,{name},AM,news\n" * 3
    found = taken("csv", mark + text.encode(charset))
    assert [row.value for row in found.rows if row.record == "name"] == [name]


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("\n", "\r\n") + "blatt.example,Blatt,AM,news\r\n",
        "COUNTRY;Kind;DOMAIN;Name\nAM;news;blatt.example;Blatt\n",
        "name\tdomain\tkind\tcountry\nBlatt\tblatt.example\tnews\tarmenia\n",
        '"Domain","Name","Country","Kind"\n"http://www.blatt.example/","Blatt","ARM","news"\n',
        "# our list\n" + HEAD + "\n blatt.example , Blatt ,am, news \n",
    ],
)
def test_order_case_ends_of_lines_and_delimiters_do_not_matter(taken, text):
    found = taken("csv", text)
    assert said(found) == [
        ("blatt.example", "country_base", "AM"),
        ("blatt.example", "kind", "news"),
    ]
    assert found.refused == ()


def test_a_packed_list_is_unpacked(taken):
    packed = gzip.compress(b"feld.example\tIR\tIran\n")
    assert said(taken("gdelt", packed, "list.tsv.gz")) == [("feld.example", "country_focus", "IR")]


def test_a_packed_list_that_is_cut_is_told(taken):
    packed = gzip.compress(b"feld.example\tIR\tIran\n" * 500)
    with pytest.raises(UsageError, match="gzip"):
        taken("gdelt", packed[:-20])


def test_the_users_own_columns_are_mapped(taken):
    mapped = mapping(["Netz=url,Staat=country", "Arabisch=alias:ar", "3=name"])
    found = taken(
        "csv",
        "Netz;Staat;Titel;Arabisch\nhttp://blatt.example;Turkey;Blatt;الورقة\n",
        mapped=mapped,
    )
    assert said(found) == [("blatt.example", "country_base", "TR")]
    names = [(row.value, row.detail) for row in found.rows if row.record == "alias"]
    assert names == [("Blatt", ""), ("الورقة", "lang=ar")]


@pytest.mark.parametrize("text", ["Netz", "Netz=", "=host", "Netz=hots", "a=host,b"])
def test_a_mapping_that_maps_nothing_is_refused(text):
    with pytest.raises(UsageError, match="--map"):
        mapping([text])


def test_a_column_that_is_not_there_is_told_with_those_that_are(taken):
    with pytest.raises(UsageError, match="Netz") as told:
        taken("csv", HEAD, mapped={"Netz": "host"})
    assert "domain" in told.value.hint


LEFT_OUT = [
    ("csv", HEAD + "blatt.example,B,Atlantis,news\n", [("list.csv:2", False)]),
    ("csv", HEAD + "blatt.example,B,Georgie,news\n", [("list.csv:2", False)]),
    ("csv", HEAD + "blatt.example,B,AM,gossip\n", [("list.csv:2", False)]),
    ("csv", HEAD + "facebook.com,B,US,news\n", [("list.csv:2", True)]),
    ("csv", HEAD + "bit.ly,B,US,news\n", [("list.csv:2", True)]),
    ("csv", HEAD + "com.tr,B,TR,news\n", [("list.csv:2", True)]),
    ("csv", HEAD + ",B,TR,news\n", [("list.csv:2", True)]),
    ("csv", HEAD + "not a host,B,TR,news\n", [("list.csv:2", True)]),
    ("csv", HEAD + "a.example,B,TR,news,more,cells\n", [("list.csv:2", True)]),
    ("csv", HEAD + "lonely\nb.example,B,TR,news\n", [("list.csv:2", True)]),
    ("csv", HEAD + "a.example," + "x" * 5000 + ",TR,news\n", [("list.csv:2", True)]),
    ("csv", HEAD + 'a.example,"' + "x\n" * 100 + "\n", [("list.csv:2", True)]),
    ("csv", HEAD + "a.example,\0B,TR,news\n", []),
    ("gdelt", "feld.example\tAS\tAmerican Samoa\n", [("list.csv:1", False)]),
    ("gdelt", "feld.example\tXX\t\n", [("list.csv:1", False)]),
    ("gdelt", "feld.example\tIR\tIran\textra\n", []),
    ("matrix", "Country,URL,Typology\nIran,http://a.example,ZZ\n", [("list.csv:2", False)]),
    ("mbfc", '[{"source": "a.example"}, 7, {"country": "Iran"}]',
     [("list.csv: record 2", True), ("list.csv: record 3", True)]),
    ("mbfc", json.dumps([{"source": "a.example", "name": "x" * 5000}]),
     [("list.csv: record 1", True)]),
    ("mbfc", '{"source": "a.example"}\n{broken\n{"source": "b.example"}\n', [("list.csv:2", True)]),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "places"), LEFT_OUT)
def test_what_cannot_be_used_is_left_out_and_told_with_its_line(taken, form, text, places):
    assert left_out(taken(form, text)) == places


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", ""),
        ("csv", "only words here\nand here\n"),
        ("mbfc", '[{"source": '),
        ("mbfc", "[" * 100_000),
        ("wikidata", '{"head": {}}'),
        ("wikidata", "no json"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_one_sentence(taken, form, text):
    with pytest.raises(UsageError):
        taken(form, text)


@pytest.mark.parametrize("tag", ["starter-2025", "sources", "Big", "../up", "", "a b"][:4])
def test_a_tag_that_would_hide_another_list_is_refused(taken, tag):
    with pytest.raises(UsageError, match="--tag"):
        taken("csv", HEAD + "a.example,A,TR,news\n", tag=tag)


def test_a_format_that_nobody_knows_is_refused_with_the_near_one(taken):
    with pytest.raises(UsageError) as told:
        taken("gdlet", "")
    assert "gdelt" in told.value.hint


def test_a_list_is_written_under_its_own_source_and_read_by_the_gazetteer(taken, tmp_path):
    found = taken("csv", HEAD + "blatt.example,Das Blatt,AM,news\n", tag="desk", licence="ours")
    own = tmp_path / "own"
    write(found, own)
    tables = load_outlets.__wrapped__(own)
    outlet = tables.outlets["blatt.example"]
    assert outlet.name == "Das Blatt"
    assert {(each.property, each.value, each.source) for each in outlet.claims} == {
        ("country_base", "AM", "desk"), ("kind", "news", "desk"),
    }  # fmt: skip
    assert (tables.sources["desk"].licence, tables.sources["desk"].date) == ("ours", "2026-11-21")


def test_a_list_that_is_taken_in_again_shows_what_changed(taken, tmp_path):
    own = tmp_path / "own"
    write(taken("csv", HEAD + "a.example,A,AM,news\nb.example,B,TR,news\n", tag="desk"), own)
    same = taken("csv", HEAD + "b.example,B,TR,news\na.example,A,AM,news\n", tag="desk")
    assert not same.change
    new = taken("csv", HEAD + "a.example,A,GE,news\nb.example,B,TR,news\n", tag="desk")
    assert [row.value for row in new.change.added] == ["GE"]
    assert [row.value for row in new.change.gone] == ["AM"]


def test_two_lists_lie_side_by_side(taken, tmp_path):
    own = tmp_path / "own"
    write(taken("csv", HEAD + "a.example,A,AM,news\n", tag="one"), own)
    before = (own / "imported" / "one.csv").read_bytes()
    write(taken("csv", HEAD + "a.example,A,TR,news\n", tag="two"), own)
    assert (own / "imported" / "one.csv").read_bytes() == before
    assert sorted(path.name for path in (own / "imported").iterdir()) == [
        "one.csv", "sources.csv", "two.csv",
    ]  # fmt: skip
    assert len(rows_in(own / "imported" / "sources.csv")) == 0
    assert (own / "imported" / "sources.csv").read_text().count("\n") == 3


def binding(**cells):
    return {
        name: {"type": "literal", "value": value, **({"xml:lang": "fa"} if name == "label" else {})}
        for name, value in cells.items()
    }


ITEM = "http://www.wikidata.org/entity/Q77"
STATEMENTS = [
    binding(item=ITEM, property="P856", value="https://www.old.example/", to="2019-05-01T00:00:00Z"),
    binding(item=ITEM, property="P856", value="https://new.example/fa"),
    binding(item=ITEM, property="P17", value="CZ", rank="http://wikiba.se/ontology#NormalRank"),
    binding(item=ITEM, property="P17", value="IR", rank="http://wikiba.se/ontology#DeprecatedRank"),
    binding(item=ITEM, property="P31", value="http://www.wikidata.org/entity/Q11032"),
    binding(item=ITEM, property="P127", value="A Holding", **{"from": "2013-00-00T00:00:00Z"}),
    binding(item=ITEM, property="P3789", value="NewExample"),
    binding(item=ITEM, property="P569", value="nobody asked"),
    {"item": {"value": ITEM}, "property": {"value": "label"},
     "value": {"value": "نیو اگزمپل", "xml:lang": "fa"}},
]  # fmt: skip


def test_statements_of_wikidata_become_keys_names_and_claims_with_their_dates(taken):
    found = taken("wikidata", json.dumps({"head": {}, "results": {"bindings": STATEMENTS}}))
    rows = [(row.record, row.type, row.value, row.detail) for row in found.rows]
    assert rows == [
        ("name", "", "نیو اگزمپل", ""),
        ("key", "account", "telegram:newexample", ""),
        ("key", "host", "old.example", "to=2019-05-01"),
        ("key", "qid", "Q77", ""),
        ("alias", "official", "نیو اگزمپل", "lang=fa"),
        ("claim", "country_base", "CZ", "confidence=0.6"),
        ("claim", "kind", "news", "confidence=0.7"),
        ("claim", "legal_owner", "A Holding", "confidence=0.7|from=2013"),
    ]
    assert {row.outlet for row in found.rows} == {"new.example"}


def test_a_preferred_statement_makes_the_others_past(taken):
    rows = [
        binding(item=ITEM, property="P856", value="https://new.example/"),
        binding(
            item=ITEM, property="P17", value="CZ", rank="http://wikiba.se/ontology#PreferredRank"
        ),
        binding(item=ITEM, property="P17", value="IR", rank="http://wikiba.se/ontology#NormalRank"),
    ]
    found = taken("wikidata", json.dumps({"results": {"bindings": rows}}))
    details = {row.value: row.detail for row in found.rows if row.type == "country_base"}
    assert details == {"CZ": "confidence=0.6", "IR": "confidence=0.6|rank=deprecated"}


def test_rows_with_variables_of_people_are_read_as_well(taken):
    rows = [{
        "item": {"value": ITEM}, "itemLabel": {"value": "New Example", "xml:lang": "en"},
        "website": {"value": "http://new.example"},
        "country": {"value": "http://www.wikidata.org/entity/Q213"},
        "countryLabel": {"value": "Czech Republic"},
    }]  # fmt: skip
    found = taken("wikidata", json.dumps({"results": {"bindings": rows}}))
    assert ("new.example", "country_base", "CZ") in said(found)
    assert [row.value for row in found.rows if row.record == "name"] == ["New Example"]


def test_a_thing_without_an_address_or_a_country_without_a_name_is_told(taken):
    rows = [
        binding(item=ITEM, property="P17", value="http://www.wikidata.org/entity/Q15180"),
        binding(item=ITEM, property="P31", value="http://www.wikidata.org/entity/Q11032"),
        binding(property="P17", value="CZ"),
    ]
    found = taken("wikidata", json.dumps({"results": {"bindings": rows}}))
    assert found.rows == ()
    assert len(found.refused) == 3


COUNTRY_CASES = [
    ("AZ", "codes", "AZ"), ("az", "codes", "AZ"), ("AZE", "codes", "AZ"), ("uk", "codes", "GB"),
    ("INT", "codes", "INT"), ("EU", "codes", "EU"), ("XK", "codes", "XK"), ("ZZ", "codes", ""),
    ("Azerbaijan", "codes", "AZ"), ("آذربایجان", "codes", "AZ"), ("Турция", "codes", "TR"),
    ("Korea, Republic of", "codes", "KR"), ("Korea", "codes", ""), ("Niger", "typos", "NE"),
    ("the Netherlands", "codes", "NL"), ("Azerbaijn", "codes", ""), ("Azerbaijn", "typos", "AZ"),
    ("Turky", "typos", "TR"), ("Nigerie", "typos", ""), ("Irak", "typos", "IQ"), ("Iraq", "typos", "IQ"), ("Iram", "typos", ""),
    ("Slovekia", "typos", ""), ("Austrlia", "typos", ""), ("Argentna", "typos", "AR"), ("Utopia", "typos", ""),
    ("AS", "fips", "AU"), ("RS", "fips", "RU"), ("IZ", "fips", "IQ"), ("UP", "fips", "UA"),
    ("Iran", "fips", ""), ("", "codes", ""), ("Guinea", "typos", "GN"), ("Dominica", "typos", "DM"),
]  # fmt: skip


@pytest.fixture(scope="module")
def countries():
    return countries_of(load_imports(), load_outlets(None))


@pytest.mark.parametrize(("text", "how", "code"), COUNTRY_CASES)
def test_a_country_is_read_or_left_open_and_never_guessed(countries, text, how, code):
    assert countries.read(text, how) == code


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://www.Blatt.example/ar/1?x=2", "host:blatt.example"),
        ("blatt.example.", "host:blatt.example"),
        ("https://t.me/SomeBody", "account:telegram:somebody"),
        ("tn.ai", "host:tasnimnews.com"),
        ("https://web.archive.org/", ""),
        ("com.tr", ""),
        ("127.0.0.1", ""),
        ("localhost", ""),
        ("http://[::1]/", ""),
        ("file.pdf", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_an_address_stands_for_its_outlet_or_for_nobody(text, key):
    found, why = key_of(text, load_outlets(None))
    assert found == key
    assert bool(why) is not bool(key)


def test_hosts_accounts_dates_and_numbers_are_read_in_our_own_form():
    urls = load_outlets(None).urls
    assert host_of("HTTPS://WWW.Müller.example:443/a/") == ("xn--mller-kva.example", "/a")
    assert account_of("twitter", "@Some_Body", urls) == "twitter:some_body"
    assert account_of("twitter", "https://twitter.com/Some_Body", urls) == "twitter:some_body"
    assert account_of("twitter", "https://facebook.com/Some", urls) == ""
    assert account_of("twitter", "two words", urls) == ""
    assert [date_of(text) for text in ("2013", "2013-05", "+2013-05-02T00:00:00Z")] == [
        "2013", "2013-05", "2013-05-02",
    ]  # fmt: skip
    assert [date_of(text) for text in ("2013-13", "soon", "2013-05-40", "")] == ["", "", "", ""]
    assert (qid_of("Q12"), qid_of("http://www.wikidata.org/entity/Q9"), qid_of("P12")) == (
        "Q12", "Q9", "",
    )  # fmt: skip
    assert (issn_of("1234567x"), issn_of("12345")) == ("1234-567X", "")


WILD = [
    ("a spreadsheet's own first line", "csv", "sep=;\r\nhost;country\r\nblatt.example;AM\r\n", {}, [("blatt.example", "country_base", "AM")]),
    ("commas that a spreadsheet left behind", "csv", "host,country\nblatt.example,AM,,\n", {}, [("blatt.example", "country_base", "AM")]),
    ("columns by number and no header", "csv", "blatt.example,AM\ntal.example,CZ\n", {"mapped": {"1": "host", "2": "country_base"}}, [("blatt.example", "country_base", "AM"), ("tal.example", "country_base", "CZ")]),
    ("columns by number under a header", "csv", "where,land\ntal.example,CZ\n", {"mapped": {"1": "host", "2": "country_base"}}, [("tal.example", "country_base", "CZ")]),
    ("an edition's host and path", "csv", "host,country\nblatt.example/ar,GB\n", {}, [("blatt.example/ar", "country_base", "GB")]),
    ("an address of a page stands for its host", "csv", "url,country\nhttps://blatt.example/ar,GB\n", {}, [("blatt.example", "country_base", "GB")]),
    ("an e-mail address is no host", "csv", "host,country\nred@blatt.example,GB\nmailto:a@b.example,GB\n", {}, []),
    ("Congo could be two", "csv", "host,country\nblatt.example,Congo\n", {}, []),
    ("dates hold for who owns it, not for what it is", "csv", "host,ownership,kind,from\nblatt.example,state,daily,2013\n", {}, [("blatt.example", "kind", "news"), ("blatt.example", "ownership", "state")]),
    ("a rank of press freedom behind the country", "mbfc", '[{"source":"Blatt","url":"blatt.example","country":"USA (44/180 Press Freedom)"}]', {}, [("blatt.example", "country_base", "US")]),
    ("a code that contradicts the name beside it", "universities", '[{"domains":["blatt.example"],"alpha_two_code":"DE","country":"Austria"}]', {}, [("blatt.example", "kind", "academic")]),
    ("a rater's code in brackets, and the year of the row", "matrix", "name,country,domain,typology,year\nBlatt,Armenia,blatt.example,State-controlled (SC),2021\n", {}, [("blatt.example", "country_control", "AM"), ("blatt.example", "editorial_control", "State Media Monitor 2021: SC")]),
    ("a rated country that could be two", "matrix", "name,country,domain,typology\nBlatt,Korea,blatt.example,SC\n", {"date": "2024-02"}, [("blatt.example", "editorial_control", "State Media Monitor 2024: SC")]),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "given", "expected"), [c[1:] for c in WILD], ids=[c[0] for c in WILD])  # fmt: skip
def test_lists_are_read_as_they_look_in_the_wild(taken, form, text, given, expected):
    assert sorted(said(taken(form, text, tag="" if form != "csv" else "own", **given))) == expected


def test_what_a_cell_of_a_country_could_not_say_is_told(taken):
    text = "name,country,domain,typology\nBlatt,Korea,blatt.example,SC\n"
    assert [each.why for each in taken("matrix", text).refused] == [
        "country_control: no country, or not clear which: 'Korea'"
    ]


def test_dates_of_a_row_go_to_the_owner_and_not_to_the_kind(taken):
    found = taken("csv", "host,ownership,kind,from\nblatt.example,state,daily,2013\n")
    details = {row.type: row.detail for row in found.rows if row.record == "claim"}
    assert "from=2013" in details["ownership"]
    assert "from" not in details["kind"]


def test_names_lose_entities_and_signs_that_nobody_sees(taken):
    text = "host,name\nblatt.example,\u202eTal &amp; Berg&#39;s\x1b\u202c\n"
    assert [row.value for row in taken("csv", text).rows if row.record == "name"] == [
        "Tal & Berg's"
    ]


def test_a_list_of_ratings_by_name_and_address_keeps_both(taken):
    found = taken("mbfc", '[{"source":"Blatt","url":"https://blatt.example/","country":"Germany"}]')
    assert [row.value for row in found.rows if row.record == "name"] == ["Blatt"]
    assert found.refused == ()


def wide(item, **cells):
    return {"item": {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"}, **cells}


def uri(text):
    return {"type": "uri", "value": text}


def test_rows_of_variables_make_a_list_that_can_be_read_again(taken, tmp_path):
    rows = [wide("Q7", website=uri("https://blatt.example/"), country=uri("http://www.wikidata.org/entity/Q399"), itemLabel={"type": "literal", "value": "Q7"})]  # fmt: skip
    found = taken("wikidata", json.dumps({"results": {"bindings": rows}}))
    assert [(row.record, row.type, row.value) for row in found.rows] == [
        ("key", "qid", "Q7"),
        ("claim", "country_base", "AM"),
    ]
    take(found, tmp_path / "own")
    assert (tmp_path / "own" / "imported" / "wikidata.csv").exists()


@pytest.mark.parametrize("cell", [
    {"type": "bnode", "value": "t12"},
    uri("http://www.wikidata.org/.well-known/genid/0f3c"),
])  # fmt: skip
def test_an_address_that_is_not_known_is_none(taken, cell):
    rows = [wide("Q7", website=cell, country=uri("http://www.wikidata.org/entity/Q399"))]
    found = taken("wikidata", json.dumps({"results": {"bindings": rows}}))
    assert found.rows == ()


def test_an_address_that_two_things_have_is_told_and_not_taken(taken):
    rows = [wide("Q7", website=uri("https://blatt.example/")), wide("Q8", website=uri("https://blatt.example"))]  # fmt: skip
    found = taken("wikidata", json.dumps({"results": {"bindings": rows}}))
    assert found.rows == ()
    assert any("several things" in each.why for each in found.refused)


def test_an_address_that_ended_for_one_thing_is_the_others(taken):
    rows = [
        binding(item=ITEM, property="P856", value="https://blatt.example/", to="2019-00-00T00:00:00Z"),
        binding(item="http://www.wikidata.org/entity/Q78", property="P856", value="https://blatt.example/"),
    ]  # fmt: skip
    found = taken("wikidata", json.dumps({"results": {"bindings": rows}}))
    assert [(row.type, row.value) for row in found.rows] == [("qid", "Q78")]


def test_a_list_that_could_not_be_read_again_is_not_left_behind(taken, tmp_path):
    own = tmp_path / "own"
    take(taken("csv", HEAD + "blatt.example,Blatt,AM,daily\n", tag="one"), own)
    before = {path.name: path.read_bytes() for path in (own / "imported").iterdir()}
    good = taken("csv", HEAD + "blatt.example,Blatt,CZ,daily\n", tag="one")
    bad = [
        replace(row, type="no such property") if row.record == "claim" else row for row in good.rows
    ]
    with pytest.raises(DataError):
        take(replace(good, rows=tuple(bad)), own)
    assert {path.name: path.read_bytes() for path in (own / "imported").iterdir()} == before
