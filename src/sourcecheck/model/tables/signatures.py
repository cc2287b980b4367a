"""What files that are no text begin with: to read them, or to name them in an error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One kind of file: how its bytes show, and what to tell who handed it over."""

    name: str  # with its article: "a PDF document"
    magic: bytes  # what it begins with
    within: int = 0  # how many bytes may stand before the magic
    also: bytes = b""  # what else must occur anywhere in the file; empty = nothing
    locked: bool = False  # protected by a password
    hint: str = ""  # what to do instead
    media_type: str = ""  # what a reader knows it by; empty = it is not read


SignatureTable = tuple[Signature, ...]
"""Signatures in the order they are tried: the special before the general."""
