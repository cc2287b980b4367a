"""Public suffixes: which part of a host name its owner registered.

The only user of tldextract, and offline: the list that ships with the package is read, never
a newer one. It is read when first asked for, because it costs more than starting Python.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract


@cache
def _extract() -> TLDExtract:
    import tldextract  # noqa: PLC0415 - imports an HTTP client and a list of 10,000 names

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def registrable_domain(host: str, *, private: bool = True) -> str:
    """Return the part of ``host`` that somebody registered, or "" where there is none.

    With ``private`` (who owns this host) the customers of hosting services count as owners:
    ``news.blogspot.com`` is its own domain. Without it (grouping) it is ``blogspot.com``.
    An address literal and a bare public suffix have no registrable part.
    """
    found = _extract()(host.lower().rstrip("."), include_psl_private_domains=private)
    return found.top_domain_under_public_suffix


def public_suffix(host: str) -> str:
    """Return the public suffix of ``host`` ("com.tr"), or "" when its last label is no TLD."""
    return _extract()(host.lower().rstrip("."), include_psl_private_domains=False).suffix
