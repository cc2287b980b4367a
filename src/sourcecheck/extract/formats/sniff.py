"""What a document is, by its content; what it is called only tips the balance."""

from __future__ import annotations

import re

from sourcecheck.errors import EncryptedDocument, UnreadableDocument
from sourcecheck.model import Document
from sourcecheck.model.tables.signatures import SignatureTable

TEXT = "text/plain"
HTML = "text/html"
XHTML = "application/xhtml+xml"
MARKDOWN = "text/markdown"
WIKITEXT = "text/x-wiki"

_HEAD = 65_536  # characters a format is judged by

_OPENING = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_FILLED = re.compile(r"\S")
_SKIPPED = (("<!--", "-->"), ("<?xml", "?>"))
_XML = re.compile(r"\s*<\?xml\b|\s*<(?:rss|feed|urlset|svg|office:document)\b", re.IGNORECASE)
_XHTML = re.compile(r"\s*<\?xml\b[^>]*\?>|<html\b[^>]*xmlns\s*=", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|a|br|span|h[1-6]|ul|ol|li|table|tr|td|b|i|em|strong|article|section|img|sup)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_FEW_TAGS = 3  # tags from which text without a page's opening is a piece of HTML

# What Markdown shows. No sign is Markdown's alone, so kinds are counted, not signs.
# What a text must hold to fit a pattern stands in front of it: that is sooner looked for.
_MARKDOWN_SIGNS = (
    (("---",), re.compile(r"\A---\r?\n(?:[\w-]+:.*\r?\n)+---\s*$", re.MULTILINE)),
    (
        ("](",),
        re.compile(r"(?<!!)\[[^\[\]\n]+\]\((?:https?:|/|\.|#|<)[^()\s]*(?:\s+\"[^\"\n]*\")?\)"),
    ),
    (("[^",), re.compile(r"^ {0,3}\[\^[^\]\s]+\]:\s", re.MULTILINE)),
    # "[1]: https://..." is a list of notes as often; it is Markdown's where words are linked to it
    (
        ("]:",),
        re.compile(r"^ {0,3}\[(?!\d{1,3}\])[^\]^\n]+\]:\s+<?https?://\S+>?\s*$", re.MULTILINE),
    ),
    (
        ("][", "] ["),
        re.compile(r"\[[^\[\]\n]{0,200}[^\W\d_]{2}[^\[\]\n]{0,200}\] ?\[\d{1,3}\]"),
    ),
    (("# ",), re.compile(r"^#{1,6} \S", re.MULTILINE)),
    (("```", "~~~"), re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)),
)
# What a wiki's text shows; kinds are counted here too. Some Markdown has links in double brackets
# and templates in double braces, but neither notes in tags nor headings between equals signs.
_WIKI_SIGNS = (
    re.compile(r"<ref(?:\s+[^<>]{1,200})?/?>[^<]|<references\b|\{\{\s*[Rr]eflist\b"),
    re.compile(r"^(={2,5})[^=\n]{1,200}\1[ \t]*$", re.MULTILINE),
    re.compile(r"\[\[[^\[\]|\n]{1,200}(?:\|[^\[\]\n]{0,200})?\]\]"),
    re.compile(r"\{\{[^{}|\n<>%]{2,80}(?:\n?\s*\|[^{}]|\}\})"),
    re.compile(r"'{3}[^'\n]{1,200}'{3}"),
    re.compile(r"^\{\|", re.MULTILINE),
)
_WIKI_NEEDED = 2
# Kinds of signs needed: none when somebody says it is Markdown, two when somebody says it is
# plain text (one alone stands in many plain texts: "[1]: https://..." is a list of notes).
_SIGNS_NEEDED = {MARKDOWN: 0, "": 1, HTML: 1, TEXT: 2, WIKITEXT: 2}

_HINTS = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".mkd": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".wiki": WIKITEXT,
    ".mediawiki": WIKITEXT,
    ".wikitext": WIKITEXT,
    TEXT: TEXT,
    MARKDOWN: MARKDOWN,
    "text/x-markdown": MARKDOWN,
    HTML: HTML,
    XHTML: HTML,
    WIKITEXT: WIKITEXT,
    "text/x-mediawiki": WIKITEXT,
}

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY = 0.01  # share of control characters from which it is no text; prose has none


def packed_type_of(document: Document, signatures: SignatureTable) -> str:
    """Return the media type of a document whose bytes are no text, as a reader knows it.

    "" = its bytes are text. Raises a ``DocumentError`` that names the format when it is one
    that is not read.
    """
    for signature in signatures:
        place = document.body.find(signature.magic, 0, signature.within + len(signature.magic))
        if place < 0 or (signature.also and signature.also not in document.body):
            continue
        if signature.media_type:
            return signature.media_type
        kind = EncryptedDocument if signature.locked else UnreadableDocument
        raise kind(f"{document.origin}: this is {signature.name}", hint=signature.hint)
    return ""


def refuse_binary(text: str, origin: str) -> None:
    """Raise ``UnreadableDocument`` when decoded text is full of what no text holds."""
    sample = text[:_HEAD]
    odd = len(_CONTROLS.findall(sample)) + sample.count("\ufffd") // 10
    if odd > _BINARY * len(sample):
        raise UnreadableDocument(
            f"{origin}: this looks like binary data, not text",
            hint="hand over the article itself, as text, HTML, DOCX, ODT, EPUB or PDF",
        )


def looks_like_markup(body: bytes) -> bool:
    """Tell, before decoding, whether a charset named inside the bytes is to be heard."""
    return (
        re.search(rb"<(?:\?xml|!doctype|html|head|meta)\b", body[:4096], re.IGNORECASE) is not None
    )


def media_type_of(text: str, document: Document) -> str:
    """Return the media type the content shows.

    Raises ``UnreadableDocument`` for XML that is no web page (feeds, sitemaps, drawings).
    """
    head = text[:_HEAD]
    hint = hint_of(document)
    if _OPENING.match(head, _past_comments(head)):
        return XHTML if _XHTML.search(head[:2000]) else HTML
    if _XML.match(head):
        raise UnreadableDocument(
            f"{document.origin}: this is XML, but no web page",
            hint="hand over the article itself as text or HTML",
        )
    if hint == WIKITEXT or (hint != MARKDOWN and _is_wikitext(head)):
        return WIKITEXT
    if hint != MARKDOWN and _is_piece_of_html(head, hint):
        return HTML
    signs = sum(
        any(each in head for each in needed) and sign.search(head) is not None
        for needed, sign in _MARKDOWN_SIGNS
    )
    return MARKDOWN if signs >= _SIGNS_NEEDED[hint] else TEXT


def _past_comments(head: str) -> int:
    """Return where white space, comments and an XML declaration at the beginning end."""
    at = 0
    while (filled := _FILLED.search(head, at)) is not None:
        at = filled.start()
        opening = next((pair for pair in _SKIPPED if head.startswith(pair[0], at)), None)
        end = head.find(opening[1], at) if opening is not None else -1
        if opening is None or end < 0:
            return at
        at = end + len(opening[1])
    return at


def hint_of(document: Document) -> str:
    """Return what the media type, else the name's ending, suggests; "" = nothing."""
    declared = document.media_type.partition(";")[0].strip().lower()
    name = document.origin.lower().partition("?")[0]
    ending = "." + name.rpartition(".")[2]
    by_name = _HINTS.get(ending, "")
    # Servers send Markdown, and anything they do not know, as text/plain.
    return by_name if by_name and declared in {"", TEXT} else _HINTS.get(declared, by_name)


def _is_wikitext(head: str) -> bool:
    if "[[" not in head and "{{" not in head and "<ref" not in head:
        return False
    return sum(sign.search(head) is not None for sign in _WIKI_SIGNS) >= _WIKI_NEEDED


def _is_piece_of_html(head: str, hint: str) -> bool:
    if "<" not in head:
        return False
    tags = len(_TAG.findall(head))
    if hint == HTML:
        return tags > 0
    return tags >= _FEW_TAGS and head.lstrip().startswith("<")
