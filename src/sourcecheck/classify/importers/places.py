"""What stands in the cells of lists: countries, hosts, accounts, dates, each in our own form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from sourcecheck.model.tables.imports import ImportTables
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.text.fold import folded
from sourcecheck.urls.parts import host_name, parts
from sourcecheck.urls.suffix import public_suffix

_BODIES = frozenset({"INT", "EU"})
_RESERVED = frozenset({"example", "test", "invalid"})  # RFC 2606: for trials
_ALPHA2, _ALPHA3 = 2, 3
_LONG_NAME = 8  # letters from which two of them may be wrong
_LEAST_NAME = 5  # letters of a name that may be misspelt at all
_DATE = re.compile(r"[+]?(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:.]*Z?)?")
_HANDLE = re.compile(r"@?([\w.-]{1,100})/?")
_MAIL = re.compile(r"(?:mailto:)?[^\s/@]+@[^\s/@]+")
_QID = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d{0,11})")
_RANKED = re.compile(r"\s*\(?\b\d{1,3}\s?/\s?\d{1,3}\b[^)]*\)?\s*$")  # "USA (44/180 Press Freedom)"
_ISSN = re.compile(r"(\d{4})-?(\d{3}[\dXx])")


@dataclass(frozen=True, slots=True, eq=False)
class Countries:
    """Reads countries as lists write them; never guesses between two."""

    codes: frozenset[str]
    alpha3: Mapping[str, str]
    fips: Mapping[str, str]
    names: Mapping[str, str]  # folded -> ISO alpha-2; "" = of several countries

    def read(self, text: str, how: str) -> str:
        """Return the ISO code, or "" where it is unknown or could be two; ``how`` as in formats."""
        if how == "fips":
            return self.fips.get(text.upper(), "")
        text = qid_of(text) or _RANKED.sub("", text)
        code = self._code(text.strip())
        if code:
            return code
        name = _plain(text)
        known = self.names.get(name, "")
        return known if known or how != "typos" or name in self.names else self._near(name)

    def _code(self, text: str) -> str:
        upper = text.upper()
        if len(text) == _ALPHA2 or upper in _BODIES:
            upper = "GB" if upper == "UK" else upper
            return upper if upper in self.codes or upper in _BODIES else ""
        return self.alpha3.get(upper, "") if len(text) == _ALPHA3 else ""

    def _near(self, name: str) -> str:
        """Return the one country whose name is a slip of the pen away, others being far."""
        if len(name) < _LEAST_NAME:
            return ""
        best: dict[str, int] = {}
        for known, code in self.names.items():
            far = int(OSA.distance(name, known, score_cutoff=3))
            best[code] = min(best.get(code, 9), far)
        first, *rest = sorted((far, code) for code, far in best.items())
        allowed = 2 if len(name) >= _LONG_NAME else 1
        clear = not rest or rest[0][0] > first[0] + 1
        return first[1] if first[0] <= allowed and clear else ""


def countries_of(imports: ImportTables, outlets: OutletTables) -> Countries:
    """Return the reader of countries."""
    named: dict[str, set[str]] = defaultdict(set)
    for word in outlets.countries:
        if word.type == "name":
            named[_plain(word.text)].add(word.country)
    for text, country in imports.names.items():
        named[_plain(text)].add(country)
    return Countries(
        codes=imports.countries,
        alpha3=imports.alpha3,
        fips=imports.fips,
        names={name: next(iter(codes)) if len(codes) == 1 else "" for name, codes in named.items()},
    )


def _plain(text: str) -> str:
    words = "".join(char if char.isalnum() else " " for char in folded(text)).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def host_of(text: str) -> tuple[str, str]:
    """Return host and path of an address or a bare host; ("", "") where there is none.

    An e-mail address is none: the host behind it is its provider's as often as the paper's.
    """
    bare = text.strip()
    if not bare or " " in bare or _MAIL.fullmatch(bare):
        return "", ""
    split = parts(bare if "://" in bare else f"http://{bare}")
    if split is None or "." not in split.host or not host_name(split.host):
        return "", ""
    host = split.host.removeprefix("www.") if split.host.count(".") > 1 else split.host
    return host, split.path.rstrip("/")


def key_of(text: str, tables: OutletTables) -> tuple[str, str]:
    """Return the key an address stands for, or "" and why it stands for none.

    A platform's page is its account; a short link's host is its owner; hosts that anybody can
    use, and public suffixes, are nobody's.
    """
    host, path = host_of(text)
    urls = tables.urls
    if not host:
        return "", f"no address: {text[:80]!r}"
    if f"host_path:{host}{path}" in tables.keys:
        return f"host_path:{host}{path}", ""
    if f"host:{host}" in tables.keys:
        return f"host:{host}", ""
    account = account_in(host, path, urls)
    if account is not None:
        return (f"account:{account}", "") if account else ("", f"{host} is a platform")
    if host in urls.owner_short:
        return f"host:{urls.owner_short[host].owner}", ""
    if host in urls.short_hosts:
        return "", f"{host} is a short link's"
    if urls.wrapper_hosts is not None and urls.wrapper_hosts.fits(host):
        return "", f"{host} shows pages of others"
    ending = public_suffix(host)
    if not ending and host.rpartition(".")[2] not in _RESERVED:
        return "", f"{host}: no domain ends so"
    if host == ending:
        return "", f"{host} is nobody's own name"
    return f"host:{host}", ""


def account_in(host: str, path: str, urls: UrlTables) -> str | None:
    """Return ``platform:account`` of a platform's page, "" = it names none; None = no platform."""
    rest = host
    while "." in rest:
        if rows := urls.platforms.get(rest):
            for row in rows:
                if row.subdomain:
                    found = host.removesuffix(rest).rstrip(".").rpartition(".")[2]
                else:
                    match = row.path.match(f"{path}/")
                    found = match.group(1).lower().lstrip("@") if match else ""
                if found:
                    return f"{row.name}:{found}"
            return ""
        rest = rest.partition(".")[2]
    return None


def account_of(platform: str, text: str, urls: UrlTables) -> str:
    """Return ``platform:account`` of a handle or a page's address, or ""."""
    host, path = host_of(text) if "/" in text.strip("/@") or "://" in text else ("", "")
    if host:
        found = account_in(host, path, urls) or ""
        return found if found.startswith(f"{platform}:") else ""
    match = _HANDLE.fullmatch(text.strip())
    return f"{platform}:{match[1].lower()}" if match else ""


def date_of(text: str) -> str:
    """Return an ISO date, as far as it is told ("2013", "2013-05"); "" where there is none."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return ""
    year, month, day = match.groups()
    if month in {None, "00"}:
        return year
    if not 1 <= int(month) <= 12:
        return ""
    if day in {None, "00"}:
        return f"{year}-{month}"
    return f"{year}-{month}-{day}" if 1 <= int(day) <= 31 else ""


def qid_of(text: str) -> str:
    """Return Wikidata's number of a thing, from itself or its address; "" where there is none."""
    match = _QID.fullmatch(text.strip())
    return match[1] if match else ""


def issn_of(text: str) -> str:
    """Return an ISSN as it is written, or ""."""
    match = _ISSN.fullmatch(text.strip())
    return f"{match[1]}-{match[2].upper()}" if match else ""
