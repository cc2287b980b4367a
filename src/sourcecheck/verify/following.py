"""Second looks a verdict may ask for: where a page leads on, and a sibling nobody published."""

from __future__ import annotations

import re
from dataclasses import replace

from sourcecheck.model.tables.pages import PageTables
from sourcecheck.model.web import Check, Hop
from sourcecheck.urls.parts import parts
from sourcecheck.urls.written import without_user
from sourcecheck.verify.addresses import is_deep, joined_address, same_address
from sourcecheck.verify.rules.base import page_of

_EXTENSION = re.compile(r"(?<=.)\.[A-Za-z0-9]{2,5}$")


def leads_to(check: Check, pages: PageTables) -> str:
    """Return the absolute address that a wordless page leads on to by meta refresh, or "".

    A page with words that loads itself anew now and then leads nowhere.
    """
    page = page_of(check)
    if page is None or not page.refresh or page.words > pages.limits.shell_words:
        return ""
    here = check.observation.final_url
    target = joined_address(here, page.refresh)
    return "" if not target or same_address(target, here) else target


def followed(first: Check, second: Check) -> Check:
    """Return one look made of two: a page that led on by meta refresh, and where it led.

    Fetch ``leads_to(first)``, then judge this instead of the first look.
    """
    one, other = first.observation, second.observation
    location = without_user(first.page.refresh) if first.page else ""
    hop = Hop(url=one.final_url, status=one.status, location=location, how="meta")
    seen = replace(
        other,
        url=one.url,
        at=one.at,
        hops=(*one.hops, hop, *other.hops),
        elapsed_ms=one.elapsed_ms + other.elapsed_ms,
    )
    return replace(second, observation=seen)


def sibling_of(url: str, slug: str, pages: PageTables) -> str:
    """Return an address beside a cited one that nobody can have published, or "".

    Same directory and extension, ``slug`` (random letters, an argument) for the name. A page
    answered there with success is to be handed to ``judge`` as ``Circumstances.sibling``;
    once for a directory is enough. Front pages and query addresses have no siblings.
    """
    split = parts(url)
    if split is None or split.query or not is_deep(url, pages):
        return ""
    folder, _, name = split.path.rstrip("/").rpartition("/")
    extension = _EXTENSION.search(name)
    path = f"{folder}/{slug}{extension[0] if extension else ''}"
    return replace(split, path=path, query="", fragment="").unsplit()
