"""What a page says of itself: the evidence of the content rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sourcecheck.model.web import PageFacts
from sourcecheck.text.encoding import decode
from sourcecheck.urls.parts import parts
from sourcecheck.urls.suffix import registrable_domain

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})

MAX_IDS = 5_000
"""So many ids of a page are kept; a page with more may have any other as well."""

_MAX_BODY = 4 * 1024 * 1024  # bytes; the fetcher's cap for pages is lower
_MAX_TEXT = 8_000  # code points kept: what titles, walls and comparisons need
_MAX_ASSETS = 60
_MAX_SCRIPT = 4_000
_MAX_LINKS = 3_000  # links looked at
_MAX_LD = 200_000  # characters of structured data
_MAX_DEPTH = 5_000  # tags open at once; parsers' time grows with its square

_SPACE = re.compile(r"\s+")
_SYLLABIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")  # written without spaces
_SNIFF = re.compile(
    rb"^\s*(?:<!--.{0,500}?-->\s*)*"
    rb"<(?:!doctype html|html|head|body|title|meta|script|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
# Elements that need no closing tag, or are closed at once.
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "tr",
        "th",
        "dd",
        "dt",
        "option",
        "path",
        "circle",
        "ellipse",
        "rect",
        "line",
        "polygon",
        "polyline",
        "use",
        "stop",
        "g",
    }
)
_REFRESH = re.compile(  # "0; url=https://a.example/", "5;/a", "0;URL='/a'"
    r" ?[\d.]* ?[;,] ?(?:url ?= ?)?[\"']?([^\"' ][^\"']*)", re.IGNORECASE
)
_SCRIPT_MOVE = re.compile(
    r"(?<![\w.$])(?:(?:window|document|self|top|parent)\s*\.\s*)*location"
    r"(?:\s*\.\s*(?:href\s*=|(?:replace|assign)\s*\()|\s*=)\s*[\"'`]([^\"'`\n]{1,2000})[\"'`]"
)
_HIDDEN = ["script", "style", "template", "noscript", "svg", "[hidden]"]
_MOVING_SCRIPT = 600  # characters: a script that only leads elsewhere is short (guess)


def looks_like_html(body: bytes, media_type: str) -> bool:
    """Tell whether a body is to be read as a page, by its type or by how it begins."""
    if media_type:
        return media_type in HTML_TYPES
    return _SNIFF.match(body[:2000]) is not None


def read_page(body: bytes, media_type: str, charset: str, url: str) -> PageFacts:
    """Read what a page says of itself; never raises, whatever the bytes.

    ``charset`` is what the HTTP header declared, ``url`` where the page was found: links to
    other registrable domains than that count as outside. A body that is no page (a PDF, an
    image) gives empty facts.
    """
    if not looks_like_html(body, media_type):
        return PageFacts()
    text = decode(body[:_MAX_BODY], charset, markup=True).text
    tree = LexborHTMLParser(_bounded(text.replace("\x00", "")))
    scripts = tree.css("script")
    inline = _inline(scripts)
    links, outside = _links(tree, url)
    metas = _metas(tree)
    data = _structured(scripts)
    facts: dict[str, Any] = {
        "title": _text_of(tree.css_first("title")),
        "scripts": len(scripts),
        "script_text": inline[:_MAX_SCRIPT],
        "assets": _assets(tree),
        "links": links,
        "outside_links": outside,
        "pictures": len(tree.css("img, picture, video, audio, iframe, object, embed")),
        "password_fields": len(tree.css("input[type=password i]")),
        "language": _attribute(tree.css_first("html"), "lang").lower(),
        "canonical": _attribute(tree.css_first("link[rel=canonical i]"), "href"),
        "ids": _ids(tree),
        "refresh": _refresh(tree, url),
        "noindex": "noindex" in metas.get("robots", "").lower(),
        "paywalled": _is_paywalled(data, metas),
        "publisher": metas.get("og:site_name", "") or _named(data, "publisher"),
        "published": metas.get("article:published_time", "") or _first(data, "datePublished"),
    }
    facts["script_redirect"] = _script_redirect(inline, url)
    visible = _visible(tree)  # takes scripts out of the tree: last
    return PageFacts(
        h1=_text_of(tree.css_first("h1")),
        text=visible[:_MAX_TEXT],
        words=_words(visible),
        **facts,
    )


def _bounded(text: str) -> str:
    """Cut a document where it nests deeper than any page does; parsers' time grows with it."""
    depth = 0
    for tag in _OPENING.finditer(text):
        if tag[2].lower() in _VOID:
            continue
        depth += -1 if tag[1] else 1
        if depth > _MAX_DEPTH:
            return text[: tag.start()]
    return text


def _text_of(node: LexborNode | None) -> str:
    return _SPACE.sub(" ", node.text(deep=True)).strip()[:1000] if node else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node else ""


def _visible(tree: LexborHTMLParser) -> str:
    for selector in _HIDDEN:
        for node in tree.css(selector):
            node.decompose()
    return _SPACE.sub(" ", tree.body.text(separator=" ", deep=True)).strip() if tree.body else ""


def _words(text: str) -> int:
    """Count words; of scripts written without spaces, two letters count as one."""
    letters = len(_SYLLABIC.findall(text))
    return len(text.split()) + letters // 2


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = _attribute(node, "name") or _attribute(node, "property")
        found.setdefault(name.lower(), _attribute(node, "content"))
    return found


def _inline(scripts: Iterable[LexborNode]) -> str:
    pieces = (node.text(deep=True) for node in scripts if not node.attributes.get("src"))
    kept = (piece for piece in pieces if not piece.lstrip().startswith("{"))
    return "\n".join(kept)


def _assets(tree: LexborHTMLParser) -> tuple[str, ...]:
    nodes = tree.css("script[src], iframe[src], frame[src], form[action]")
    found = (_attribute(node, "src") or _attribute(node, "action") for node in nodes)
    return tuple(address[:500] for address in found if address)[:_MAX_ASSETS]


def _ids(tree: LexborHTMLParser) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for node in tree.css("[id], a[name]"):
        for name in ("id", "name"):
            if value := node.attributes.get(name):
                found.setdefault(value)
        if len(found) >= MAX_IDS:
            break
    return tuple(found)


def _links(tree: LexborHTMLParser, url: str) -> tuple[int, int]:
    """Count links, and those among them that lead to other registrable domains."""
    home = _domain(url)
    nodes = tree.css("a[href]")[:_MAX_LINKS]
    targets = (_attribute(node, "href") for node in nodes)
    hosts = {target: _domain(target) for target in targets if target.startswith(("http", "//"))}
    outside = sum(1 for domain in hosts.values() if domain and domain != home)
    return len(nodes), outside


def _domain(url: str) -> str:
    split = parts(f"https:{url}" if url.startswith("//") else url)
    return registrable_domain(split.host) or split.host if split else ""


def _refresh(tree: LexborHTMLParser, url: str) -> str:
    """Return where a meta refresh leads, or "" when it only loads the page again."""
    for node in tree.css("meta[http-equiv=refresh i]"):
        found = _REFRESH.match(_SPACE.sub(" ", _attribute(node, "content")))
        if found and found[1].strip() not in {"", url}:
            return found[1].strip()
    return ""


def _script_redirect(inline: str, url: str) -> str:
    """Return where a short script leads at once, or ""."""
    if len(inline) > _MOVING_SCRIPT:
        return ""
    found = _SCRIPT_MOVE.search(inline)
    return found[1] if found and found[1] not in {url, "#"} else ""


def _structured(scripts: Iterable[LexborNode]) -> list[dict[str, Any]]:
    """Return the objects of a page's JSON-LD, nested ones included; broken data is left out."""
    found: list[dict[str, Any]] = []
    for node in scripts:
        if "ld+json" not in (node.attributes.get("type") or "").lower():
            continue
        text = node.text(deep=True)
        try:
            found += _objects(json.loads(text) if len(text) <= _MAX_LD else None)
        except (ValueError, RecursionError):
            continue
    return found


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 8:
        return
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        if isinstance(part, dict | list):
            yield from _objects(part, depth + 1)


def _is_paywalled(data: list[dict[str, Any]], metas: dict[str, str]) -> bool:
    """Tell whether a page declares that not everybody may read it (schema.org, Open Graph)."""
    declared = (part.get("isAccessibleForFree") for part in data)
    free = (str(value).rpartition("/")[2].lower() for value in declared if value is not None)
    return "false" in free or metas.get("article:content_tier", "").lower() in {"locked", "metered"}


def _first(data: list[dict[str, Any]], key: str) -> str:
    return next((str(part[key])[:100] for part in data if isinstance(part.get(key), str)), "")


def _named(data: list[dict[str, Any]], key: str) -> str:
    for part in data:
        held = part.get(key)
        if isinstance(held, dict) and isinstance(held.get("name"), str):
            return str(held["name"])[:200]
    return ""
