from __future__ import annotations

import pytest

from sourcecheck.data.load_urls import load_urls
from sourcecheck.model import LinkFlag
from sourcecheck.urls.canonical import canonical, fingerprint, link, normal

TABLES = load_urls()

NORMAL = [
    ("HTTP://WWW.A.Example:80", "http://www.a.example/"),
    ("https://a.example:443/x", "https://a.example/x"),
    ("https://a.example:8443/x", "https://a.example:8443/x"),
    ("https://a.example./x", "https://a.example/x"),
    ("https://a.example/a/./b/../c", "https://a.example/a/c"),
    ("https://a.example/a/..", "https://a.example/"),
    ("https://a.example/../x", "https://a.example/x"),
    ("https://a.example/%7euser/%d0%bf", "https://a.example/~user/%D0%BF"),
    ("https://a.example/100%", "https://a.example/100%25"),
    ("https://a.example/п?к=з#ф", "https://a.example/%D0%BF?%D0%BA=%D0%B7#%D1%84"),
    ("http://пример.рф/", "http://xn--e1afmkfd.xn--p1ai/"),
    ("https://faß.example/", "https://xn--fa-hia.example/"),
    ("https://a.example/?b=2&a=1", "https://a.example/?b=2&a=1"),
    ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
    ("http://192.168.0.1/", "http://192.168.0.1/"),
    ("http://①②⑦。０.0.1/", "http://127.0.0.1/"),
    ("https://user:pw@a.example/", "https://a.example/"),
]


@pytest.mark.parametrize(("url", "expected"), NORMAL)
def test_the_normal_form_follows_rfc_3986(url, expected):
    assert expected == normal(url)
    assert expected == normal(normal(url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "https://[::1",
        "https://[zz]/",
        "http://a..b/",
        "http://-a.example/",
        "http://999.1.1.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://0x/",
        "http://a.example:99999/",
        "http://a.example:x/",
        "http://" + "a" * 64 + ".example/",
        "http://\u2028.example/",
        "http://\u0300a.example/",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "data:text/html,x",
    ],
)
def test_what_does_not_parse_is_flagged_and_never_raised(url):
    found = link(url, TABLES)
    assert found.url == ""
    assert found.canonical == ""
    assert LinkFlag.INVALID in found.flags
    assert normal(url) == ""
    assert canonical(url, TABLES) == ""


IDENTITY = [
    ("https://ria.ru/2025/a.html?in=t", "https://ria.ru/2025/a.html"),
    ("https://other.example/a?in=t", "https://other.example/a?in=t"),
    ("https://sub.ria.ru/a?in=t&x=1", "https://sub.ria.ru/a?x=1"),
    ("https://a.example/?UTM_Source=x&id=5&fbclid=z", "https://a.example/?id=5"),
    ("https://a.example/x#part", "https://a.example/x"),
    ("https://a.example/#!/route", "https://a.example/#!/route"),
    ("https://a.example/#/route", "https://a.example/#/route"),
    ("https://x.com/a/status/1?s=20&t=abc", "https://x.com/a/status/1"),
    ("https://a.example/?s=20", "https://a.example/?s=20"),
]


@pytest.mark.parametrize(("url", "expected"), IDENTITY)
def test_tracking_and_fragments_are_no_part_of_the_identity(url, expected):
    assert expected == canonical(url, TABLES)
    assert expected == canonical(expected, TABLES)


WRAPPED = [
    (
        "https://web.archive.org/web/20240501000000id_/http://a.example/p?x=1",
        "http://a.example/p?x=1",
        {LinkFlag.ARCHIVED_COPY},
    ),
    ("https://web.archive.org/web/2020/https%3A%2F%2Fa.example%2Fp", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://web.archive.org/web/2020*/a.example/p", "http://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://archive.org/wayback/available?url=a.example/p", "http://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://archive.ph/2024.01.01-101112/https://a.example/p", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://archive.ph/o/AbCdE/https:/a.example/p", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://www-a-example.translate.goog/p?_x_tr_sl=ru&q=1", "https://www.a.example/p?q=1", {LinkFlag.REDIRECTOR}),
    ("https://my--site-example.translate.goog/p", "https://my-site.example/p", {LinkFlag.REDIRECTOR}),
    ("https://translate.google.com/translate?u=https://a.example/p&sl=ru", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://www.google.com.tr/url?q=https%3A%2F%2Fa.example%2Fp&sa=D", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://a-example.cdn.ampproject.org/c/s/www.a.example/p", "https://www.a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://a-example.cdn.ampproject.org/v/www.a.example/p", "http://www.a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://www.google.com/amp/s/a.example/p", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://a-example.turbopages.org/a.example/s/p", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://webcache.googleusercontent.com/search?q=cache:Ab1:https://a.example/p", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_p-3Fa-3D1", "https://a.example/p?a=1", {LinkFlag.REDIRECTOR}),
    ("https://urldefense.com/v3/__https://a.example/p__;!!x", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://urldefense.com/v3/__https://a.example/a*20b*c__;JSY!!x", "https://a.example/a%20b&c", {LinkFlag.REDIRECTOR}),
    ("https://urldefense.com/v3/__https://a.example/**Bz__;2YbZiNiz!!x", "https://a.example/%D9%86%D9%88%D8%B3z", {LinkFlag.REDIRECTOR}),
    ("https://urldefense.us/v3/__https://a.example/p*__;not-base!!x", "https://a.example/p*", {LinkFlag.REDIRECTOR}),
    ("https://archive.ph/https://a.example/p", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://archive.is/?run=1&url=https%3A%2F%2Fa.example%2Fp", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://web.archive.org/screenshot/https://a.example/p", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://cc.bingj.com/cache.aspx?d=1&u=https%3A%2F%2Fa.example%2Fp", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://click.pstmrk.it/2/a.example%2Fp/abc/def", "http://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://www-a-example.eu1.proxy.openathens.net/p", "https://www.a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://secure-web.cisco.com/1ab/https%3A%2F%2Fa.example%2Fp", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://sci-hub.se/10.1000/xyz", "https://doi.org/10.1000/xyz", {LinkFlag.REDIRECTOR}),
    ("https://href.li/?https://a.example/p", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://url.avanan.click/v2/___https://a.example/p___.YXA", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://any.example/warc/20240501000000mp_/https://a.example/p", "https://a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://images.google.com.tr/url?q=https://a.example/p", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://x.com/intent/post?text=read%20https%3A%2F%2Fa.example%2Fp", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://archive.is/www.a.example/p", "http://www.a.example/p", {LinkFlag.ARCHIVED_COPY}),
    ("https://www-a-example.ezproxy.uni.example/p", "https://www.a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://www.a.example.ezproxy.uni.example/p", "https://www.a.example/p", {LinkFlag.REDIRECTOR}),
    ("https://login.uni.example/login?url=https://a.example/p", "https://a.example/p", {LinkFlag.REDIRECTOR}),
    (
        "https://web.archive.org/web/2020/https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fp",
        "https://a.example/p",
        {LinkFlag.ARCHIVED_COPY, LinkFlag.REDIRECTOR},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("url", "inner", "flags"), WRAPPED, ids=[row[0][:60] for row in WRAPPED])
def test_wrappers_are_seen_through_and_recorded(url, inner, flags):
    found = link(url, TABLES)
    assert inner == found.canonical
    assert flags == set(found.flags)
    assert len(found.steps) == len(flags)
    assert found.url == url


@pytest.mark.parametrize(
    "url",
    [
        "https://archive.ph/AbCd1",
        "https://news.google.com/articles/xyz",
        "https://www.google.com/url?q=",
    ],
)
def test_an_opaque_wrapper_stays_and_says_so(url):
    found = link(url, TABLES)
    assert found.canonical.startswith(url[:18])
    assert "only there" in found.steps[-1]


def test_six_layers_are_enough():
    url = "https://a.example/p"
    for _ in range(20):
        url = f"https://web.archive.org/web/2020/{url}"
    found = link(url, TABLES)
    assert LinkFlag.ARCHIVED_COPY in found.flags
    assert len(found.steps) == 6


def test_short_links_are_flagged_and_an_outlets_own_names_its_owner():
    own = link("https://tn.ai/3347314", TABLES)
    assert (own.owner, own.flags) == ("tasnimnews.com", (LinkFlag.SHORT_LINK,))
    anybodys = link("bit.ly/abc", TABLES)
    assert (anybodys.owner, anybodys.flags) == ("", (LinkFlag.SHORT_LINK, LinkFlag.BARE))
    assert link("https://tn.ai/", TABLES).flags == ()


def test_a_link_given_by_an_assistant_is_told_apart_from_a_campaign():
    assert link("https://a.example/?utm_source=chatgpt.com", TABLES).flags == (
        LinkFlag.TRACKING,
        LinkFlag.AI_REFERRED,
    )
    assert link("https://a.example/?utm_source=newsletter", TABLES).flags == (LinkFlag.TRACKING,)


def test_what_the_finder_knows_is_kept():
    found = link("https://a.example/x-", TABLES, (LinkFlag.TRUNCATED,))
    assert found.flags == (LinkFlag.TRUNCATED,)


FINGERPRINTS = [
    ("https://www.a.example/x/", "http://a.example/x"),
    ("https://m.a.example/x", "https://a.example/x"),
    ("https://a.example/x/amp", "https://a.example/x"),
    ("https://a.example/x/index.html", "https://a.example/x/"),
    ("https://a.example/?b=2&a=1", "https://a.example/?a=1&b=2"),
]


@pytest.mark.parametrize(("one", "other"), FINGERPRINTS)
def test_variants_of_a_page_share_a_fingerprint(one, other):
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://a.example/y"),
        ("https://a.example/?id=1", "https://a.example/?id=2"),
        ("https://a.example:8080/", "https://a.example/"),
        ("https://m.example/x", "https://example/x"),
    ],
)
def test_different_pages_do_not(one, other):
    assert fingerprint(one) != fingerprint(other)


def test_what_is_no_address_is_its_own_fingerprint():
    assert fingerprint(" Not An Address ") == "not an address"


def test_a_query_of_a_hundred_thousand_parameters_is_read_once():
    query = "&".join(f"utm_{number}=1" for number in range(100_000))
    assert link(f"https://a.example/?{query}&id=7", TABLES).canonical == "https://a.example/?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/share?id=7",
        "https://a.example/news/20240501/https-explained",
        "https://a.example/news?url=https://b.example/p",
        "https://a.example/search?q=https",
        "https://a.example/link/12?to=home",
    ],
)
def test_what_only_resembles_a_wrapper_is_left_alone(url):
    assert link(url, TABLES).canonical.startswith("https://a.example/")
