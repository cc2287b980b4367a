"""What a page says of itself: the evidence of the content rules.

Read in as few passes as the parser allows: one for each kind of element, none for what the
bytes do not hold. What a short page must be asked, and a long one need not (where its links
lead), is asked of short pages only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sourcecheck.model.web import PageFacts, Publishing
from sourcecheck.text.encoding import decode
from sourcecheck.urls.parts import parts
from sourcecheck.urls.suffix import registrable_domain
from sourcecheck.verify.prose import controls_of, prose_of, syllabic_words
from sourcecheck.verify.publishing import publishing_of

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})

MAX_IDS = 5_000
"""So many ids of a page are kept; a page with more may have any other as well."""

MAX_TEXT = 8_000
"""Code points of visible text kept: what titles, walls and comparisons need."""

_MAX_BODY = 4 * 1024 * 1024  # bytes; the fetcher's cap for pages is lower
_MAX_ASSETS = 60
_MAX_SCRIPT = 4_000
_MAX_LINKS = 3_000  # links looked at
_MAX_LD = 200_000  # characters of structured data
_MAX_DEPTH = 5_000  # tags open at once; parsers' time grows with its square
_SHORTEST_TAG = 3  # characters: "<b>"
_MAX_ANSWER = 4_000  # bytes: a longer JSON or plain text is content (guess)
_COUNTED = 1_000  # words: a page with more in its first part is long, however long
_FEW = 300  # words: pages with more are not asked where their links lead

_SPACE = re.compile(r"\s+")
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
_AROUND_LD = re.compile(r"<!--|-->|/\*+[^*]{0,40}\*+/|(?://)?\s?(?:<!\[CDATA\[|\]\]>)|;\s*$")
_TRAILING_COMMA = re.compile(r",\s{0,50}([}\]])")
_HIDDEN = ("script", "style", "template", "noscript", "svg")
_PICTURES = "img,picture,video,audio,iframe,object,embed"
_Scripts = Sequence[tuple[LexborNode, dict[str, str | None]]]  # with their attributes
_MOVING_SCRIPT = 600  # characters: a script that only leads elsewhere is short (guess)


def looks_like_html(body: bytes, media_type: str) -> bool:
    """Tell whether a body is to be read as a page, by its type or by how it begins."""
    if media_type:
        return media_type in HTML_TYPES
    return _SNIFF.match(body[:2000]) is not None


def is_answer_type(media_type: str) -> bool:
    """Tell whether a body of this type may be a program's answer in a few words."""
    return media_type in {"application/json", "text/plain"} or media_type.endswith("+json")


def read_page(body: bytes, media_type: str, charset: str, url: str) -> PageFacts:
    """Read what a page says of itself; never raises, whatever the bytes.

    ``charset`` is what the HTTP header declared, ``url`` where the page was found: on pages
    of at most 300 words, links to other registrable domains than that count as outside. A
    body that is no page (a PDF, an image) gives empty facts; of a small JSON or plain text
    there is its text.
    """
    if not looks_like_html(body, media_type):
        return _read_answer(body, charset) if is_answer_type(media_type) else PageFacts()
    text = decoded(body[:_MAX_BODY], charset)
    if len(text) > _SHORTEST_TAG * _MAX_DEPTH and text.count("<") > _MAX_DEPTH:
        text = _bounded(text)
    tree = LexborHTMLParser(text)
    scripts = [(node, node.attributes) for node in tree.tags("script")]
    inline = _inline(scripts)
    facts: dict[str, Any] = {
        **_declared(tree, scripts, url),
        "title": _text_of(tree.css_first("title")),
        "scripts": len(scripts),
        "script_text": inline[:_MAX_SCRIPT],
        "assets": _assets(tree, scripts),
        "links": len(tree.css("a[href]")),
        "pictures": len(tree.css(_PICTURES)),
        "password_fields": _password_fields(tree),
        "language": _attribute(tree.root, "lang").lower(),
        "ids": _ids(tree),
        "refresh": _refresh(tree, url),
        "script_redirect": _script_redirect(inline, url),
    }
    visible, words = _visible(tree)  # takes scripts and hidden parts out of the tree: last
    h1, short = _text_of(tree.css_first("h1")), words <= _FEW
    return PageFacts(
        h1=h1,
        text=visible,
        words=words,
        outside_links=_outside(tree, url) if short else 0,
        controls=controls_of(tree) if short else 0,
        prose=prose_of(tree) if short else "",  # takes more out of it
        **facts,
    )


def _declared(tree: LexborHTMLParser, scripts: _Scripts, url: str) -> dict[str, Any]:
    """Return what a page declares of itself in its head and its structured data."""
    metas, roots = _metas(tree), _structured(scripts)
    data = list(_objects(roots, -1))
    canonical = _attribute(tree.css_first("link[rel=canonical i]"), "href")
    return {
        "canonical": canonical,
        "noindex": "noindex" in metas.get("robots", "").lower(),
        "paywalled": _is_paywalled(data, metas),
        "publisher": metas.get("og:site_name", "") or _named(data, "publisher"),
        "published": metas.get("article:published_time", "") or _first(data, "datePublished"),
        "publishing": publishing_of(metas, roots, canonical, url),
    }


def read_publishing(body: bytes, charset: str, url: str) -> Publishing:
    """Read of a page only what it says of its publisher, as ``read_page`` does; never raises.

    For pages whose verdict needed no more than a glance.
    """
    tree = LexborHTMLParser(_bounded(decoded(body[:_MAX_BODY], charset)))
    canonical = _attribute(tree.css_first("link[rel=canonical i]"), "href")
    scripts = [(node, node.attributes) for node in tree.tags("script")]
    return publishing_of(_metas(tree), _structured(scripts), canonical, url)


def read_text(body: bytes, media_type: str, charset: str) -> tuple[str, str]:
    """Return a page's title and all of its visible text, for whoever reads or searches it.

    Never raises. Of a body that is no page there is the text of JSON and plain text, and
    nothing of others.
    """
    if not looks_like_html(body, media_type):
        plain = is_answer_type(media_type) or media_type.startswith("text/")
        return "", " ".join(decoded(body[:_MAX_BODY], charset).split()) if plain else ""
    tree = LexborHTMLParser(_bounded(decoded(body[:_MAX_BODY], charset)))
    title = _text_of(tree.css_first("title"))
    _take_out_hidden(tree)
    whole = tree.body.text(separator=" ", deep=True) if tree.body else ""
    return title, " ".join(whole.split())


def decoded(body: bytes, charset: str) -> str:
    """Return a page's text. Plain UTF-8, which most pages are, needs no guessing."""
    if b"\0" not in body and b"\x1b" not in body and not body.startswith(b"\xef\xbb\xbf"):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    found = decode(body, charset, markup=True)
    for doubt in found.suspicions:
        kind, _, other = doubt.partition(":")
        if kind == "mojibake" and other != "utf-8":  # what it declared is wrong, as its words show
            found = decode(body, other)
            break
    return found.text.replace("\x00", "")


def _read_answer(body: bytes, charset: str) -> PageFacts:
    """Keep a few words of JSON or plain text, which may be all that a server has to say."""
    if len(body) > _MAX_ANSWER:
        return PageFacts()
    text = " ".join(decoded(body, charset).split())
    return PageFacts(text=text, words=len(text.split()))


def _bounded(text: str) -> str:
    """Drop the tags, not the text, from where a document nests deeper than any page does.

    Parsers' time grows with the square of the depth.
    """
    depth = 0
    for tag in _OPENING.finditer(text):
        if tag[2].lower() in _VOID:
            continue
        depth += -1 if tag[1] else 1
        if depth > _MAX_DEPTH:
            return f"{text[: tag.start()]} {_OPENING.sub(' ', text[tag.start() :])}"
    return text


def _text_of(node: LexborNode | None) -> str:
    return " ".join(node.text(deep=True).split())[:1000] if node else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node else ""


def _visible(tree: LexborHTMLParser) -> tuple[str, int]:
    """Return the first part of the visible text, and how many words the whole of it has."""
    _take_out_hidden(tree)
    whole = tree.body.text(separator=" ", deep=True) if tree.body else ""
    words = whole[:MAX_TEXT].split()
    if len(words) >= _COUNTED:
        rest = whole[MAX_TEXT:]
        return " ".join(words), len(words) + rest.count(" ") + syllabic_words(whole)
    words = whole.split()
    return " ".join(words)[:MAX_TEXT], len(words) + syllabic_words(whole)


def _take_out_hidden(tree: LexborHTMLParser) -> None:
    for name in _HIDDEN:
        for node in tree.tags(name):
            node.decompose()
    for node in tree.css("[hidden]"):
        node.decompose()


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.tags("meta"):
        held = node.attributes
        if (content := held.get("content")) is not None:
            name = held.get("name") or held.get("property") or ""
            found.setdefault(name.strip().lower(), content.strip())
    return found


def _inline(scripts: _Scripts) -> str:
    pieces = (node.text(deep=True) for node, held in scripts if not held.get("src"))
    return "\n".join(piece for piece in pieces if not piece.lstrip().startswith("{"))


def _assets(tree: LexborHTMLParser, scripts: _Scripts) -> tuple[str, ...]:
    """Return the addresses of a page's scripts, frames and forms."""
    frames = chain(tree.tags("iframe"), tree.tags("frame"))
    found = [
        *(held.get("src") for _, held in scripts),
        *(node.attributes.get("src") for node in frames),
        *(node.attributes.get("action") for node in tree.tags("form")),
    ]
    return tuple(address.strip()[:500] for address in found if address)[:_MAX_ASSETS]


def _password_fields(tree: LexborHTMLParser) -> int:
    kinds = (node.attributes.get("type") or "" for node in tree.tags("input"))
    return sum(kind.lower() == "password" for kind in kinds)


def _ids(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Return the names a fragment may point to: ids, and names of anchors."""
    found = dict.fromkeys(filter(None, (node.id for node in tree.css("[id]"))))
    for node in tree.css("a[name]"):
        if name := node.attributes.get("name"):
            found.setdefault(name)
    return tuple(found)[:MAX_IDS]


def _outside(tree: LexborHTMLParser, url: str) -> int:
    """Count visible links that lead to other registrable domains."""
    targets = (_attribute(node, "href") for node in tree.css("a[href]")[:_MAX_LINKS])
    away = [target for target in targets if target.startswith(("http", "//"))]
    if not away:
        return 0
    home = _domain(url)
    domains = {target: _domain(target) for target in dict.fromkeys(away)}
    return sum(1 for target in away if domains[target] not in {"", home})


def _domain(url: str) -> str:
    split = parts(f"https:{url}" if url.startswith("//") else url)
    return registrable_domain(split.host) or split.host if split else ""


def _refresh(tree: LexborHTMLParser, url: str) -> str:
    """Return where a meta refresh leads, or "" when it only loads the page again."""
    for node in tree.tags("meta"):
        held = node.attributes
        if (held.get("http-equiv") or "").lower() != "refresh":
            continue
        found = _REFRESH.match(_SPACE.sub(" ", (held.get("content") or "").strip()))
        if found and found[1].strip() not in {"", url}:
            return found[1].strip()
    return ""


def _script_redirect(inline: str, url: str) -> str:
    """Return where a short script leads at once, or ""."""
    if not inline or len(inline) > _MOVING_SCRIPT:
        return ""
    found = _SCRIPT_MOVE.search(inline)
    return found[1] if found and found[1] not in {url, "#"} else ""


def _structured(scripts: _Scripts) -> list[Any]:
    """Return the documents of a page's JSON-LD; data that is broken beyond mending is left out."""
    found: list[Any] = []
    for node, held in scripts:
        if "ld+json" not in (held.get("type") or "").lower():
            continue
        text = node.text(deep=True)
        if len(text) <= _MAX_LD:
            found += _parsed(text)
    return found


def _parsed(text: str) -> list[Any]:
    """Parse a document as it stands, else mended: comments around it, commas before a bracket."""
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _AROUND_LD.sub("", text))):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    return []


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
