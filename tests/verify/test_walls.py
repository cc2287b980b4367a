from __future__ import annotations

import pytest
from verify_cases import look, page, verdict

from sourcecheck.data.load_pages import load_pages
from sourcecheck.verify.rules.walls import AS_BROWSER

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
    "challenge-text": (403, {}, {"text": "Enable JavaScript and cookies to continue"}),
    "challenge-text-translated": (503, {}, {"text": "Проверка вашего браузера. Подождите."}),
    "captcha-noindex": (
        200,
        {},
        {"noindex": True, "assets": ("https://hcaptcha.com/1/api.js",)},
    ),
    "kasada-header": (429, {"headers": (("x-kpsdk-ct", "0abc"),)}, {}),
    "cloudflare-server-1020": (403, {}, {"text": "error code: 1020"}),
    "f5-rejected": (
        200,
        {},
        {"text": "The requested URL was rejected. Please consult with your administrator."},
    ),
    "fortinet-title": (403, {}, {"title": "FortiGate Intrusion Prevention"}),
    "wordfence-text": (
        503,
        {},
        {"text": "Your access to this site has been limited by the site owner"},
    ),
    "modsecurity-title": (406, {}, {"title": "Not Acceptable!"}),
    "akamai-challenge-id": (200, {}, {"ids": ("sec-if-cpt-container",)}),
    "akamai-challenge-asset": (200, {}, {"assets": ("/_sec/cp_challenge/ak-challenge-4.js",)}),
    "sucuri-script": (200, {}, {"script_text": "var s={},sucuri_cloudproxy_js='';"}),
    "cookie-and-reload": (
        200,
        {},
        {"script_text": "document.cookie='seen=1';setTimeout(function(){location.reload()},900)"},
    ),
    "captcha-title-translated": (200, {}, {"title": "Güvenlik doğrulaması"}),
    "person-text": (200, {}, {"text": "Подтвердите, что вы человек, и продолжайте."}),
    "browser-text-translated": (200, {}, {"text": "نتحقق من متصفحك قبل فتح الصفحة"}),
    "bunny-asset": (200, {}, {"assets": ("/.bunny-shield/assets/challenge.js",)}),
    "law-english": (200, {}, {"text": "This site was blocked under a court order of 3 May."}),
    "law-arabic": (200, {}, {"text": "عفوا، تم حجب الموقع المطلوب"}),
    "law-persian": (403, {}, {"text": "به دستور مقامات قضایی این سایت مسدود شده است"}),
    "law-russian": (200, {}, {"text": "Доступ к сайту ограничен по решению суда"}),
    "law-turkish": (200, {}, {"text": "5651 sayılı Kanun uyarınca engellenmiştir"}),
    "law-west": (200, {}, {"text": "Sitio bloqueado por orden judicial"}),
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


# Further ways in which a row's sign is written, so that no hint can keep a pattern from fitting.
FURTHER = [
    ("cloudflare-title", "title", "Attention Required! | Cloudflare"),
    ("cloudflare-title-translated", "title", "Один момент…"),
    ("cloudflare-script", "script_text", "window.cf_chl_prog='x'"),
    ("cloudflare-block", "text", "Cloudflare Ray ID: 7"),
    ("cloudflare-block", "text", "Error 1006 Ray ID"),
    ("aws-waf-inline", "script_text", "window.awsWafCookieDomainList = []"),
    ("incapsula-asset", "assets", "https://content.incapsula.com/x.js"),
    ("incapsula-text", "text", "Powered by Imperva"),
    ("perimeterx-text", "text", "Access to this page has been denied"),
    ("ddos-guard-title", "title", "Проверка браузера"),
    ("ddos-guard-title", "title", "Checking your browser"),
    ("stormwall-script", "script_text", "StormWall"),
    ("anubis-title", "title", "Making sure you’re not a bot!"),
    ("proof-of-work", "text", "This page asks for a proof of work"),
    ("proof-of-work", "text", "Verify you are human"),
    ("proof-of-work", "text", "Verifying that you are a human"),
    ("proof-of-work", "text", "Verifying your browser"),
    ("arvancloud", "text", "ArvanCloud: security challenge"),
    ("captcha-asset", "assets", "https://smartcaptcha.yandexcloud.net/captcha.js"),
    ("captcha-asset", "assets", "https://challenges.cloudflare.com/turnstile/v0/api.js"),
    (
        "captcha-text",
        "text",
        "Our systems have detected unusual traffic from your computer network",
    ),
    ("captcha-text", "text", "Please prove that you're not a robot"),
    ("captcha-text", "text", "Confirm you are human"),
    ("captcha-text", "text", "Подтвердите, что запросы отправляли вы"),
    ("captcha-text", "text", "أنا لست روبوتًا"),
    ("captcha-text", "text", "Robot olmadığınızı doğrulayın"),
    ("captcha-text", "text", "ثابت کنید که ربات نیستید"),
    ("challenge-text", "text", "Checking if the site connection is secure"),
    ("challenge-text", "text", "Checking your browser before accessing news.example"),
    ("challenge-text", "text", "Please wait while we verify your browser"),
    ("challenge-text", "text", "news.example needs to review the security of your connection"),
    ("challenge-text-translated", "text", "جارٍ التحقق من متصفحك"),
    ("challenge-text-translated", "text", "در حال بررسی مرورگر شما"),
    ("challenge-text-translated", "text", "Tarayıcınız kontrol ediliyor"),
    ("challenge-text-translated", "text", "Vérification de votre navigateur"),
    ("challenge-text-translated", "text", "Wir prüfen Ihren Browser"),
    ("challenge-text-translated", "text", "Bestätigen Sie, dass Sie ein Mensch sind"),
    ("challenge-text-translated", "text", "Verifica que eres humano"),
    ("challenge-text-translated", "text", "Проверяем, что вы не робот"),
    ("wordfence-text", "text", "Generated by Wordfence"),
]


@pytest.mark.parametrize(("name", "part", "sign"), FURTHER)
def test_every_way_to_write_a_sign_is_known(name, part, sign):
    row = next(row for row in load_pages().walls if row.name == name)
    status = min(row.statuses, default=200)
    facts = page(title="", words=12, text="x", ids=())
    shown = {part: (sign,) if part == "assets" else sign}
    found = verdict(
        look(status, page(**{"title": "", "words": 12, "text": "x", "ids": (), **shown}))
    )
    assert found.rule == "wall"
    assert verdict(look(200, facts)).rule != "wall"
    assert found.state is row.state


def test_a_captcha_on_a_page_that_is_not_to_be_indexed_is_a_wall():
    shown = page("", 100, text="x", noindex=True, assets=("https://hcaptcha.com/1/api.js",))
    assert verdict(look(404, shown)).state.value == "blocked"


def test_a_captcha_that_lets_itself_be_indexed_may_guard_a_form():
    shown = page("Write to us", 100, text="x", assets=("https://hcaptcha.com/1/api.js",))
    assert verdict(look(200, shown)).rule == "alive"


def test_a_page_that_is_refused_to_programs_and_shown_to_a_browser_is_blocked():
    honest, browser = look(404), look(days=0.01, vantage=AS_BROWSER)
    found = verdict(honest, browser)
    assert (found.state.value, found.rule) == ("blocked", "shown_to_browsers")
    assert verdict(browser, look(404, days=0.02)).state.value == "blocked"
    assert verdict(look(500), browser).state.value == "alive"
    assert verdict(honest, look(days=3, vantage=AS_BROWSER)).state.value == "alive"
    assert verdict(honest, look(404, days=0.01, vantage=AS_BROWSER)).state.value == "not_found"
