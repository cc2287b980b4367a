from __future__ import annotations

import inspect

import pytest
from verify_cases import NOON, STORY, URL, look, page, state, verdict

from sourcecheck.data.load_confirmation import load_confirmation
from sourcecheck.data.load_pages import load_pages
from sourcecheck.model import Failure, Group, LinkState
from sourcecheck.verify.linkstate import (
    RULES,
    Circumstances,
    judge,
    rule_named,
    shared_landings,
)

NOTICE = "https://provider.example.net/?type=7"
HOME = "https://news.example/"
MANY = " ".join(["خبر"] * 40)


def failed(failure: Failure, **fields):
    return look(fields.pop("status", None), failure=failure, **fields)


def said(title: str, words: int = 30, **fields):
    return page(title, words, text=fields.pop("text", title), **fields)


CASES = [
    # rule, state, look
    ("not_asked", "invalid_url", failed(Failure.INVALID_URL)),
    ("not_asked", "unsupported_scheme", failed(Failure.UNSUPPORTED_SCHEME)),
    ("not_asked", "refused_address", failed(Failure.REFUSED_ADDRESS)),
    ("not_asked", "robots_denied", failed(Failure.ROBOTS_DENIED)),
    ("not_asked", "offline", failed(Failure.OFFLINE)),
    ("not_asked", "not_checked", failed(Failure.NOT_ARCHIVED)),
    ("name", "dns_gone", failed(Failure.DNS_NO_NAME)),
    ("name", "dns_trouble", failed(Failure.DNS_TROUBLE)),
    ("connection", "timeout", failed(Failure.CONNECT_TIMEOUT)),
    ("connection", "timeout", failed(Failure.READ_TIMEOUT)),
    ("connection", "refused", failed(Failure.CONNECT_REFUSED)),
    ("connection", "no_response", failed(Failure.UNREACHABLE)),
    ("connection", "reset", failed(Failure.RESET)),
    ("connection", "no_response", failed(Failure.NO_RESPONSE)),
    ("connection", "not_http", failed(Failure.NOT_HTTP)),
    ("tls", "tls_expired", failed(Failure.TLS_EXPIRED, status=200)),
    ("tls", "tls_expired", failed(Failure.TLS_EXPIRED)),
    ("tls", "tls_untrusted", failed(Failure.TLS_UNTRUSTED, status=200)),
    ("tls", "tls_name_mismatch", failed(Failure.TLS_NAME_MISMATCH, status=200)),
    ("tls", "tls_incomplete_chain", failed(Failure.TLS_INCOMPLETE_CHAIN, status=200)),
    ("tls", "tls_error", failed(Failure.TLS_EXPIRED, status=404)),
    ("tls", "tls_error", failed(Failure.TLS_ERROR)),
    ("protocol", "protocol_error", failed(Failure.PROTOCOL_ERROR)),
    ("protocol", "protocol_error", failed(Failure.TOO_LARGE)),
    ("protocol", "protocol_error", failed(Failure.PROTOCOL_ERROR, status=200, body_size=0)),
    ("wall", "blocked", look(403, headers=(("cf-mitigated", "challenge"),))),
    ("wall", "blocked", look(404, said("Just a moment..."))),
    ("accepted_only", "blocked", look(202)),
    ("geo_block", "geo_blocked", look(403, said("Error", text="not available in your country"))),
    ("suspended", "suspended", look(503, said("Account Suspended"))),
    ("suspended", "suspended", look(200, said("تم إيقاف الحساب"))),
    ("landing", "login_wall", look(to=[(302, "https://news.example/login?next=/a")])),
    ("landing", "consent_wall", look(to=[(302, "https://consent.yahoo.com/v2/x")])),
    ("landing", "parked", look(to=[(302, "https://www.hugedomains.com/domain_profile.cfm?d=x")])),
    ("landing", "soft_404", look(to=[(302, "https://news.example/404.html")])),
    ("redirect_loop", "redirect_loop", failed(Failure.REDIRECT_LOOP, status=302)),
    ("status", "not_found", look(404)),
    ("status", "gone", look(410)),
    ("status", "login_wall", look(401)),
    ("status", "paywall", look(402)),
    ("status", "forbidden", look(403)),
    ("status", "forbidden", look(406)),
    ("status", "timeout", look(408)),
    ("status", "rate_limited", look(429, retry_after_s=120)),
    ("status", "legal_block", look(451)),
    ("status", "server_error", look(500)),
    ("status", "server_error", look(522)),
    ("status", "server_error", look(530)),
    ("status", "protocol_error", look(301)),
    (
        "suspended",
        "suspended",
        look(200, said("Notice"), to=[(302, f"{HOME}cgi-sys/suspendedpage.cgi")]),
    ),
    ("wall", "blocked", look(999)),
    ("wall", "blocked", look(430)),
    ("parked", "parked", look(200, said("news.example is for sale"))),
    ("parked", "parked", look(200, said("", assets=("https://www.sedoparking.com/frmpark/",)))),
    ("parked", "parked", look(200, said("news.example", text="هذا النطاق للبيع اتصل بنا"))),
    ("to_home", "soft_404", look(to=[(302, HOME)])),
    ("to_home", "soft_404", look(to=[(301, "https://news.example/ar/")])),
    ("to_home", "soft_404", look(to=[(301, "https://other.example/index.html")])),
    ("to_door", "blocked", look(200, said("تنبيه", text="هذا محظور هنا"), to=[(302, NOTICE)])),
    ("to_section", "soft_404", look(url=f"{HOME}news/port-12", to=[(302, f"{HOME}news")])),
    ("default_page", "suspended", look(200, said("Welcome to nginx!"))),
    ("taken_over", "usurped", look(200, said("Situs Judi Slot Gacor - Bandar Togel"))),
    ("not_found_page", "soft_404", look(200, said("الصفحة غير موجودة", 300))),
    ("not_found_page", "soft_404", look(200, said("", h1="Сторінку не знайдено"))),
    ("not_found_page", "soft_404", look(200, said("خبرگزاری", text="صفحه مورد نظر یافت نشد"))),
    (
        "not_found_answer",
        "soft_404",
        look(200, page("", 4, text='{"error": "Not found"}'), media_type="application/json"),
    ),
    ("trouble_page", "server_error", look(200, said("الموقع تحت الصيانة"))),
    ("consent_wall", "consent_wall", look(200, said("Before you continue to Example"))),
    ("login_wall", "login_wall", look(200, said("Giriş Yap | Haber", password_fields=1))),
    ("login_wall", "login_wall", look(200, said("Haber", 9, password_fields=1))),
    ("paywall", "paywall", look(200, page(paywalled=True))),
    ("paywall", "paywall", look(200, said("خبر", text="اشترك لمتابعة القراءة الآن"))),
    ("leads_on", "js_redirect", look(200, said("", 0, script_redirect="https://b.example/"))),
    ("leads_on", "js_redirect", look(200, said("", 0, refresh="/b"))),
    ("empty", "empty", look(200, body_size=0)),
    ("empty", "empty", look(204, body_size=0)),
    ("empty", "empty", look(200, page("", 0, text=""))),
    ("script_shell", "js_only", look(200, said("App", 1, scripts=4))),
    ("too_large", "too_large", failed(Failure.TOO_LARGE, status=200)),
    ("too_large", "too_large", look(truncated="length")),
    ("cut_off", "truncated_answer", failed(Failure.TRUNCATED, status=200)),
    ("cut_off", "truncated_answer", failed(Failure.READ_TIMEOUT, status=200)),
    ("cut_off", "truncated_answer", failed(Failure.TRUNCATED, status=200, body_size=0)),
    ("moved", "moved", look(to=[(301, "https://new.example/port-opens")])),
    ("moved", "moved", look(to=[(308, f"{HOME}b/port-opens"), (302, f"{HOME}c/port-opens")])),
    ("alive", "alive", look()),
    ("status", "protocol_error", look(304, body_size=0)),
    ("alive", "alive", look(media_type="application/pdf")),
]


@pytest.mark.parametrize(("rule", "wanted", "seen"), CASES)
def test_each_rule_knows_its_case(rule, wanted, seen):
    found = verdict(seen, url=seen.observation.url)
    assert (found.rule, found.state.value) == (rule, wanted)
    assert found.because
    assert all(found.because)


NEVER_DEAD = [
    ("alive", look(200, page("404 errors and how they became an art", 800))),
    ("alive", look(200, said("Page not found", 90, published="2024-05-01"))),
    ("alive", look(200, page("Причина аварии не найдена", 300))),
    ("alive", look(200, page("Missing sailors not found", 60))),
    ("alive", look(200, page("Casino workers strike for higher pay"))),
    ("alive", look(200, page("Login fraud rises sharply", password_fields=1))),
    ("alive", look(200, page("House is for sale after forty years in one family", 700))),
    ("alive", look(to=[(302, f"{HOME}b")])),
    ("alive", look(to=[(301, "http://www.news.example/2025/07/port-opens/")])),
    ("alive", look(to=[(302, URL)])),
    ("alive", look(url=HOME, to=[(302, "https://news.example/en/")])),
    ("alive", look(url=f"{HOME}story-12/amp", to=[(302, f"{HOME}story-12")])),
    ("alive", look(200, page(scripts=9, script_text="x /cdn-cgi/challenge-platform/ y"))),
    ("alive", look(200, page("Just a moment: how patience pays", 900))),
    ("alive", look(200, page(noindex=True))),
    ("alive", look(200, said("صورة", 2, pictures=1))),
    ("alive", look(200, page("Index of prices falls", 500))),
    ("alive", look(200, said("The old port is for sale", 120))),
    ("alive", look(200, said("Under construction", 300))),
    ("alive", look(200, page("Online casino and sports betting banned", 300))),
    ("alive", look(200, said("Сайт заблокирован", 100, published="2024-05-01"))),
    ("alive", look(url="https://wiki.example/wiki/File:Port.pdf")),
    ("moved", look(url=f"{HOME}arab-fund", to=[(301, "https://www.arabfund.example/")])),
    ("alive", look(202, page())),
    ("alive", look(200, page(assets=("//www.sedoparking.com/ad.js",)))),
    ("alive", look(to=[(301, f"{HOME}2025/07/port-opens/index.html")])),
    ("alive", look(200, page(ids=tuple(map(str, range(5000)))), url=f"{URL}#other")),
    ("paywall", look(402)),
    ("blocked", look(404, said("Attention Required! | Cloudflare"))),
    ("forbidden", look(405)),
]


@pytest.mark.parametrize(("wanted", "seen"), NEVER_DEAD)
def test_what_only_looks_dead_is_not_called_dead(wanted, seen):
    assert state(seen, url=seen.observation.url) == wanted


def test_every_rule_has_a_case_in_these_tests():
    elsewhere = {
        "hidden_from_us",
        "to_common_page",
        "same_as_sibling",
        "replaced",
        "other_type",
        "shown_to_browsers",
    }
    assert {rule for rule, _, _ in CASES} | elsewhere | {"fragment"} == set(RULES)


def test_every_rule_says_what_it_looks_for():
    for name, rule in RULES.items():
        assert rule.__name__ == name
        assert len(inspect.getdoc(rule) or "") > 40
        assert rule_named(name) == rule.__doc__
    assert rule_named("no such rule") == ""


def test_a_name_is_gone_only_when_the_resolver_is_known_to_work():
    seen = failed(Failure.DNS_NO_NAME)
    assert state(seen, around=Circumstances()) == "dns_trouble"
    living = Circumstances(resolver_works=True, living_domains=frozenset({"haber.com.tr"}))
    sub = failed(Failure.DNS_NO_NAME, url="https://eski.haber.com.tr/a")
    assert state(sub, url="https://eski.haber.com.tr/a", around=living) == "dns_trouble"


def test_the_permanent_redirect_of_a_short_link_is_not_a_move():
    seen = look(to=[(301, "https://new.example/port-opens")])
    assert state(seen, around=Circumstances(short_link=True)) == "alive"


def test_a_short_link_may_stand_for_a_front_page():
    seen = look(url="https://s.example/a1B2", to=[(301, "https://museum.example/")])
    around = Circumstances(short_link=True)
    assert state(seen, url="https://s.example/a1B2", around=around) == "alive"


def test_a_temporary_redirect_before_a_permanent_one_keeps_the_cited_address():
    seen = look(to=[(302, "https://b.example/port-opens"), (301, "https://c.example/port-opens")])
    assert state(seen) == "alive"


def test_a_page_refused_here_and_shown_elsewhere_on_the_same_day_is_blocked():
    elsewhere = look(vantage="from home", days=0)
    assert state(elsewhere, look(404, days=0.5)) == "blocked"
    assert state(elsewhere, look(404, days=2)) == "not_found"
    assert state(look(days=0), look(404, days=0.5)) == "not_found"


def test_many_cited_pages_that_land_on_one_are_not_found():
    landing = "https://news.example/archive-is-closed"
    pairs = [(f"https://news.example/2019/story-{n}", landing) for n in range(3)]
    landings = shared_landings(pairs, load_pages())
    assert landings == {landing}
    assert shared_landings(pairs[:2], load_pages()) == frozenset()
    assert shared_landings([("nonsense", landing)] * 3, load_pages()) == frozenset()
    seen = look(to=[(302, landing)])
    assert state(seen, around=Circumstances(shared_landings=landings)) == "soft_404"
    assert state(seen) == "alive"


def test_a_site_that_shows_one_page_for_any_address_is_told_by_a_sibling():
    same = Circumstances(sibling=page(text=STORY))
    other = Circumstances(sibling=page(text=" ".join(reversed(STORY.split()))))
    assert state(look(), around=same) == "soft_404"
    assert state(look(), around=other) == "alive"
    few = Circumstances(sibling=page(text="one two", words=2))
    assert state(look(200, page(text="one two", words=2)), around=few) == "alive"
    cut = look(failure=Failure.TRUNCATED, truncated="disconnect")
    assert state(cut, around=same) == "truncated_answer"


def test_a_replaced_page_is_told_against_the_page_as_first_seen():
    other = " ".join(f"different{n} words{n} altogether{n}" for n in range(200))
    assert state(look(), look(200, page(text=other), days=9)) == "content_changed"
    casino = page("Best casino bonus 2026", text=other)
    assert state(look(), look(200, casino, days=9)) == "usurped"
    assert state(look(), look(200, page(text=STORY + " " + other), days=9)) == "alive"
    home = look(url=HOME), look(200, page(text=other), url=HOME, days=9)
    assert state(*home, url=HOME) == "alive"


FILES = [
    ("soft_404", "report.pdf", said("Not found here", text="The page you requested could not be found", words=200)),
    ("content_changed", "report.pdf", page("Downloads", 300)),
    ("alive", "report.html", page("Downloads", 300)),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "name", "shown"), FILES)
def test_a_page_that_came_for_a_file_is_looked_at_twice(wanted, name, shown):
    url = f"https://news.example/files/{name}"
    assert state(look(200, shown, url=url), url=url) == wanted


FRAGMENTS = [
    ("main", "alive"),
    ("missing", "fragment_missing"),
    ("%D9%85%D8%B1%D8%B3%D8%A7%D8%A9", "alive"),
    ("مرساة", "alive"),
    (":~:text=word", "alive"),
    ("!/route", "alive"),
    ("/route", "alive"),
    ("top", "alive"),
    ("page=2", "alive"),
    ("readme", "alive"),
]


@pytest.mark.parametrize(("fragment", "wanted"), FRAGMENTS)
def test_a_fragment_is_looked_for_as_browsers_do(fragment, wanted):
    shown = page(ids=("main", "مرساة", "user-content-readme"))
    assert state(look(200, shown), url=f"{URL}#{fragment}") == wanted


UNCHANGED = [
    ("alive", look()),
    ("soft_404", look(200, said("Page not found"))),
    ("paywall", look(200, page(paywalled=True))),
    ("alive", look(media_type="application/pdf", shown=None)),
    ("protocol_error", look(404)),
]


@pytest.mark.parametrize(("wanted", "before"), UNCHANGED)
def test_an_unchanged_page_is_what_it_was_when_last_read(wanted, before):
    assert state(before, look(304, days=3, body_size=0)) == wanted


def test_an_unchanged_page_counts_as_a_further_sight_of_what_it_says():
    gone = said("Page not found")
    found = verdict(look(200, gone), look(304, days=4, body_size=0))
    assert (found.state.value, found.strikes, found.confirmed) == ("soft_404", 2, True)


def test_without_a_look_nothing_is_concluded():
    found = judge(URL, [], load_pages(), load_confirmation())
    assert (found.state, found.rule) == (LinkState.NOT_CHECKED, "not_asked")


def test_what_was_wrong_with_our_own_network_is_said_of_the_link():
    found = verdict(look(None, failure=Failure.OFFLINE, reason="the network went away"))
    assert found.because == ("not checked: the network went away",)


def test_an_observation_without_status_and_failure_is_not_checked():
    assert state(look(None)) == "not_checked"


STRIKES = [
    # days of the looks, statuses, confirmed, strikes
    ((0,), (404,), False, 1),
    ((0, 3), (404, 404), False, 2),
    ((0, 3, 6), (404, 404, 404), True, 3),
    ((0, 0.1, 0.2), (404, 404, 404), False, 1),
    ((0, 0.5, 6), (404, 404, 404), False, 2),
    ((0, 1), (410, 410), True, 2),
    ((0, 0.5), (410, 410), False, 1),
    ((0, 3, 4, 6), (404, 404, 200, 404), False, 1),
    ((0, 3, 4, 6), (404, 404, 403, 404), True, 3),
    ((0, 3, 4, 6), (404, 404, 500, 404), True, 3),
    ((0, 3, 6), (403, 403, 404), False, 1),
    ((0, 3, 6, 9), (200, 404, 404, 404), True, 3),
]


@pytest.mark.parametrize(("days", "statuses", "confirmed", "strikes"), STRIKES)
def test_dead_is_confirmed_by_policy_only(days, statuses, confirmed, strikes):
    looks = [look(status, days=day) for day, status in zip(days, statuses, strict=True)]
    found = verdict(*looks)
    assert (found.group, found.confirmed, found.strikes) == (Group.DEAD, confirmed, strikes)


def test_the_first_day_a_link_was_seen_dead_is_kept():
    assert verdict(look(404), look(404, days=1)).since == NOON.isoformat()


def test_a_link_that_comes_and_goes_is_never_confirmed():
    statuses = (200, 404, 200, 404, 404, 404, 404)
    looks = [look(status, days=day * 4) for day, status in enumerate(statuses)]
    found = verdict(*looks)
    assert not found.confirmed
    assert "it comes and goes" in found.because


@pytest.mark.parametrize("status", [403, 429, 500, 503, 401, 451])
def test_refusals_are_never_confirmed_however_often(status):
    found = verdict(*(look(status, days=day * 10) for day in range(10)))
    assert found.group is not Group.DEAD
    assert not found.confirmed


def test_a_takeover_told_from_words_alone_is_never_confirmed():
    shown = said("Situs Judi Slot Gacor - Bandar Togel")
    looks = [look(200, shown, days=day * 10) for day in range(4)]
    assert verdict(*looks).state is LinkState.USURPED
    assert not verdict(*looks).confirmed


def test_every_dead_state_has_a_policy_and_no_other_has():
    dead = {one for one in LinkState if one.group is Group.DEAD}
    assert set(load_confirmation().strikes) == dead


def test_a_404_once_and_then_an_answer_is_alive():
    assert state(look(404), look(days=0.1)) == "alive"


def test_an_endless_address_is_not_repeated_whole():
    seen = look(to=[(301, "https://new.example/" + "a" * 100_000)])
    assert all(len(fact) <= 500 for fact in verdict(seen).because)
