"""Public suffixes: which part of a host name its owner registered.

The list is the one that ships with tldextract, never a newer one, and it is read from that
package's file: importing the package costs as much as starting Python three times, because it
brings an HTTP client. A test holds every answer against tldextract's own.
"""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

_SNAPSHOT = ".tld_set_snapshot"
_PRIVATE = "// ===BEGIN PRIVATE DOMAINS==="
_ADDRESS = re.compile(r"[0-9.]+|.*:.*")


@cache
def _rules() -> dict[str, bool]:
    """Return the rules of the list (publicsuffix.org/list): True = of a private company."""
    package = importlib.util.find_spec("tldextract")
    assert package is not None
    assert package.origin is not None
    text = Path(package.origin).with_name(_SNAPSHOT).read_text(encoding="utf-8")
    public, _, private = text.partition(_PRIVATE)
    rules = dict.fromkeys(_lines(private), True)
    return rules | dict.fromkeys(_lines(public), False)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip() and line[:2] != "//"]


def registrable_domain(host: str, *, private: bool = True) -> str:
    """Return the part of ``host`` that somebody registered, or "" where there is none.

    With ``private`` (who owns this host) the customers of hosting services count as owners:
    ``news.blogspot.com`` is its own domain. Without it (grouping) it is ``blogspot.com``.
    An address literal and a bare public suffix have no registrable part.
    """
    labels = host.lower().rstrip(".").split(".")
    size = _suffix_size(labels, private=private)
    return ".".join(labels[-size - 1 :]) if 0 < size < len(labels) and labels[-size - 1] else ""


def public_suffix(host: str) -> str:
    """Return the public suffix of ``host`` ("com.tr"), or "" when its last label is no TLD."""
    labels = host.lower().rstrip(".").split(".")
    size = _suffix_size(labels, private=False)
    return ".".join(labels[len(labels) - size :])


def _suffix_size(labels: list[str], *, private: bool) -> int:
    """Return how many labels the longest rule that fits takes; 0 = none fits."""
    if _ADDRESS.fullmatch(".".join(labels)):
        return 0
    rules = _rules()
    known = [_decoded(label) for label in labels]
    for at in range(len(known)):
        rest = ".".join(known[at + 1 :])
        name = f"{known[at]}.{rest}" if rest else known[at]
        if _holds(rules, f"!{name}", private=private):
            return len(known) - at - 1
        if _holds(rules, name, private=private) or _holds(rules, f"*.{rest}", private=private):
            return len(known) - at
    return 0


def _holds(rules: dict[str, bool], rule: str, *, private: bool) -> bool:
    kind = rules.get(rule)
    return kind is not None and (private or not kind)


def _decoded(label: str) -> str:
    """Return a label in the letters the list is written in."""
    if not label.startswith("xn--"):
        return label
    import idna  # noqa: PLC0415 - a large table, needed for few hosts

    try:
        return idna.decode(label)
    except UnicodeError:
        return label
