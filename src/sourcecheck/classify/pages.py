"""What a page says of its publisher, joined with what its address says.

Metadata says who, hardly ever where: a page in no table that calls itself by one outlet's name,
or lists one outlet's accounts as its own, is probably that outlet's, and the country comes from
there; anybody can call himself anything, so it is never more than probable. An address of the
gazetteer is never outvoted by its page: a contradiction is shown beside it. The page of an
account says nothing of the platform it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sourcecheck.classify.domains import by_link
from sourcecheck.classify.evidence import conclude, told
from sourcecheck.classify.index import aliases_at, index_of
from sourcecheck.classify.names import by_name
from sourcecheck.model import (
    Candidate,
    Claim,
    Classification,
    Link,
    LinkFlag,
    MatchStatus,
    Outlet,
    PageFacts,
)
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.text.fold import folded
from sourcecheck.text.naming import plain_key, settled_key, words_of
from sourcecheck.urls.canonical import link
from sourcecheck.urls.parts import parts
from sourcecheck.urls.suffix import public_suffix, registrable_domain

_NOT_ITS_OWN = frozenset({LinkFlag.SHORT_LINK, LinkFlag.REDIRECTOR, LinkFlag.ARCHIVED_COPY})
_ENDING = "the ending of its address"  # the source of a claim that the top-level domain makes
_CARRIERS = frozenset({"platform", "aggregator", "archive"})  # kinds of outlets
_SHARED = 4  # letters of a word that two names must share to be of one publisher (guess)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """One outlet that a page points to, and how."""

    outlet: Outlet
    reason: str
    site_wide: bool  # the site says so of itself, not only an article of its publisher


def by_landing(
    found: Classification, cited: Link, page: PageFacts, tables: OutletTables, *, url: str, at: str
) -> Classification:
    """Join what a cited address says with the page at ``url``, to which it led in the end.

    A short link or an opaque wrapper takes the outlet of the page. An address in no table that
    leads to a known outlet is probably that outlet's; a known one keeps its own.
    """
    own = _domain(cited.canonical or cited.url)
    if own == _domain(url):
        return by_page(found, page, tables, url=url, at=at)
    landed = by_page(by_link(link(url, tables.urls), tables, at=at), page, tables, url=url, at=at)
    led = f"{own} led to {_host(url)}"
    if found.id in tables.outlets:
        same = landed.id in tables.outlets and _family(landed.id, tables) == _family(
            found.id, tables
        )
        return replace(landed, because=(led, *landed.because)) if same else found
    if not found.id and found.kind != "platform":
        opaque = not landed.id and not landed.country
        return found if opaque else replace(landed, because=(led, *landed.because))
    sure = landed.status is MatchStatus.MATCH and landed.id in tables.outlets
    if found.kind or not sure or (found.country and found.country != landed.country):
        return found
    return replace(
        landed,
        status=MatchStatus.PROBABLE,
        because=(led, *landed.because),
        confidence=min(landed.confidence, tables.limits.led_on),
    )


def by_page(
    found: Classification, page: PageFacts, tables: OutletTables, *, url: str, at: str = ""
) -> Classification:
    """Join what the address ``url`` says, ``found``, with what its page says of its publisher.

    ``at`` is the ISO date that claims must hold on; "" = today's record.
    """
    here = link(url, tables.urls)
    if (
        found.kind == "platform"
        or _on_platform(url, tables)
        or not _NOT_ITS_OWN.isdisjoint(here.flags)
    ):
        return found
    evidence = _evidence(page, tables, url)
    seat = _seat(page, tables, url)
    first = _first(page, evidence, tables, url)
    if found.id in tables.outlets:
        known = _seated(found, seat, tables, at)
        known = _contradicted(known, evidence, tables)
        first = first or _credited(found, evidence, tables)
    else:
        if first is not None:  # an article's own publisher is then the other one
            evidence = tuple(each for each in evidence if each.site_wide)
        known = _named(found, evidence, seat, tables, at) or _located(found, seat)
    return replace(known, original=first[0], because=(*known.because, first[1])) if first else known


def _evidence(page: PageFacts, tables: OutletTables, url: str) -> tuple[_Evidence, ...]:
    """Return the outlets that a page calls itself, names as its publisher, or has accounts of."""
    told_of = page.publishing
    own = parts(url)
    titles = {folded(page.title).strip(), folded(page.h1).strip()} - {""}
    if own is not None and own.path in ("", "/"):
        titles = set()  # the title of a front page is the name
    site = [name for name in told_of.site_names if folded(name).strip() not in titles]
    found = [*_of_names(site, "the page calls itself", tables, site_wide=True)]
    credited = _of_names(told_of.publishers, "the page's publisher is", tables, site_wide=False)
    found += [each for each in credited if found or _shares(each.outlet, site, tables)]
    return (*found, *_of_accounts(told_of.profiles, tables))


def _of_names(
    names: Iterable[str], how: str, tables: OutletTables, *, site_wide: bool
) -> Iterator[_Evidence]:
    for name in names:
        if sum(char.isalnum() for char in name) < tables.limits.page_letters:
            continue
        if not _is_alone(name, tables):
            continue
        known = by_name(name, tables)
        outlet = tables.outlets.get(known.id)
        if known.status is MatchStatus.MATCH and outlet and not _carries(outlet, known):
            reason = f"{how} “{name}”: {known.because[0]}" if known.because else f"{how} “{name}”"
            yield _Evidence(outlet=outlet, reason=reason, site_wide=site_wide)


def _is_alone(name: str, tables: OutletTables) -> bool:
    """Tell whether no second outlet bears a name, not even as a plain word.

    In a note, other words help to choose; a page's name stands alone. Words in brackets say
    which of several namesakes it is: such a name is no help either. Nor is a title that papers
    of several countries bear ("Daily Mirror"), though the tables may hold one of them only.
    """
    index = index_of(tables)
    places = index.exact.get(plain_key(words_of(name), index.words), ())
    bearers = aliases_at(places, index)
    families = {_family(alias.outlet, tables) for alias in bearers}
    if "(" in name or settled_key(name) in _shared_titles(tables):
        return False
    return len(families) <= 1 and not any(alias.common for alias in bearers)


@lru_cache(maxsize=8)
def _shared_titles(tables: OutletTables) -> frozenset[str]:
    return frozenset(map(settled_key, tables.words.get("shared", ())))


def _carries(outlet: Outlet, known: Classification) -> bool:
    """Tell whether an outlet only carries what others publish: its name is on all their pages."""
    return known.kind in _CARRIERS or any(key.startswith("platform:") for key in outlet.keys)


def _of_accounts(profiles: Sequence[str], tables: OutletTables) -> Iterator[_Evidence]:
    for address in profiles:
        if not _on_platform(address, tables):
            continue
        known = by_link(link(address, tables.urls), tables)
        if known.status is MatchStatus.MATCH and (outlet := tables.outlets.get(known.id)):
            reason = f"the page's own account is {known.because[0]}"
            yield _Evidence(outlet=outlet, reason=reason, site_wide=True)


def _shares(outlet: Outlet, site_names: Sequence[str], tables: OutletTables) -> bool:
    """Tell whether a site's own names leave room for the publisher that an article names.

    A station's site that carries an agency's article is not the agency's.
    """
    if not site_names:
        return True
    names = [outlet.name, *outlet.names]
    known = {word for name in names for word in folded(name).split() if len(word) >= _SHARED}
    known -= tables.words.get("head", frozenset())
    return any(word in known for name in site_names for word in folded(name).split())


def _named(
    found: Classification,
    evidence: Sequence[_Evidence],
    seat: Claim | None,
    tables: OutletTables,
    at: str,
) -> Classification | None:
    """Return the one outlet that all of a page's evidence points to, for an address in no table."""
    families = {_family(each.outlet.id, tables) for each in evidence}
    if len(families) != 1 or found.kind:
        return None
    ending = [_claimed(found.country, found.confidence, _ENDING, found.because)]
    also = [claim for claim in (seat, *ending) if claim is not None]
    made = conclude(
        evidence[0].outlet,
        tables,
        status=MatchStatus.PROBABLE,
        because=tuple(dict.fromkeys(each.reason for each in evidence)),
        confidence=tables.limits.page_name,
        at=at,
        also=also,
    )
    made = replace(made, because=(*made.because, *found.because[:1]))
    return _elsewhere_by_ending(made, ending[0], tables)


def _elsewhere_by_ending(
    made: Classification, ending: Claim | None, tables: OutletTables
) -> Classification:
    """Choose no country where a name says one and the ending of the address another.

    A paper may bear the name of another country's state paper; the tables' word on who controls
    that one says nothing of this one.
    """
    if ending is None or ending.confidence < tables.limits.dispute or not made.country:
        return made
    if ending.value == made.country or made.status is MatchStatus.DISPUTED:
        return made
    reported = f"{made.country}, by the name of {made.name}"
    return replace(
        made,
        status=MatchStatus.DISPUTED,
        country="",
        conflicts=(*made.conflicts, reported, told(ending)),
    )


def _claimed(country: str, confidence: float, source: str, because: Sequence[str]) -> Claim | None:
    if not country:
        return None
    where = because[0] if because else source
    return Claim(
        property="country_base",
        value=country,
        source=source,
        told_by=where,
        confidence=confidence,
    )


def _seat(page: PageFacts, tables: OutletTables, url: str) -> Claim | None:
    """Return the country of the publisher's address, where the page gives one and only one."""
    known = _codes(tables)
    codes = {known.get(_plain(word), "") for word in page.publishing.countries}
    if len(codes) != 1 or not (code := codes.pop()):
        return None
    return _claimed(
        code, tables.limits.page_address, "schema.org", (f"addressCountry on {_host(url)}",)
    )


@lru_cache(maxsize=8)
def _codes(tables: OutletTables) -> dict[str, str]:
    """Return the countries by their codes and names, folded."""
    told = {"shared", "name"}  # where a country stands, "Jordan" is no first name
    names = {_plain(w.text): w.country for w in tables.countries if w.type in told}
    return {word.country.lower(): word.country for word in tables.countries} | names


def _plain(word: str) -> str:
    return " ".join(words_of(word.replace(".", "")))


def _seated(
    found: Classification, seat: Claim | None, tables: OutletTables, at: str
) -> Classification:
    """Add the address a page gives to what is claimed of a known outlet."""
    if seat is None:
        return found
    return conclude(
        tables.outlets[found.id],
        tables,
        status=found.status,
        because=found.because[:1],
        confidence=max(found.confidence, tables.limits.exact),
        at=at,
        also=(seat,),
    )


def _located(found: Classification, seat: Claim | None) -> Classification:
    """Give an address in no table the country of its publisher's address."""
    if seat is None:
        return found
    ending = _claimed(found.country, found.confidence, _ENDING, found.because)
    if ending is not None and ending.value != seat.value:
        return replace(
            found,
            status=MatchStatus.DISPUTED,
            country="",
            conflicts=(told(seat), told(ending)),
            claims=(*found.claims, seat, ending),
        )
    return replace(
        found,
        status=MatchStatus.PROBABLE,
        country=seat.value,
        country_base=seat.value,
        because=(*found.because, told(seat)),
        confidence=seat.confidence,
        claims=(*found.claims, seat),
    )


def _contradicted(
    found: Classification, evidence: Sequence[_Evidence], tables: OutletTables
) -> Classification:
    """Show what a known outlet's page says of itself against the tables."""
    own = _family(found.id, tables)
    against = [e.reason for e in evidence if e.site_wide and _family(e.outlet.id, tables) != own]
    return replace(found, conflicts=(*found.conflicts, *against)) if against else found


_Original = tuple[Candidate, str]


def _credited(
    found: Classification, evidence: Sequence[_Evidence], tables: OutletTables
) -> _Original | None:
    """Return another publisher that a known outlet's article names as its own."""
    own = _family(found.id, tables)
    others = [e for e in evidence if not e.site_wide and _family(e.outlet.id, tables) != own]
    if len({each.outlet.id for each in others}) != 1:
        return None
    return _candidate(others[0].outlet, tables), others[0].reason


def _first(
    page: PageFacts, evidence: Sequence[_Evidence], tables: OutletTables, url: str
) -> _Original | None:
    """Return who published first what this page carries, as it says itself.

    The canonical address of a mirror or of another edition leads to the outlet itself.
    """
    own = {_family(each.outlet.id, tables) for each in evidence if each.site_wide}
    own.add(_family(by_link(link(url, tables.urls), tables).id, tables))
    told_of = page.publishing
    for address in filter(None, (told_of.canonical, *told_of.first_published)):
        known = _elsewhere(address, url, tables)
        if known is not None and _family(known.id, tables) not in own:
            words = f"the page says it was published first at {_host(address)}"
            return Candidate(id=known.id, name=known.name, country=known.country), words
    return None


def _elsewhere(address: str, url: str, tables: OutletTables) -> Classification | None:
    """Return who is behind an address on another domain; None for editions and wrappers."""
    here = link(address, tables.urls)
    target = here.canonical or address
    if _label(target) == _label(url) or _on_platform(target, tables):
        return None
    known = by_link(here, tables)
    return known if known.id and known.kind != "platform" else None


def _candidate(outlet: Outlet, tables: OutletTables) -> Candidate:
    found = conclude(outlet, tables, status=MatchStatus.MATCH, because=(), confidence=1.0)
    return Candidate(id=outlet.id, name=outlet.name, country=found.country)


def _family(id_: str, tables: OutletTables) -> str:
    """Return the brand an outlet belongs to: its editions are one publisher."""
    for _ in range(4):
        id_ = tables.parents.get(id_, id_)
    return id_


def _on_platform(url: str, tables: OutletTables) -> bool:
    host = _host(url)
    while host:
        if host in tables.urls.platforms:
            return True
        host = host.partition(".")[2]
    return False


def _host(url: str) -> str:
    split = parts(url)
    return split.host.removeprefix("www.") if split else ""


def _domain(url: str) -> str:
    host = _host(url)
    return registrable_domain(host) or host


def _label(url: str) -> str:
    """Return the name somebody registered, without its ending: "example" of example.co.uk."""
    domain = _domain(url)
    ending = public_suffix(domain) or domain.rpartition(".")[2]
    return domain.removesuffix(f".{ending}").rpartition(".")[2]
