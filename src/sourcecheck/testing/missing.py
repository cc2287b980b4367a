"""Behaviours: pages that are not there and say so, or do not, with a status that is fine."""

from __future__ import annotations

from collections.abc import Iterable

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import Behaviour, Step, Visit, answer, says
from sourcecheck.testing.sites import OK, host_at, page_at
from sourcecheck.testing.stories import STORIES


def _with_menu(title: str, heading: str, sentence: str, language: str) -> str:
    """Write an error page as sites have them: with the menu, and stories to read instead."""
    told = STORIES[language]
    menu = " ".join(f'<a href="/{word}">{word}</a>' for word in told.menu)
    other = "".join(
        f'<li><a href="/n/{n}">{p[:90]}</a></li>' for n, p in enumerate(told.paragraphs)
    )
    body = (
        f"<header><b>{told.site}</b><nav>{menu}</nav></header><main><h1>{heading}</h1>"
        f'<p>{sentence}</p><form action="/search"><input name="q"></form></main>'
        f"<aside><ul>{other}</ul></aside><footer>{told.site} {menu}</footer>"
    )
    return pages.page(title, body, language=language)


def _soft(name: str, does: str, shown: str | bytes, **more: str) -> Behaviour:
    said = answer(OK, shown, kind=more.get("kind", "text/html"))
    path = more.get("path", "/news/2026/story-17")
    return page_at(f"soft_404_{name}", f"200 with {does}", LinkState.SOFT_404, said, path=path)


SOFT = (
    _soft("menu_ar", "an Arabic error page with menu and stories",
          _with_menu("خطأ 404 - الصفحة المطلوبة غير موجودة | أخبار الضفة", "عذرا!",
                     "الصفحة المطلوبة غير موجودة، يمكنك البحث عنها.", "ar")),
    _soft("menu_ru", "a Russian error page with the site's name as its title",
          _with_menu("Вестник Заречья", "Страница не найдена",
                     "Возможно, она была удалена или перенесена.", "ru")),
    _soft("menu_tr", "a Turkish error page in capitals",
          _with_menu("KIYI GAZETESİ", "ARADIĞINIZ SAYFA BULUNAMADI",
                     "Ana sayfaya dönebilir ya da arama yapabilirsiniz.", "tr")),
    _soft("digits_fa", "a Persian error page with Persian digits",
          _with_menu("خطای ۴۰۴ - روزنامه کرانه", "خطای ۴۰۴", "این صفحه وجود ندارد.", "fa")),
    _soft("blog", "the error page of a common blog program",
          _with_menu("Page not found – The Quay Courier", "Oops! That page can’t be found.",
                     "It looks like nothing was found at this location. Try a search?", "en")),
    _soft("removed_ru", "a Russian page that says that the piece was removed",
          _with_menu("Материал удалён - Вестник Заречья", "Материал удалён",
                     "Редакция сняла эту публикацию с сайта.", "ru")),
    _soft("removed_ar", "an Arabic page that says that the piece was removed",
          _with_menu("أخبار الضفة", "تم حذف الخبر", "لم يعد هذا الخبر متاحا على الموقع.", "ar")),
    _soft("sentence_fa", "one Persian sentence and no title",
          pages.page("", "<p>متاسفانه صفحه مورد نظر یافت نشد.</p>", language="fa")),
    _soft("number", "the number alone", pages.page("404", "<h1>404</h1>")),
    _soft("json", "an error in JSON", '{"status": 404, "error": "Not Found"}',
          kind="application/json"),
    _soft("text", "an error in plain text", "404 page not found\n", kind="text/plain"),
    _soft("of_file", "a page that says that the file is gone", pages.gone("fa"),
          path="/files/annual-report.docx"),
    _soft("archive_fr", "a French page that says that the article is no longer there",
          pages.page("Cette page n'existe plus - Le Quai",
                     "<h1>Cette page n'existe plus</h1><p>L'article a été retiré.</p>",
                     language="fr")),
)  # fmt: skip


SOFT_MORE = (
    _soft("json_message", "an error in JSON, in words",
          '{"success": false, "message": "The article you requested was not found"}',
          kind="application/json"),
    _soft("json_nested", "an error in JSON, one level down",
          '{"error": {"code": 404, "message": "No such story"}}', kind="application/json"),
    _soft("text_sentence", "an error in plain text, in a sentence",
          "The requested page could not be found on this server.", kind="text/plain"),
    _soft("uk_menu", "a Ukrainian page that says that there is no such page",
          pages.page("Помилка 404", "<h1>Помилка 404</h1><p>На жаль, такої сторінки немає.</p>",
                     language="uk")),
    _soft("he_removed", "a Hebrew page with the words in its heading alone",
          pages.page("חדשות הנמל", "<h1>העמוד שחיפשת לא נמצא</h1>", language="he")),
    _soft("expired_link", "an Arabic page that says that the link is wrong",
          pages.page("أخبار الضفة", "<h1>الرابط غير صحيح</h1><p>عد إلى الصفحة الرئيسية.</p>",
                     language="ar")),
    _soft("de_heading", "a German page with a polite title",
          pages.page("Hoppla! - Hafenblatt", "<h1>Hoppla!</h1><p>Die Seite wurde nicht gefunden."
                     "</p>", language="de")),
    _soft("es_title", "a Spanish page with the number and the words in its title",
          pages.page("Error 404 - Página no encontrada | El Muelle", "<p>Vuelva al inicio.</p>",
                     language="es")),
)  # fmt: skip


def _echo(visit: Visit) -> Iterable[Step]:
    """Show one page for every address, with the address in its title."""
    word = visit.path.rpartition("/")[2].replace("-", " ")
    text = "".join(f"<p>{paragraph}</p>" for paragraph in STORIES["en"].paragraphs[:2])
    return (answer(OK, pages.page(f"{word} - results", f"<h1>{word}</h1>{text}")),)


def _fresh_story(visit: Visit) -> Iterable[Step]:
    """Show a real page for each address: the same frame, another text."""
    if visit.path != "/news/2026/story-17":
        return (answer(OK, pages.story("en")) if visit.path == "/" else answer("404 Not Found"),)
    return (answer(OK, pages.story("ru")),)


TEMPLATES = (
    host_at("any_path_tls", "the front page, with 200, whatever is asked for, over TLS",
            LinkState.SOFT_404, says(answer(OK, pages.home("ru"))), scheme="https"),
    host_at("any_path_echo", "one page for every address, with the address in its title",
            LinkState.SOFT_404, _echo),
    host_at("same_frame", "a real page in the frame of its site", LinkState.ALIVE, _fresh_story),
)  # fmt: skip


def _sale(name: str, does: str, title: str, body: str, **more: str) -> Behaviour:
    page = pages.page(title, body, language=more.get("language", "en"), head=more.get("head", ""))
    return host_at(name, does, LinkState.PARKED, says(answer(OK, page)))


PARKED = (
    _sale("parked_ar", "a domain for sale in Arabic", "هذا النطاق للبيع",
          "<h1>هذا النطاق للبيع</h1><p>قدم عرضك الآن.</p>", language="ar"),
    _sale("parked_ru", "a domain for sale in Russian", "Домен parked-ru.example продаётся",
          "<h1>Домен продаётся</h1><p>Купить этот домен можно у регистратора.</p>", language="ru"),
    _sale("parked_fa", "a domain for sale in Persian", "این دامنه برای فروش است",
          "<h1>این دامنه برای فروش است</h1><p>برای خرید تماس بگیرید.</p>", language="fa"),
    _sale("parked_tr", "a domain for sale in Turkish", "Satılık alan adı",
          "<h1>Bu alan adı satılıktır</h1><p>Teklif verin.</p>", language="tr"),
    _sale("parked_frame", "a frame of a house that sells domains", "parked-frame.example",
          '<iframe src="https://www.sedoparking.com/parked-frame.example"></iframe>'),
    _sale("parked_script", "a script of a house that sells domains, and nothing else", "",
          '<div id="main"></div>', head='<script src="https://img.sedoparking.com/a.js"></script>'),
    _sale("parked_expired", "a registrar's note that the domain has expired",
          "parked-expired.example has expired",
          "<h1>This domain has expired</h1><p>Renew it now with your registrar.</p>"),
    _sale("parked_related", "words to click on, and small print that the domain may be for sale",
          "parked-related.example",
          "<ul><li>Loans</li><li>Flights</li><li>Car hire</li></ul>"
          "<p>The owner of parked-related.example offers it: this domain may be for sale!</p>"),
)  # fmt: skip


def _taken(name: str, title: str, heading: str, language: str) -> Behaviour:
    body = f"<h1>{heading}</h1>" + f"<p>{heading}. {title}. 24/7.</p>" * 12
    return host_at(name, f"bets and games where a newspaper was ({language})", LinkState.USURPED,
                   says(answer(OK, pages.page(title, body, language=language))))  # fmt: skip


def _house(name: str, does: str, title: str, body: str, status: str = OK) -> Behaviour:
    said = answer(status, pages.page(title, body))
    return host_at(name, does, LinkState.SUSPENDED, says(said))


TAKEN = (
    _taken("usurped_en", "Online casino and sports betting - free spins",
           "Best online slots and casino bonus", "en"),
    _taken("usurped_tr", "Deneme bonusu veren bahis siteleri | canlı bahis",
           "Güvenilir bahis ve casino siteleri", "tr"),
    _taken("usurped_ru", "Онлайн казино: игровые автоматы и бонус за регистрацию",
           "Ставки на спорт и вулкан казино", "ru"),
    _house("default_apache", "the start page of another server nobody has set up",
           "Apache2 Debian Default Page: It works", "<h1>It works!</h1><p>This is the default "
           "welcome page used to test the correct operation of the server.</p>"),
    _house("default_iis", "the start page of a third server nobody has set up",
           "IIS Windows Server", '<a href="http://go.example/"><img src="iisstart.png"></a>'),
    _house("default_panel", "the page of a control panel without a site", "Default Web Site Page",
           "<h1>Sorry!</h1><p>If you are the owner of this website, please contact your "
           "hosting provider.</p>"),
    _house("suspended_403", "403 with the page for customers who do not pay", "Account Suspended",
           "<h1>Account Suspended</h1><p>This Account has been suspended.</p>", "403 Forbidden"),
    _house("suspended_503", "503 with a Russian page for customers who do not pay",
           "Сайт заблокирован", "<h1>Сайт заблокирован</h1><p>Обратитесь к хостинг-провайдеру.</p>",
           "503 Service Unavailable"),
)  # fmt: skip
