from __future__ import annotations

import pytest
from verify_cases import look, page, verdict

from sourcecheck.data.load_pages import load_pages

# One sample per row of the table of walls, by the row's name.
SIGNS = {
    "cloudflare-mitigated": (403, {"headers": (("cf-mitigated", "challenge"),)}, {}),
    "cloudflare-title": (403, {}, {"title": "Just a moment..."}),
    "cloudflare-title-translated": (403, {}, {"title": "Bir dakika"}),
    "cloudflare-script": (403, {}, {"script_text": "window._cf_chl_opt = {}"}),
    "cloudflare-block": (403, {}, {"text": "Sorry, you have been blocked"}),
    "cloudflare-country": (403, {}, {"text": "Error 1009 Access denied"}),
    "aws-waf-action": (405, {"headers": (("x-amzn-waf-action", "captcha"),)}, {}),
    "aws-waf-script": (202, {}, {"assets": ("https://a.token.awswaf.com/x/challenge.js",)}),
    "aws-waf-inline": (200, {}, {"script_text": "AwsWafIntegration.getToken()"}),
    "cloudfront-block": (403, {}, {"title": "ERROR: The request could not be satisfied"}),
    "akamai-denied": (403, {}, {"title": "Access Denied"}),
    "akamai-reference": (
        200,
        {},
        {"text": 'You don\'t have permission to access "/a" on this server. Reference #18.x'},
    ),
    "incapsula-asset": (200, {}, {"assets": ("/_Incapsula_Resource?SWUDNSAI=31",)}),
    "incapsula-text": (403, {}, {"text": "Incapsula incident ID: 1"}),
    "datadome-header": (403, {"headers": (("x-dd-b", "1"),)}, {}),
    "datadome-asset": (200, {}, {"assets": ("https://geo.captcha-delivery.com/captcha/",)}),
    "perimeterx-id": (403, {}, {"ids": ("px-captcha",)}),
    "perimeterx-text": (403, {}, {"text": "Press & Hold to confirm you are a human"}),
    "sucuri-header": (403, {"headers": (("x-sucuri-block", "1"),)}, {}),
    "sucuri-text": (403, {}, {"title": "Sucuri WebSite Firewall - Access Denied"}),
    "ddos-guard-title": (403, {}, {"title": "DDoS-Guard"}),
    "qrator-title": (403, {}, {"text": "Qrator HTTP 403 Forbidden"}),
    "stormwall-script": (200, {}, {"script_text": "var __js_p_ = 1"}),
    "anubis-id": (200, {}, {"ids": ("anubis_challenge",)}),
    "anubis-title": (200, {}, {"title": "Making sure you're not a bot!"}),
    "anubis-asset": (200, {}, {"assets": ("/.within.website/x/cmd/anubis/main.mjs",)}),
    "proof-of-work": (200, {}, {"text": "Verifying you are human. This may take a few seconds."}),
    "arvancloud": (200, {}, {"text": "در حال انتقال به سایت مورد نظر هستید"}),
    "captcha-asset": (200, {}, {"assets": ("https://www.google.com/recaptcha/api.js",)}),
    "captcha-title": (200, {}, {"title": "Вы не робот?"}),
    "captcha-text": (200, {}, {"text": "أثبت أنك لست روبوتا للمتابعة"}),
    "status-999": (999, {}, {}),
    "status-430": (430, {}, {}),
    "status-444": (444, {}, {}),
    "filter-iran": (403, {}, {"assets": ("http://10.10.34.35/?type=Invalid",)}),
}


@pytest.mark.parametrize("row", load_pages().walls, ids=lambda row: row.name)
def test_each_wall_of_the_table_is_known_by_its_sign(row):
    status, seen, shown = SIGNS[row.name]
    facts = page(**{"title": "", "words": 12, "text": "x", "ids": (), **shown})
    found = verdict(look(status, facts, **seen))
    assert found.rule == "wall"
    assert found.state.group.value == "doubtful"


@pytest.mark.parametrize("row", [w for w in load_pages().walls if w.words], ids=lambda w: w.name)
def test_the_same_sign_in_a_long_page_is_no_wall(row):
    _, seen, shown = SIGNS[row.name]
    facts = page(**{"words": row.words + 400, **shown})
    assert verdict(look(200, facts, **seen)).rule != "wall"


def test_a_status_of_200_with_the_table_s_403_is_no_wall():
    assert verdict(look(200, page("Access Denied", 30, text="x"))).rule != "wall"
