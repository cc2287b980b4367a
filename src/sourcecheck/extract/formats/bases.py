"""Relative addresses against the page's own (RFC 3986, section 5), without changing a letter."""

from __future__ import annotations

import re
from functools import lru_cache

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PARTS = re.compile(r"(https?:)//([^/?#]*)([^?#]*)(\?[^#]*)?", re.IGNORECASE)
_HOST = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
_USUAL = ("https://", "http://")  # what nearly all schemes are
_SPACE = re.compile(r"[\t\n\r]")
_ESCAPED = re.compile(r"(?:%[0-9a-fA-F]{2})+")


def absolute(base: str, written: str) -> str:
    """Return the address a link leads to.

    ``written`` is returned as it stands when it has a scheme, or when ``base`` is no web
    address and nothing can be said. White space at the ends and line breaks inside are
    dropped, as browsers do (WHATWG URL Standard).
    """
    target = written.strip()
    if not target.isprintable():  # costs less than to look for white space
        target = _SPACE.sub("", target)
    if target.startswith(_USUAL) or _SCHEME.match(target) or (parts := _split(base)) is None:
        return target
    scheme, host, path, query = parts
    site = f"{scheme}//{host}"
    if target.startswith("//"):
        return scheme + target
    if target.startswith("/"):
        return site + target
    if not target or target.startswith("#"):
        return site + path + query + target
    if target.startswith("?"):
        return site + path + target
    return site + _without_dots(path.rpartition("/")[0] + "/" + target)


@lru_cache(maxsize=64)  # the links of a page share their base
def _split(base: str) -> tuple[str, str, str, str] | None:
    found = _PARTS.match(base)
    return (found[1], found[2], found[3], found[4] or "") if found is not None else None


def _without_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` in a path; what follows ``?`` or ``#`` is left alone."""
    end = min((at for at in (path.find("?"), path.find("#")) if at >= 0), default=len(path))
    kept: list[str] = []
    steps = path[:end].split("/")
    for step in steps:
        if step == "..":
            kept = kept[:-1] or [""]
        elif step != ".":
            kept.append(step)
    if steps[-1] in {".", ".."}:
        kept.append("")
    joined = "/".join(kept)
    return (joined if joined.startswith("/") else f"/{joined}") + path[end:]


def is_web(address: str) -> bool:
    """Tell whether an address is one of the web."""
    return _PARTS.match(address) is not None


def host_of(address: str) -> str:
    """Return a web address's host in lower case, without ``www.``; "" for any other."""
    found = _HOST.match(address)
    return found[1].rpartition("@")[2].lower().removeprefix("www.") if found else ""


def fragment_of(written: str) -> str:
    """Return what follows the first ``#``, percent-encoding undone; "" = nothing."""
    return unescaped(written.partition("#")[2].strip())


def unescaped(text: str) -> str:
    """Undo percent-encoding of UTF-8; what is not valid stays as it is."""
    return _ESCAPED.sub(_decoded, text) if "%" in text else text


def _decoded(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return found[0]
