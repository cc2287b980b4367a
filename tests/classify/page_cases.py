"""Labelled pages: what they say of their publisher, and what must come of it.

Every page is invented. ``OURS`` stand against the small gazetteer of conftest, ``SHIPPED``
against the lists that ship. A case is (what it is about, address, head of the page, outlet,
country, status); an outlet of "" must stay the address's own.
"""

from __future__ import annotations

import json

BODY = (
    "<body><h1>Three wells were dug</h1><p>The council spoke of pipes, pumps and wells.</p></body>"
)


def site(name: str, *more: str) -> str:
    return f'<meta property="og:site_name" content="{name}">' + "".join(more)


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def data(*parts: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{part if isinstance(part, str) else json.dumps(part)}</script>'
        for part in parts
    )


def article(publisher: object, **more: object) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "publisher": publisher,
        **more,
    }


def body(name: str, **more: object) -> dict[str, object]:
    return {"@type": "Organization", "name": name, **more}


def seat(country: object) -> dict[str, object]:
    return {"@type": "PostalAddress", "addressCountry": country}


def graph(*nodes: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


OURS = [
    # names that tell who it is
    ("og:site_name is an outlet's name", "https://np-mirror.example/a", site("Nordpress"), "nordpress.example", "GB", "probable"),
    ("its name in Arabic letters", "https://np-mirror.example/a", site("نوردبرس"), "nordpress.example", "GB", "probable"),
    ("its name in Cyrillic letters", "https://np-mirror.example/a", site("Нордпресс"), "nordpress.example", "GB", "probable"),
    ("application-name alone", "https://np-mirror.example/a", meta("application-name", "Nordpress"), "nordpress.example", "GB", "probable"),
    ("schema.org publisher alone", "https://np-mirror.example/a", data(article(body("Nordpress"))), "nordpress.example", "GB", "probable"),
    ("publisher as a bare word", "https://np-mirror.example/a", data(article("Nordpress")), "nordpress.example", "GB", "probable"),
    ("publisher by reference in a graph", "https://np-mirror.example/a", data(graph(article({"@id": "#o"}), {"@id": "#o", **body("Nordpress")})), "nordpress.example", "GB", "probable"),
    ("publisher in a list", "https://np-mirror.example/a", data([article([body("Nordpress")])]), "nordpress.example", "GB", "probable"),
    ("a news organisation in a graph", "https://np-mirror.example/a", data(graph({"@type": "WebPage"}, {"@type": ["NewsMediaOrganization", "Organization"], "name": "Nordpress"})), "nordpress.example", "GB", "probable"),
    ("a site's name in structured data", "https://np-mirror.example/a", data({"@type": "WebSite", "name": "Nordpress"}), "nordpress.example", "GB", "probable"),
    ("a name with entities", "https://zt.example/a", site("The&nbsp;Zare&#32;Times"), "zarenews.example", "US", "probable"),
    ("data with a comma too many", "https://np-mirror.example/a", data('{"@type":"NewsArticle","publisher":{"name":"Nordpress",},}'), "nordpress.example", "GB", "probable"),
    ("data in a comment", "https://np-mirror.example/a", data('<!-- {"@type":"NewsArticle","publisher":{"name":"Nordpress"}} -->'), "nordpress.example", "GB", "probable"),
    ("a broken block and a whole one", "https://np-mirror.example/a", data('{"@type": ', article(body("Nordpress"))), "nordpress.example", "GB", "probable"),
    ("a line break inside a string", "https://np-mirror.example/a", data('{"@type":"NewsArticle","headline":"a\nb","publisher":{"name":"Nordpress"}}'), "nordpress.example", "GB", "probable"),
    ("both names agree", "https://np-mirror.example/a", site("Nordpress", data(article(body("نوردبرس")))), "nordpress.example", "GB", "probable"),
    ("the title of a front page is the name", "https://np-mirror.example/", f"<title>Nordpress</title>{site('Nordpress')}", "nordpress.example", "GB", "probable"),
    # accounts that tell who it is
    ("an account of the outlet's", "https://zt.example/a", data(article(body("Zare today", sameAs=["https://t.me/zarenews"]))), "zarenews.example", "US", "probable"),
    ("an account as a single word", "https://zt.example/a", data({"@type": "NewsMediaOrganization", "sameAs": "https://t.me/s/zarenews"}), "zarenews.example", "US", "probable"),
    ("name and account agree", "https://zt.example/a", site("Zarenews", data(article(body("Zarenews", sameAs=["https://t.me/zarenews"])))), "zarenews.example", "US", "probable"),
    # names that tell nothing
    ("the content system's name", "https://blog.example/a", site("WordPress"), "", "", "unknown"),
    ("a word for the front page", "https://blog.example/a", site("Home"), "", "", "unknown"),
    ("a plain word in Arabic", "https://blog.example/a", site("الفجر"), "", "", "unknown"),
    ("the article's title as the site's name", "https://blog.example/a", f"<title>Nordpress</title>{site('Nordpress')}", "", "", "unknown"),
    ("the heading as the site's name", "https://blog.example/a", site("Three wells were dug"), "", "", "unknown"),
    ("a person publishes", "https://blog.example/a", data(article({"@type": "Person", "name": "Nordpress"})), "", "", "unknown"),
    ("a person's name", "https://blog.example/a", data(article(body("Ahmad Ali"))), "", "", "unknown"),
    ("the author's employer", "https://blog.example/a", data(article(body("Wells Weekly"), author={"@type": "Person", "worksFor": body("Nordpress")})), "", "", "unknown"),
    ("an organisation that is written about", "https://blog.example/a", data(article(body("Wells Weekly"), about=body("Nordpress"))), "", "", "unknown"),
    ("publishers of articles listed beside", "https://blog.example/a", data({"@type": "ItemList", "itemListElement": [article(body("Nordpress"))]}), "", "", "unknown"),
    ("a video's publisher", "https://blog.example/a", data(article(body("Wells Weekly"), video={"@type": "VideoObject", "publisher": body("Nordpress")})), "", "", "unknown"),
    ("a rating's publisher", "https://blog.example/a", data({"@type": "ClaimReview", "author": body("Nordpress")}), "", "", "unknown"),
    ("a station that carries an agency", "https://wxyz.example/a", site("Wells Radio", data(article(body("Nordpress")))), "", "", "unknown"),
    ("two publishers", "https://blog.example/a", data(article([body("Nordpress"), body("Zarenews")])), "", "", "unknown"),
    ("two outlets' names", "https://blog.example/a", site("Nordpress", meta("application-name", "Zarenews")), "", "", "unknown"),
    ("name of one, account of another", "https://blog.example/a", site("Nordpress", data(article(body("Nordpress", sameAs="https://t.me/zarenews")))), "", "", "unknown"),
    ("a name inside a slogan", "https://blog.example/a", site("All that Nordpress never dares to print about the wells of this town"), "", "", "unknown"),
    ("a spelling that is only close", "https://blog.example/a", site("Nordpres"), "", "", "unknown"),
    ("an address as a name", "https://blog.example/a", site("https://nordpress.example/"), "", "", "unknown"),
    ("initials", "https://blog.example/a", site("NP"), "", "", "unknown"),
    ("an empty name", "https://blog.example/a", site(""), "", "", "unknown"),
    ("numbers, lists and nothing for names", "https://blog.example/a", data(article({"name": [1, None, {"x": []}]}), {"@graph": 7}, [[1], None], {"@type": 5, "publisher": 3}), "", "", "unknown"),
    ("a reference to itself", "https://blog.example/a", data(graph(article({"@id": "#a"}, **{"@id": "#a"}))), "", "", "unknown"),
    ("very deep data", "https://blog.example/a", data("[" * 3000 + "]" * 3000), "", "", "unknown"),
    ("a lone surrogate", "https://blog.example/a", data('{"@type":"NewsArticle","publisher":{"name":"\\ud800"}}'), "", "", "unknown"),
    # a publisher's own address
    ("a country by its code", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("TR")))), "", "TR", "probable"),
    ("a country in small letters", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("tr")))), "", "TR", "probable"),
    ("a country by its name", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("Türkiye")))), "", "TR", "probable"),
    ("a country as an object", "https://wells.example/a", data(article(body("Wells Weekly", address=seat({"@type": "Country", "name": "TR"})))), "", "TR", "probable"),
    ("a country in a list of addresses", "https://wells.example/a", data(article(body("Wells Weekly", address=[seat("TR")]))), "", "TR", "probable"),
    ("an address by reference", "https://wells.example/a", data(graph(article(body("Wells Weekly", address={"@id": "#p"})), {"@id": "#p", **seat("TR")})), "", "TR", "probable"),
    ("it agrees with the ending", "https://wells-weekly.com.tr/a", data(article(body("Wells Weekly", address=seat("TR")))), "", "TR", "probable"),
    ("it differs from the ending", "https://wells-weekly.com.tr/a", data(article(body("Wells Weekly", address=seat("DE")))), "", "", "disputed"),
    ("two seats in two countries", "https://wells.example/a", data(article(body("Wells Weekly", address=[seat("TR"), seat("DE")]))), "", "", "unknown"),
    ("no country of this world", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("Atlantis")))), "", "", "unknown"),
    ("the author's address", "https://wells.example/a", data(article(body("Wells Weekly"), author={"@type": "Person", "address": seat("TR")})), "", "", "unknown"),
    ("an event's address", "https://wells.example/a", data(article(body("Wells Weekly")), {"@type": "Event", "location": {"@type": "Place", "address": seat("TR")}}), "", "", "unknown"),
    ("the address of a shop that is written about", "https://wells.example/a", data(article(body("Wells Weekly"), mentions=body("Pumps Ltd", address=seat("TR")))), "", "", "unknown"),
    # what never tells a country
    ("og:locale", "https://wells.example/a", '<meta property="og:locale" content="tr_TR">', "", "", "unknown"),
    ("the region of html lang", "https://wells.example/a", '<html lang="tr-TR">', "", "", "unknown"),
    ("geo.region of a place in the story", "https://wells.example/a", meta("geo.region", "TR-34"), "", "", "unknown"),
    ("inLanguage", "https://wells.example/a", data(article(body("Wells Weekly"), inLanguage="tr-TR")), "", "", "unknown"),
    ("a locale never contradicts an ending", "https://wells-weekly.com.tr/a", '<meta property="og:locale" content="de_DE">', "", "TR", "probable"),
    # known addresses keep their outlet
    ("a known outlet whose page calls itself another", "https://nordpress.example/a", site("Zarenews"), "nordpress.example", "GB", "match"),
    ("a known outlet whose page gives another seat", "https://nordpress.example/a", data(article(body("Nordpress", address=seat("DE")))), "nordpress.example", "", "disputed"),
    ("a known outlet whose page gives its seat", "https://nordpress.example/a", data(article(body("Nordpress", address=seat("UK")))), "nordpress.example", "GB", "match"),
    ("a known outlet that is controlled elsewhere", "https://zarenews.example/a", data(article(body("Zarenews", address=seat("US")))), "zarenews.example", "US", "match"),
    ("an ending against the name of a page", "https://nordpress-tr.com.tr/a", site("Nordpress"), "nordpress.example", "", "disputed"),
    # platforms
    ("a video platform's page", "https://www.youtube.com/watch?v=x1", site("Nordpress"), "", "", "unknown"),
    ("the page of an account nobody listed", "https://t.me/somebody/7", site("Telegram", data(article(body("Telegram", address=seat("AE"))))), "telegram:somebody", "", "unknown"),
    ("the page of a listed account", "https://t.me/zarenews/7", site("Telegram"), "zarenews.example", "US", "match"),
    ("a blog on a host of blogs", "https://wells.substack.com/p/a", site("Nordpress", data(article(body("Nordpress", address=seat("US"))))), "substack:wells", "", "unknown"),
]  # fmt: skip

SHIPPED = [
    ("a mirror of an agency", "https://tsn-mirror.example/n/1", site("Tasnim News Agency", canonical("https://www.tasnimnews.com/en/n/1")), "tasnimnews.com", "IR", "probable"),
    ("an agency in its own letters", "https://tsn-mirror.example/n/1", site("خبرگزاری تسنیم"), "tasnimnews.com", "IR", "probable"),
    ("an agency in Russian", "https://ria-mirror.example/1", site("РИА Новости"), "ria.ru", "RU", "probable"),
    ("a daily with its slogan", "https://lm-mirror.example/1", site("Le Monde"), "lemonde.fr", "FR", "probable"),
    ("an agency in Turkish", "https://aa-mirror.example/1", data(article(body("Anadolu Ajansı"))), "aa.com.tr", "TR", "probable"),
    ("the name of a platform", "https://blog.example/a", site("YouTube"), "", "", "unknown"),
    ("another platform's", "https://blog.example/a", site("Telegram"), "", "", "unknown"),
    ("a title of many countries", "https://blog.example/a", site("The Times"), "", "", "unknown"),
    ("a plain word", "https://blog.example/a", site("News"), "", "", "unknown"),
    ("the United States by many names", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("United States")))), "", "US", "probable"),
    ("a title that papers of several countries bear", "https://blog.example/a", site("Daily Mirror"), "", "", "unknown"),
    ("such a title in Russian", "https://blog.example/a", site("Известия"), "", "", "unknown"),
    ("a state paper's name under another country's ending", "https://wells.iq/a", site("الأهرام"), "ahram.org.eg", "", "disputed"),
    ("an address that a second block of data gives", "https://wells.example/a", data(article(body("Wells Weekly")), {"@type": "NewsMediaOrganization", **body("WELLS&#32;Weekly"), "address": seat("IQ")}), "", "IQ", "probable"),
    ("an address in a second block of somebody else", "https://wells.example/a", data(article(body("Wells Weekly")), {**body("Hosting House"), "address": seat("DE")}), "", "", "unknown"),
    ("by its letters", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("USA")))), "", "US", "probable"),
    ("by its letters with stops", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("U.S.")))), "", "US", "probable"),
    ("in Russian", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("США")))), "", "US", "probable"),
    ("Armenia, which Greeks write alike", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("Armenia")))), "", "AM", "probable"),
    ("Georgia, which is a name of persons too", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("Georgia")))), "", "GE", "probable"),
    ("a region of several countries", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("Latin America")))), "", "", "unknown"),
    ("Iran by its name in Persian", "https://wells.example/a", data(article(body("Wells Weekly", address=seat("ایران")))), "", "IR", "probable"),
]  # fmt: skip

FIRST = [
    # (what, address, head, who published first; "" = nobody else)
    ("canonical of another outlet", "https://zarenews.example/a", canonical("https://nordpress.example/a"), "nordpress.example"),
    ("original-source", "https://zarenews.example/a", meta("original-source", "https://nordpress.example/a"), "nordpress.example"),
    ("syndication-source", "https://zarenews.example/a", meta("syndication-source", "https://nordpress.example/a"), "nordpress.example"),
    ("isBasedOn", "https://zarenews.example/a", data(article(body("Zarenews"), isBasedOn="https://nordpress.example/a")), "nordpress.example"),
    ("isBasedOn as an object", "https://zarenews.example/a", data(article(body("Zarenews"), isBasedOn={"url": "https://nordpress.example/a"})), "nordpress.example"),
    ("canonical of an address in no table", "https://zarenews.example/a", canonical("https://wells.example.org/a"), "example.org"),
    ("an agency named as the article's publisher", "https://zarenews.example/a", site("Zarenews", data(article(body("Nordpress")))), "nordpress.example"),
    ("its own address", "https://zarenews.example/a", canonical("https://zarenews.example/b"), ""),
    ("its own address, relative", "https://zarenews.example/a", canonical("/b"), ""),
    ("another edition of its brand", "https://zarenews.example/fa/a", canonical("https://zarenews.example/a"), ""),
    ("its own name under another ending", "https://zarenews.example/a", canonical("https://zarenews.org/a"), ""),
    ("a cache of its own page", "https://zarenews.example/a", canonical("https://zarenews-example.cdn.ampproject.org/c/s/zarenews.example/a"), ""),
    ("an account", "https://zarenews.example/a", canonical("https://t.me/nordpress/1"), ""),
    ("a mirror that gives the outlet's address", "https://np-mirror.example/a", site("Nordpress", canonical("https://nordpress.example/a")), ""),
    ("nonsense", "https://zarenews.example/a", canonical("http://[::1"), ""),
    ("no address", "https://zarenews.example/a", canonical("javascript:alert(1)"), ""),
]  # fmt: skip

GENERIC = """
WordPress|WordPress.com|Joomla!|Drupal|Blogger|Wix.com|Squarespace|Ghost|Medium|Substack|Tumblr|My Site|My Blog
My WordPress Site|Just another WordPress site|Home|Homepage|Home Page|Main page|Index|Untitled|Site|Website|Web
Blog|News|Latest News|Breaking News|World News|News Portal|News Site|Daily News|Local News|Online|Portal|Magazine
The Magazine|Journal|Newspaper|Press|Media|Radio|TV|Live|Today|Business|Sport|Sports|Politics|Opinion|Admin
Administrator|Default|Company|Company Name|Organization|Publisher|Example|Your Site Name|Site Name|Website Name
Главная|Главная страница|Новости|Мой сайт|Сайт|Блог|Портал|Редакция|Журнал|Газета|Информационное агентство
Новостной портал|الرئيسية|الصفحة الرئيسية|أخبار|موقع|مدونة|الأخبار|موقعي|صحيفة|مجلة|وكالة أنباء|جريدة|صفحه اصلی
خانه|اخبار|وبلاگ|وب‌سایت|پایگاه خبری|خبرگزاری|روزنامه|پایگاه خبری تحلیلی|Ana Sayfa|Anasayfa|Haber|Haberler
Son Dakika|Gazete|Blogum|Site Adı|Haber Sitesi|Xəbər|Xəbərlər|Ana səhifə|Accueil|Actualités|Startseite
Nachrichten|Inicio|Noticias|Início|Notícias|Facebook|Instagram|LinkedIn|TikTok|Pinterest|Reddit|Google|Google News
Yahoo|MSN|Flipboard|GitHub|Internet Archive|Wayback Machine|ResearchGate|Academia.edu|Scribd|Telegram|YouTube
John Smith|Mohammad Ahmadi|Ahmet Yılmaz|Иван Петров|محمد علي|Ministry of Health|City Council|Tehran|Moscow|Ankara
Baku|Istanbul|تهران|القاهرة|Москва|Россия|Iran|Türkiye|Azərbaycan
"""
"""What content systems, platforms, persons and places leave as the name of a site."""
