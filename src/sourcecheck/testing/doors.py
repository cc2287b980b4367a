"""Behaviours: doors in front of a page, and pages that only look like doors or like nothing."""

from __future__ import annotations

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import Behaviour, answer, paths, redirect, says
from sourcecheck.testing.sites import OK, PATH, host_at, page_at
from sourcecheck.testing.stories import STORIES

_NOINDEX = '<meta name="robots" content="noindex">'


def _shown(
    name: str, does: str, state: LinkState, page: str, status: str = OK, *fields: str
) -> Behaviour:
    return page_at(name, does, state, answer(status, page, *fields))


def _form(title: str, user: str, word: str, language: str) -> str:
    body = (
        f'<h1>{title}</h1><form method="post"><label>{user}<input name="u"></label>'
        f'<label>{word}<input type="password" name="p"></label><button>{title}</button></form>'
    )
    return pages.page(title, body, language=language)


MEMBERS = (
    _shown("login_ru", "a Russian login form only", LinkState.LOGIN_WALL,
           _form("Вход на сайт", "Логин", "Пароль", "ru")),
    _shown("login_tr", "a Turkish login form only", LinkState.LOGIN_WALL,
           _form("Üye girişi", "E-posta", "Parola", "tr")),
    _shown("login_fa", "a Persian login form only", LinkState.LOGIN_WALL,
           _form("ورود کاربران", "نام کاربری", "گذرواژه", "fa")),
    page_at("login_host", "302 to a host for accounts", LinkState.LOGIN_WALL,
            redirect("302 Found", f"http://accounts.login-host.example/?continue={PATH}")),
    _shown("login_beside", "an article with a login form in its corner", LinkState.ALIVE,
           pages.story("ar", extra='<form><input name="u"><input type="password" name="p">'
                                   "<button>تسجيل الدخول</button></form>")),
    _shown("paywall_meta", "an article that declares in its head that it is locked",
           LinkState.PAYWALL,
           pages.story("en", head='<meta property="article:content_tier" content="locked">')),
    _shown("paywall_fr", "a French stub for subscribers", LinkState.PAYWALL,
           pages.page("Le port rouvre - Le Quai",
                      "<h1>Le port rouvre</h1><p>Après un hiver de travaux, le port rouvre.</p>"
                      "<p>Article réservé aux abonnés. Abonnez-vous pour lire la suite.</p>",
                      language="fr")),
    _shown("paywall_ar", "an Arabic stub for subscribers", LinkState.PAYWALL,
           pages.page("خطة المياه - أخبار الضفة",
                      "<h1>خطة المياه</h1><p>أعلنت البلدية خطة لإصلاح الشبكة.</p>"
                      "<p>هذا المقال للمشتركين. اشترك لمتابعة القراءة.</p>", language="ar")),
    _shown("paywall_ru", "a Russian stub for subscribers", LinkState.PAYWALL,
           pages.page("Новый мост", "<h1>Новый мост</h1><p>В субботу открыли мост.</p><p>Материал "
                      "доступен только подписчикам. Оформите подписку.</p>", language="ru")),
    _shown("subscribe_beside", "a whole article with an offer below it", LinkState.ALIVE,
           pages.story("tr", extra="<p>Bültenimize abone olun.</p>")),
)  # fmt: skip

CONSENT = (
    _shown("consent_fr", "a French consent page", LinkState.CONSENT_WALL,
           pages.page("Avant de continuer", "<h1>Avant de continuer</h1><p>Nous et nos partenaires "
                      "utilisons des cookies.</p><button>Accepter</button>", language="fr")),
    _shown("consent_de", "a German consent page", LinkState.CONSENT_WALL,
           pages.page("Mit Werbung weiterlesen", "<h1>Mit Werbung weiterlesen</h1><p>Oder ein Abo "
                      "abschließen.</p><button>Zustimmen</button>", language="de")),
    _shown("consent_tr", "a Turkish consent page", LinkState.CONSENT_WALL,
           pages.page("Çerez tercihleri", "<h1>Devam etmeden önce</h1><p>Çerez kullanıyoruz.</p>"
                      "<button>Kabul et</button>", language="tr")),
    _shown("consent_beside", "an article under a banner that asks for consent", LinkState.ALIVE,
           pages.story("ru", extra='<div id="cookies"><h2>Мы ценим вашу конфиденциальность</h2>'
                                   "<button>Принять</button></div>")),
    host_at("consent_path", "302 to a consent page of the same host", LinkState.CONSENT_WALL,
            paths({PATH: redirect("302 Found", f"/consent?to={PATH}"),
                   "/consent": answer(OK, pages.consent())})),
    host_at("consent_loop", "302 to a consent page that leads back, round and round",
            LinkState.CONSENT_WALL,
            paths({PATH: redirect("302 Found", f"/consent?to={PATH}"),
                   "/consent": redirect("302 Found", PATH)}),
            also=(LinkState.BLOCKED,)),
)  # fmt: skip

REGIONS = (
    _shown("geo_en", "403 for readers in our country", LinkState.GEO_BLOCKED,
           pages.page("Unavailable", "<h1>Not available in your region</h1><p>This page is not "
                      "available in your region.</p>"), "403 Forbidden"),
    _shown("geo_ru", "200 with a page for readers in our country", LinkState.GEO_BLOCKED,
           pages.page("Доступ ограничен", "<h1>Доступ ограничен</h1><p>Материал недоступен в вашей "
                      "стране.</p>", language="ru")),
    _shown("geo_tr", "200 with a Turkish page for readers in our country", LinkState.GEO_BLOCKED,
           pages.page("Erişim", "<p>Bu içerik bulunduğunuz ülkede erişilemiyor.</p>",
                      language="tr")),
    _shown("geo_451", "451 that names a law", LinkState.LEGAL_BLOCK,
           pages.page("Unavailable", "<p>Currently unavailable in most European countries.</p>"),
           "451 Unavailable For Legal Reasons", "Link: <http://law.example/>; rel=blocked-by"),
)  # fmt: skip


def _wall(name: str, does: str, page: str, status: str = "403 Forbidden", *f: str) -> Behaviour:
    return _shown(f"wall_{name}", does, LinkState.BLOCKED, page, status, *f)


MORE_WALLS = (
    _wall("translated", "403 with a challenge in Arabic", pages.challenge("لحظة…")),
    _wall("on_404", "404 with a challenge page", pages.challenge(), "404 Not Found"),
    _wall("by_header", "404 with the header of a challenge and no body", "", "404 Not Found",
          "cf-mitigated: challenge"),
    _wall("captcha_frame", "403 with a captcha of a firewall in a frame",
          pages.page("denied.example", '<script src="https://ct.captcha-delivery.com/c.js"></script>'
                     "<p>Please enable JS and disable any ad blocker</p>")),
    _wall("press_hold", "403 that wants a button held down",
          pages.page("Access to this page has been denied", '<div id="px-captcha"></div>'
                     "<p>Press &amp; Hold to confirm you are a human.</p>")),
    _wall("denied", "403 of a delivery network",
          pages.page("Access Denied", "<h1>Access Denied</h1><p>You don't have permission "
                     "to access "
                     '"http://wall-denied.example/" on this server.</p><p>Reference #18.2f</p>')),
    _wall("frame_200", "200 with the frame of a firewall",
          pages.page("", '<iframe src="/_Incapsula_Resource?x=1">Request unsuccessful. Incapsula '
                     "incident ID: 4417</iframe>", head=_NOINDEX), OK),
    _wall("support_number", "200 with a refusal and a number for support",
          pages.page("Request Rejected", "The requested URL was rejected. Please consult with your "
                     "administrator.<br><br>Your support ID is: 184467440737"), OK),
    _wall("ru_check", "403 with a check in Russian",
          pages.page("Проверка браузера", "<h1>Проверка браузера перед переходом на сайт</h1>",
                     language="ru")),
    _wall("captcha_fa", "200 with a Persian captcha",
          pages.page("بررسی امنیتی", "<p>لطفا ثابت کنید که ربات نیستید.</p>"
                     '<div class="h-captcha" data-sitekey="scripted"></div>', language="fa",
                     head=_NOINDEX), OK),
    _wall("firewall_405", "405 with the script of a firewall",
          pages.page("Human verification", '<script src="https://x.awswaf.com/a/challenge.js">'
                     "</script>"), "405 Not Allowed"),
    host_at("wall_everywhere", "200 with a check in words nobody listed, whatever is asked for",
            LinkState.BLOCKED,
            says(answer(OK, pages.page("One more step", "<h1>One more step</h1><p>Please complete "
                        "the check below so that we know that you are a person and not a machine. "
                        "Then you can go on to the page.</p>", head=_NOINDEX)))),
    host_at("wall_by_redirect", "302 to a captcha", LinkState.BLOCKED,
            paths({PATH: redirect("302 Found", f"/captcha?to={PATH}"),
                   "/captcha": answer(OK, pages.captcha())})),
)  # fmt: skip

_LONG = "".join(f"<p>{paragraph}</p>" for paragraph in STORIES["ru"].paragraphs)


def _near(name: str, does: str, page: str, **more: str) -> Behaviour:
    return page_at(name, does, LinkState.ALIVE, answer(OK, page), **more)


LOOKALIKES = (
    _near("about_404_ru", "a Russian article about pages that vanish",
          pages.page("Страница не найдена: как исчезает память сети",
                     f"<article><h1>Страница не найдена: как исчезает память сети</h1>{_LONG}"
                     "</article>", language="ru")),
    _near("found_nothing_tr", "a short Turkish report of a search that found nobody",
          pages.page("Kayıp balıkçılar bulunamadı - Kıyı Gazetesi",
                     "<h1>Kayıp balıkçılar bulunamadı</h1><p>Limandan pazartesi günü ayrılan iki "
                     "balıkçıyı arama çalışmaları dün de sürdü; ekipler adanın kuzeyini taradı "
                     "ancak tekneye ait bir iz görmedi. Aramalar yarın yeniden başlayacak.</p>",
                     language="tr")),
    _near("short_ar", "an Arabic notice of a few words",
          pages.page("إعلان - البلدية", "<h1>إعلان</h1><p>تغلق مكتبة البلدية يوم الأحد للصيانة، "
                     "وتعود إلى العمل صباح الاثنين.</p>", language="ar")),
    _near("about_parking", "an entry on the trade in domains",
          pages.page("Domain parking - Quay Encyclopedia",
                     "<article><h1>Domain parking</h1><p>A parked domain is one that is registered "
                     "without a site. Its page may say that the domain is for sale, or show words "
                     "to click on.</p>" + "".join(
                         f"<p>{paragraph}</p>" for paragraph in STORIES["en"].paragraphs)
                     + "</article>")),
    _near("shop", "a shop in which a house is for sale",
          pages.page("House on the quay is for sale - Harbour Homes",
                     "<h1>House on the quay</h1><p>Three rooms, a garden, and a view of the ferry. "
                     "For sale since March; visits on Saturdays.</p>")),
    _near("about_bets", "news about a law on betting",
          pages.page("Sports betting: council limits opening hours - The Quay Courier",
                     "<article><h1>Council limits opening hours</h1>" + "".join(
                         f"<p>{paragraph}</p>" for paragraph in STORIES["en"].paragraphs)
                     + "</article>")),
    _near("picture_page", "a page with a picture and a line",
          pages.page("Photo of the day",
                     '<img src="/p.jpg" alt="ferry"><p>The ferry at seven.</p>')),
    _near("about_login", "a help page on how to log in", pages.story(
        "en", extra="<h2>How to log in</h2><p>Type your name and your password.</p>"),
        path="/help/login"),
    page_at("feed", "a feed", LinkState.ALIVE,
            answer(OK, "<?xml version='1.0'?><rss version='2.0'><channel><title>Quay</title>"
                   "</channel></rss>", kind="application/rss+xml"), path="/feed.xml"),
    page_at("plain_text", "a press release in plain text", LinkState.ALIVE,
            answer(OK, "The harbour board announces that the ferry returns on Monday.\n",
                   kind="text/plain"), path="/press/2026/ferry.txt"),
    page_at("data_file", "figures in JSON", LinkState.ALIVE,
            answer(OK, '{"passengers": 180, "errors": [], "status": "ok"}',
                   kind="application/json"), path="/data/ferry.json"),
)  # fmt: skip


def _article(title: str, language: str, lead: str) -> str:
    rest = "".join(f"<p>{paragraph}</p>" for paragraph in STORIES[language].paragraphs[:3])
    told = f"<article><h1>{title}</h1><p>{lead}</p>{rest}</article>"
    return pages.page(title, told, language=language)


MORE_LOOKALIKES = (
    _near("about_404_ar", "an Arabic article about pages that vanish", _article(
        "خطأ 404: لماذا تختفي روابط الصحف القديمة", "ar",
        "يقول أمناء مكتبات إن ربع الروابط التي نشرتها الصحف قبل عشرين عاما لم تعد تعمل.")),
    _near("about_404_fa", "a Persian article about pages that vanish", _article(
        "صفحه یافت نشد؛ سرنوشت پیوندهای قدیمی روزنامه‌ها", "fa",
        "کتابداران می‌گویند یک‌چهارم پیوندهای روزنامه‌ها پس از بیست سال کار نمی‌کند.")),
    _near("about_404_tr", "a Turkish article about pages that vanish", _article(
        "Sayfa bulunamadı: eski gazetelerin kaybolan bağlantıları", "tr",
        "Kütüphaneciler, gazetelerin yirmi yıl önce verdiği bağlantıların dörtte birinin artık "
        "açılmadığını söylüyor.")),
    _near("about_sales_ru", "a Russian article on the trade in domains", _article(
        "Как устроен рынок доменных имён", "ru",
        "На странице забытого сайта часто написано: домен продаётся. Купить домен может каждый.")),
    _near("about_suspension", "news of a league that was suspended", _article(
        "Rowing league suspended after storm", "en",
        "The harbour rowing league has been suspended until the piers are mended.")),
    _near("about_captcha", "an article about proving that one is human", _article(
        "Are you a robot? The little test that everybody hates", "en",
        "To verify you are human, you pick out the bicycles. A museum now shows the tests.")),
    _near("about_maintenance", "news about a bridge that is under maintenance", _article(
        "Under maintenance: the old bridge closes for a month", "en",
        "The old bridge is down for scheduled maintenance until the first week of May.")),
    _near("about_cookies", "an article on what consent pages ask", _article(
        "Before you continue: what cookie pages really ask", "en",
        "We and our partners use cookies, says the page; a lawyer read all of it.")),
    _near("about_outage", "news about a site that was down", _article(
        "500 Internal Server Error: how the ferry site failed on the first day", "en",
        "Readers saw an error establishing a database connection for most of the morning.")),
    _near("obituary_tr", "a short notice in Turkish",
          pages.page("Vefat - Kıyı Gazetesi", "<h1>Vefat</h1><p>Emekli kaptan Halil Usta dün "
                     "toprağa verildi.</p>", language="tr")),
    _near("score_ru", "a result in a line of Russian",
          pages.page("Заря - Волна 2:1", "<h1>«Заря» - «Волна» 2:1</h1><p>Голы: Лунин, Серов.</p>",
                     language="ru")),
    page_at("data_not_found", "figures in JSON on what was not found", LinkState.ALIVE,
            answer(OK, '{"searched": 40, "found": 31, "not_found": 9, "error": null}',
                   kind="application/json"), path="/data/search.json"),
    page_at("notes_not_found", "a long text that names an error", LinkState.ALIVE,
            answer(OK, "Release notes\n\nThe ferry timetable now shows the words page not found in "
                   "the reader's own language. Piers are sorted by name, and the map loads twice "
                   "as fast as last winter. Thanks to everybody who sent corrections.\n",
                   kind="text/plain"), path="/press/2026/notes.txt"),
    page_at("listing", "the list of a folder", LinkState.ALIVE,
            answer(OK, pages.page("Index of /files", '<h1>Index of /files</h1><pre><a href="../">'
                                  '../</a>\n<a href="plan.pdf">plan.pdf</a> 2026 1.2M</pre>')),
            path="/files/"),
)  # fmt: skip

TROUBLE_WITH_200 = (
    *(
        page_at(f"trouble_{name}", f"200 with a page of trouble ({name})", LinkState.SERVER_ERROR,
                answer(OK, pages.page(title, f"<h1>{title}</h1><p>{said}</p>", language=language)))
        for name, language, title, said in (
            ("ar", "ar", "الموقع تحت الصيانة", "نعود إليكم قريبا."),
            ("fa", "fa", "سایت در حال به‌روزرسانی است", "به زودی باز می‌گردیم."),
            ("ru", "ru", "Технические работы", "На сайте ведутся технические работы."),
            ("tr", "tr", "Bakım çalışması", "Sitemiz bakımdadır, lütfen daha sonra deneyin."),
            ("gateway", "en", "502 Bad Gateway", "nginx"),
            ("unavailable", "en", "Service Temporarily Unavailable", "Please try again later."),
        )
    ),
    page_at("maintenance_200", "200 with a page that says to come back later",
            LinkState.SERVER_ERROR,
            answer(OK, pages.page("Site under maintenance", "<h1>We'll be back soon</h1><p>The "
                                  "site is down for scheduled maintenance.</p>"))),
    page_at("error_page_200", "200 with a page that says that the server has trouble",
            LinkState.SERVER_ERROR,
            answer(OK, pages.page("500 Internal Server Error",
                                  "<h1>Internal Server Error</h1><p>Something went wrong.</p>"))),
    page_at("database_200", "200 with a page that cannot reach its database",
            LinkState.SERVER_ERROR,
            answer(OK, "<h1>Error establishing a database connection</h1>")),
)  # fmt: skip

DOOR_HELPERS = {
    "accounts.login-host.example": paths(
        {"/": answer(OK, _form("Sign in", "Name", "Password", "en"))}
    ),
}
