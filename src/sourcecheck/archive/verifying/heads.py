"""Record heads by the letter of WARC 1.0 and 1.1 (ISO 28500): syntax, required fields, values."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sourcecheck.archive.records import read_date
from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.errors import ArchiveError

Said = tuple[Kind, str]
"""A kind of fault, and the sentence about it."""

_VERSIONS = frozenset({"WARC/1.0", "WARC/1.1"})
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ID = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>]+>")
_URI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:\S*>|[A-Za-z][A-Za-z0-9+.\-]*:\S*")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z)?)?)?")
"""W3C dates of any precision, as WARC/1.1 (5.4) allows them."""
_ONCE = frozenset(
    {
        "content-length",
        "content-type",
        "warc-block-digest",
        "warc-date",
        "warc-filename",
        "warc-identified-payload-type",
        "warc-ip-address",
        "warc-payload-digest",
        "warc-profile",
        "warc-record-id",
        "warc-refers-to",
        "warc-refers-to-date",
        "warc-refers-to-target-uri",
        "warc-segment-number",
        "warc-segment-origin-id",
        "warc-segment-total-length",
        "warc-target-uri",
        "warc-truncated",
        "warc-type",
        "warc-warcinfo-id",
    }
)
"""The fields of the standard that stand once (5.2 to 5.19); those of others may be repeated."""
_TARGETED = ("warc-target-uri",)
_REQUIRED = {
    "warcinfo": (),
    "response": _TARGETED,
    "resource": _TARGETED,
    "request": _TARGETED,
    "metadata": (),
    "revisit": (*_TARGETED, "warc-profile"),
    "conversion": _TARGETED,
    "continuation": (*_TARGETED, "warc-segment-origin-id", "warc-segment-number"),
}
_DIGESTS = ("warc-block-digest", "warc-payload-digest")
_PROFILES = frozenset(
    {"identical-payload-digest", "server-not-modified", "uri-agnostic-identical-payload-digest"}
)
"""How the names of the profiles end that are known: of the standard, and of Heritrix."""
_ALWAYS = ("warc-type", "warc-record-id", "warc-date", "content-length")
_REASONS = frozenset({"length", "time", "disconnect", "unspecified"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The fields of a record, names in lower case, and what is wrong with them."""

    fields: tuple[tuple[str, str], ...]  # as printed, in order, without Content-Length
    values: dict[str, str]  # the first of each name
    joined: tuple[str, ...]  # all WARC-Concurrent-To
    wrong: list[Said] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return the value of a field by its lower-case name, or ""."""
        return self.values.get(name, "")


def strict_head(data: bytes) -> Head:
    """Read a head up to its blank line; what it does wrong is told in ``wrong``."""
    wrong: list[Said] = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        wrong.append((Kind.FIELD_SYNTAX, "a record head that is not UTF-8"))
    first, *lines = text.split("\r\n")
    if first not in _VERSIONS:
        wrong.append((Kind.FIELD_SYNTAX, f"a record that opens with {first[:20]!r}"))
    pairs = _pairs(lines, wrong)
    values: dict[str, str] = {}
    for name, value in pairs:
        lower = name.lower()
        if lower not in values:
            values[lower] = value
        elif lower in _ONCE:
            wrong.append((Kind.FIELD_REPEATED, f"the field {name} stands twice"))
    head = Head(
        fields=tuple(pair for pair in pairs if pair[0].lower() != "content-length"),
        values=values,
        joined=tuple(value for name, value in pairs if name.lower() == "warc-concurrent-to"),
        wrong=wrong,
    )
    wrong.extend(_missing(head))
    wrong.extend(_odd_values(head))
    return head


def _pairs(lines: list[str], wrong: list[Said]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in {" ", "\t"} and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}".strip())
            continue
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name) or _CONTROL.search(value):
            wrong.append((Kind.FIELD_SYNTAX, f"a line that is no field: {line[:80]!r}"))
            continue
        pairs.append((name, value.strip()))
    return pairs


def _missing(head: Head) -> Iterator[Said]:
    for name in _ALWAYS:
        if not head.get(name):
            yield Kind.FIELD_MISSING, f"a record without {name}"
    kind = head.get("warc-type")
    if kind not in _REQUIRED:
        yield Kind.FIELD_VALUE, f"a WARC-Type that does not exist: {kind[:40]!r}"
        return
    for name in _REQUIRED[kind]:
        if not head.get(name):
            yield Kind.FIELD_MISSING, f"a {kind} record without {name}"
    if kind == "warcinfo" and head.get("warc-target-uri"):
        yield Kind.FIELD_VALUE, "a warcinfo record with a WARC-Target-URI"


def _odd_values(head: Head) -> Iterator[Said]:
    for name in _DIGESTS:
        if head.values.get(name) == "":
            yield Kind.FIELD_VALUE, f"{name} is empty"
    printed = [(name, value) for name, value in head.values.items() if name in _CHECKS]
    printed += [("warc-concurrent-to", value) for value in head.joined]
    for name, value in printed:
        what, is_right = _CHECKS.get(name, _AN_ID)
        if value and not is_right(value):
            yield Kind.FIELD_VALUE, f"{name} is no {what}: {value[:80]!r}"


def _is_id(value: str) -> bool:
    return bool(_ID.fullmatch(value))


def _is_uri(value: str) -> bool:
    return bool(_URI.fullmatch(value))


@lru_cache(maxsize=256)  # the records of an exchange share them
def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        read_date(value)
    except ArchiveError:
        return False
    return True


@lru_cache(maxsize=256)
def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _is_profile(value: str) -> bool:
    return value.rstrip("/").rpartition("/")[2] in _PROFILES


_AN_ID: tuple[str, Callable[[str], bool]] = ("<URI>", _is_id)
_CHECKS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "warc-record-id": _AN_ID,
    "warc-refers-to": _AN_ID,
    "warc-warcinfo-id": _AN_ID,
    "warc-segment-origin-id": _AN_ID,
    "warc-target-uri": ("URI", _is_uri),
    "warc-refers-to-target-uri": ("URI", _is_uri),
    "warc-date": ("date", _is_date),
    "warc-refers-to-date": ("date", _is_date),
    "warc-ip-address": ("address", _is_address),
    "warc-profile": ("profile that is known", _is_profile),
    "warc-truncated": ("reason that is known", _REASONS.__contains__),
}
