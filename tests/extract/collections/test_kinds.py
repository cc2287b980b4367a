"""Whether something is a list is told by its content; most texts are none."""

import time

import pytest
from listing import kind

RSS = '<rss version="2.0"><channel><item/></channel></rss>'
LISTS = [
    (RSS, "feed"),
    (f'\ufeff<?xml version="1.0"?>\n<!-- made by hand --><?xml-stylesheet href="a"?>\n{RSS}', "feed"),
    (f'<!DOCTYPE rss PUBLIC "-//Netscape" "http://my.example/rss.dtd">{RSS}', "feed"),
    ('<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16") + RSS.encode("utf-16")[2:], "feed"),
    ('<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "feed"),
    ('<a:feed xmlns:a="http://www.w3.org/2005/Atom"></a:feed>', "feed"),
    ('<rdf:RDF xmlns:rdf="x" xmlns="http://purl.org/rss/1.0/"></rdf:RDF>', "feed"),
    ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>', None),
    ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', "sitemap"),
    ("<sitemapindex>", "sitemap"),
    ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "json-feed"),
    ('{"url": "https://a.example/1"}\n{"url": "https://a.example/2"}\n', "jsonl"),
    ('{"Body": "' + "word " * 30_000 + '"}\n{"Body": "x"}', "jsonl"),
    ('[{"text": "a"}]', "json"),
    ('{\n "articles": [{"text": "a"}]\n}', "json"),
    ('{"name_of_ship": "Aurora", "tonnes": 12}', None),
    ("WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\n", "warc"),
    ("url,title\nhttps://a.example/1,One\n", "csv"),
    ("title;text;date\nOne;Words;2025\n", "csv"),
    ("Başlık\tMetin\nBir\tSöz\n", "csv"),
    ("عنوان,الرابط\nواحد,https://a.example/1\n", "csv"),
    ("заголовок;текст\nОдин;Слова\n".encode("cp1251"), "csv"),
    ("sep=;\nurl;title\nhttps://a.example/1;One\n", "csv"),
    ("url\nhttps://a.example/1\n", None),
    ("year,tonnes\n2024,3\n2025,4\n", None),
    ("Text, body and content of the treaty\n\nThe ministers met, again.\n", None),
    ("Title, author and date\nare missing, he said.\n", None),
    ("[1] https://a.example/1\n[2] https://a.example/2\n", None),
    ("{{Infobox}} '''The ferry''' is a ship.", None),
    ("<html><body><p>An article</p></body></html>", None),
    ("<!-- never closed " + "x" * 70_000, None),
    ("", None),
    (b"\x00\x01\x02", None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), LISTS)
def test_a_list_is_known_by_its_content(body, expected):
    assert kind(body) == expected


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("a.csv", "url\nhttps://a.example/1\n", "csv"),
        ("a.csv", "https://a.example/1\nhttps://a.example/2\n", "csv"),
        ("a.tsv", "text\nOne\n", "csv"),
        ("a.csv", "year,tonnes\n2024,3\n2025,4\n", "csv"),
        ("a.csv.gz", "url\nhttps://a.example/1\n", "csv"),
        ("https://a.example/t.csv?v=2", "url\nhttps://a.example/1\n", "csv"),
        ("a.csv", "The ferry ran late.\n\nNobody, the harbour said, was hurt.\n", None),
        ("feed.xml", "<html><body><p>Not found</p></body></html>", None),
        ("a.jsonl", "The ferry ran late.", None),
    ],
)
def test_a_name_tips_the_balance_and_no_more(name, body, expected):
    assert kind(body, name) == expected


@pytest.mark.parametrize("sign", ["<", "<!", "<?", "{", '{"', "[", ",", "|", '"', "\t", "url,"])
def test_a_megabyte_of_one_sign_is_judged_at_once(sign):
    begun = time.perf_counter()
    kind(sign * (1_000_000 // len(sign)), "a.csv")
    assert time.perf_counter() - begun < 2
