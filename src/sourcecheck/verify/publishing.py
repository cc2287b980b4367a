"""What a page says of its publisher: names, profiles, where it was published first.

Structured data is read by roles, not by keys: the address of an event, of an author or of a
hotel that is written about says nothing of the paper. What is asked: the ``publisher`` of the
page's own article, page or site (references by ``@id`` are followed), else the one organisation
that the page presents at its top level. Whatever is malformed is left out.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sourcecheck.model.web import Publishing
from sourcecheck.urls.forms import joined

Node = dict[str, Any]
"""An object of a page's JSON-LD."""

_MOST = 6  # of a kind are kept; a page has one publisher
_LONGEST_NAME = 120  # code points; longer ones are slogans
_LONGEST_ADDRESS = 500
_DEEPEST = 4  # organisations inside organisations that are followed
_SITE_NAMES = ("og:site_name", "application-name")
_FIRST = ("original-source", "syndication-source")
_POLICIES = frozenset(
    {"publishingPrinciples", "ownershipFundingInfo", "ethicsPolicy", "correctionsPolicy"}
)
# schema.org: what a page is, and who may be a publisher besides ``...Organization``.
_PAGES = frozenset({"WebPage", "WebSite", "Article", "BlogPosting", "LiveBlogPosting", "Report"})
_BODIES = frozenset({"Corporation", "NGO", "Newspaper", "Periodical", "LibrarySystem"})


def publishing_of(
    metas: Mapping[str, str], roots: Sequence[Any], canonical: str, url: str
) -> Publishing:
    """Read what a page says of its publisher; never raises.

    ``metas`` are the page's by name or property in lower case, ``roots`` the documents of its
    JSON-LD as parsed, ``url`` is where the page was found.
    """
    nodes = list(_nodes(roots))
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    pages = [node for node in nodes if _is_page(node)]
    bodies = list(_publishers(pages, nodes, known))
    sites = [node for node in pages if "WebSite" in _types(node)]
    own = [*bodies, *sites]
    return Publishing(
        site_names=_names([*(metas.get(name) for name in _SITE_NAMES), *_each(sites, "name")]),
        publishers=_names(_each(bodies, "name")),
        countries=_names(_countries(bodies, known)),
        profiles=_addresses([*_each(own, "sameAs"), *_profiles(metas)], url),
        canonical=_address(canonical, url),
        og_url=_address(metas.get("og:url"), url),
        first_published=_addresses([*(metas.get(name) for name in _FIRST), *_based_on(pages)], url),
        policies=_policies([*bodies, *pages], url),
    )


def _nodes(roots: Iterable[Any]) -> Iterator[Node]:
    """Yield the objects a page presents: those of its lists and graphs, not what is in them."""
    for root in roots:
        for node in root if isinstance(root, list) else (root,):
            if not isinstance(node, dict):
                continue
            graph = node.get("@graph")
            if isinstance(graph, list):
                yield from (part for part in graph if isinstance(part, dict))
            else:
                yield node


def _types(node: Node) -> frozenset[str]:
    told = node.get("@type")
    words = told if isinstance(told, list) else [told]
    return frozenset(word.rpartition("/")[2] for word in words if isinstance(word, str))


def _is_page(node: Node) -> bool:
    types = _types(node)
    return bool(types & _PAGES) or any(each.endswith(("Article", "Page")) for each in types)


def _is_body(node: Node) -> bool:
    types = _types(node)
    return bool(types & _BODIES) or any(each.endswith("Organization") for each in types)


def _publishers(
    pages: Sequence[Node], nodes: Sequence[Node], known: Mapping[str, Node]
) -> Iterator[Node]:
    """Yield who publishes; failing that, the one organisation that is presented.

    A plug-in presents the publisher a second time, with the address that the theme left out: an
    organisation of the publisher's own name is the publisher.
    """
    inner = (page.get(key) for page in pages for key in ("mainEntity", "isPartOf"))
    more = [node for node in inner if isinstance(node, dict) and _is_page(node)]
    told = [
        body
        for page in (*pages, *more)
        for body in _resolved(page.get("publisher"), known)
        if not _types(body) & {"Person"}
    ]
    shown = [node for node in nodes if _is_body(node)]
    if told:
        names = {_called(body) for body in told} - {""}
        yield from told
        yield from (node for node in shown if node not in told and _called(node) in names)
        return
    news = [node for node in shown if "NewsMediaOrganization" in _types(node)]
    if len(news) == 1 or len(shown) == 1:
        yield (news or shown)[0]


def _called(body: Node) -> str:
    name = body.get("name")
    return " ".join(html.unescape(name).casefold().split()) if isinstance(name, str) else ""


def _resolved(value: Any, known: Mapping[str, Node], depth: int = 0) -> Iterator[Node]:
    """Yield the objects a value stands for; a bare word is the name of one."""
    if isinstance(value, list):
        for part in value[:_MOST]:
            if depth < _DEEPEST:
                yield from _resolved(part, known, depth + 1)
    elif isinstance(value, str):
        yield known.get(value, {"name": value})
    elif isinstance(value, dict):
        id_ = value.get("@id")
        elsewhere = known.get(id_, {}) if isinstance(id_, str) else {}
        yield {**elsewhere, **value}


def _each(nodes: Iterable[Node], key: str) -> Iterator[Any]:
    """Yield the values of a key, lists taken apart, ``{"@value": ...}`` opened."""
    for node in nodes:
        held = node.get(key)
        for part in held[:20] if isinstance(held, list) else (held,):
            yield part.get("@value", part.get("@id")) if isinstance(part, dict) else part


def _countries(bodies: Iterable[Node], known: Mapping[str, Node]) -> Iterator[Any]:
    for body in bodies:
        for address in _resolved(body.get("address"), known):
            for country in _resolved(address.get("addressCountry"), known):
                yield country.get("name") or country.get("identifier")


def _profiles(metas: Mapping[str, str]) -> Iterator[str]:
    yield metas.get("article:publisher", "")
    handle = metas.get("twitter:site", "").strip().lstrip("@")
    if handle.replace("_", "").isalnum():
        yield f"https://twitter.com/{handle}"


def _based_on(pages: Iterable[Node]) -> Iterator[Any]:
    for page in pages:
        held = page.get("isBasedOn", page.get("isBasedOnUrl"))
        for part in held if isinstance(held, list) else (held,):
            yield part.get("url", part.get("@id")) if isinstance(part, dict) else part


def _policies(nodes: Iterable[Node], url: str) -> tuple[tuple[str, str], ...]:
    """Return the first address of each policy that a publisher declares."""
    found: dict[str, str] = {}
    for node in nodes:
        for key in _POLICIES & node.keys():
            addresses = _addresses(_each([node], key), url)
            found.setdefault(key, addresses[0] if addresses else "")
    return tuple((key, address) for key, address in sorted(found.items()) if address)


def _names(values: Iterable[Any]) -> tuple[str, ...]:
    """Return what can be a name: short words that are no address, each once."""
    found: dict[str, None] = {}
    for value in values:
        if not isinstance(value, str):
            continue
        plain = " ".join(html.unescape(value).encode("utf-8", "ignore").decode("utf-8").split())
        if plain and len(plain) <= _LONGEST_NAME and "://" not in plain:
            found[plain] = None
    return tuple(found)[:_MOST]


def _addresses(values: Iterable[Any], url: str) -> tuple[str, ...]:
    found = dict.fromkeys(_address(value, url) for value in values if value)
    return tuple(address for address in found if address)[: 2 * _MOST]


def _address(value: Any, url: str) -> str:
    """Return an address of the web as a page gives it, or ""."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_ADDRESS:
        return ""
    found = joined(url, value.strip().encode("utf-8", "ignore").decode("utf-8"))
    return found if found.startswith(("http://", "https://")) else ""
