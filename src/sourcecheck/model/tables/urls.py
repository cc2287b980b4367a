"""What is known about addresses in general: trackers, wrappers, short links, platforms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sourcecheck.model.link import LinkFlag


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
    ``host:label``, ``host:NAME`` (before ``.NAME.``), ``query``, ``proofpoint``, or ``opaque``
    when only the service knows.
    """

    host: re.Pattern[str]
    path: re.Pattern[str]  # over path and query, from the first slash
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
    path: re.Pattern[str]  # group 1 is the account; empty pattern = the subdomain is
    subdomain: bool
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryTld:
    """What a top-level domain says about a country."""

    country: str  # ISO 3166-1 alpha-2, "EU"
    weight: float  # 0 = no vote; our confidence in the country otherwise
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlTables:
    """The tables of ``data/urls/``."""

    trackers: Mapping[str, tuple[Tracker, ...]] = field(default_factory=dict)  # by host
    wrappers: tuple[Wrapper, ...] = ()
    wrapper_hosts: re.Pattern[str] | None = None  # all named ones at once; None = ask each
    hostless: tuple[Wrapper, ...] = ()  # wrappers that may stand on any host
    short_hosts: Mapping[str, str] = field(default_factory=dict)  # host -> told_by
    owner_short: Mapping[str, Owned] = field(default_factory=dict)
    platforms: Mapping[str, tuple[Platform, ...]] = field(default_factory=dict)
    tlds: Mapping[str, CountryTld] = field(default_factory=dict)
    body_kinds: Mapping[str, str] = field(default_factory=dict)  # "gov" -> "government"
