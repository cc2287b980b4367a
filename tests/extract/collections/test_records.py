"""JSON records: lines and documents, keys of many names, wrong lines."""

import json

import pytest
from listing import entries, lines

from sourcecheck.errors import OversizedDocument, UnreadableDocument
from sourcecheck.extract.reading import ReadLimits


def test_every_line_is_an_article_or_an_address():
    records = [
        {
            "url": "https://a.example/1",
            "body": "Words",
            "headline": "One",
            "authors": ["Ann", "Bo"],
        },
        {"link": "https://a.example/2"},
        {"content": "Words alone", "publish_date": "2025-06-03"},
        {"meta": {"source": 3}, "article": {"text": "Inside", "author": {"name": "Cy"}}, "url": ""},
    ]
    body = "\n".join(json.dumps(each) for each in records)
    found = entries(body)
    assert lines(body, "l.jsonl") == [
        "article https://a.example/1",
        "address https://a.example/2",
        "article l.jsonl#3",
        "article l.jsonl#4",
    ]
    assert [each.told.byline for each in found if hasattr(each, "told")] == ["Ann, Bo", "", "Cy"]
    assert found[2].told.published == "2025-06-03"


def test_keys_and_texts_of_any_script_are_read():
    body = json.dumps({"العنوان": "العبّارة", "النص": "وصلت العبّارة"}, ensure_ascii=False)
    (found,) = entries(body)
    assert (found.body.decode(), found.told.title) == ("وصلت العبّارة", "العبّارة")


GOOD = '{"text": "Words"}\n'
WRONG = [
    ("{not json}\n", "line 2: it is no JSON: "),
    ("3\n", "line 2: it is no object of names and values"),
    ("[1, 2]\n", "line 2: it is no object of names and values"),
    ('{"title": "no text"}\n', "line 2: neither a text nor an address is in it"),
    ('{"url": "ftp://a.example/"}\n', "line 2: 'ftp://a.example/' is no web address"),
    (b'{"text": "\xff\xfe"}\n', "line 2: it is not UTF-8"),
    ('{"text": "cut of', "line 2: it is no JSON: "),
    ('{"a": ' * 50_000 + "\n", "line 2: it is no JSON: "),
    ('{"text": "' + "x" * 3_000_000 + '"}\n', "line 2: it is longer than 1,000,000 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "words"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_line_is_one_message_and_the_others_go_on(wrong, words):
    raw = wrong.encode() if isinstance(wrong, str) else wrong
    whole = raw.endswith(b"\n")
    found = lines(
        GOOD.encode() + raw + (GOOD.encode() if whole else b""),
        "l.jsonl",
        limits=ReadLimits(max_bytes=1_000_000),
    )
    assert found[1].startswith(f"error l.jsonl: {words}")
    assert found[::2] == (["article l.jsonl#1", "article l.jsonl#3"] if whole else found[:1])


def test_lone_surrogates_and_numbers_do_no_harm():
    found = entries('{"text": "a\\ud800b", "title": 12, "author": null, "date": 1.5}')
    assert (found[0].body, found[0].told.title) == (b"a?b", "12")


@pytest.mark.parametrize(
    "body",
    [
        '[{"text": "One"}, {"url": "https://a.example/2"}]',
        '{\n"count": 2, "articles": [{"text": "One"}, {"url": "https://a.example/2"}]}',
        '\ufeff[\n {"text": "One"},\n {"url": "https://a.example/2"}\n]',
    ],
)
def test_a_json_document_is_an_array_or_holds_one(body):
    assert lines(body, "l.json") == ["article l.json#1", "address https://a.example/2"]


def test_a_json_document_that_is_one_article_is_one():
    assert lines('{\n "title": "T",\n "text": "One"\n}', "l.json") == ["article l.json#1"]


def test_a_json_document_is_read_whole_or_not_at_all():
    with pytest.raises(UnreadableDocument, match="this is no JSON"):
        entries('[{"text": "One"}, {"te')
    with pytest.raises(OversizedDocument) as told:
        entries('[{"text": "One"}]', limits=ReadLimits(max_bytes=5))
    assert "JSON Lines" in told.value.hint
