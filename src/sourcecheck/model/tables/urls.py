"""What is known about addresses in general: trackers, wrappers, short links, platforms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from sourcecheck.model.link import LinkFlag


@cache
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that is compiled when it is first asked: tables hold hundreds."""

    text: str

    def match(self, text: str) -> re.Match[str] | None:
        """Match at the beginning of ``text``, letters in either case."""
        return _compiled(self.text).match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match all of ``text``, letters in either case."""
        return _compiled(self.text).fullmatch(text)

    def check(self) -> None:
        """Compile now; raises ``re.error`` where it is no regular expression."""
        _compiled(self.text)


@dataclass(frozen=True, slots=True)
class HostGlob:
    """Hosts a table's row means: exact, ``*.x`` (x and all under it), ``x.*`` (any suffix)."""

    text: str

    def fits(self, host: str) -> bool:
        """Tell whether the row means ``host``, given in lower case."""
        if "*" not in self.text:
            return host == self.text
        if self.is_under:
            return host == self.text[2:] or host.endswith(self.text[1:])
        return _compiled(self.pattern).fullmatch(host) is not None

    @property
    def is_under(self) -> bool:
        """Tell whether it is a host and all under it."""
        return self.text.startswith("*.") and "*" not in self.text[2:]

    @property
    def pattern(self) -> str:
        """The glob as a regular expression."""
        if self.text == "*":
            return ".+"
        if self.text.endswith(".*") and "*" not in self.text[:-2]:
            return rf"(?:www\.)?{re.escape(self.text[:-2])}\.[a-z]{{2,3}}(?:\.[a-z]{{2}})?"
        return re.escape(self.text).replace(r"\*", ".+")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostGlobs:
    """Many globs asked at once: nearly every host is none of theirs."""

    exact: frozenset[str]
    under: frozenset[str]  # "x": x and all under it
    others: Pattern  # all other globs as one

    def fits(self, host: str) -> bool:
        """Tell whether any of them means ``host``, given in lower case."""
        if host in self.exact:
            return True
        rest = host
        while rest:
            if rest in self.under:
                return True
            rest = rest.partition(".")[2]
        return self.others.fullmatch(host) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """A query parameter that says nothing about the page."""

    host: str  # the host it means nothing on, with its subdomains; "*" = anywhere
    name: str  # in lower case; a trailing "*" stands for any ending
    value: str = ""  # only with this value; "" = with any
    flag: LinkFlag = LinkFlag.TRACKING
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    r"""A service that shows or leads to a page of somebody else.

    ``how`` says where the page's own address is: a template over the groups of ``path``
    (``https://\1``), ``param:a|b`` for a query parameter, ``cache:q``, ``base64:u:prefix``,
    ``urlin:text`` (the first address in it), ``hashed:url``, ``host:translate``,
    ``host:label``, ``host:NAME`` (before ``.NAME.``), ``query``, ``proofpoint``, ``starred``,
    or ``opaque`` when only the service knows.
    """

    host: HostGlob
    path: Pattern  # over path and query, from the first slash
    how: str
    flag: LinkFlag
    step: str  # in words: "web.archive.org copy unwrapped"
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A short host that belongs to one outlet, so no look-up is needed to know whose it is."""

    owner: str  # the outlet's own host
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A host where accounts publish: the account, not the platform, is the outlet."""

    name: str  # the key's first part: "telegram"
    path: Pattern  # group 1 is the account; empty pattern = the subdomain is
    subdomain: bool
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryTld:
    """What a top-level domain says about a country."""

    country: str  # ISO 3166-1 alpha-2, "EU"
    weight: float  # 0 = no vote; our confidence in the country otherwise
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UrlTables:
    """The tables of ``data/urls/``. Compared by identity, so that look-ups in it can be kept."""

    trackers: Mapping[str, tuple[Tracker, ...]] = field(default_factory=dict)  # by host
    wrappers: tuple[Wrapper, ...] = ()
    wrapper_hosts: HostGlobs | None = None  # all named ones at once; None = ask each
    guesses: tuple[Wrapper, ...] = ()  # forms of wrappers on hosts that no row names
    hostless: tuple[Wrapper, ...] = ()  # wrappers that may stand on any host
    short_hosts: Mapping[str, str] = field(default_factory=dict)  # host -> told_by
    owner_short: Mapping[str, Owned] = field(default_factory=dict)
    platforms: Mapping[str, tuple[Platform, ...]] = field(default_factory=dict)
    tlds: Mapping[str, CountryTld] = field(default_factory=dict)
    body_kinds: Mapping[str, str] = field(default_factory=dict)  # "gov" -> "government"
