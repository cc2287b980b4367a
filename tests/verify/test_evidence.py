"""The evidence rules, one row for each thing they promise: its words, the state, the rule."""

from __future__ import annotations

import pytest
from verify_cases import URL, look, page, verdict

from sourcecheck.data.load_pages import load_pages
from sourcecheck.model import Failure, Group, LinkState
from sourcecheck.testing.behaviours import named
from sourcecheck.verify.linkstate import _AFTER_REDIRECTS, _ALL, _AT_ONCE, Circumstances
from sourcecheck.verify.rules.base import Context
from sourcecheck.verify.rules.walls import AS_BROWSER

HOME = "https://news.example/"
PAGES = load_pages()


def failed(failure, status=None, **fields):
    return look(status, failure=failure, **fields)


def short(title="", text="x", words=20, **fields):
    return page(title, words, text=text, **fields)


LANDED = "https://news.example/archive-closed"
OTHER = " ".join(f"other{n} wording{n} here{n}" for n in range(200))

# (the promise, looks, circumstances, state, rule)
PROMISES = [
    ("a bad URL was not asked", [failed(Failure.INVALID_URL)], {}, "invalid_url", "not_asked"),
    ("another scheme was not asked", [failed(Failure.UNSUPPORTED_SCHEME)], {}, "unsupported_scheme", "not_asked"),
    ("a private address was not asked", [failed(Failure.REFUSED_ADDRESS)], {}, "refused_address", "not_asked"),
    ("robots.txt said no", [failed(Failure.ROBOTS_DENIED)], {}, "robots_denied", "not_asked"),
    ("our own network is down", [failed(Failure.OFFLINE)], {}, "offline", "not_asked"),
    ("no such name, and others resolve", [failed(Failure.DNS_NO_NAME)], {}, "dns_gone", "name"),
    ("no such name, and no other resolves", [failed(Failure.DNS_NO_NAME)], {"resolver_works": False}, "dns_trouble", "name"),
    ("the resolver is in trouble", [failed(Failure.DNS_TROUBLE)], {}, "dns_trouble", "name"),
    ("refused", [failed(Failure.CONNECT_REFUSED)], {}, "refused", "connection"),
    ("reset", [failed(Failure.RESET)], {}, "reset", "connection"),
    ("closed without a byte", [failed(Failure.NO_RESPONSE)], {}, "no_response", "connection"),
    ("timeout", [failed(Failure.CONNECT_TIMEOUT)], {}, "timeout", "connection"),
    ("a banner of another protocol", [failed(Failure.NOT_HTTP)], {}, "not_http", "connection"),
    ("an expired certificate", [failed(Failure.TLS_EXPIRED, 200)], {}, "tls_expired", "tls"),
    ("an untrusted certificate", [failed(Failure.TLS_UNTRUSTED, 200)], {}, "tls_untrusted", "tls"),
    ("a certificate of another name", [failed(Failure.TLS_NAME_MISMATCH, 200)], {}, "tls_name_mismatch", "tls"),
    ("a missing intermediate", [failed(Failure.TLS_INCOMPLETE_CHAIN, 200)], {}, "tls_incomplete_chain", "tls"),
    ("no handshake at all", [failed(Failure.TLS_ERROR)], {}, "tls_error", "tls"),
    ("no readable protocol is never dead", [failed(Failure.PROTOCOL_ERROR)], {}, "protocol_error", "protocol"),
    ("a challenge header on 403", [look(403, headers=(("cf-mitigated", "challenge"),))], {}, "blocked", "wall"),
    ("a challenge header on 404", [look(404, headers=(("cf-mitigated", "challenge"),))], {}, "blocked", "wall"),
    ("the header of a firewall on 202", [look(202, headers=(("x-amzn-waf-action", "challenge"),))], {}, "blocked", "wall"),
    ("a challenge title on 503", [look(503, short("Just a moment..."))], {}, "blocked", "wall"),
    ("a challenge body on 404", [look(404, short(script_text="window._cf_chl_opt={}"))], {}, "blocked", "wall"),
    ("work to do, with 200", [look(200, short("Making sure you're not a bot!"))], {}, "blocked", "wall"),
    ("a captcha with noindex", [look(200, short(words=100, noindex=True, assets=("https://hcaptcha.com/1/api.js",)))], {}, "blocked", "wall"),
    ("202 without a page", [look(202)], {}, "blocked", "accepted_only"),
    ("430", [look(430)], {}, "blocked", "wall"),
    ("999", [look(999)], {}, "blocked", "wall"),
    ("404 only to what is no browser", [look(404), look(days=0.01, vantage=AS_BROWSER)], {}, "blocked", "shown_to_browsers"),
    ("404 here, a page elsewhere the same day", [look(vantage="home"), look(404, days=0.5)], {}, "blocked", "hidden_from_us"),
    ("404", [look(404)], {}, "not_found", "status"),
    ("410", [look(410)], {}, "gone", "status"),
    ("401", [look(401)], {}, "login_wall", "status"),
    ("402", [look(402)], {}, "paywall", "status"),
    ("403", [look(403)], {}, "forbidden", "status"),
    ("451", [look(451)], {}, "legal_block", "status"),
    ("429", [look(429, retry_after_s=3600)], {}, "rate_limited", "status"),
    *((f"{number}", [look(number)], {}, "server_error", "status") for number in (500, 502, 503, 504, 509, 520, 522, 525, 530)),
    ("404 once, then the page", [look(404), look(days=0.01)], {}, "alive", "alive"),
    ("500 once, then the page", [look(500), look(days=0.01)], {}, "alive", "alive"),
    ("404 whose body broke off", [failed(Failure.TRUNCATED, 404)], {}, "not_found", "status"),
    ("a permanent redirect", [look(to=[(301, "https://new.example/port-opens")])], {}, "moved", "moved"),
    ("a temporary redirect keeps the address", [look(to=[(302, f"{HOME}b/port-opens")])], {}, "alive", "alive"),
    ("a permanent prefix counts as far as it goes", [look(to=[(301, f"{HOME}b/port-opens"), (302, f"{HOME}c/port-opens")])], {}, "moved", "moved"),
    ("to the home page", [look(to=[(302, HOME)])], {}, "soft_404", "to_home"),
    ("to the home page of a language", [look(to=[(302, f"{HOME}fa/")])], {}, "soft_404", "to_home"),
    ("to the section", [look(url=f"{HOME}news/port-12", to=[(302, f"{HOME}news")])], {}, "soft_404", "to_section"),
    ("to an error path", [look(to=[(302, f"{HOME}404.html")])], {}, "soft_404", "landing"),
    ("to a search page", [look(to=[(302, f"{HOME}search?q=port")])], {}, "soft_404", "landing"),
    ("to an error path that says 404", [look(404, to=[(302, f"{HOME}404.html")])], {}, "not_found", "status"),
    ("many cited pages land on one", [look(to=[(302, LANDED)])], {"shared_landings": frozenset({LANDED})}, "soft_404", "to_common_page"),
    ("to a login page", [look(to=[(302, f"{HOME}login?next=/a")])], {}, "login_wall", "landing"),
    ("to a consent page", [look(to=[(302, "https://consent.yahoo.com/x")])], {}, "consent_wall", "landing"),
    ("to a for-sale page", [look(to=[(302, "https://www.hugedomains.com/x")])], {}, "parked", "landing"),
    ("to itself with a cookie", [look(to=[(302, URL)])], {}, "alive", "alive"),
    ("to another site's notice", [look(200, short("Notice", "What you asked for is forbidden.", 6), to=[(302, "https://isp.example.net/")])], {}, "blocked", "to_door"),
    ("a script redirect", [look(200, short(words=0, script_redirect="https://b.example/"))], {}, "js_redirect", "leads_on"),
    ("a loop", [failed(Failure.REDIRECT_LOOP, 302)], {}, "redirect_loop", "redirect_loop"),
    ("no Location", [look(302)], {}, "protocol_error", "status"),
    ("a short link to a search", [look(url="https://s.example/a1B2c3D4", to=[(301, "https://find.example/search?q=x")])], {"short_link": True}, "alive", "alive"),
    ("not found by its title", [look(200, short("Page not found"))], {}, "soft_404", "not_found_page"),
    ("identity with an invented address", [look()], {"sibling": page()}, "soft_404", "same_as_sibling"),
    ("a file answered by a page that says it is gone", [look(200, short("Gone", "The page you requested could not be found", 80), url=f"{HOME}a/r.pdf")], {}, "soft_404", "other_type"),
    ("a file answered by another page", [look(200, page("Downloads"), url=f"{HOME}a/r.pdf")], {}, "content_changed", "other_type"),
    ("a server's default page", [look(200, short("Welcome to nginx!"))], {}, "suspended", "default_page"),
    ("account suspended", [look(200, short("Account Suspended"))], {}, "suspended", "suspended"),
    ("for sale", [look(200, short("news.example is for sale"))], {}, "parked", "parked"),
    ("maintenance told with 200", [look(200, short("Site under maintenance"))], {}, "server_error", "trouble_page"),
    ("a program's answer with 200", [look(200, short(text='{"error": "Not found"}', words=3), media_type="application/json")], {}, "soft_404", "not_found_answer"),
    ("an article about 404 errors", [look(200, page("404 errors and how they became an art"))], {}, "alive", "alive"),
    ("a declared paywall", [look(200, page(paywalled=True))], {}, "paywall", "paywall"),
    ("a login form only", [look(200, short("Sign in", password_fields=1))], {}, "login_wall", "login_wall"),
    ("a consent page", [look(200, short("Before you continue"))], {}, "consent_wall", "consent_wall"),
    ("not shown in our country", [look(403, short("Not available in your country"))], {}, "geo_blocked", "geo_block"),
    ("a script shell", [look(200, short("App", "", 1, scripts=4))], {}, "js_only", "script_shell"),
    ("an empty body", [look(200, body_size=0)], {}, "empty", "empty"),
    ("replaced, against our first look", [look(), look(200, page(text=OTHER), days=9)], {}, "content_changed", "replaced"),
    ("taken over, against our first look", [look(), look(200, page("Best casino bonus", text=OTHER), days=9)], {}, "usurped", "replaced"),
    ("taken over, by its words", [look(200, page("Casino bonus, online slots, free spins"))], {}, "usurped", "taken_over"),
    ("larger than we read", [failed(Failure.TOO_LARGE, 200)], {}, "too_large", "too_large"),
    ("broke off after a good head", [failed(Failure.TRUNCATED, 200)], {}, "truncated_answer", "cut_off"),
    ("not read on purpose", [look(media_type="application/pdf", truncated="unread", body_size=0)], {}, "alive", "alive"),
    ("unchanged since it was read", [look(200, short("Page not found")), look(304, days=3)], {}, "soft_404", "not_found_page"),
    ("unchanged, and never read", [look(304)], {}, "protocol_error", "status"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("looks", "around", "state", "rule"),
    [row[1:] for row in PROMISES],
    ids=[r[0] for r in PROMISES],
)
def test_what_is_promised_is_kept(looks, around, state, rule):
    known = Circumstances(**{"resolver_works": True, **around})
    url = looks[-1].observation.url
    found = verdict(*looks, url=url, around=known)
    assert (found.state.value, found.rule) == (state, rule)
    assert found.because
    assert all(found.because)
    assert 0 < found.confidence <= 1


def test_a_place_that_is_not_in_the_page_is_missing_and_the_page_alive():
    found = verdict(look(), url=f"{URL}#part-9")
    assert (found.state, found.rule) == (LinkState.FRAGMENT_MISSING, "fragment")


def test_every_rule_keeps_a_promise():
    assert {row[4] for row in PROMISES} | {"fragment"} == {name for name, _ in _ALL}


def test_conclusions_from_words_are_less_sure_than_those_from_a_status():
    for _, looks, around, _, rule in PROMISES:
        if rule in {
            "to_home",
            "to_section",
            "to_common_page",
            "landing",
            "taken_over",
            "default_page",
        }:
            known = Circumstances(**{"resolver_works": True, **around})
            assert verdict(*looks, url=looks[-1].observation.url, around=known).confidence < 1


def test_no_first_look_confirms_anything():
    for _, looks, around, _, _ in PROMISES:
        known = Circumstances(**{"resolver_works": True, **around})
        assert not verdict(looks[-1], url=looks[-1].observation.url, around=known).confirmed


LEFT_OUT = [
    (name, rule)
    for name, rule in _ALL
    if (name, rule) not in _AT_ONCE
]  # fmt: skip


@pytest.mark.parametrize(("name", "rule"), LEFT_OUT, ids=[name for name, _ in LEFT_OUT])
def test_a_rule_that_is_not_asked_of_a_plain_answer_has_nothing_to_say_of_one(name, rule):
    after_redirects = (name, rule) in _AFTER_REDIRECTS
    for _, looks, around, _, _ in PROMISES:
        seen = looks[-1].observation
        if seen.status != 200 or seen.failure or (seen.hops and after_redirects):
            continue
        known = Circumstances(**{"resolver_works": True, **around})
        context = Context(url=seen.url, pages=PAGES, earlier=tuple(looks[:-1]), around=known)
        assert rule(looks[-1], context) is None


def test_rules_left_out_keep_the_order_of_the_others():
    assert [one for one in _ALL if one in _AFTER_REDIRECTS] == list(_AFTER_REDIRECTS)
    assert [one for one in _ALL if one in _AT_ONCE] == list(_AT_ONCE)


# The behaviours every rule is tested on, by the words of the list, and where each is played.
BEHAVIOURS = {
    "HEAD 405": "head_405", "HEAD 404": "head_404", "HEAD 500": "head_500", "HEAD closed": "head_closed",
    "HEAD hanging": "head_hangs", "HEAD 200 with GET 404": "head_200", "416 to Range": "range_416",
    "406 without Accept": "wants_accept", "204": "no_content", "301": "moved", "302": "found",
    "long mixed chain": "mixed_chain", "loop": "loop", "self-redirect with cookie": "cookie_wall",
    "no Location": "no_location", "relative": "moved_relative", "raw UTF-8": "moved_arabic",
    "to root": "to_home", "to login": "to_login", "to 404.html with 200": "to_error_page",
    "to a lander": "to_sale", "to a consent host": "to_consent", "meta refresh": "meta_refresh",
    "script": "script_redirect", "Refresh header": "refresh_header", "21 hops": "twenty_one_hops",
    "404 always": "not_found", "404 once": "not_found_once", "404 to programs": "not_found_to_programs",
    "410": "gone", "403 plain": "forbidden", "403 to programs": "forbidden_to_programs",
    "403 challenge": "bot_wall", "503 challenge": "bot_wall_503", "proof of work": "bot_wall_work",
    "captcha": "bot_wall_captcha", "202": "bot_wall_202", "999": "bot_wall_999", "430": "bot_wall_430",
    "429 short": "limited_once", "429 long": "rate_limited", "401": "login_401", "402": "pay_402",
    "451": "legal_451", "400 without Accept-Language": "wants_language", "500 once": "error_once",
    "500 always": "error_500", "503 maintenance": "maintenance", "509": "error_509", "522": "error_522",
    "530": "error_530", "soft 404 en": "soft_404_en", "soft 404 ar": "soft_404_ar",
    "soft 404 fa": "soft_404_fa", "soft 404 ru": "soft_404_ru", "soft 404 tr": "soft_404_tr",
    "soft 404 fr": "soft_404_fr", "same body for any path": "any_path", "about 404": "about_404",
    "parked": "parked", "spam takeover": "usurped_en", "default page": "default_page",
    "suspended": "suspended", "paywall": "paywall", "login form": "login_form", "shell": "js_shell",
    "empty": "empty", "PDF replaced": "pdf_to_page", "fragment present": "fragment_present",
    "fragment missing": "fragment_missing", "windows-1256": "windows_1256", "windows-1251": "windows_1251",
}  # fmt: skip


@pytest.mark.parametrize("words", BEHAVIOURS)
def test_every_behaviour_of_the_list_is_played_and_has_a_state(words):
    found = named(BEHAVIOURS[words])
    assert found.does
    assert found.state.group in set(Group)
