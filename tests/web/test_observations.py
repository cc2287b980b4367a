"""What a look at every behaviour of the scripted web records: facts, never verdicts."""

import hashlib

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.model import Failure
from sourcecheck.testing import BEHAVIOURS
from sourcecheck.testing.behaviours import named

OK, NONE = 200, None
HOP, MOVE = (302,), (301,)

# name: (status of the last answer, failure, why it was cut, statuses of the hops); who is not
# listed answers 200 at once, and whole.
SEEN = {
    "not_found_once": (404, NONE, "", ()),
    "error_once": (500, NONE, "", ()),
    "limited_once": (429, NONE, "", ()),
    "head_200": (404, NONE, "", ()),
    "partial_206": (206, NONE, "", ()),
    "status_203": (203, NONE, "", ()),
    "not_found_to_crawlers": (404, NONE, "", ()),
    "forbidden_to_crawlers": (403, NONE, "", ()),
    "fragment_after_redirect": (OK, NONE, "", HOP),
    "fragment_behind_redirect": (OK, NONE, "", HOP),
    "language_redirect": (OK, NONE, "", HOP),
    "pay_402": (402, NONE, "", ()),
    "login_401": (401, NONE, "", ()),
    "bot_wall": (403, NONE, "", ()),
    "bot_wall_503": (503, NONE, "", ()),
    "bot_wall_202": (202, NONE, "", ()),
    "bot_wall_999": (999, NONE, "", ()),
    "bot_wall_430": (430, NONE, "", ()),
    "forbidden": (403, NONE, "", ()),
    "rate_limited": (429, NONE, "", ()),
    "legal_451": (451, NONE, "", ()),
    "login_host": (OK, NONE, "", HOP),
    "consent_path": (OK, NONE, "", HOP),
    "consent_loop": (302, Failure.REDIRECT_LOOP, "", (302, 302)),
    "geo_en": (403, NONE, "", ()),
    "geo_451": (451, NONE, "", ()),
    "wall_translated": (403, NONE, "", ()),
    "wall_on_404": (404, NONE, "", ()),
    "wall_by_header": (404, NONE, "", ()),
    "wall_captcha_frame": (403, NONE, "", ()),
    "wall_press_hold": (403, NONE, "", ()),
    "wall_denied": (403, NONE, "", ()),
    "wall_ru_check": (403, NONE, "", ()),
    "wall_firewall_405": (405, NONE, "", ()),
    "wall_by_redirect": (OK, NONE, "", HOP),
    "reset_once": (NONE, Failure.RESET, "", ()),
    "closed_once": (NONE, Failure.NO_RESPONSE, "", ()),
    "hangs_once": (NONE, Failure.READ_TIMEOUT, "", ()),
    "cut_once": (OK, Failure.TRUNCATED, "disconnect", ()),
    "busy_once": (503, NONE, "", ()),
    "gateway_once": (502, NONE, "", ()),
    "garbled_once": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "limited_until_soon": (429, NONE, "", ()),
    "limited_until_tomorrow": (429, NONE, "", ()),
    "limited_until_yesterday": (429, NONE, "", ()),
    "limited_plain": (429, NONE, "", ()),
    "limited_nonsense": (429, NONE, "", ()),
    "limited_for_ages": (429, NONE, "", ()),
    "limited_by_403": (403, NONE, "", ()),
    "limited_with_wall": (429, NONE, "", ()),
    "error_500": (500, NONE, "", ()),
    "maintenance": (503, NONE, "", ()),
    "error_509": (509, NONE, "", ()),
    "error_522": (522, NONE, "", ()),
    "error_530": (530, NONE, "", ()),
    "no_content": (204, NONE, "", ()),
    "error_502": (502, NONE, "", ()),
    "error_503": (503, NONE, "", ()),
    "error_504": (504, NONE, "", ()),
    "error_520": (520, NONE, "", ()),
    "error_521": (521, NONE, "", ()),
    "error_525": (525, NONE, "", ()),
    "error_507": (507, NONE, "", ()),
    "status_400": (400, NONE, "", ()),
    "status_405": (405, NONE, "", ()),
    "status_406": (406, NONE, "", ()),
    "status_418": (418, NONE, "", ()),
    "status_421": (421, NONE, "", ()),
    "status_426": (426, NONE, "", ()),
    "status_408": (408, NONE, "", ()),
    "unasked_304": (304, NONE, "", ()),
    "gone_long_story": (410, NONE, "", ()),
    "not_found_empty": (404, NONE, "", ()),
    "not_found_home": (404, NONE, "", ()),
    "status_404_json": (404, NONE, "", ()),
    "not_found": (404, NONE, "", ()),
    "gone": (410, NONE, "", ()),
    "suspended_403": (403, NONE, "", ()),
    "suspended_503": (503, NONE, "", ()),
    "moved": (OK, NONE, "", MOVE),
    "moved_308": (OK, NONE, "", (308,)),
    "moved_host": (OK, NONE, "", MOVE),
    "moved_tls": (OK, NONE, "", MOVE),
    "moved_relative": (OK, NONE, "", MOVE),
    "moved_arabic": (OK, NONE, "", MOVE),
    "moved_spaces": (OK, NONE, "", MOVE),
    "found": (OK, NONE, "", HOP),
    "see_other": (OK, NONE, "", (303,)),
    "temporary": (OK, NONE, "", (307,)),
    "mixed_chain": (OK, NONE, "", (302, 301)),
    "cookie_wall": (OK, NONE, "", HOP),
    "refresh_header": (OK, NONE, "", (200,)),
    "moved_schemeless": (OK, NONE, "", MOVE),
    "moved_shouting": (OK, NONE, "", MOVE),
    "moved_padded": (OK, NONE, "", MOVE),
    "moved_backslashes": (OK, NONE, "", MOVE),
    "moved_latin": (OK, NONE, "", MOVE),
    "moved_userinfo": (OK, NONE, "", MOVE),
    "moved_prefix": (OK, NONE, "", (301, 302)),
    "moved_with_body": (OK, NONE, "", MOVE),
    "moved_chunked_body": (OK, NONE, "", MOVE),
    "moved_endless_body": (OK, NONE, "", MOVE),
    "moved_to_odd_name": (OK, NONE, "", MOVE),
    "only_www": (OK, NONE, "", MOVE),
    "slash_added": (OK, NONE, "", MOVE),
    "query_added": (OK, NONE, "", HOP),
    "twenty_hops": (OK, NONE, "", (302,) * 20),
    "twenty_one_hops": (302, Failure.REDIRECT_LOOP, "", (302,) * 21),
    "refresh_header_url": (OK, NONE, "", (200,)),
    "cookies_two": (OK, NONE, "", (302, 302)),
    "cookie_loop": (302, Failure.REDIRECT_LOOP, "", (302,) * 21),
    "cookie_kept_home": (OK, NONE, "", HOP),
    "cookie_of_domain": (OK, NONE, "", HOP),
    "cookie_of_path": (OK, NONE, "", HOP),
    "to_home": (OK, NONE, "", HOP),
    "to_error_page": (OK, NONE, "", HOP),
    "to_login": (OK, NONE, "", HOP),
    "to_consent": (OK, NONE, "", HOP),
    "to_sale": (OK, NONE, "", HOP),
    "loop": (301, Failure.REDIRECT_LOOP, "", (301, 301)),
    "self_loop": (301, Failure.REDIRECT_LOOP, "", MOVE),
    "many_hops": (302, Failure.REDIRECT_LOOP, "", (302,) * 21),
    "to_private": (NONE, Failure.REFUSED_ADDRESS, "", HOP),
    "to_file": (302, Failure.UNSUPPORTED_SCHEME, "", HOP),
    "to_javascript": (302, Failure.UNSUPPORTED_SCHEME, "", HOP),
    "to_data": (302, Failure.UNSUPPORTED_SCHEME, "", HOP),
    "to_ftp": (302, Failure.UNSUPPORTED_SCHEME, "", HOP),
    "to_mail": (302, Failure.UNSUPPORTED_SCHEME, "", HOP),
    "to_private_10": (NONE, Failure.REFUSED_ADDRESS, "", HOP),
    "to_private_number": (NONE, Failure.REFUSED_ADDRESS, "", HOP),
    "to_private_6": (NONE, Failure.REFUSED_ADDRESS, "", HOP),
    "to_private_wrapped": (NONE, Failure.REFUSED_ADDRESS, "", HOP),
    "to_refused": (NONE, Failure.CONNECT_REFUSED, "", HOP),
    "to_reset": (NONE, Failure.RESET, "", HOP),
    "to_error_500": (500, NONE, "", HOP),
    "to_bot_wall": (403, NONE, "", HOP),
    "to_gone": (410, NONE, "", HOP),
    "to_rate_limited": (429, NONE, "", HOP),
    "moved_to_missing": (404, NONE, "", MOVE),
    "to_broken_address": (302, Failure.INVALID_URL, "", HOP),
    "to_home_301": (OK, NONE, "", MOVE),
    "to_home_marked": (OK, NONE, "", HOP),
    "to_index": (OK, NONE, "", HOP),
    "to_home_of_language": (OK, NONE, "", HOP),
    "to_section": (OK, NONE, "", HOP),
    "to_search": (OK, NONE, "", HOP),
    "to_search_query": (OK, NONE, "", HOP),
    "to_search_path": (OK, NONE, "", HOP),
    "to_story_on_search": (OK, NONE, "", MOVE),
    "to_error_status": (404, NONE, "", HOP),
    "to_suspended": (OK, NONE, "", HOP),
    "stale_closed": (OK, NONE, "", HOP),
    "stale_reset": (OK, NONE, "", HOP),
    "stale_closing": (OK, NONE, "", HOP),
    "surplus_answer": (OK, NONE, "", HOP),
    "late_surplus": (OK, NONE, "", HOP),
    "says_close": (OK, NONE, "", HOP),
    "hang": (NONE, Failure.READ_TIMEOUT, "", ()),
    "slow_head": (NONE, Failure.READ_TIMEOUT, "time", ()),
    "reset": (NONE, Failure.RESET, "", ()),
    "silent_close": (NONE, Failure.NO_RESPONSE, "", ()),
    "refused": (NONE, Failure.CONNECT_REFUSED, "", ()),
    "odd_success": (299, NONE, "", ()),
    "short_body": (OK, Failure.TRUNCATED, "disconnect", ()),
    "broken_chunk": (OK, Failure.TRUNCATED, "disconnect", ()),
    "reset_in_body": (OK, Failure.TRUNCATED, "disconnect", ()),
    "slow_body": (OK, Failure.READ_TIMEOUT, "time", ()),
    "large": (OK, Failure.TOO_LARGE, "length", ()),
    "endless": (OK, Failure.TOO_LARGE, "length", ()),
    "bomb": (OK, Failure.TOO_LARGE, "length", ()),
    "nested_bomb": (OK, Failure.TOO_LARGE, "length", ()),
    "chunks_cut": (OK, Failure.TRUNCATED, "disconnect", ()),
    "gzip_cut": (OK, Failure.TRUNCATED, "disconnect", ()),
    "body_hangs": (OK, Failure.READ_TIMEOUT, "time", ()),
    "not_found_cut": (404, Failure.TRUNCATED, "disconnect", ()),
    "not_found_hangs": (404, Failure.READ_TIMEOUT, "time", ()),
    "forbidden_endless": (403, Failure.TOO_LARGE, "length", ()),
    "error_false_gzip": (500, NONE, "", ()),
    "not_http": (NONE, Failure.NOT_HTTP, "", ()),
    "mail_server": (NONE, Failure.NOT_HTTP, "", ()),
    "bare_body": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "header_flood": (NONE, Failure.PROTOCOL_ERROR, "length", ()),
    "two_lengths": (OK, Failure.PROTOCOL_ERROR, "", ()),
    "nul_in_head": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "bad_chunks": (OK, Failure.PROTOCOL_ERROR, "disconnect", ()),
    "no_location": (301, NONE, "", ()),
    "binary": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "cut_status": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "cut_head": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "status_of_two": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "tls_on_plain": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "endless_hints": (NONE, Failure.PROTOCOL_ERROR, "", ()),
    "endless_name": (NONE, Failure.PROTOCOL_ERROR, "length", ()),
    "speaks_ftp": (NONE, Failure.NOT_HTTP, "", ()),
    "speaks_imap": (NONE, Failure.NOT_HTTP, "", ()),
    "speaks_pop": (NONE, Failure.NOT_HTTP, "", ()),
    "speaks_screen": (NONE, Failure.NOT_HTTP, "", ()),
    "tls_expired": (OK, Failure.TLS_EXPIRED, "", ()),
    "tls_early": (OK, Failure.TLS_EXPIRED, "", ()),
    "tls_old_issuer": (OK, Failure.TLS_EXPIRED, "", ()),
    "tls_self_signed": (OK, Failure.TLS_UNTRUSTED, "", ()),
    "tls_stranger": (OK, Failure.TLS_UNTRUSTED, "", ()),
    "tls_wrong_name": (OK, Failure.TLS_NAME_MISMATCH, "", ()),
    "tls_no_name": (OK, Failure.TLS_NAME_MISMATCH, "", ()),
    "tls_incomplete": (OK, Failure.TLS_INCOMPLETE_CHAIN, "", ()),
    "tls_client_wanted": (NONE, Failure.TLS_ERROR, "", ()),
    "tls_plain": (NONE, Failure.TLS_ERROR, "", ()),
    "tls_old": (NONE, Failure.TLS_ERROR, "", ()),
    "tls_silent": (NONE, Failure.CONNECT_TIMEOUT, "", ()),
    "tls_half": (NONE, Failure.RESET, "", ()),
    "tls_hang_up": (NONE, Failure.RESET, "", ()),
    "tls_reset": (NONE, Failure.RESET, "", ()),
    "tls_not_found": (404, NONE, "", ()),
    "tls_expired_404": (404, Failure.TLS_EXPIRED, "", ()),
    "tls_untrusted_parked": (OK, Failure.TLS_UNTRUSTED, "", ()),
    "to_tls_expired": (OK, Failure.TLS_EXPIRED, "", MOVE),
    "to_tls_silent": (NONE, Failure.CONNECT_TIMEOUT, "", HOP),
}
WHOLE = (OK, NONE, "", ())


async def looked_at(web, name, **changes):
    """Look at a behaviour, with deadlines short enough for those that never answer."""
    hasty = {"head_s": 0.9, "body_s": 0.5} if named(name).seconds > 10 else {}
    hasty |= {"tls_s": 0.4} if name in {"tls_silent", "to_tls_silent"} else {}
    async with Fetcher(web.settings(**hasty, **changes), load_addresses()) as fetcher:
        return await fetcher.fetch(named(name).url)


@pytest.mark.parametrize("name", [behaviour.name for behaviour in BEHAVIOURS])
async def test_a_look_records_what_happened(web, name):
    seen = (await looked_at(web, name)).observation
    hops = tuple(hop.status for hop in seen.hops)
    expected = SEEN.get(name, WHOLE)
    assert (seen.status, seen.failure, seen.truncated, hops) == expected, seen.reason


def test_nothing_is_expected_of_a_behaviour_that_is_not_there():
    assert set(SEEN) <= {behaviour.name for behaviour in BEHAVIOURS}


@pytest.mark.parametrize(
    "name",
    [
        "alive",
        "alive_tls",
        "chunked",
        "gzipped",
        "false_gzip",
        "bad_header_lines",
        "http_1_0",
        "short_body",
        "broken_chunk",
        "bot_wall",
        "not_found",
        "tls_expired",
        "two_lengths",
        "nul_in_head",
        "not_http",
        "bomb",
    ],
)
async def test_the_bytes_kept_are_the_bytes_sent(web, name):
    fetched = await looked_at(web, name)
    (served,) = (one for one in web.served if one.host == f"{name.replace('_', '-')}.example")
    (exchange,) = fetched.exchanges
    assert (exchange.request, exchange.response) == (served.request, served.response)


async def test_each_hop_is_an_exchange_of_its_own(web):
    fetched = await looked_at(web, "mixed_chain")
    assert [one.response for one in fetched.exchanges] == [one.response for one in web.served]
    assert [one.url.rpartition("example")[2] for one in fetched.exchanges] == [
        "/2019/03/water-plan",
        "/a",
        "/news/water-plan",
    ]
    assert fetched.observation.final_url == "http://mixed-chain.example/news/water-plan"


async def test_interim_answers_are_not_part_of_the_answer(web):
    (exchange,) = (await looked_at(web, "early_hints")).exchanges
    assert exchange.response.startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("name", ["alive", "gzipped", "chunked", "false_gzip", "alive_tls"])
async def test_the_body_is_the_page_whatever_it_was_packed_in(web, name):
    fetched = await looked_at(web, name)
    assert fetched.body.endswith(b"</html>\n")
    assert fetched.observation.body_sha256 == hashlib.sha256(fetched.body).hexdigest()
    assert fetched.observation.body_size == len(fetched.body)


@pytest.mark.parametrize("name", ["endless", "large", "bomb", "nested_bomb"])
async def test_no_body_grows_beyond_the_cap(web, name):
    fetched = await looked_at(web, name, max_page_bytes=50_000)
    assert len(fetched.body) <= 50_000
    assert len(fetched.exchanges[0].response) < 50_000 + 300_000


@pytest.mark.parametrize("name", ["short_body", "broken_chunk", "reset_in_body", "slow_body"])
async def test_what_came_of_a_broken_body_is_kept(web, name):
    assert b"</html>" in (await looked_at(web, name)).body


@pytest.mark.parametrize(
    ("name", "verified"),
    [
        ("alive_tls", True),
        ("tls_chain", True),
        ("tls_expired", False),
        ("tls_self_signed", False),
        ("tls_wrong_name", False),
        ("tls_incomplete", False),
    ],
)
async def test_a_page_seen_without_trust_is_marked_as_such(web, name, verified):
    fetched = await looked_at(web, name)
    assert fetched.observation.certificate.verified is verified
    assert fetched.exchanges[0].certificate.version.startswith("TLSv1.")
    assert len(fetched.exchanges[0].certificate.sha256) == 64


async def test_a_slow_drip_ends_at_the_deadline(web):
    fetched = await looked_at(web, "slow_body", timeout_s=0.8)
    assert fetched.observation.elapsed_ms < 5000


async def test_the_refused_hop_is_told_and_nothing_was_sent(web):
    fetched = await looked_at(web, "to_private")
    assert fetched.exchanges[1].failure is Failure.REFUSED_ADDRESS
    assert (fetched.exchanges[1].request, fetched.exchanges[1].peer) == (b"", None)
    assert "link local" in fetched.observation.reason
    assert len(fetched.exchanges[0].response) > 0


async def test_locations_in_arabic_are_followed_and_shown_as_text(web):
    fetched = await looked_at(web, "moved_arabic")
    assert fetched.observation.hops[0].location == "/أخبار/خطة"
    assert fetched.observation.final_url.endswith(
        "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D8%AE%D8%B7%D8%A9"
    )


async def test_a_refresh_header_is_a_hop_of_its_kind(web):
    fetched = await looked_at(web, "refresh_header")
    assert [hop.how for hop in fetched.observation.hops] == ["refresh-header"]


async def test_cookies_live_within_one_chain(web):
    async with Fetcher(web.settings(), load_addresses()) as fetcher:
        for _ in range(2):
            await fetcher.fetch(named("cookie_wall").url)
    cookies = [b"Cookie: seen=1" in one.request for one in web.served]
    assert cookies == [False, True, False, True]


async def test_fragments_reach_the_observation_and_not_the_server(web):
    fetched = await looked_at(web, "fragment_missing")
    assert fetched.observation.final_url.endswith("#part-9")
    assert b"part-9" not in web.served[0].request


async def test_the_header_says_what_the_verdict_needs(web):
    limited = (await looked_at(web, "rate_limited")).observation
    assert limited.retry_after_s == 3600
    arabic = (await looked_at(web, "windows_1256")).observation
    assert (arabic.media_type, arabic.charset) == ("text/html", "iso-8859-1")
    wall = (await looked_at(web, "bot_wall")).observation
    assert ("cf-mitigated", "challenge") in wall.headers


async def test_without_an_opened_range_nothing_of_this_machine_is_asked(web):
    fetched = await looked_at(web, "alive", allow_networks=())
    assert fetched.observation.failure is Failure.REFUSED_ADDRESS
    assert web.served == ()
