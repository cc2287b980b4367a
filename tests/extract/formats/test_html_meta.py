"""What a page says of itself, and where it says it."""

import pytest

from sourcecheck.extract.formats.html_meta import iso_date, language_of

LD = '<script type="application/ld+json">{}</script>'


def page(head, body="<p>words</p>"):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("field", "head", "value", "found_in"),
    [
        ("title", "<title> A \n b </title>", "A b", "title"),
        ("title", '<title>x</title><meta property="og:title" content="Y">', "Y", "og:title"),
        ("title", LD.format('{"@type":"NewsArticle","headline":"Z"}'), "Z", "json-ld headline"),
        ("byline", '<meta name="author" content="Ann">', "Ann", "meta author"),
        (
            "byline",
            LD.format('[{"@type":["Article"],"author":[{"name":"A"},{"name":"B"}]}]'),
            "A, B",
            "json-ld author",
        ),
        (
            "published",
            '<meta property="article:published_time" content="2025-03-04T10:20:00+0300">',
            "2025-03-04T10:20:00+03:00",
            "meta article:published_time",
        ),
        ("published", '<meta name="DC.date" content="2025-03-04">', "2025-03-04", "meta dc.date"),
        ("publisher", '<meta property="og:site_name" content="Берег">', "Берег", "og:site_name"),
        (
            "publisher",
            LD.format('{"@graph":[{"@type":"NewsArticle","publisher":{"name":"N"}}]}'),
            "N",
            "json-ld publisher",
        ),
        (
            "canonical_url",
            '<link rel="canonical" href="https://x.example/a">',
            "https://x.example/a",
            "link canonical",
        ),
        ("language", '<meta property="og:locale" content="fa_IR">', "fa", "og:locale"),
        (
            "language",
            '<meta http-equiv="Content-Language" content="tr">',
            "tr",
            "meta content-language",
        ),
    ],
)
def test_a_fact_of_the_head_is_found_with_its_place(reads, field, head, value, found_in):
    found = getattr(reads(page(head)), field)

    assert (found.value, found.found_in) == (value, found_in)


def test_the_language_of_the_page_is_its_root_s(reads):
    assert reads('<html lang="AR-eg"><p>نص</p>').language.value == "ar"


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 100_000, '{"@type":"NewsArticle","headline":{"x":1},"author":5}', "null", '"x"'],
)
def test_a_broken_script_leaves_the_rest_alone(reads, script):
    read = reads(page(LD.format(script) + "<title>T</title>"))

    assert read.title.value == "T"
    assert read.byline is None


@pytest.mark.parametrize(
    ("body", "title", "found_in"),
    [
        ("<h1>The tide is late</h1><p>x</p>", "The tide is late", "h1"),
        ("<h1>Harbour News</h1><h2>The tide is late</h2><p>x</p>", "The tide is late", "h2"),
        ("<p>x</p>", "The tide is late - Harbour News", "title"),
    ],
)
def test_the_printed_title_is_the_heading_that_the_head_names(reads, body, title, found_in):
    read = reads(page("<title>The tide is late - Harbour News</title>", body))

    assert (read.title.value, read.title.found_in) == (title, found_in)
    if read.title.span is not None:
        assert read.title.span.of(read.text) == title


@pytest.mark.parametrize(
    ("body", "value", "found_in"),
    [
        ('<p>By <a rel="author" href="/ann">Ann Marsh</a></p>', "Ann Marsh", "rel author"),
        ('<div class="byline">كتبت: ليلى</div><p>نص</p>', "كتبت: ليلى", "html-byline"),
    ],
)
def test_a_printed_byline_is_found_where_the_head_has_none(reads, body, value, found_in):
    found = reads(page("", body)).byline

    assert (found.value, found.found_in) == (value, found_in)


def test_a_printed_time_dates_the_page_where_the_head_does_not(reads):
    found = reads(page("", '<p>x</p><time datetime="2024-02-03">3 Feb</time>')).published

    assert (found.value, found.found_in) == ("2024-02-03", "time")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-03-04", "2025-03-04"),
        ("20250304", "2025-03-04"),
        ("2025-03-04 10:20", "2025-03-04T10:20:00"),
        ("2025-03-04T10:20:30.123Z", "2025-03-04T10:20:30Z"),
        ("2025-03-04T10:20:30 +0300", "2025-03-04T10:20:30+03:00"),
        ("2025-13-40", ""),
        ("۲۰۲۴-۰۵-۰۶", "2024-05-06"),
        ("2024/05/06", "2024-05-06"),
        ("1403-03-19", ""),
        ("۱۴۰۳-۰۳-۱۹T10:00", ""),
        ("1445-12-02", ""),
        ("2567-06-08", ""),
        ("202405061234", ""),
        ("04.03.2025", ""),
        ("", ""),
    ],
)
def test_only_a_date_of_the_calendar_becomes_iso(written, date):
    assert iso_date(written) == date


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ar", "ar"),
        ("ar_EG", "ar"),
        ("RU-ru", "ru"),
        ("ckb-Arab", "ckb"),
        ("english", ""),
        ("", ""),
    ],
)
def test_a_language_tag_s_first_part_is_the_language(tag, language):
    assert language_of(tag) == language


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Tide","author":{"name":"Ann",},}',
        '/* made by a theme */ {"@type":"NewsArticle",\n// who\n"headline":"Tide","author":"Ann"}',
        (
            "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Tide&quot;,"
            "&quot;author&quot;:&quot;Ann&quot;}"
        ),
        (
            '[{"@type":"WebSite","name":"x"},[{"@type":["Thing","Article"],"headline":"Tide",'
            '"author":[{"@type":"Person","name":"Ann"}]}]]'
        ),
        (
            '{"@graph":[{"@type":"NewsArticle","headline":"Tide","author":{"@id":"#a"}},'
            '{"@type":"Person","@id":"#a","name":"Ann"}]}'
        ),
        (
            '{"@type":"WebPage","name":"y","mainEntity":{"@type":"Article","headline":"Tide",'
            '"author":{"name":"Ann"}}}'
        ),
        '<!-- {"@type":"BlogPosting","headline":"Tide","author":"Ann"} -->',
        '{"@type":"NewsArticle","headline":"Tide\n","author":"Ann"}',
    ],
)
def test_data_is_read_as_newsrooms_write_it(reads, script):
    read = reads(page(LD.format(script)))

    assert (read.title.value, read.title.found_in) == ("Tide", "json-ld headline")
    assert (read.byline.value, read.byline.found_in) == ("Ann", "json-ld author")


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("title", "citation_title", "Tide"),
        ("title", "DCTERMS.title", "Tide"),
        ("byline", "citation_author", "Ann Marsh"),
        ("byline", "sailthru.author", "Ann Marsh"),
        ("published", "citation_publication_date", "2024-05-06"),
        ("published", "sailthru.date", "2024-05-06"),
        ("publisher", "citation_journal_title", "Port Bulletin"),
    ],
)
def test_older_names_of_the_head_are_known(reads, field, name, value):
    found = getattr(reads(page(f'<meta name="{name}" content="{value}">')), field)

    assert (found.value, found.found_in) == (value, f"meta {name.lower()}")
