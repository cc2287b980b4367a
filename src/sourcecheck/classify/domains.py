"""An address becomes an outlet: longest key first, and never the wrapper or the platform.

Nearly all addresses of a corpus stand on few hosts, and on most hosts every page is the same
outlet's: what such a plain host says is worked out once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from sourcecheck.classify.evidence import by_key, unknown
from sourcecheck.model import Claim, Classification, Link, LinkFlag, MatchStatus, Outlet
from sourcecheck.model.tables.outlets import Key, OutletTables
from sourcecheck.model.tables.urls import CountryTld, Platform
from sourcecheck.urls.canonical import link
from sourcecheck.urls.parts import Parts, parts
from sourcecheck.urls.suffix import public_suffix, registrable_domain
from sourcecheck.urls.wrappers import guessed, unwrap

_HOST = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)", re.IGNORECASE)
_ANOTHER = re.compile(r"https?(?::|%3a)|url=", re.IGNORECASE)  # an address inside an address
# What stands behind a short link's host: "/3bQx7", "/Ab-1"; a word alone is a page's name.
_TOKEN = re.compile(r"/(?=[^/]*[A-Z0-9])[\w-]{3,10}/?")
_SHORT_LABEL = 4
_LAYERS = 6  # as many as are taken off known wrappers (urls.wrappers)
_MANY = 65_536  # hosts whose answer is kept
_EDITIONS = ("www.", "m.", "mobile.", "amp.")
_MAX_SEGMENTS = 3  # of a path that may tell editions apart


def by_url(url: str, tables: OutletTables, *, at: str = "") -> Classification:
    """Classify the outlet behind an address as written; ``at`` as in ``evidence.conclude``."""
    match = _HOST.match(url)
    plain = match and not _ANOTHER.search(url, match.end())
    answer = _plain(match.group(1).lower(), tables, at) if match and plain else None
    return answer or by_link(link(url, tables.urls), tables, at=at)


def by_link(
    found: Link, tables: OutletTables, *, at: str = "", layers: int = _LAYERS
) -> Classification:
    """Classify the outlet behind a link, as far as its address tells.

    At most ``layers`` addresses inside one another are guessed at.
    """
    split = parts(found.canonical or found.url)
    if split is None:
        return unknown((f"“{found.printed}” is no address",))
    host = _host(split.host)
    if found.owner and host in tables.urls.owner_short:
        return _owned(host, found.owner, tables, at)
    if LinkFlag.SHORT_LINK in found.flags:
        return unknown((f"{host} is a short link: whose page it is shows only a look",), name=host)
    if _opaque(found, split, tables):
        return unknown((f"{host} leads on: whose page it is shows only a look",), name=host)
    strange = layers > 0 and not _longest(host, split.path, tables)
    if strange and (inside := guessed(split, tables.urls)):
        inner = link(inside.inner.unsplit(), tables.urls)
        known = by_link(inner, tables, at=at, layers=layers - 1)
        return replace(known, because=(f"{inside.steps[0]} from {host}", *known.because))
    return by_address(host, split.path, tables, at=at)


@lru_cache(maxsize=_MANY)
def _plain(host: str, tables: OutletTables, at: str) -> Classification | None:
    """Return what all pages of a host say alike; ``None`` where the path may say more."""
    split = parts(f"http://{host}/")
    if split is None or unwrap(split, tables.urls).steps:
        return None
    name, urls = _host(split.host), tables.urls
    if name in urls.short_hosts or name in urls.owner_short:
        return None
    wrapping = urls.wrapper_hosts
    if wrapping is None or wrapping.fits(split.host):
        return None
    divided = _divided(tables)
    if any(each in divided or each in urls.platforms for each in _parents(name)):
        return None
    if _may_be_short(name) and not _longest(name, "/", tables):
        return None
    return by_address(name, "/", tables, at=at)


@lru_cache(maxsize=4)
def _divided(tables: OutletTables) -> frozenset[str]:
    """Return the hosts whose paths belong to several outlets."""
    paths = (key.partition(":")[2] for key in tables.keys if key.startswith("host_path:"))
    return frozenset(path.partition("/")[0] for path in paths)


def by_address(host: str, path: str, tables: OutletTables, *, at: str = "") -> Classification:
    """Classify by host (lower case, without ``www.``) and path."""
    hit = _longest(host, path, tables)
    if hit and not _is_tenant(hit[0], host, path, tables):
        key, known = hit
        also = _seat_by_tld(tables.outlets[known.outlet], host, tables)
        return by_key(known, f"{key} is", tables, at=at, also=also)
    if hit_platform := _platform(host, path, tables, at):
        return hit_platform
    if _may_be_short(host) and _TOKEN.fullmatch(path):
        return unknown((f"{host} looks like a short link: whose page it is shows only a look",))
    return _body(host, tables) or _by_tld(host, tables)


def _is_tenant(key: str, host: str, path: str, tables: OutletTables) -> bool:
    """Tell whether a page is an account's on a known outlet's host: its readers' blogs, a forum."""
    if "/" in key:
        return False
    for name in _parents(host):
        rows = tables.urls.platforms.get(name, ())
        if name == key:
            return any(_account(row, host, name, path) for row in rows)
        if rows:
            return True
    return False


def _may_be_short(host: str) -> bool:
    """Tell whether a host is as short as those that shorten links, which no list has all of."""
    label, _, suffix = host.partition(".")
    return len(label) <= _SHORT_LABEL and "." not in suffix


def _seat_by_tld(outlet: Outlet, host: str, tables: OutletTables) -> tuple[Claim, ...]:
    """Let the ending of a host vote where nobody whose business it is has said the seat.

    An outlet of the lists that ship is without a seat on purpose; one that only an import
    knows, for whom it writes for instance, is as good as unknown.
    """
    told = outlet.claims
    if not told or not all(
        c.told_by.startswith(_IMPORTED) and c.property not in _SEATS for c in told
    ):
        return ()
    tld = _ending(host, tables)
    if tld is None or tld.weight < tables.limits.country:
        return ()
    return (
        Claim(
            property="country_base",
            value=tld.country,
            source=f"the ending .{host.rpartition('.')[2]}",
            told_by=tld.told_by,
            confidence=tld.weight,
        ),
    )


_SEATS = ("country_base", "country_control")
_IMPORTED = "imported/"  # how the rows of imports name their file


def _host(host: str) -> str:
    for edition in _EDITIONS:
        if host.startswith(edition) and host.count(".") > 1:
            return host[len(edition) :]
    return host


def _owned(host: str, owner: str, tables: OutletTables, at: str) -> Classification:
    found = by_address(owner, "/", tables, at=at)
    reason = f"{host} is {found.name}'s own short link ({tables.urls.owner_short[host].told_by})"
    return replace(found, because=(reason, *found.because[1:]))


def _opaque(found: Link, split: Parts, tables: OutletTables) -> bool:
    """Tell whether the innermost address known is still a wrapper's."""
    flagged = LinkFlag.ARCHIVED_COPY in found.flags or LinkFlag.REDIRECTOR in found.flags
    return flagged and unwrap(split, tables.urls).opaque


def _longest(host: str, path: str, tables: OutletTables) -> tuple[str, Key] | None:
    for name in _parents(host):
        for prefix in _prefixes(path):
            if known := tables.keys.get(f"host_path:{name}{prefix}"):
                return f"{name}{prefix}", known
        known = tables.keys.get(f"host:{name}") or tables.keys.get(f"mirror:{name}")
        if known and (name == host or not _is_registry(name, tables)):
            return name, known
    return None


def _parents(host: str) -> Iterator[str]:
    yield host
    while host.count(".") > 1:
        host = host.partition(".")[2]
        yield host


def _prefixes(path: str) -> Iterator[str]:
    segments = path.strip("/").split("/")[:_MAX_SEGMENTS] if path != "/" else []
    for length in range(len(segments), 0, -1):
        yield "/" + "/".join(segments[:length])


def _is_registry(name: str, tables: OutletTables) -> bool:
    """Tell whether other bodies have names under this one ("gov.cn", "gov.uk")."""
    return name.partition(".")[0] in tables.urls.body_kinds


def _platform(host: str, path: str, tables: OutletTables, at: str) -> Classification | None:
    for name in _parents(host):
        if rows := tables.urls.platforms.get(name):
            account = next(filter(None, (_account(row, host, name, path) for row in rows)), "")
            return _account_of(account, rows[0], tables, at)
    return None


def _account(row: Platform, host: str, name: str, path: str) -> str:
    if row.subdomain:
        return host.removesuffix(name).rstrip(".").rpartition(".")[2]
    match = row.path.match(path)
    return match.group(1).lower().lstrip("@") if match else ""


def _account_of(account: str, row: Platform, tables: OutletTables, at: str) -> Classification:
    if not account:
        reason = f"a page of {row.name}: whose it is the address does not say ({row.told_by})"
        return unknown((reason,), name=row.name, kind="platform")
    key = f"{row.name}:{account}"
    known = tables.keys.get(f"account:{key}")
    if known is None:
        reason = f"account {account} of {row.name} is in no table ({row.told_by})"
        return unknown((reason,), id_=key, name=key, kind="platform")
    return by_key(known, f"{key} is an account of", tables, at=at)


def _body(host: str, tables: OutletTables) -> Classification | None:
    """Return the government or university a reserved second level tells of."""
    labels = host.split(".")
    tld = tables.urls.tlds.get(labels[-1])
    reserved = labels[-1] if labels[-1] in {"gov", "mil"} else labels[-2] if len(labels) > 2 else ""
    kind = tables.urls.body_kinds.get(reserved, "")
    if not kind or tld is None or (tld.weight == 0 and reserved == labels[-1]):
        return None
    own = ".".join(labels[-2:] if reserved == labels[-1] else labels[-3:])
    reason = f"only {kind} bodies of {tld.country} have names under .{own.partition('.')[2]}"
    return Classification(
        status=MatchStatus.PROBABLE,
        id=own,
        name=own,
        country=tld.country,
        country_base=tld.country,
        country_control=tld.country if kind == "government" else "",
        kind=kind,
        ownership="state" if kind == "government" else "",
        because=(f"{reason} ({tld.told_by})",),
        confidence=tables.limits.body,
    )


def _by_tld(host: str, tables: OutletTables) -> Classification:
    own = registrable_domain(host) or host
    if _serves_others(host, tables):
        reason = f"{own} shows or leads to pages of others: its ending says nothing of them"
        return unknown((reason,), id_=own, name=own)
    tld = _ending(host, tables)
    if tld is None or tld.weight < tables.limits.country:
        return unknown((f"{own} is in no table", *_silent(tld)), id_=own, name=own)
    return Classification(
        status=MatchStatus.PROBABLE,
        id=own,
        name=own,
        country=tld.country,
        country_base=tld.country,
        because=(f"{own} is in no table; its ending is that of {tld.country} ({tld.told_by})",),
        confidence=tld.weight,
    )


def _serves_others(host: str, tables: OutletTables) -> bool:
    """Tell whether a host is a wrapper's or a shortener's, whatever is asked of it."""
    wrapping = tables.urls.wrapper_hosts
    if any(name in tables.urls.short_hosts for name in _parents(host)):
        return True
    return wrapping is not None and (wrapping.fits(host) or wrapping.fits(f"www.{host}"))


def _ending(host: str, tables: OutletTables) -> CountryTld | None:
    """Return what the ending of a host says: "com.co" more than "co", a hosting service nothing."""
    suffix = public_suffix(host)
    if not suffix:
        return None
    tenant = registrable_domain(host)
    landlord = tenant.partition(".")[2]
    if landlord and landlord != suffix:
        return tables.urls.tlds.get(landlord)
    return tables.urls.tlds.get(suffix) or tables.urls.tlds.get(host.rpartition(".")[2])


def _silent(tld: CountryTld | None) -> tuple[str, ...]:
    if tld is None:
        return ()
    return (f"its ending, that of {tld.country}, is used everywhere ({tld.told_by})",)
