"""Where an answer leads: redirects, Refresh fields, and the cookies of one chain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sourcecheck.fetch.heads import Head, text
from sourcecheck.fetch.target import Target
from sourcecheck.urls.written import without_user

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REFRESH_S = 10.0
"""Front pages ask to be loaded again after minutes; a redirect comes at once (guess)."""

_REFRESH = re.compile(
    r"""\s*(?P<delay>\d+(?:\.\d*)?|\.\d+)   # 5
    \s*[;,]?\s*(?:url\s*=\s*)?              # ; url=
    (?P<quote>["']?)(?P<url>.*?)(?P=quote)\s*""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """Where an answer sends us."""

    location: str  # as sent, decoded to text, without a user name and password
    address: str  # the same with every byte above ASCII percent-encoded
    how: str  # "http" or "refresh-header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A cookie of one redirect chain; it is forgotten with the chain."""

    name: str
    value: str
    domain: str  # host it goes to, and those under it unless host_only
    host_only: bool
    path: str
    secure: bool


def onward(head: Head) -> Onward | None:
    """Say where an answer leads, or ``None`` where it stays.

    Location is sent as bytes: most servers mean UTF-8, some Latin-1, and all must reach the
    next server unchanged, so bytes above ASCII are percent-encoded, never decoded and encoded.
    """
    if head.status in REDIRECTS:
        raw = head.raw("location")
        return _onward(raw, "http") if raw.strip() else None
    if "refresh" not in head.joined:
        return None
    found = _REFRESH.fullmatch(head.raw("refresh").decode("latin-1"))
    if not found or not found["url"] or float(found["delay"]) > MAX_REFRESH_S:
        return None
    return _onward(found["url"].encode("latin-1"), "refresh-header")


def _onward(raw: bytes, how: str) -> Onward:
    address = "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw.strip())
    location = without_user(text(raw.strip()))
    return Onward(location=location, address=without_user(address), how=how)


def fields_told(head: Head) -> tuple[tuple[str, str], ...]:
    """Return the fields of an answer, without the passwords of the addresses it leads to."""
    if "location" not in head.joined and "refresh" not in head.joined:
        return head.fields
    return tuple([(name, _without_user(name, value)) for name, value in head.fields])


def _without_user(name: str, value: str) -> str:
    if name == "location":
        return without_user(value)
    found = _REFRESH.fullmatch(value) if name == "refresh" else None
    if found is None:
        return value
    start, end = found.span("url")
    return value[:start] + without_user(value[start:end]) + value[end:]


def cookies(head: Head, target: Target, kept: Iterable[Cookie] = ()) -> tuple[Cookie, ...]:
    """Return the chain's cookies after an answer; a later one replaces its namesake."""
    jar = {(cookie.name, cookie.domain, cookie.path): cookie for cookie in kept}
    for name, value in head.fields:
        cookie = _cookie(value, target) if name == "set-cookie" else None
        if cookie is not None:
            jar[cookie.name, cookie.domain, cookie.path] = cookie
    return tuple(jar.values())


def cookie_field(jar: Iterable[Cookie], target: Target) -> str:
    """Return the Cookie field for a request, or "" where none fits."""
    fitting = (cookie for cookie in jar if _fits(cookie, target))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in fitting)


def _cookie(field: str, target: Target) -> Cookie | None:
    """Read a Set-Cookie field (RFC 6265, 5.2); ``None`` when it is not for this host."""
    pair, *attributes = field.split(";")
    name, equals, value = pair.partition("=")
    if not equals or not name.strip() or not (name + value).isprintable():
        return None
    said = {
        key.strip().lower(): held.strip()
        for key, _, held in (attribute.partition("=") for attribute in attributes)
    }
    domain = said.get("domain", "").lstrip(".").lower()
    if domain and not _under(target.host, domain):
        return None
    path = said.get("path", "")
    return Cookie(
        name=name.strip(),
        value=value.strip(),
        domain=domain or target.host,
        host_only=not domain,
        path=path if path.startswith("/") else _folder(target),
        secure="secure" in said,
    )


def _folder(target: Target) -> str:
    return target.path.partition("?")[0].rpartition("/")[0] or "/"


def _under(host: str, domain: str) -> bool:
    return host == domain or (host.endswith(f".{domain}") and "." in domain)


def _fits(cookie: Cookie, target: Target) -> bool:
    host = target.host == cookie.domain or (
        not cookie.host_only and _under(target.host, cookie.domain)
    )
    path = target.path.partition("?")[0]
    prefix = cookie.path.rstrip("/")
    below = path == prefix or path.startswith(prefix + "/")
    return host and below and (target.scheme == "https" or not cookie.secure)
