"""What addresses say by their looks: home, deep, login, error page; and when two are one."""

from __future__ import annotations

import re
from dataclasses import replace

from sourcecheck.model.tables.pages import PageTables, Place, PlaceKind
from sourcecheck.urls.parts import Parts, pairs, parts
from sourcecheck.urls.suffix import registrable_domain

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_WORD = re.compile(r"[^\W_]+")
_SLUG = 12  # letters from which on a single path segment is a slug and not a section (guess)
_NAME = 4  # letters: shorter ones are in many host names by chance (guess)
_VIEWS = frozenset({"amp", "print", "comments", "feed", "embed", "photo", "video", "gallery"})


def place_of(url: str, kind: PlaceKind, pages: PageTables) -> Place | None:
    """Return the row of the table that says an address is of a kind, or None."""
    split = parts(url)
    if split is None:
        return None
    return next(
        (
            place
            for place in pages.places
            if place.kind is kind
            and place.host.fullmatch(split.host)
            and place.path.search(split.target)
        ),
        None,
    )


def segments(split: Parts) -> list[str]:
    """Return a path's segments, without a language prefix."""
    found = [segment for segment in split.path.split("/") if segment]
    return found[1:] if found and _LANGUAGE.fullmatch(found[0]) else found


def is_home(url: str, pages: PageTables) -> bool:
    """Tell whether an address is a site's front page, in any of its languages."""
    split = parts(url)
    if split is None or _names_a_page(split.query):
        return False
    bare = replace(split, path="/" + "/".join(segments(split)), query="")
    return place_of(bare.unsplit(), PlaceKind.HOME, pages) is not None


def is_deep(url: str, pages: PageTables) -> bool:
    """Tell whether an address names one page of a site, and not its front page or a section."""
    split = parts(url)
    if split is None or is_home(url, pages):
        return False
    found = segments(split)
    return len(found) > 1 or _names_a_page(split.query) or any(map(_is_slug, found))


def _names_a_page(query: str) -> bool:
    """Tell whether a query holds a number, as ``?p=123`` and ``?newsid=9`` do."""
    held = (pair.partition("=")[2] for name, pair in pairs(query) if not name.startswith("utm_"))
    return any(char.isdigit() for value in held for char in value)


def _is_slug(segment: str) -> bool:
    return len(segment) >= _SLUG or "-" in segment or any(char.isdigit() for char in segment)


def is_section_of(final: str, cited: str) -> bool:
    """Tell whether an address is a section that the cited page stood in.

    ``/news/2025/port-opens`` and ``/news`` of one host. A page without its view
    (``/story-12/amp`` and ``/story-12``) is the same page.
    """
    one, other = parts(final), parts(cited)
    if one is None or other is None or _bare_host(one) != _bare_host(other):
        return False
    kept, whole = segments(one), segments(other)
    dropped = whole[len(kept) :]
    if not kept or not dropped or whole[: len(kept)] != kept or one.query:
        return False
    return not _is_slug(kept[-1]) and _is_slug(dropped[-1]) and dropped[-1] not in _VIEWS


def words_of(url: str, *, last: bool = False) -> str:
    """Return the words of an address's path, in small letters, escapes undone, between blanks.

    ``last`` takes those of its last segment alone, where a page's own name stands.
    """
    split = parts(url)
    path = unescaped(split.path).lower().rstrip("/") if split else ""
    return f" {' '.join(_WORD.findall(path.rpartition('/')[2] if last else path))} "


def unescaped(text: str) -> str:
    """Return a text with its percent escapes undone."""
    if "%" not in text:
        return text
    return _ESCAPE.sub(
        lambda run: bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace"), text
    )


def is_elsewhere(final: str, cited: str) -> bool:
    """Tell whether a page is on another site than the cited one: another registrable domain."""
    one, other = parts(final), parts(cited)
    if one is None or other is None:
        return False
    return _domain(one.host) != _domain(other.host)


def _domain(host: str) -> str:
    return registrable_domain(host) or host


def has_own_host(final: str, cited: str) -> bool:
    """Tell whether a page was given a host that bears the name it had in its path."""
    one, other = parts(final), parts(cited)
    if one is None or other is None or _bare_host(one) == _bare_host(other):
        return False
    names = (_letters(segment) for segment in segments(other))
    return any(len(name) >= _NAME and name in _letters(one.host) for name in names)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def same_address(one: str, other: str) -> bool:
    """Tell whether two addresses differ only in what a reader would not call another place.

    Scheme, ``www.``, letter case, a slash at the end, a language prefix, index file, fragment.
    """
    first, second = parts(one), parts(other)
    if first is None or second is None:
        return one == other
    return _essence(first) == _essence(second)


def _essence(split: Parts) -> tuple[str, tuple[str, ...], str]:
    path = [segment.lower() for segment in segments(split)]
    if path and re.fullmatch(r"(?:index|default)\.\w{2,5}", path[-1]):
        path.pop()
    return _bare_host(split), tuple(path), split.query


def _bare_host(split: Parts) -> str:
    return re.sub(r"^www\d*\.", "", split.host)


def joined_address(base: str, target: str) -> str:
    """Resolve an address against the page it stands in (RFC 3986, 5.2); "" = not of the web."""
    here = parts(base)
    if here is None:
        return ""
    target = target.strip()
    if _ABSOLUTE.match(target):
        found = parts(target)
    elif target.startswith("//"):
        found = parts(f"{here.scheme}:{target}")
    else:
        found = parts(_root(here) + _path(here, target))
    return found.unsplit() if found else ""


def _root(here: Parts) -> str:
    return replace(here, path="/", query="", fragment="", user="").unsplit().rstrip("/")


def _path(here: Parts, target: str) -> str:
    if target.startswith("/"):
        return target
    if target.startswith("?"):
        return here.path + target
    return here.path.rpartition("/")[0] + "/" + target
