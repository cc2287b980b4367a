"""Conditional requests: which older answer a 304 says still holds (RFC 9110, 13). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcecheck.archive.http import Answer

_FIELD = re.compile(
    rb"^(if-none-match|if-modified-since):[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE
)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a request offered to have compared; empty where it was no conditional one."""

    tags: frozenset[str] = frozenset()  # opaque tags in their quotes, weak or not
    modified: str = ""  # the date, as printed

    def __bool__(self) -> bool:
        """Whether the request was a conditional one."""
        return bool(self.tags or self.modified)


def validators_asked(request: bytes) -> Validators:
    """Read the validators out of a request's head."""
    head = request.partition(b"\r\n\r\n")[0]
    held = {name.lower(): value.decode("latin-1") for name, value in _FIELD.findall(head)}
    return Validators(
        tags=frozenset(_TAG.findall(held.get(b"if-none-match", ""))),
        modified=held.get(b"if-modified-since", "").strip(),
    )


def answers(older: Answer, asked: Validators) -> bool:
    """Tell whether an older answer is the one that a conditional request meant.

    Tags are compared weakly, and a date only where no tag was sent: a server that sees both
    looks at the tag alone.
    """
    if asked.tags:
        return bool(asked.tags.intersection(_TAG.findall(older.header("etag"))))
    return bool(asked.modified) and asked.modified == older.header("last-modified")
