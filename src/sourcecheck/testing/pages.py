"""The pages of the scripted web, put together from its texts."""

from __future__ import annotations

from sourcecheck.testing.stories import GONE, STORIES

_RIGHT_TO_LEFT = {"ar", "fa", "he"}


def page(title: str, body: str, *, language: str = "en", head: str = "") -> str:
    """Write a page around ``body``."""
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n<head>'
        f'<meta charset="utf-8"><title>{title}</title>{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def story(language: str = "ar", *, head: str = "", extra: str = "", cut: int = 9) -> str:
    """Write a page of news with its menu; ``cut`` limits the paragraphs."""
    told = STORIES[language]
    menu = " ".join(f'<a href="/{number}">{word}</a>' for number, word in enumerate(told.menu))
    text = "\n".join(f"<p>{paragraph}</p>" for paragraph in told.paragraphs[:cut])
    body = (
        f"<header><b>{told.site}</b> <nav>{menu}</nav></header>\n<main><article>"
        f"<h1>{told.title}</h1>\n{text}\n{extra}</article></main>\n<footer>{told.site}</footer>"
    )
    return page(f"{told.title} - {told.site}", body, language=language, head=head)


def home(language: str = "ar") -> str:
    """Write the front page of a site: headlines, and nothing about any one of them."""
    told = STORIES[language]
    lines = "".join(
        f'<li><a href="/n/{n}">{p[:60]}…</a></li>' for n, p in enumerate(told.paragraphs)
    )
    menu = " ".join(f'<a href="/{number}">{word}</a>' for number, word in enumerate(told.menu))
    return page(
        told.site, f"<nav>{menu}</nav><h1>{told.site}</h1><ul>{lines}</ul>", language=language
    )


def gone(language: str) -> str:
    """Write a page that says it is not there."""
    title, sentence = GONE[language]
    body = f"<h1>{title}</h1><p>{sentence}</p>"
    return page(title, body, language=language)


def about_missing_pages() -> str:
    """Write an article about missing pages; it is itself very much there."""
    paragraphs = (
        (
            "Every reader has met the page that says 404 Not Found. A team of librarians has now "
            "counted how often that happens in the notes of newspapers."
        ),
        (
            "Of ten thousand links printed over fifteen years, a quarter no longer lead to "
            "what was "
            "cited. Some answer that the page was not found; others show a polite apology and the "
            "status of a page that is fine, which no machine notices."
        ),
        (
            "The librarians call the second kind soft errors. They are worse than an honest error, "
            "the report says, because they are archived as if they were the page itself."
        ),
        (
            "The team recommends that editors keep a copy of what they cite on the day they "
            "cite it, "
            "and that publishers answer with the right status when they remove a page."
        ),
        (
            "It also found that pages of public bodies disappear most often after elections, when "
            "ministries are merged and their sites are built anew without the old addresses."
        ),
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    title = "404 Not Found: where the links of old newspapers lead"
    return page(title, f"<article><h1>{title}</h1>{text}</article>")


def parked(host: str) -> str:
    """Write the page of a domain that is for sale."""
    links = "".join(
        f'<li><a href="http://ads.example/c?k={word}">{word}</a></li>'
        for word in ("Loans", "Cheap flights", "Insurance", "Online courses", "Car hire")
    )
    body = (
        f"<h1>{host}</h1><p>This domain is for sale. Buy this domain now.</p>"
        f"<p>Related searches</p><ul>{links}</ul>"
    )
    return page(f"{host} is for sale", body)


def suspended() -> str:
    """Write what a host shows for a customer who does not pay."""
    body = (
        "<h1>Account Suspended</h1><p>This account has been suspended. "
        "Contact your hosting provider for more information.</p>"
    )
    return page("Account Suspended", body)


def default() -> str:
    """Write what a web server shows that nobody has set up."""
    body = (
        "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully "
        "installed and working. Further configuration is required.</p>"
    )
    return page("Welcome to nginx!", body)


def paywall() -> str:
    """Write the open start of a page that declares the rest to be for subscribers."""
    told = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        '"isAccessibleForFree":false,"hasPart":{"@type":"WebPageElement",'
        '"isAccessibleForFree":false,"cssSelector":".rest"}}</script>'
    )
    offer = '<div class="rest"><p>Subscribe to read the rest of this story.</p></div>'
    return story("en", head=told, extra=offer, cut=1)


def login() -> str:
    """Write a page that is a login form and nothing else."""
    body = (
        "<h1>تسجيل الدخول</h1><form method=post action=/login><label>البريد الإلكتروني "
        '<input name=user></label><label>كلمة المرور <input type="password" name=word></label>'
        "<button>دخول</button></form>"
    )
    return page("تسجيل الدخول", body, language="ar")


def consent() -> str:
    """Write a page that asks for consent before it shows anything."""
    body = (
        "<h1>Before you continue</h1><p>We and our partners use cookies. We need your consent "
        "to show you the page.</p><form method=post action=/consent>"
        "<button name=all>Accept all</button><button name=none>Reject all</button></form>"
    )
    return page("Your privacy choices - consent", body)


def challenge(title: str = "Just a moment...") -> str:
    """Write what a bot wall shows instead of the page."""
    head = '<meta name="robots" content="noindex,nofollow">'
    body = (
        "<h1>Verifying you are human. This may take a few seconds.</h1>"
        '<noscript>Enable JavaScript and cookies to continue</noscript><div id="challenge-form">'
        "</div><script>window._cf_chl_opt={cType:'managed'};</script>"
        '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>'
    )
    return page(title, body, head=head)


def proof_of_work() -> str:
    """Write a page that makes browsers compute before it lets them in, with status 200."""
    head = '<meta name="robots" content="noindex">'
    body = (
        '<h1 id="title">Making sure you\'re not a bot!</h1><p id="status">Loading...</p>'
        '<script id="anubis_challenge" type="application/json">{"difficulty":4}</script>'
        '<script src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>'
    )
    return page("Making sure you're not a bot!", body, head=head)


def captcha() -> str:
    """Write a page that shows a captcha instead of itself, with status 200."""
    head = '<meta name="robots" content="noindex">'
    body = (
        "<h1>Please complete the security check</h1><p>Unusual traffic from your network.</p>"
        '<div class="g-recaptcha" data-sitekey="scripted"></div>'
    )
    return page("Security check", body, head=head)


def shell() -> str:
    """Write a page that holds nothing before its scripts have run."""
    body = (
        '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'
        '<script src="/static/main.js"></script><script src="/static/vendor.js"></script>'
    )
    return page("App", body)


def script_redirect(address: str) -> str:
    """Write a page whose script leads elsewhere."""
    return page("Redirecting", f"<script>window.location.replace({address!r});</script>")


def meta_refresh(address: str) -> str:
    """Write a page that leads elsewhere by a meta element."""
    refresh = f'<meta http-equiv="refresh" content="0; url={address}">'
    return page("Moved", f'<p><a href="{address}">here</a></p>', head=refresh)
