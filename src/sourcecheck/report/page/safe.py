"""Making strangers' text harmless to look at, and their addresses harmless to click."""

from __future__ import annotations

import re
import unicodedata

# Embeddings, overrides and isolates can make a URL or name read as another one. The plain
# marks U+200E, U+200F and U+061C are ordinary in right-to-left prose: they are shown in
# addresses and codes only, where nothing good puts them.
_STEERING = "\u202a-\u202e\u2066-\u2069"
_MARKS = "\u200e\u200f\u061c"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_IN_PROSE = re.compile(f"[{_STEERING}{_CONTROLS}]")
_IN_CODE = re.compile(f"[{_STEERING}{_MARKS}{_CONTROLS}\n\t\r]")
_SCHEMES = ("http://", "https://")


def cut_controls(text: str, *, prose: bool) -> list[tuple[str, str]]:
    """Cut text into (text, "") and ("", name of a control character) pieces, in order."""
    pattern = _IN_PROSE if prose else _IN_CODE
    pieces: list[tuple[str, str]] = []
    at = 0
    for found in pattern.finditer(text):
        pieces.append((text[at : found.start()], ""))
        pieces.append(("", control_name(found.group())))
        at = found.end()
    pieces.append((text[at:], ""))
    return [piece for piece in pieces if piece != ("", "")]


def control_name(character: str) -> str:
    """Name a control character: "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    name = unicodedata.name(character, "CONTROL")
    return f"U+{ord(character):04X} {name}"


def href(url: str) -> str:
    """Return the address if a reader may be sent there, else "".

    Only web addresses without control characters or spaces are ever linked.
    """
    if not url.lower().startswith(_SCHEMES) or _IN_CODE.search(url) or " " in url:
        return ""
    return url


def json_for_script(text: str) -> str:
    """Escape JSON so that it can stand inside a ``script`` element: no ``<`` survives."""
    replaced = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return replaced.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
