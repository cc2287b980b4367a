"""What a page says for itself, apart from the frame that a site puts around all its pages."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sourcecheck.model.web import PageFacts

_SYLLABIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")  # written without spaces
# The rows of 256 code points that hold them, as the high bytes of UTF-16.
_SYLLABIC_ROWS = bytes([0x0E, 0x30, *range(0x34, 0xA0)])
_NO_PROSE = ("a", "nav", "footer", "aside", "button", "select", "label", "textarea", "dialog")
_CONTROLS = "button,input:not([type=hidden]),textarea"
_AROUND = frozenset({"nav", "header", "footer", "aside"})  # where menus have their buttons
_SEARCHES = frozenset({"q", "s", "query", "search", "keyword", "keywords", "text", "term"})
_FIELDS = "input,[role=search]"
_MAX_PROSE = 1_000  # code points


def spoken(page: PageFacts) -> PageFacts:
    """Return a page's facts with its prose alone for its text, where that was told apart.

    What a missing page says is a sentence, however many menus and headlines stand around it.
    """
    if not page.prose:
        return page
    words = len(page.prose.split()) + syllabic_words(page.prose)
    return replace(page, text=page.prose, words=words)


def controls_of(tree: LexborHTMLParser) -> int:
    """Count what a page asks its reader to press or to fill in: not its menus, not its search."""
    return sum(1 for node in tree.css(_CONTROLS) if not _is_around(node))


def _is_around(node: LexborNode) -> bool:
    """Tell whether a button or field is part of a page's frame, or of a search."""
    if node.tag == "button" and not node.text(deep=True).strip():
        return True  # three strokes that open a menu
    above = node.parent
    while above is not None:
        if above.tag in _AROUND:
            return True
        if above.tag == "form" and _is_search(above):
            return True
        above = above.parent
    return False


def _is_search(form: LexborNode) -> bool:
    fields = (form, *form.css(_FIELDS))
    held = [each.attributes for each in fields]
    return any(
        (one.get("role") or "") == "search"
        or (one.get("type") or "").lower() == "search"
        or (one.get("name") or "").lower() in _SEARCHES
        for one in held
    )


def prose_of(tree: LexborHTMLParser) -> str:
    """Return what a page says for itself: its text without links, menus, buttons and foot.

    Takes them out of the tree, of which scripts and hidden parts were taken before.
    """
    for name in _NO_PROSE:
        for node in tree.tags(name):
            node.decompose()
    text = tree.body.text(separator=" ", deep=True) if tree.body else ""
    return " ".join(text.split())[:_MAX_PROSE]


def syllabic_words(text: str) -> int:
    """Count words of scripts written without spaces: two letters count as one."""
    if text.isascii():
        return 0
    rows = text.encode("utf-16-le", "surrogatepass")[1::2]
    if len(rows.translate(None, _SYLLABIC_ROWS)) == len(rows):
        return 0
    return len(_SYLLABIC.findall(text)) // 2
