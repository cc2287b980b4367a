"""An address taken apart, and put together in one normal form (RFC 3986, 6.2.2 and 6.2.3)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urlsplit

_SAFE = re.compile(r"[A-Za-z0-9._~/=&+,;:@!$*()'-]*")  # needs no escape, and no escape undone
_PORTS = {"http": 80, "https": 443, "ftp": 21}
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_QUERY_SAFE = _PATH_SAFE + "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The pieces of an http, https or ftp address, in normal form."""

    scheme: str
    host: str  # ASCII, lower case, no trailing dot; IPv6 without brackets
    port: int | None = None  # None = the scheme's own
    user: str = ""  # "name" or "name:password", as printed
    path: str = "/"
    query: str = ""
    fragment: str = ""

    @property
    def target(self) -> str:
        """Path and query, as a request line would have them."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def unsplit(self) -> str:
        """Return the address, without user name and password: they are for no report."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port is not None else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.scheme}://{host}{port}{self.target}{fragment}"


def parts(url: str) -> Parts | None:
    """Take ``url`` apart and normalise each piece; ``None`` when it is no address.

    Scheme and host in lower case, host in ASCII (IDNA 2008, UTS 46), default port dropped,
    dot segments resolved, escapes in upper case and only where needed. Order and presence of
    query parameters stay: two orders may be two pages.
    """
    try:
        split = urlsplit(url.strip())
        port = split.port
    except ValueError:
        return None
    scheme = split.scheme.lower()
    host = host_name(split.hostname or "")
    if scheme not in _PORTS or not host:
        return None
    return Parts(
        scheme=scheme,
        host=host,
        port=None if port == _PORTS[scheme] else port,
        user=split.netloc.rpartition("@")[0],
        path=_path(split.path),
        query=_escaped(split.query, _QUERY_SAFE),
        fragment=_escaped(split.fragment, _QUERY_SAFE),
    )


def host_name(host: str) -> str:
    """Return a host in ASCII and lower case, or "" when no host can be called that.

    A host that ends in a number is an IPv4 address in four parts or nothing (WHATWG URL, 3.5):
    resolvers would read ``2130706433`` and ``0x7f.1`` as loopback.
    """
    bare = host.strip().rstrip(".").lower()
    if not bare.isascii():
        bare = _idna(bare).rstrip(".")
    if ":" in bare or _NUMBER.fullmatch(bare.rpartition(".")[2]):
        return _literal(bare)
    fits = 0 < len(bare) <= 253 and all(map(_LABEL.fullmatch, bare.split(".")))
    return bare if fits else ""


def _literal(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ""


def _idna(host: str) -> str:
    import idna  # noqa: PLC0415 - a large table, needed for few hosts

    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return ""


def _path(path: str) -> str:
    """Resolve ``.`` and ``..`` (RFC 3986, 5.2.4) and escape what must be."""
    if "/." not in path:
        return "/" + _escaped(path[1:], _PATH_SAFE)
    kept: list[str] = []
    segments = (path or "/").split("/")[1:]
    for place, segment in enumerate(segments):
        last = place == len(segments) - 1
        if segment not in {".", ".."}:
            kept.append(segment)
            continue
        if segment == ".." and kept:
            kept.pop()
        if last:
            kept.append("")
    return "/" + _escaped("/".join(kept), _PATH_SAFE)


def _escaped(text: str, safe: str) -> str:
    """Escape what must be, undo escapes of what need not be, and write them in capitals."""
    if _SAFE.fullmatch(text):
        return text
    if "%" in text:
        text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
        text = _ESCAPE.sub(_escape, text)
    return quote(text, safe=safe, errors="replace")


def _escape(match: re.Match[str]) -> str:
    char = chr(int(match.group()[1:], 16))
    return char if char in _UNRESERVED else match.group().upper()


def pairs(query: str) -> list[tuple[str, str]]:
    """Return the query's parameters as (name, whole text), names decoded and in lower case."""
    return [(unquote(pair.partition("=")[0]).lower(), pair) for pair in query.split("&") if pair]


def value(query: str, name: str) -> str:
    """Return the decoded value of the first parameter of that name, or ""."""
    for found, pair in pairs(query):
        if found == name:
            return unquote(pair.partition("=")[2].replace("+", "%20"))
    return ""


def without(split: Parts, dropped: frozenset[str]) -> Parts:
    """Return ``split`` without the parameters whose whole text is in ``dropped``."""
    kept = [pair for _, pair in pairs(split.query) if pair not in dropped]
    return replace(split, query="&".join(kept))
