"""Whether something is a list of articles, by its first bytes; a name only tips the balance."""

from __future__ import annotations

import re
from enum import StrEnum

from sourcecheck.extract.collections.tables import DELIMITERS, layout_of, looks_tabular
from sourcecheck.model.tables.lists import ListTable, Role
from sourcecheck.text.encoding import decode

HEAD = 65_536
"""Bytes a list is known by."""


class Kind(StrEnum):
    """Kinds of lists, by the names of ``--input-format``."""

    FEED = "feed"
    JSON_FEED = "json-feed"
    SITEMAP = "sitemap"
    WIKI = "mediawiki"
    TABLE = "csv"
    JSON_LINES = "jsonl"
    JSON = "json"
    WARC = "warc"
    WACZ = "wacz"


_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z]+)[\s>/]")
_FILLED = re.compile(r"\S")
_SKIPPED = (("<!--", "-->"), ("<?", "?>"))
_ROOTS = {
    "rss": Kind.FEED,
    "feed": Kind.FEED,
    "RDF": Kind.FEED,
    "urlset": Kind.SITEMAP,
    "sitemapindex": Kind.SITEMAP,
    "mediawiki": Kind.WIKI,
}
_RSS_1 = re.compile(r"http://(?:purl\.org/rss/1\.0|my\.netscape\.com/rdf)/")
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')
_KEY = re.compile(r'"([^"\\]{1,60})"\s*:')
_OPENING = 2048  # bytes the names of columns stand in where nobody says that it is a table
_TABLES = (".csv", ".tsv", ".tab")
_TEXTS = frozenset({Role.TEXT, Role.HTML, Role.ADDRESS})


def kind_of(head: bytes, name: str, table: ListTable) -> Kind | None:
    """Return the kind of list that something opening with ``head`` is, or None.

    ``name`` is its path or address. What is packed is looked into by the caller.
    """
    if head.startswith(b"WARC/"):
        return Kind.WARC
    opening = head[:512].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    if opening == b"<":
        return _of_markup(_text(head))
    if opening in {b"{", b"["}:
        return _of_json(_text(head), table)
    called = name.lower().partition("?")[0].removesuffix(".gz").endswith(_TABLES)
    if b"\0" in head[:512] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    return Kind.TABLE if _is_table(head, table, called=called) else None


def _text(head: bytes) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff")


def _of_markup(text: str) -> Kind | None:
    at = 0
    while filled := _FILLED.search(text, at):
        at = filled.start()
        if not text.startswith(("<!", "<?"), at):
            break
        at = _past(text, at)
        if at < 0:
            return None
    root = _ROOT.match(text, at)
    kind = _ROOTS.get(root[1]) if root else None
    if root and root[1] == "RDF" and not _RSS_1.search(text, at, at + 4096):
        return None
    return kind


def _past(text: str, at: int) -> int:
    """Return where a comment, an instruction or a DOCTYPE ends; -1 = it does not."""
    for opening, closing in _SKIPPED:
        if text.startswith(opening, at):
            end = text.find(closing, at)
            return end + len(closing) if end >= 0 else -1
    end, bracket = text.find(">", at), text.find("[", at)
    if 0 <= bracket < end:
        end = text.find("]>", bracket)
        return end + 2 if end >= 0 else -1
    return end + 1 if end >= 0 else -1


def _of_json(text: str, table: ListTable) -> Kind | None:
    if _JSON_FEED.search(text):
        return Kind.JSON_FEED
    known = any(table.role(key) in _TEXTS for key in _KEY.findall(text))
    if not known:
        return None
    first = text.lstrip().split("\n", 1)[0].rstrip()
    lines = text.lstrip().startswith("{") and (len(first) > 1 and _closes(first, text))
    return Kind.JSON_LINES if lines else Kind.JSON


def _closes(first: str, text: str) -> bool:
    """Tell whether the first line is an object of its own (one longer than the head is)."""
    return first.endswith("}") or "\n" not in text.strip()


def _is_table(head: bytes, table: ListTable, *, called: bool) -> bool:
    if not called and not _opens_with_names(head, table):
        return False
    text = decode(head).text
    found = layout_of(text, table, named_so=called) is not None
    return found or (called and looks_tabular(text))


def _opens_with_names(head: bytes, table: ListTable) -> bool:
    """Tell, as fast as every text needs it, whether the first lines could name columns."""
    opening = head[:_OPENING]
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")):  # there a line ends in two bytes
        opening = opening[: opening.rfind(b"\n") + 1] or opening
    try:
        text = opening.decode()
    except UnicodeDecodeError:
        text = decode(opening).text
    lines = text.lstrip("\ufeff\r\n").split("\n", 2)[:2]
    return any(
        sum(table.role(cell.strip(' \r"')) is not None for cell in line.split(sign)) > 1
        for line in lines
        for sign in DELIMITERS
        if sign in line
    )
