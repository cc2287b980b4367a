"""Behaviours: pages that are there, pages that only look so, and every status."""

from __future__ import annotations

import gzip
import zlib

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import Behaviour, Script, Step, Visit, answer, in_turn, paths, says
from sourcecheck.testing.sites import OK, page_at
from sourcecheck.testing.stories import GONE

_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _raw_deflate(text: str) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(text.encode()) + packer.flush()


def _chunked(text: str) -> bytes:
    data = text.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = (data[at : at + 700] for at in range(0, len(data), 700))
    return head + b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n"


def _legacy(text: str, encoding: str, declared: str) -> bytes:
    """Write a page in an old encoding, with the type that its server declares."""
    old = text.replace('charset="utf-8"', f'charset="{encoding}"').encode(encoding, "replace")
    return answer(OK, old, kind=declared)


def _picky(field: str, status: str) -> Script:
    """Return a script that turns away requests without a field."""

    def script(visit: Visit) -> tuple[Step, ...]:
        return (answer(OK, pages.story("en")) if visit.fields.get(field) else answer(status),)

    return script


_GOOD = answer(OK, pages.story("ar"))
_PART = '<h2 id="part-2">Part</h2><a name="قسم"></a><p>More on this.</p>'

ALIVE = (
    page_at("alive", "a page of Arabic news", LinkState.ALIVE, _GOOD),
    page_at("alive_tls", "the same over TLS", LinkState.ALIVE, _GOOD, scheme="https"),
    page_at("alive_fa", "a page of Persian news", LinkState.ALIVE, answer(OK, pages.story("fa"))),
    page_at("alive_ru", "a page of Russian news", LinkState.ALIVE, answer(OK, pages.story("ru"))),
    page_at("alive_tr", "a page of Turkish news", LinkState.ALIVE, answer(OK, pages.story("tr"))),
    page_at("alive_en", "a page of English news", LinkState.ALIVE, answer(OK, pages.story("en"))),
    page_at(
        "arabic_path",
        "an address with an Arabic path",
        LinkState.ALIVE,
        paths({"/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D9%85%D9%8A%D8%A7%D9%87": _GOOD}),
        path="/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D9%85%D9%8A%D8%A7%D9%87",
    ),
    page_at(
        "about_404",
        "an article about missing pages",
        LinkState.ALIVE,
        answer(OK, pages.about_missing_pages()),
    ),
    page_at(
        "pdf",
        "a PDF file",
        LinkState.ALIVE,
        answer(OK, _PDF, kind="application/pdf"),
        path="/files/report.pdf",
    ),
    page_at(
        "gzipped",
        "a page sent with gzip",
        LinkState.ALIVE,
        answer(OK, gzip.compress(pages.story("ar").encode()), "Content-Encoding: gzip"),
    ),
    page_at(
        "raw_deflate",
        "a page sent with deflate, without the zlib frame",
        LinkState.ALIVE,
        answer(OK, _raw_deflate(pages.story("ru")), "Content-Encoding: deflate"),
    ),
    page_at(
        "false_gzip",
        "a plain page announced as gzip",
        LinkState.ALIVE,
        answer(OK, pages.story("ar"), "Content-Encoding: gzip"),
    ),
    page_at("chunked", "a page in chunks", LinkState.ALIVE, _chunked(pages.story("fa"))),
    page_at(
        "windows_1256",
        "Arabic in windows-1256, declared as ISO-8859-1 by the server",
        LinkState.ALIVE,
        _legacy(pages.story("ar"), "windows-1256", "text/html; charset=ISO-8859-1"),
    ),
    page_at(
        "windows_1251",
        "Russian in windows-1251, with no declaration in the header",
        LinkState.ALIVE,
        _legacy(pages.story("ru"), "windows-1251", "text/html"),
    ),
    page_at(
        "fragment_present",
        "a link to a part that is there",
        LinkState.ALIVE,
        answer(OK, pages.story("en", extra=_PART)),
        fragment="#part-2",
    ),
    page_at(
        "fragment_missing",
        "a link to a part that is not there",
        LinkState.FRAGMENT_MISSING,
        answer(OK, pages.story("en", extra=_PART)),
        fragment="#part-9",
    ),
    page_at(
        "wants_language",
        "400 to requests without Accept-Language",
        LinkState.ALIVE,
        _picky("accept-language", "400 Bad Request"),
    ),
    page_at(
        "wants_accept",
        "406 to requests without Accept",
        LinkState.ALIVE,
        _picky("accept", "406 Not Acceptable"),
    ),
    page_at(
        "not_found_once",
        "404 at the first visit, then the page",
        LinkState.ALIVE,
        in_turn(answer("404 Not Found", pages.gone("en")), _GOOD),
    ),
    page_at(
        "error_once",
        "500 at the first visit, then the page",
        LinkState.ALIVE,
        in_turn(answer("500 Internal Server Error"), _GOOD),
    ),
    page_at(
        "limited_once",
        "429 with a short Retry-After, then the page",
        LinkState.ALIVE,
        in_turn(answer("429 Too Many Requests", b"", "Retry-After: 1"), _GOOD),
    ),
)

WALLS = (
    page_at("paywall", "a declared paywall", LinkState.PAYWALL, answer(OK, pages.paywall())),
    page_at(
        "pay_402", "402", LinkState.PAYWALL, answer("402 Payment Required", "<h1>Subscribe</h1>")
    ),
    page_at("login_form", "a login form only", LinkState.LOGIN_WALL, answer(OK, pages.login())),
    page_at(
        "login_401",
        "401",
        LinkState.LOGIN_WALL,
        answer("401 Unauthorized", "<h1>Sign in</h1>", 'WWW-Authenticate: Basic realm="news"'),
    ),
    page_at("consent", "a consent page", LinkState.CONSENT_WALL, answer(OK, pages.consent())),
    page_at("js_shell", "an empty shell for scripts", LinkState.JS_ONLY, answer(OK, pages.shell())),
    page_at(
        "bot_wall",
        "403 with a challenge page and its header",
        LinkState.BLOCKED,
        answer("403 Forbidden", pages.challenge(), "cf-mitigated: challenge", "Server: cloudflare"),
    ),
    page_at(
        "bot_wall_503",
        "503 with a challenge page, in the older way",
        LinkState.BLOCKED,
        answer("503 Service Unavailable", pages.challenge(), "Server: cloudflare"),
    ),
    page_at(
        "bot_wall_work", "200 with work to do", LinkState.BLOCKED, answer(OK, pages.proof_of_work())
    ),
    page_at(
        "bot_wall_captcha", "200 with a captcha", LinkState.BLOCKED, answer(OK, pages.captcha())
    ),
    page_at(
        "bot_wall_202",
        "202 with the header of a firewall",
        LinkState.BLOCKED,
        answer("202 Accepted", b"", "x-amzn-waf-action: challenge"),
    ),
    page_at("bot_wall_999", "999", LinkState.BLOCKED, answer("999 Request denied")),
    page_at("bot_wall_430", "430", LinkState.BLOCKED, answer("430 Security Rejection")),
    page_at(
        "forbidden", "403", LinkState.FORBIDDEN, answer("403 Forbidden", "<h1>403 Forbidden</h1>")
    ),
    page_at(
        "rate_limited",
        "429 with a Retry-After of an hour",
        LinkState.RATE_LIMITED,
        answer("429 Too Many Requests", b"", "Retry-After: 3600"),
    ),
    page_at(
        "legal_451",
        "451",
        LinkState.LEGAL_BLOCK,
        answer("451 Unavailable For Legal Reasons", "<h1>Unavailable for legal reasons</h1>"),
    ),
)

TROUBLE = (
    page_at(
        "error_500", "500, always", LinkState.SERVER_ERROR, answer("500 Internal Server Error")
    ),
    page_at(
        "maintenance",
        "503 with a Retry-After of two hours",
        LinkState.SERVER_ERROR,
        answer("503 Service Unavailable", "<h1>Back soon</h1>", "Retry-After: 7200"),
    ),
    page_at("error_509", "509", LinkState.SERVER_ERROR, answer("509 Bandwidth Limit Exceeded")),
    page_at("error_522", "522", LinkState.SERVER_ERROR, answer("522 Connection Timed Out")),
    page_at("error_530", "530", LinkState.SERVER_ERROR, answer("530 Origin Unavailable")),
    page_at("empty", "200 without a body", LinkState.EMPTY, answer(OK)),
    page_at("no_content", "204", LinkState.EMPTY, b"HTTP/1.1 204 No Content\r\n\r\n"),
    page_at(
        "script_redirect",
        "a page whose script leads elsewhere",
        LinkState.JS_REDIRECT,
        answer(OK, pages.script_redirect("http://alive.example/news/2026/story-17")),
    ),
)

DEAD = (
    page_at("not_found", "404", LinkState.NOT_FOUND, answer("404 Not Found", pages.gone("en"))),
    page_at("gone", "410", LinkState.GONE, answer("410 Gone", pages.gone("ar"))),
    *(
        page_at(
            f"soft_404_{language}",
            f"200 with a page that says it is not there ({language})",
            LinkState.SOFT_404,
            answer(OK, pages.gone(language)),
        )
        for language in GONE
    ),
    Behaviour(
        name="any_path",
        url="http://any-path.example/news/2026/story-17",
        does="the front page, with 200, whatever is asked for",
        state=LinkState.SOFT_404,
        script=says(answer(OK, pages.home("ar"))),
    ),
    page_at(
        "pdf_to_page",
        "the address of a PDF answered by a page that says it is gone",
        LinkState.SOFT_404,
        answer(OK, pages.gone("ru")),
        path="/files/report.pdf",
    ),
    Behaviour(
        name="parked",
        url="http://parked.example/news/2026/story-17",
        does="a domain that is for sale",
        state=LinkState.PARKED,
        script=says(answer(OK, pages.parked("parked.example"))),
    ),
    Behaviour(
        name="suspended",
        url="http://suspended.example/news/2026/story-17",
        does="a customer suspended by the host",
        state=LinkState.SUSPENDED,
        script=says(answer(OK, pages.suspended())),
    ),
    Behaviour(
        name="default_page",
        url="http://default-page.example/news/2026/story-17",
        does="the start page of a web server nobody has set up",
        state=LinkState.SUSPENDED,
        script=says(answer(OK, pages.default())),
    ),
)
