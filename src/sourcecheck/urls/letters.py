"""Addresses in their readers' letters: what browsers show in place of ``%D8`` and ``xn--``."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_BYTES = re.compile(r"(?:%[89A-F][0-9A-F])+", re.IGNORECASE)
_HOST = re.compile(r"(?<=//)[^/?#]+")
_JOINERS = frozenset("\u200c\u200d")
"""Persian and Indian words are spelt with these; nothing else of what has no shape is shown."""


def in_letters(url: str) -> str:
    """Return an address with its escaped letters written out; the same where it has none.

    For reading, not for asking. Bytes that are no UTF-8, spaces and signs that act stay escaped,
    so that nothing in it can hide or turn the line.
    """
    if "%" not in url and "xn--" not in url:
        return url
    written = _BYTES.sub(lambda found: _written(found[0]), url)
    return _HOST.sub(lambda found: _labels(found[0]), written, count=1)


def _written(escaped: str) -> str:
    try:
        text = unquote_to_bytes(escaped).decode("utf-8")
    except UnicodeDecodeError:
        return escaped
    shown = all(char in _JOINERS or (char.isprintable() and not char.isspace()) for char in text)
    return text if shown else escaped


def _labels(host: str) -> str:
    if "xn--" not in host:
        return host
    import idna  # noqa: PLC0415 - a large table, needed for few hosts

    try:
        return ".".join(
            idna.decode(each) if each[:4] == "xn--" else each for each in host.split(".")
        )
    except UnicodeError:
        return host
