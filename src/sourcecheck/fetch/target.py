"""What a request is sent to: an address read as browsers read it, whoever wrote it.

The grammar is the WHATWG URL standard's, for http and https: line breaks and tabs vanish, a
backslash is a slash, ``127.1`` and ``0x7f000001`` are IPv4 addresses, what cannot stand in a
request line is percent-encoded once. User names and passwords are dropped. Nothing else is
normalised: the server gets the path that was printed.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from dataclasses import dataclass

from sourcecheck.urls.parts import host_name
from sourcecheck.urls.written import cleaned

_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AUTHORITY = re.compile(r"([^/\\?#]*)(.*)", re.DOTALL)
_HOST_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(?::(\d{0,5}))?")
_ORDINARY = re.compile(
    r"""(?P<scheme>https?)://
    (?P<host>[a-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?
    (?P<path>/[!$-.0-;=@-\[\]^_a-z|~/]*)?      # what may stand in a path as it is
    (?P<query>\?[!$-;=?-_a-z|~]*)?              # the same in a query
    (?:\#(?P<fragment>[!#-;=?-_a-z|~]*))?""",
    re.VERBOSE,
)
"""An address of which nothing has to be repaired; dots in the path are looked at apart."""
_USUAL_LENGTH = 500

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_MUST_ESCAPE = re.compile(r"[^\x21\x24-\x3b\x3d\x3f-\x5f\x61-\x7a\x7c\x7e\x23\x25]")
_ZONE = re.compile(r"[a-z0-9._~%-]+")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where one request goes."""

    scheme: str  # "http" or "https"
    host: str  # ASCII, lower case, or a literal address without brackets
    port: int
    path: str  # path and query, as the request line has them
    fragment: str = ""

    @property
    def authority(self) -> str:
        """Return the Host field: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the address without its fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def full_url(self) -> str:
        """Return the address with its fragment."""
        return f"{self.url}#{self.fragment}" if self.fragment else self.url


def scheme(url: str) -> str:
    """Return the scheme in lower case, or "" where the address has none."""
    found = _SCHEME.match(cleaned(url))
    return found[1].lower() if found else ""


def target(url: str) -> Target | None:
    """Read an http or https address; ``None`` when no request can be sent to it."""
    found = _ORDINARY.fullmatch(url) if len(url) <= _USUAL_LENGTH else None
    path = found["path"] or "/" if found else ""
    if found is None or "/." in path or "/%" in path:
        return _repaired(url)
    host, port = _usual_host(found["host"]), int(found["port"] or _PORTS[found["scheme"]])
    if not host or port > 65535:
        return None
    path += found["query"] or ""
    fragment = found["fragment"] or ""
    return Target(scheme=found["scheme"], host=host, port=port, path=path, fragment=fragment)


def _repaired(url: str) -> Target | None:
    """Read an address that may have to be repaired first."""
    plain = cleaned(url)
    name = scheme(plain)
    if name not in _PORTS:
        return None
    split = _AUTHORITY.fullmatch(plain[len(name) + 1 :].lstrip("/\\"))
    place = _HOST_PORT.fullmatch(split[1].rpartition("@")[2]) if split else None
    host = _host(place[1]) if place else ""
    port = int(place[2] or _PORTS[name]) if place else 0
    if split is None or not host or port > 65535:
        return None
    rest, _, fragment = split[2].partition("#")
    return Target(scheme=name, host=host, port=port, path=_path(rest), fragment=_escaped(fragment))


def join(base: Target, location: str) -> str:
    """Return the address that ``location`` means on the page ``base`` (RFC 3986, 5.2)."""
    where = cleaned(location)
    if scheme(where):
        return where
    where = where.replace("\\", "/") if where.startswith(("/", "\\")) else where
    if where.startswith("//"):
        return f"{base.scheme}:{where}"
    origin = f"{base.scheme}://{base.authority}"
    path, _, query = base.path.partition("?")
    if where.startswith("/"):
        return origin + where
    if where.startswith("?"):
        return origin + path + where
    if not where or where.startswith("#"):
        return origin + path + (f"?{query}" if query else "") + where
    return f"{origin}{path.rpartition('/')[0]}/{where}"


def _host(printed: str) -> str:
    if printed.startswith("["):
        return _ipv6(printed[1:-1]) if printed.endswith("]") else ""
    try:
        decoded = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), printed)
        decoded = decoded.encode("latin-1").decode() if decoded != printed else decoded
    except UnicodeError:
        return ""
    numeric = _ipv4(decoded.rstrip("."))
    return numeric if numeric is not None else _named(decoded)


_usual_host = functools.lru_cache(maxsize=4096)(_host)


def _named(printed: str) -> str:
    """Read a host that is no number as printed; its dots and digits may yet turn out to be."""
    name = host_name(printed)
    numeric = _ipv4(name)
    return name if numeric is None else numeric


def _ipv6(literal: str) -> str:
    address, mark, zone = literal.lower().partition("%")
    try:
        found = str(ipaddress.IPv6Address(address))
    except ValueError:
        return ""
    # A zone id is kept, so that the address policy can refuse it by name.
    return found + mark + zone if not mark or _ZONE.fullmatch(zone) else ""


def _ipv4(host: str) -> str | None:
    """Read a host whose last label is a number; ``None`` = a name, "" = no address."""
    labels = host.split(".")
    if not _NUMBER.fullmatch(labels[-1]):
        return None
    if len(labels) > 4 or not all(map(_NUMBER.fullmatch, labels)):
        return ""
    try:
        numbers = [_number(label) for label in labels]
    except ValueError:
        return ""
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (5 - len(numbers)):
        return ""
    value = last + sum(head << 8 * (3 - place) for place, head in enumerate(heads))
    return str(ipaddress.IPv4Address(value))


def _number(label: str) -> int:
    if label[:2] in {"0x", "0X"}:
        return int(label[2:] or "0", 16)
    return int(label, 8 if len(label) > 1 and label.startswith("0") else 10)


def _path(rest: str) -> str:
    path, mark, query = rest.partition("?")
    return _dotless(_escaped(path.replace("\\", "/"))) + mark + _escaped(query)


def _dotless(path: str) -> str:
    """Resolve ``.`` and ``..`` segments (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for place, segment in enumerate(segments):
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        if plain not in {".", ".."}:
            kept.append(segment)
            continue
        if plain == ".." and kept:
            kept.pop()
        if place == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)


def _escaped(text: str) -> str:
    return _MUST_ESCAPE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))
