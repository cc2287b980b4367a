"""Fresh pages that only look dead, and fresh ones that are, in many languages; all our own."""

from __future__ import annotations

import pytest
from verify_cases import URL, look, verdict

from sourcecheck.data.load_pages import load_pages
from sourcecheck.model import Check, Group
from sourcecheck.verify.glance import glance
from sourcecheck.verify.page import read_page
from sourcecheck.verify.rules.base import Circumstances


def page(title: str, body: str, *, head: str = "", lang: str = "en") -> bytes:
    html = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    return f"{html}<body>{body}</body></html>".encode()


def read(body: bytes, kind: str = "text/html", charset: str = "", url: str = URL, **fields):
    facts = read_page(body, kind, charset, url) if body else None
    return look(200, facts, url=url, media_type=kind, body_size=len(body), **fields)


def times(sentence: str, count: int) -> str:
    return "".join(f"<p>{sentence} {n}.</p>" for n in range(count))


NOTICE = "<p>The ferry to the north bank leaves at seven and at nine on Sunday, and not at eight as printed; tickets that were bought for eight are good for both.</p>"
MENU = "<nav><a href=/>Front page</a> <a href=/c>City</a> <a href=/s>Sport</a></nav>"
ARTICLE = times(
    "The council met on Monday and put off the vote on the bridge until the engineers report", 30
)
SHORT_ARTICLE = times("The council met on Monday and put off the vote on the bridge", 6)
AR = times("عقد المجلس جلسته يوم الاثنين وأجل التصويت على الجسر إلى حين تقرير المهندسين", 12)
FA = times("شورا روز دوشنبه تشکیل جلسه داد و رای‌گیری درباره پل را به بعد موکول کرد", 12)
RU = times("Совет собрался в понедельник и отложил голосование о мосте до отчёта инженеров", 12)
TR = times(
    "Meclis pazartesi günü toplandı ve köprü oylamasını mühendislerin raporuna kadar erteledi", 12
)
LOGIN_BOX = (
    "<form action=/login><input name=u><input type=password name=p><button>Log in</button></form>"
)
BANNER = "<div id=cookies><p>We value your privacy. This site uses cookies.</p><button>Accept</button></div>"
SCRIPTS = "".join(f"<script src=/s{n}.js></script>" for n in range(40))

# What must not be called dead, and what it is. Every row is a page of its own.
ALIVE = [
    ("a notice of thirty words", page("Ferry times on Sunday", NOTICE), "alive"),
    ("a press release", page("Port authority: new pier open", MENU + SHORT_ARTICLE), "alive"),
    ("one sentence, as a status update", page("Harbour office", "<p>Fog on the river, the bridge stays closed until noon.</p>"), "alive"),
    ("a very short Arabic page", page("عاجل", "<p>افتتاح الجسر الجديد مساء اليوم.</p>", lang="ar"), "alive"),
    ("a very short Persian page", page("فوری", "<p>پل تازه امشب باز می‌شود.</p>", lang="fa"), "alive"),
    ("a very short Russian page", page("Молния", "<p>Мост через реку открыт.</p>", lang="ru"), "alive"),
    ("a very short Turkish page", page("Son dakika", "<p>Köprü bu akşam açılıyor.</p>", lang="tr"), "alive"),
    ("the year 404", page("404 - Encyclopedia", MENU + times("The emperor marched north in the spring of that year", 12)), "alive"),
    ("the year 404 in Russian", page("404 — Энциклопедия", times("Весной этого года император двинулся на север", 14), lang="ru"), "alive"),
    ("a car called 404", page("404 | Old cars", times("The saloon was built in the same works for fifteen years", 12)), "alive"),
    ("a story about missing pages", page("Page not found: how an error became an art", MENU + times("The designer drew the first of these pages in a basement", 30)), "alive"),
    ("a story about missing pages in Arabic", page("«الصفحة غير موجودة»: حكاية رسالة خطأ صارت فنا", AR * 2, lang="ar"), "alive"),
    ("a story about missing pages in Russian", page("Страница не найдена: как ошибка 404 стала искусством", RU * 2, lang="ru"), "alive"),
    ("a guide to the error", page("What error 404 means and how to fix it on your site", SHORT_ARTICLE), "alive"),
    ("a headline that ends in not found", page("Cause of the fire not found", SHORT_ARTICLE), "alive"),
    ("the same in Persian", page("علت آتش‌سوزی پیدا نشد", FA, lang="fa"), "alive"),
    ("the same in Turkish", page("Yangının nedeni bulunamadı", TR, lang="tr"), "alive"),
    ("the same in Russian", page("Причина пожара не найдена", RU, lang="ru"), "alive"),
    ("the same in German", page("Ursache des Brandes nicht gefunden", SHORT_ARTICLE, lang="de"), "alive"),
    ("the same in Hebrew", page("הסיבה לשריפה לא נמצאה", "<p>" + "המועצה התכנסה ביום שני ודחתה את ההצבעה על הגשר. " * 12 + "</p>", lang="he"), "alive"),
    ("a film called Not Found", page("Not Found | Film reviews", times("The second act takes place in an archive without a door", 25)), "alive"),
    ("a bookshop called Page Not Found", page("Page Not Found", times("On Friday a reading, on Saturday a talk about covers", 90)), "alive"),
    ("an encyclopedia on domain parking", page("Domain parking - Encyclopedia", MENU + times("A parked page may read: this domain is for sale, and earns from its links", 8)), "alive"),
    ("a short entry on parked domains", page("Parked domain", times("A parked domain shows a page of links, or the words: this domain is for sale", 6)), "alive"),
    ("a registrar's shop in Russian", page("Купить домен | Регистратор", times("Выберите имя, проверьте, свободно ли оно, и оплатите первый год", 9), lang="ru"), "alive"),
    ("a registrar's shop in Persian", page("فروش دامنه", times("نام دلخواه خود را جستجو کنید و در صورت آزاد بودن ثبت کنید", 8), lang="fa"), "alive"),
    ("a registrar's shop in Turkish", page("Satılık alan adı", times("İstediğiniz adı arayın, boşsa bir yıllığına kaydedin", 9), lang="tr"), "alive"),
    ("news of a sale of a domain", page("City buys back its name", times("The old address was on sale for years, the mayor says", 10)), "alive"),
    ("a house for sale", page("House is for sale", NOTICE), "alive"),
    ("a shop page", page("Blue kettle, two litres", "<h1>Blue kettle</h1><img src=k.jpg><p>In stock. 24 days to return it. Add to basket.</p>"), "alive"),
    ("a shop page of what is sold out", page("Blue kettle", "<p>This kettle is not available at the moment. Tell me when it is back.</p><img src=k.jpg>"), "alive"),
    ("news about gambling", page("Online casino and sports betting firms fined", MENU + ARTICLE), "alive"),
    ("news about gambling in Turkish", page("Kaçak bahis operasyonu: on iki gözaltı", TR, lang="tr"), "alive"),
    ("news about gambling in Russian", page("Онлайн казино оштрафованы", RU, lang="ru"), "alive"),
    ("a login box beside an article", page("Vote on the bridge put off", LOGIN_BOX + ARTICLE), "alive"),
    ("a login box beside a short article", page("Vote on the bridge put off", LOGIN_BOX + SHORT_ARTICLE), "alive"),
    ("an article about logging in", page("Login fraud: what to look for", ARTICLE), "alive"),
    ("a cookie banner beside an article", page("Vote on the bridge put off", BANNER + ARTICLE), "alive"),
    ("a cookie banner beside a short article", page("Vote on the bridge put off", BANNER + SHORT_ARTICLE), "alive"),
    ("a teaser of a paid article", page("Vote put off", SHORT_ARTICLE[:200] + "<p>Subscribe to continue reading this story.</p>"), "paywall"),
    ("a paid article that says so", page("Vote put off", ARTICLE, head='<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'), "paywall"),
    ("a page with many scripts", page("Vote put off", SCRIPTS + ARTICLE), "alive"),
    ("a page with many scripts and few words", page("Vote put off", SCRIPTS + NOTICE), "alive"),
    ("an app that is a shell", page("Reader", "<div id=root></div>" + SCRIPTS), "js_only"),
    ("a frameset", b"<html><head><title>Gazette</title></head><frameset cols='20,80'><frame src=m.html><frame src=t.html></frameset></html>", "alive"),
    ("a picture and its caption", page("The bridge in fog", "<img src=b.jpg><p>Seen from the north.</p>"), "alive"),
    ("a page that is one film", page("The opening", "<video src=o.mp4></video>"), "alive"),
    ("a map", page("Map", "<iframe src=https://maps.example/embed></iframe>"), "alive"),
    ("a gallery of old error pages", page("Error pages we loved", "".join(f"<img src={n}.png>" for n in range(9)) + "<p>The page you requested could not be found.</p>"), "alive"),
    ("Japanese, without blanks", page("新しい橋が開通", "<p>" + "市議会は月曜日に会合を開き、橋についての投票を延期した。" * 6 + "</p>", lang="ja"), "alive"),
    ("Thai, without blanks", page("เปิดสะพานใหม่", "<p>" + "สภาเมืองประชุมเมื่อวันจันทร์และเลื่อนการลงคะแนนเรื่องสะพานออกไป" * 5 + "</p>", lang="th"), "alive"),
    ("Chinese, without blanks", page("新桥通车", "<p>" + "市议会周一开会，推迟了对大桥的表决，等待工程师的报告。" * 6 + "</p>", lang="zh"), "alive"),
    ("news of a suspended site", page("Site suspended after complaint | Daily", SHORT_ARTICLE), "alive"),
    ("a brief on a suspended account", page("Minister's account has been suspended", NOTICE), "alive"),
    ("a brief on a blocked site, in Russian", page("Сайт заблокирован", times("Регулятор сообщил об этом в понедельник, суд ещё не решил", 4), lang="ru"), "alive"),
    ("news of works on a server", page("Under maintenance for a week: the water works", ARTICLE), "alive"),
    ("a tutorial on a web server", page("Welcome to nginx: a first server", ARTICLE), "alive"),
    ("a building site", page("Under construction: the new pier", SHORT_ARTICLE), "alive"),
    ("an index of prices", page("Index of prices falls again", SHORT_ARTICLE), "alive"),
    ("a page that must not be indexed", page("Internal note", NOTICE, head='<meta name="robots" content="noindex">'), "alive"),
    ("an article that is to be proved human", page("Are you a robot? A novelist asks", ARTICLE), "alive"),
    ("a short article on captchas", page("Are you a robot? A small test in a museum", times("To prove that you are human you pick the boats, says the curator", 8)), "alive"),
    ("patience as a short subject", page("Just a moment: on waiting rooms", SHORT_ARTICLE), "alive"),
    ("news of what is shown nowhere", page("Film not available in your country? Why rights are sold by the state", SHORT_ARTICLE), "alive"),
    ("a brief that quotes such a page", page("Viewers abroad complain", SHORT_ARTICLE + "<p>“Not available in your country,” it says.</p>"), "alive"),
    ("a law whose article is gone", page("Article 12 no longer exists, court says", SHORT_ARTICLE), "alive"),
    ("a page torn from a book", page("Missing page of the codex was found in a library", SHORT_ARTICLE), "alive"),
    ("a brief on a missing boat", page("Kayıp tekneden haber yok", TR[:400], lang="tr"), "alive"),
    ("a brief on a lost document", page("Документ о мосте в архиве не найден, сообщили в мэрии", RU[:600], lang="ru"), "alive"),
    ("a brief on a deleted post", page("وزير يحذف منشوره والصحف تقول إن الخبر غير موجود في أرشيفه", AR[:700], lang="ar"), "alive"),
    ("a new page that was lost", page("صفحه‌ای گمشده از شاهنامه پیدا نشد که نشد", FA[:600], lang="fa"), "alive"),
    ("patience as a subject", page("Just a moment: on waiting rooms", ARTICLE), "alive"),
    ("a form with a captcha", page("Write to the editor", "<form action=/send><textarea></textarea></form><script src=https://www.google.com/recaptcha/api.js></script>" + SHORT_ARTICLE + NOTICE), "alive"),
    ("an answer in two sentences", page("Ask the harbour office", "<h1>May I fish from the pier?</h1><p>Yes, with a licence. It is not available on Sundays.</p>"), "alive"),
    ("what a brief says is gone", page("Old bridge pulled down", "<p>The old bridge no longer exists; what is left of it was not found worth keeping.</p>"), "alive"),
    ("no results yet", page("الانتخابات", "<p>لا توجد نتائج رسمية بعد، والفرز مستمر في المحافظات.</p>", lang="ar"), "alive"),
    ("a text in windows-1256", page("الميناء", AR, lang="ar").replace(b'<meta charset="utf-8">', b"").decode().encode("windows-1256", "replace"), "alive"),
    ("a text in windows-1251", page("Порт", RU, lang="ru").replace(b'<meta charset="utf-8">', b"").decode().encode("windows-1251", "replace"), "alive"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "wanted"), [row[1:] for row in ALIVE], ids=[row[0] for row in ALIVE]
)
def test_a_page_that_only_looks_dead_is_not_called_dead(body, wanted):
    found = verdict(read(body))
    assert (found.state.value, found.group) == (wanted, Group.ALIVE)
    quick = glance(body, "text/html", wanted_fragment=False, pages=load_pages())
    if quick is not None:
        assert verdict(look(200, quick)).state.value == wanted


def test_there_are_more_than_sixty_such_pages_and_no_two_alike():
    assert len({body for _, body, _ in ALIVE}) == len(ALIVE) > 60


FILES = [
    ("a feed", b"<?xml version='1.0'?><rss><channel><title>404</title></channel></rss>", "application/rss+xml"),
    ("an XML file", b"<?xml version='1.0'?><a/>", "application/xml"),
    ("a picture", b"\x89PNG\r\n\x1a\n", "image/png"),
    ("a film", b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
    ("a PDF file", b"%PDF-1.7\n%%EOF", "application/pdf"),
    ("a JSON list of stories", b'[{"title": "Not found", "year": 2019}]', "application/json"),
    ("a JSON story called Not found", b'{"title": "Not found", "text": "A novel.", "year": 2019}', "application/json"),
    ("a JSON story about a 404", b'{"code": 404, "name": "saloon", "doors": 4}', "application/json"),
    ("a JSON answer that went well", b'{"status": 200, "message": "OK"}', "application/json"),
    ("a JSON number", b"404", "application/json"),
    ("a JSON answer without an error", b'{"error": null, "message": "Lost and found, and what was not found"}', "application/json"),
    ("a JSON answer of another trouble", b'{"success": false, "message": "Please log in"}', "application/json"),
    ("a JSON answer that holds more", b'{"error": "not found", "stories": [{"id": 1}]}', "application/json"),
    ("JSON that is broken", b'{"error": "not found"', "application/json"),
    ("an empty list", b"[]", "application/json"),
    ("a short text", b"Fog on the river, the bridge stays closed.", "text/plain"),
    ("a text that ends so", b"The cause of the fire was not found.", "text/plain"),
    ("a robots file", b"User-agent: *\nDisallow: /404\n", "text/plain"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "kind"), [row[1:] for row in FILES], ids=[row[0] for row in FILES]
)
def test_a_file_is_alive_whatever_words_are_in_it(body, kind):
    assert verdict(read(body, kind)).state.value == "alive"


def test_a_file_that_was_not_read_on_purpose_is_alive():
    seen = look(200, media_type="application/pdf", body_size=0, truncated="unread").observation
    assert verdict(Check(observation=seen)).state.value == "alive"


SAID = {
    "en": "Sorry, the page you are looking for could not be found", "ar": "عذرًا، الصفحة التي تبحث عنها غير موجودة",
    "fa": "متأسفانه صفحه‌ی مورد نظر یافت نشد", "ru": "К сожалению, такой страницы не существует",
    "tr": "Üzgünüz, aradığınız sayfa bulunamadı", "fr": "Désolé, cette page n’existe plus",
    "de": "Diese Seite wurde nicht gefunden", "es": "Lo sentimos, la página no existe",
}  # fmt: skip
TITLED = {
    "en": "404 - Page not found | The Daily", "ar": "خطأ ٤٠٤ | الصفحة غير موجودة", "fa": "خطای ۴۰۴ - صفحه یافت نشد",
    "ru": "Ошибка 404. Страница не найдена", "tr": "404 Hatası - Sayfa Bulunamadı", "fr": "Page introuvable – Le Journal",
    "de": "Fehler 404 – Seite nicht gefunden", "es": "Página no encontrada | El Diario",
}  # fmt: skip
HEADLINES = times("Ferry strike enters second week", 20)


@pytest.mark.parametrize("language", SAID)
def test_a_missing_page_is_known_by_title_by_heading_and_by_its_one_sentence(language):
    titled = page(TITLED[language], MENU + HEADLINES, lang=language)
    headed = page("The Daily", f"{MENU}<h1>{SAID[language]}</h1>{HEADLINES}", lang=language)
    told = page("The Daily", f"<p>{SAID[language]}.</p>", lang=language)
    found = [verdict(read(body)) for body in (titled, headed, told)]
    assert [(one.state.value, one.rule) for one in found] == [("soft_404", "not_found_page")] * 3
    assert all(one.because and one.confidence < 1 for one in found)


# Sentences that are in no list of phrases: a page, and that it is missing.
WORDED = [
    "The page you were trying to reach might have been moved or deleted",
    "Sorry, this story is no longer available", "لم نتمكن من العثور على الصفحة المطلوبة",
    "الخبر الذي تبحث عنه غير موجود", "صفحه درخواستی شما در سایت موجود نیست", "این مطلب دیگر در دسترس نیست",
    "Страница по указанному адресу отсутствует", "К сожалению, эта статья удалена",
    "Aradığınız sayfa silinmiş ya da taşınmış olabilir", "Görüntülemek istediğiniz haber yayından kaldırıldı",
    "La page que vous avez demandée est introuvable", "Die von Ihnen aufgerufene Seite existiert nicht",
    "La página solicitada ya no se encuentra",
]  # fmt: skip


@pytest.mark.parametrize("sentence", WORDED)
def test_a_missing_page_is_known_however_it_is_worded(sentence):
    headed = page("The Daily", f"{MENU}<h1>{sentence}</h1>{HEADLINES}")
    told = page("The Daily", f"<p>{sentence}.</p>")
    assert [verdict(read(body)).state.value for body in (headed, told)] == ["soft_404"] * 2


DEAD = [
    ("only 404", page("404", "<h1>404</h1><p>Home</p>"), "soft_404"),
    ("404 and a sentence", page("404 | The Daily", MENU + "<h1>404</h1><p>The page you requested could not be found.</p>" + HEADLINES), "soft_404"),
    ("mislabelled windows-1251", page("Страница не найдена", "<p>Такой страницы нет.</p>", lang="ru").replace(b'charset="utf-8"', b'charset="iso-8859-1"').decode().encode("windows-1251", "replace"), "soft_404"),
    ("mislabelled windows-1256", page("الصفحة غير موجودة", "<p>لم يتم العثور على الصفحة.</p>", lang="ar").replace(b'charset="utf-8"', b'charset="windows-1251"').decode().encode("windows-1256", "replace"), "soft_404"),
    ("for sale, by its title", page("news.example is for sale", "<p>Make an offer.</p>"), "parked"),
    ("for sale, in Arabic", page("news.example", "<h1>news.example</h1><p>هذا النطاق للبيع. تواصل معنا.</p>", lang="ar"), "parked"),
    ("for sale, in Russian", page("Домен news.example продаётся", "<p>Оставьте заявку.</p>", lang="ru"), "parked"),
    ("a lander's shell", page("news.example", "<script src=https://img1.parkingcrew.net/p.js></script>"), "parked"),
    ("a shell that leads to a lander", page("", '<script>window.onload=function(){window.location.href="/lander"}</script>'), "parked"),
    ("a suspended account", page("Account Suspended", "<h1>Account Suspended</h1><p>Contact your hosting provider for more information.</p>"), "suspended"),
    ("a suspended account, in Persian", page("سایت مسدود شده است", "<p>این هاست مسدود شده است. صاحب سایت با پشتیبانی تماس بگیرد.</p>", lang="fa"), "suspended"),
    ("a server without a site", page("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>The web server is installed and working.</p>"), "suspended"),
    ("a server without a site, at length", page("Apache2 Ubuntu Default Page: It works", times("This is the page that is shown until a site is set up", 20)), "suspended"),
    ("taken over", page("Situs judi slot gacor, bandar togel maxwin", ARTICLE), "usurped"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "wanted"), [row[1:] for row in DEAD], ids=[row[0] for row in DEAD]
)
def test_a_page_that_is_not_the_cited_one_is_known(body, wanted):
    found = verdict(read(body))
    assert (found.state.value, found.group, found.confirmed) == (wanted, Group.DEAD, False)
    assert glance(body, "text/html", wanted_fragment=False, pages=load_pages()) is None


ANSWERS = [
    (b'{"error": "Not Found"}', "application/json"),
    (b'{"status": 404, "error": "Not Found", "message": "No handler for GET /x", "path": "/x"}', "application/json"),
    (b'{"success": false, "message": "Article not found", "data": null}', "application/json"),
    (b'{"error": {"code": 404, "message": "Resource not found"}}', "application/json"),
    (b'{"code": "not_found"}', "application/json"),
    (b'{"ok": false, "reason": "We have no story of that name, so it was not found"}', "application/json"),
    (b'{"errors": [{"status": "404", "detail": "There is nothing of that name here"}]}', "application/json"),
    (b'{"detail": "Not found."}', "application/problem+json"),
    ('{"message": "الصفحة غير موجودة"}'.encode(), "application/json"),
    (b"404 Not Found", "text/plain"),
    (b"404 page not found\n", "text/plain"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), ANSWERS)
def test_a_program_that_answers_not_found_with_success_is_heard(body, kind):
    found = verdict(read(body, kind))
    assert (found.state.value, found.rule) == ("soft_404", "not_found_answer")


TROUBLE = {
    "en": "Site under maintenance", "ar": "الموقع تحت الصيانة", "fa": "سایت در حال به‌روزرسانی است",
    "ru": "На сайте ведутся технические работы", "tr": "Sitemiz bakımda", "fr": "Site en maintenance",
    "de": "Wegen Wartung", "es": "Sitio en mantenimiento",
}  # fmt: skip


@pytest.mark.parametrize("language", TROUBLE)
def test_maintenance_told_with_success_is_trouble_and_not_death(language):
    body = page(TROUBLE[language], f"<h1>{TROUBLE[language]}</h1><p>…</p>", lang=language)
    found = verdict(read(body))
    assert (found.state.value, found.rule) == ("server_error", "trouble_page")


BROKEN = ["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Time-out", "Internal Server Error",
          "Error establishing a database connection"]  # fmt: skip


@pytest.mark.parametrize("title", BROKEN)
def test_a_server_error_told_with_success_is_a_server_error(title):
    assert verdict(read(page(title, f"<h1>{title}</h1>"))).state.value == "server_error"


DOORS = [
    ("login", "تسجيل الدخول", "ar", "login_wall"), ("login", "ورود به سایت", "fa", "login_wall"),
    ("login", "Вход на сайт", "ru", "login_wall"), ("login", "Üye girişi", "tr", "login_wall"),
    ("login", "Connexion", "fr", "login_wall"), ("login", "Anmelden", "de", "login_wall"),
    ("login", "Iniciar sesión", "es", "login_wall"), ("login", "Sign in", "en", "login_wall"),
    ("", "قبل المتابعة", "ar", "consent_wall"), ("", "پیش از ادامه", "fa", "consent_wall"),
    ("", "Прежде чем продолжить", "ru", "consent_wall"), ("", "Devam etmeden önce", "tr", "consent_wall"),
    ("", "Avant de continuer", "fr", "consent_wall"), ("", "Bevor Sie fortfahren", "de", "consent_wall"),
    ("", "Antes de continuar", "es", "consent_wall"), ("", "Before you continue", "en", "consent_wall"),
    ("", "هذا المحتوى غير متاح في بلدك", "ar", "geo_blocked"), ("", "در کشور شما در دسترس نیست", "fa", "geo_blocked"),
    ("", "Недоступно в вашей стране", "ru", "geo_blocked"), ("", "Bu siteye erişim engellenmiştir", "tr", "geo_blocked"),
    ("", "Indisponible dans votre pays", "fr", "geo_blocked"), ("", "In Ihrem Land nicht verfügbar", "de", "geo_blocked"),
    ("", "No disponible en tu país", "es", "geo_blocked"), ("", "Not available in your country", "en", "geo_blocked"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "title", "language", "wanted"), DOORS)
def test_doors_are_known_in_every_language(form, title, language, wanted):
    box = LOGIN_BOX if form else "<p>…</p>"
    found = verdict(read(page(title, f"<h1>{title}</h1>{box}", lang=language)))
    assert found.state.value == wanted
    assert found.group is not Group.DEAD


def test_a_door_without_a_password_field_is_known_by_where_its_form_leads():
    box = "<form action=/auth/login><input name=phone></form>"
    assert verdict(read(page("Sign in", box))).state.value == "login_wall"


def test_a_large_menu_that_all_pages_share_does_not_make_them_one():
    menu = times("Every section of the gazette with its editors and its hours", 200)
    one, other = page("Bridge opens", menu + ARTICLE), page("Page 12", menu + HEADLINES)
    sibling = read(other).page
    found = verdict(read(one), around=Circumstances(sibling=sibling))
    assert found.state.value == "alive"
    same = verdict(read(one), around=Circumstances(sibling=read(one).page))
    assert same.state.value == "soft_404"


SUBJECTS = [
    ("https://news.example/arts/page-not-found-an-exhibition", "Page not found", "The Hague shows what is lost"),
    ("https://news.example/2024/account-suspended", "Account suspended", "A novel about a hosting company"),
    ("https://news.example/a/domain-for-sale", "Domain for sale", "A short film"),
    ("https://news.example/blog/welcome-to-nginx", "Welcome to nginx", "A first server"),
    ("https://news.example/blog/internal-server-error", "Internal server error", "A play"),
    ("https://news.example/%D8%A7%D9%84%D8%B5%D9%81%D8%AD%D8%A9-%D8%BA%D9%8A%D8%B1-%D9%85%D9%88%D8%AC%D9%88%D8%AF%D8%A9", "الصفحة غير موجودة", "رواية"),
    ("https://news.example/news/casino-law", "Casino bonus, online slots, sports betting: the law", "What it bans"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "title", "text"), SUBJECTS)
def test_what_an_address_names_is_its_page_s_subject(url, title, text):
    assert verdict(read(page(title, f"<p>{text}.</p>"), url=url), url=url).state.value == "alive"


LANDED = [
    ("https://air.example/2019/old-map", "https://air.example/parking", ARTICLE, "alive"),
    ("https://boats.example/2019/blue-boat", "https://boats.example/for-sale", ARTICLE, "alive"),
    ("https://boats.example/2019/blue-boat", "https://boats.example/for-sale", NOTICE, "parked"),
    ("https://news.example/tag/harbour-bridge", "https://news.example/search?q=harbour", ARTICLE, "alive"),
    ("https://news.example/2019/harbour-bridge", "https://news.example/search?q=harbour", ARTICLE, "soft_404"),
    ("https://news.example/2019/law", "https://news.example/plays/error", ARTICLE, "alive"),
    ("https://news.example/2019/law", "https://news.example/oops.html", NOTICE, "soft_404"),
    ("https://news.example/2019/law", "https://news.example/404.html", ARTICLE, "soft_404"),
    ("https://news.example/2019/law", "https://news.example/2019/law-suspended", ARTICLE, "alive"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "target", "body", "wanted"), LANDED)
def test_a_redirect_is_judged_by_what_it_leads_to_as_well(url, target, body, wanted):
    facts = read_page(page("Harbour", body), "text/html", "", target)
    seen = look(200, facts, url=url, to=[(302, target)])
    assert verdict(seen, url=url).state.value == wanted


def test_one_shell_for_all_pages_of_a_site_is_no_missing_page():
    shell = read(page("Gazette", MENU * 4 + SCRIPTS))
    found = verdict(shell, around=Circumstances(sibling=shell.page))
    assert found.state.value == "js_only"


def test_one_short_page_for_all_addresses_that_leads_nowhere_may_be_a_wall():
    body = "<h1>A last step</h1><p>Show us that somebody is reading, then go on to the page.</p>"
    for way in ("<button>Go on</button>", "<meta name='robots' content='noindex'>", SCRIPTS):
        wall = read(page("A last step", body + way))
        found = verdict(wall, around=Circumstances(sibling=wall.page))
        assert (found.state.value, found.confidence) == ("blocked", 0.5)


def test_one_short_page_for_all_addresses_that_nobody_could_pass_by_is_no_wall():
    bare = read(page("River data", "<h1>River data</h1><p>Levels of nine rivers, since 1950.</p>"))
    assert verdict(bare, around=Circumstances(sibling=bare.page)).state.value == "soft_404"


DOORS = [
    "This service is restricted where you are.",
    "تم تقييد الخدمة، والوصول غير مسموح به من هنا الآن لأحد.",
    "دسترسی شما به این خدمت ممکن نیست، با راهبر تماس بگیرید.",
    "Доступ для вас закрыт, напишите владельцу этого сайта.",
    "Bu hizmete erişim kapalıdır, lütfen site sahibine yazın.",
    "Der Zugang ist von hier aus zurzeit nicht möglich, bitte schreiben Sie uns.",
]


@pytest.mark.parametrize("sentence", DOORS)
def test_a_page_for_all_addresses_that_speaks_as_doors_do_is_not_missing(sentence):
    door = read(page("The Courier", f"{MENU * 2}<h1>The Courier</h1><p>{sentence}</p>"))
    assert verdict(door, around=Circumstances(sibling=door.page)).state.value == "blocked"


def test_a_menu_hides_no_way_through_a_wall():
    body = f"{MENU * 2}<h1>The Courier</h1><p>We saw something odd. Press on to see the page.</p>"
    wall = read(page("The Courier", body + "<button>On</button>"))
    assert verdict(wall, around=Circumstances(sibling=wall.page)).state.value == "blocked"


SEARCHES = [
    "<form role=search><input name=w><button>Find</button></form>",
    "<form><input type=search><button>Find</button></form>",
    "<form><input name=q><button>Find</button></form>",
    "<header><button>Menu</button></header>",
    "<button aria-label='open the menu'></button>",
]


@pytest.mark.parametrize("frame", SEARCHES)
def test_the_buttons_of_menus_and_searches_are_no_way_through_a_wall(frame):
    body = f"{MENU * 2}{frame}<h1>Lost</h1><p>The boat you wait for has sailed off in the fog.</p>"
    lost = read(page("Lost", body))
    assert verdict(lost, around=Circumstances(sibling=lost.page)).state.value == "soft_404"


def test_a_page_whose_address_names_the_number_explains_it():
    url = "https://docs.example/errors/404"
    body = "<h1>404 Not Found</h1><p>Sent where the gauge is not known.</p>"
    assert verdict(read(page("404 Not Found", body), url=url), url=url).state.value == "alive"


@pytest.mark.parametrize(("menu", "wanted"), [("", "legal_block"), (MENU * 2, "alive")])
def test_a_censor_s_notice_has_no_menu_and_news_of_one_has(menu, wanted):
    body = f"{menu}<h1>Доступ ограничен</h1><p>По решению суда доступ к сайту перевозчика ограничен.</p>"
    assert verdict(read(page("Ограничение", body))).state.value == wanted


def test_a_sentence_in_the_frame_of_a_site_is_no_script_shell():
    body = f"{MENU * 2}<h1>Lost</h1><p>The boat you wait for has sailed off in the fog.</p>"
    assert verdict(read(page("Lost", body + SCRIPTS))).state.value == "alive"


def test_a_story_of_a_missing_page_is_told_in_more_than_a_clause():
    body = "<h1>Бортовой журнал</h1><p>Страница не найдена до сих пор, и поиски продолжаются.</p>"
    assert verdict(read(page("Бортовой журнал", MENU + body))).state.value == "alive"


def test_a_login_for_all_addresses_is_a_login():
    door = read(page("The Courier", f"{MENU * 2}<h1>The Courier of the north</h1>{LOGIN_BOX}"))
    assert verdict(door, around=Circumstances(sibling=door.page)).state.value == "login_wall"


def test_a_sentence_of_its_own_among_menus_is_no_shell():
    body = MENU * 4 + "<h1>Lost at sea</h1><p>The boat you wait for has sailed off in the fog.</p>"
    lost = read(page("Lost at sea", body + SCRIPTS))
    assert verdict(lost, around=Circumstances(sibling=lost.page)).state.value == "soft_404"


def test_a_place_for_scripts_to_fill_makes_a_shell_however_it_greets():
    greeting = "<p>All the news of the river and of its nine ports, every morning at six.</p>"
    shell = read(page("Gazette", MENU * 4 + greeting + "<div id='root'></div>" + SCRIPTS))
    assert verdict(shell, around=Circumstances(sibling=shell.page)).state.value == "js_only"


SENTENCES = [
    "This report has expired and is no longer available.",
    "عذرا، هذا المقال لم يعد متاحا على موقعنا.",
    "متاسفانه این مطلب حذف شده است.",
    "Запрошенной темы не существует.",
    "Bu haber yayından kaldırılmış olabilir.",
    "Le document demandé a été retiré de notre site.",
    "Diese Seite gibt es leider nicht mehr.",
    "Este contenido ya no está disponible.",
    "La pagina richiesta non esiste più.",
    "Nie znaleziono strony o podanym adresie.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_menus_and_headlines_around_it_do_not_hide_what_a_missing_page_says(sentence):
    around = MENU * 3 + "<aside><p>" + "Most read today. " * 12 + "</p></aside>"
    lost = read(page("The Courier", f"{around}<h1>The Courier</h1><p>{sentence}</p>{SCRIPTS}"))
    assert verdict(lost).state.value == "soft_404"


def test_a_search_that_finds_nothing_is_alive():
    body = MENU * 2 + "<h1>Search</h1><p>We couldn't find what you were looking for.</p>"
    url = "https://news.example/search?q=lock"
    assert verdict(read(page("Search", body), url=url), url=url).state.value == "alive"


def test_a_page_elsewhere_that_sells_the_cited_host_is_parked():
    body = "<h1>news.example is for sale</h1><p>Buy it now, or make an offer.</p>" + MENU
    target = "https://market.example.org/offers/77"
    facts = read_page(page("news.example is for sale", body), "text/html", "", target)
    seen = look(200, facts, url="https://news.example/2019/law", to=[(302, target)])
    assert verdict(seen, url="https://news.example/2019/law").state.value == "parked"
