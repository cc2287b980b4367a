"""How we fetch: every limit and courtesy, each with its default, and who we say we are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sourcecheck import __version__
from sourcecheck.errors import ConfigError

KIB = 1024
MIB = 1024 * KIB

AGENT = "sourcecheck"
"""Our name: the product token that groups of robots.txt are matched by (RFC 9309, 2.2.1)."""

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PAGE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/?=&%@:+,;!$*'#-]*)?")
_CONTACT_MAX = 200


class Manner(StrEnum):
    """How a request introduces itself."""

    HONEST = "honest"  # our own name and contact
    BROWSER = "browser"  # header fields as a browser sends them; only where settings allow it


class RobotsPolicy(StrEnum):
    """When robots.txt is obeyed."""

    ARCHIVE = "archive"  # where pages are kept; a mere look is what a reader's click does
    ALWAYS = "always"
    NEVER = "never"

    def obeyed(self, *, keeping: bool) -> bool:
        """Tell whether robots.txt is asked for; ``keeping`` = pages go into an archive."""
        return self is RobotsPolicy.ALWAYS or (keeping and self is RobotsPolicy.ARCHIVE)


def identity(contact: str = "") -> str:
    """Return the one name that every honest request carries; raises ``ConfigError``.

    Written as crawlers have written theirs for decades: some servers say 404 or 403 to names
    that do not open as a browser's does, and whoever reads a log still learns who asked.

    ``contact`` is an e-mail address or a web page where whoever runs a server can ask who is
    asking; a name without one says so.
    """
    said = f"+{_checked(contact)}" if contact else "no contact given"
    return f"Mozilla/5.0 (compatible; {AGENT}/{__version__}; link checker; {said})"


def sender(contact: str) -> str:
    """Return the From field (RFC 9110, 10.1.2): ``contact`` where it is an e-mail address.

    Raises ``ConfigError`` when it is neither that nor a web page.
    """
    return contact if contact and _MAIL.fullmatch(_checked(contact)) else ""


def _checked(contact: str) -> str:
    usual = _MAIL.fullmatch(contact) or _PAGE.fullmatch(contact)
    if not usual or len(contact) > _CONTACT_MAX:
        hint = 'write it as "desk@news.example" or "https://news.example/bot"'
        raise ConfigError(
            f"contact must be an e-mail or web address, not {contact!r}",
            hint=hint,
        )
    return contact


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """All that can be set about fetching; seconds and bytes unless said otherwise.

    ====================================  ==================================================
    To                                    Set
    ====================================  ==================================================
    wait less for slow servers            ``timeout_s`` (the parts never exceed it)
    be gentler, or go faster              ``pace_s``, ``per_host``, ``connections``
    say who is asking                     ``user_agent=identity(...)``, ``sender=sender(...)``
    check pages of your own network       ``allow_networks=("10.0.0.0/8",)``
    send a name to another server         ``connect_to=("news.example:443:127.0.0.1:8443",)``
    trust another certificate authority   ``cacert="ca.pem"``
    read no file to its end               ``record=False``
    ask nobody anything                   ``offline=True``
    ====================================  ==================================================
    """

    timeout_s: float = 60.0  # a whole chain of exchanges, without waits for courtesy
    dns_s: float = 5.0
    connect_s: float = 10.0  # shared by all addresses of a name
    tls_s: float = 10.0
    head_s: float = 20.0  # from the request to the end of the head
    body_s: float = 30.0  # from the end of the head to the end of the body
    max_head_bytes: int = 256 * KIB  # browsers stop there as well
    max_page_bytes: int = 2 * MIB  # HTML and other text, as sent and decoded
    max_file_bytes: int = 50 * MIB  # anything else, as sent and decoded
    max_in_flight_bytes: int = 96 * MIB  # of large answers, all that come at a time
    per_host: int = 2  # exchanges at a time with one registered domain
    pace_s: float = 1.0  # between two starts with one registered domain
    connections: int = 100  # exchanges at a time, over all domains
    keep_alive: bool = True  # a connection serves several requests, one after the other
    idle_s: float = 15.0  # a connection kept longer without a request is closed
    max_idle: int = 512  # connections kept without a request, over all hosts
    max_hops: int = 20  # redirects, as in browsers
    user_agent: str = identity()
    sender: str = ""  # the From field; "" = none
    accept_language: str = "en;q=0.9,ar;q=0.8,fa;q=0.8,ru;q=0.8,tr;q=0.8,*;q=0.5"
    browser_headers: bool = False  # a second look may send header fields as browsers do
    second_looks: int = 10  # at most so many at one registered domain, in one run
    robots: RobotsPolicy = RobotsPolicy.ARCHIVE
    crawl_delay_cap_s: float = 10.0  # a longer Crawl-delay is taken as this one
    ports: tuple[int, ...] = (80, 443, 8080, 8443)
    allow_networks: tuple[str, ...] = ()  # ranges opened by name, with all their ports
    connect_to: tuple[str, ...] = ()  # HOST:PORT:ADDR:PORT, as in curl; empty = any, or same
    cacert: str = ""  # file of trusted certificates in PEM form; "" = the ones of certifi
    record: bool = True  # False = exchanges are not kept, and files not read to their end
    offline: bool = False  # open no socket; every URL is answered "offline"
