"""What a page says of its publisher, read by roles; nothing malformed is believed or fatal."""

from __future__ import annotations

import json
import time

import pytest

from sourcecheck.model import Publishing
from sourcecheck.verify.page import read_page, read_publishing

URL = "https://a.example/p"


def told(head: str) -> Publishing:
    body = f"<!doctype html><html><head>{head}</head><body><p>Three wells.".encode()
    found = read_page(body, "text/html", "", URL).publishing
    assert read_publishing(body, "", URL) == found
    return found


def data(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


def test_everything_a_publisher_may_say_is_read():
    found = told(
        '<meta property="og:site_name" content=" The  Wells ">'
        '<meta name="application-name" content="Wells">'
        '<meta name="twitter:site" content="@wells">'
        '<meta property="article:publisher" content="https://www.facebook.com/wells">'
        '<meta property="og:url" content="/p?x=1"><link rel="canonical" href="/q">'
        '<meta name="original-source" content="https://b.example/1">'
        + data(
            {
                "@type": "NewsArticle",
                "isBasedOn": {"url": "https://c.example/2"},
                "publisher": {
                    "@type": "NewsMediaOrganization",
                    "name": "The Wells &amp; Co",
                    "address": {"addressCountry": "TR"},
                    "sameAs": ["https://t.me/wells", 7],
                    "ownershipFundingInfo": "/owners",
                    "ethicsPolicy": ["/ethics", "/more"],
                    "publishingPrinciples": None,
                },
            }
        )
    )
    assert found == Publishing(
        site_names=("The Wells", "Wells"),
        publishers=("The Wells & Co",),
        countries=("TR",),
        profiles=("https://t.me/wells", "https://www.facebook.com/wells", "https://twitter.com/wells"),
        canonical="https://a.example/q",
        og_url="https://a.example/p?x=1",
        first_published=("https://b.example/1", "https://c.example/2"),
        policies=(
            ("ethicsPolicy", "https://a.example/ethics"),
            ("ownershipFundingInfo", "https://a.example/owners"),
        ),
    )  # fmt: skip


HOSTILE = [
    "null", "7", '"x"', "[]", "{}", '{"@graph":{}}', '{"@graph":[[{"@type":"Article"}]]}',
    '{"@type":{"a":1},"publisher":[]}', '{"@type":["Article",{}],"publisher":[[[[[[{"name":"x"}]]]]]]}',
    '{"@type":"Article","publisher":{"@id":["a"]}}', '{"@type":"Article","publisher":{"name":{"@value":9}}}',
    '{"@type":"Organization","sameAs":{"a":{}},"address":[[],{"addressCountry":[{}]}]}',
    '{"@type":"Article","isBasedOn":[[{}]]}', "{" * 5000, "[" * 9000, '{"@type":"Article",' * 3000,
    '{"@id":"a","@type":"Article","publisher":{"@id":"a"}}', "9" * 9000, "<!-- -->", "//<![CDATA[\n//]]>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:30] for text in HOSTILE])
def test_no_data_is_fatal(text):
    assert told(data(text)).publishers == ()


def test_a_great_many_objects_take_no_longer_than_reading_them():
    many = [{"@type": "NewsArticle", "publisher": {"name": f"n{n}"}} for n in range(3000)]
    began = time.perf_counter()
    found = told(data(many))
    assert time.perf_counter() - began < 1
    assert len(found.publishers) == 6


@pytest.mark.parametrize(
    "text",
    [
        '<!-- {"@type":"Article","publisher":{"name":"Wells"}} -->',
        '//<![CDATA[\n{"@type":"Article","publisher":{"name":"Wells"}}\n//]]>',
        '/* <![CDATA[ */ {"@type":"Article","publisher":{"name":"Wells"}} /* ]]> */',
        '{"@type":"Article","publisher":{"name":"Wells",},}',
        '{"@type":"Article","publisher":{"name":"Wells"}};',
        '{"@type":"Article","headline":"a\tb\nc","publisher":{"name":"Wells"}}',
    ],
)
def test_data_that_is_nearly_right_is_mended(text):
    assert told(data(text)).publishers == ("Wells",)


@pytest.mark.parametrize("handle", ["@", "", "https://twitter.com/x", "@a/b", "@" + "x" * 600])
def test_what_is_no_handle_gives_no_account(handle):
    assert told(f'<meta name="twitter:site" content="{handle}">').profiles == ()
