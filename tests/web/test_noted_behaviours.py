"""Every behaviour that link checkers were seen to get wrong is on the scripted web."""

from __future__ import annotations

import pytest

from sourcecheck.testing.behaviours import SECTIONS, named

# what happens -> (the behaviours that do it, the states that are right for them)
NOTED = {
    # methods
    "HEAD 405 with GET 200": ("head_405", "alive"),
    "HEAD 404 with GET 200": ("head_404", "alive"),
    "HEAD 500 with GET 200": ("head_500", "alive"),
    "HEAD closed with GET 200": ("head_closed", "alive"),
    "HEAD hanging with GET 200": ("head_hangs", "alive"),
    "HEAD 200 with GET 404": ("head_200", "not_found"),
    "416 to Range": ("range_416", "alive"),
    "406 without Accept": ("wants_accept html_only", "alive"),
    "204": ("no_content", "empty"),
    # redirects
    "301": ("moved", "moved"),
    "302": ("found", "alive"),
    "long mixed chain": ("mixed_chain twenty_hops", "alive"),
    "loop": ("loop self_loop", "redirect_loop"),
    "self-redirect with cookie": ("cookie_wall cookies_two", "alive"),
    "no Location": ("no_location", "protocol_error"),
    "relative": ("moved_relative", "moved"),
    "raw UTF-8": ("moved_arabic", "moved"),
    "to root": ("to_home to_home_301 to_index", "soft_404"),
    "to /login": ("to_login", "login_wall"),
    "to /404.html with 200": ("to_error_page", "soft_404"),
    "to a for-sale lander": ("to_sale", "parked"),
    "to a consent host": ("to_consent", "consent_wall"),
    "meta refresh": ("meta_refresh refresh_quoted", "alive"),
    "script": ("script_redirect script_redirect_href", "js_redirect"),
    "Refresh header": ("refresh_header refresh_header_url", "alive"),
    "21 hops": ("twenty_one_hops many_hops", "redirect_loop"),
    # client errors
    "404 always": ("not_found", "not_found"),
    "404 once": ("not_found_once", "alive"),
    "404 only to non-browsers": ("not_found_to_programs", "blocked"),
    "410": ("gone", "gone"),
    "403 plain": ("forbidden", "forbidden"),
    "403 to non-browsers": ("forbidden_to_programs", "forbidden"),
    "403 challenge": ("bot_wall", "blocked"),
    "503 challenge": ("bot_wall_503", "blocked"),
    "200 proof-of-work": ("bot_wall_work", "blocked"),
    "200 captcha": ("bot_wall_captcha wall_captcha_fa", "blocked"),
    "202 WAF": ("bot_wall_202", "blocked"),
    "999": ("bot_wall_999", "blocked"),
    "430": ("bot_wall_430", "blocked"),
    "429 short Retry-After": ("limited_once limited_until_soon", "alive"),
    "429 long Retry-After": ("rate_limited limited_until_tomorrow", "rate_limited"),
    "401": ("login_401", "login_wall"),
    "402": ("pay_402", "paywall"),
    "451": ("legal_451 geo_451", "legal_block"),
    "400 without Accept-Language": ("wants_language", "alive"),
    # server errors
    "500 once": ("error_once", "alive"),
    "500 always": ("error_500", "server_error"),
    "503 maintenance": ("maintenance", "server_error"),
    "509": ("error_509", "server_error"),
    "522": ("error_522", "server_error"),
    "530": ("error_530", "server_error"),
    # content
    "soft 404 in English": ("soft_404_en soft_404_blog", "soft_404"),
    "soft 404 in Arabic": ("soft_404_ar soft_404_menu_ar", "soft_404"),
    "soft 404 in Persian": ("soft_404_fa soft_404_digits_fa", "soft_404"),
    "soft 404 in Russian": ("soft_404_ru soft_404_menu_ru", "soft_404"),
    "soft 404 in Turkish": ("soft_404_tr soft_404_menu_tr", "soft_404"),
    "soft 404 in French": ("soft_404_fr soft_404_archive_fr", "soft_404"),
    "same body for any path": ("any_path any_path_tls any_path_echo", "soft_404"),
    "article about 404s": ("about_404 about_404_ru", "alive"),
    "parked": ("parked parked_ar parked_frame parked_script", "parked"),
    "spam takeover": ("usurped_en usurped_tr usurped_ru", "usurped"),
    "default page": ("default_page default_apache default_iis", "suspended"),
    "suspended": ("suspended suspended_403 to_suspended", "suspended"),
    "paywall": ("paywall paywall_meta paywall_ar", "paywall"),
    "login form": ("login_form login_ru login_fa", "login_wall"),
    "script shell": ("js_shell", "js_only"),
    "empty": ("empty status_only", "empty"),
    "PDF replaced by HTML": ("pdf_to_page", "soft_404"),
    "fragment present": ("fragment_present fragment_arabic", "alive"),
    "fragment missing": ("fragment_missing fragment_arabic_missing", "fragment_missing"),
    "mislabelled encodings": ("windows_1256 windows_1251_as_latin", "alive"),
    # transport
    "refused": ("refused to_refused", "refused"),
    "reset": ("reset to_reset", "reset"),
    "silent close": ("silent_close", "no_response"),
    "hang": ("hang", "timeout"),
    "header drip": ("slow_head", "timeout"),
    "body drip": ("slow_body", "truncated_answer"),
    "endless body": ("endless", "too_large"),
    "bombs (gzip, nested)": ("bomb nested_bomb", "too_large"),
    "short body": ("short_body", "truncated_answer"),
    "false gzip": ("false_gzip", "alive"),
    "broken chunk": ("broken_chunk", "truncated_answer"),
    "other protocol": ("not_http mail_server speaks_ftp", "not_http"),
    "huge headers": ("big_headers", "alive"),
    "header flood": ("header_flood", "protocol_error"),
    "malformed header lines": ("bad_header_lines", "alive"),
    "no reason phrase": ("no_reason", "alive"),
    "103": ("early_hints many_hints", "alive"),
    "HTTP/1.0": ("http_1_0", "alive"),
    "HTTP/0.9": ("bare_body", "protocol_error"),
    "stale keep-alive": ("stale_closed stale_reset stale_closing", "alive"),
    # TLS
    "good": ("alive_tls", "alive"),
    "expired": ("tls_expired tls_old_issuer", "tls_expired"),
    "self-signed": ("tls_self_signed", "tls_untrusted"),
    "wrong host": ("tls_wrong_name", "tls_name_mismatch"),
    "missing intermediate": ("tls_incomplete", "tls_incomplete_chain"),
    "silent": ("tls_silent", "timeout"),
    "plain HTTP on the TLS port": ("tls_plain", "tls_error"),
    "client certificate wanted": ("tls_client_wanted", "tls_error"),
    "old protocol only": ("tls_old", "tls_error"),
    # and what the issue adds
    "windows-1256 Arabic": ("windows_1256_silent windows_1256_as_utf_8", "alive"),
    "windows-1251 Russian": ("windows_1251 windows_1251_meta_lies", "alive"),
    "consent walls": ("consent consent_path consent_loop", "consent_wall"),
    "language-negotiated pages": ("language_chosen language_redirect", "alive"),
    "content negotiation": ("type_chosen html_only", "alive"),
}


@pytest.mark.parametrize(
    ("name", "state"),
    [
        pytest.param(name, state, id=f"{noted}: {name}")
        for noted, (names, state) in NOTED.items()
        for name in names.split()
    ],
)
def test_what_was_noted_is_scripted_with_its_right_state(name, state):
    assert named(name).state.value == state


@pytest.mark.parametrize("section", SECTIONS)
def test_no_section_is_a_single_case(section):
    assert len(SECTIONS[section]) >= 5
