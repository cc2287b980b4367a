"""What every reader is handed: text or bytes, where they came from, limits and tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sourcecheck.extract.reading import Reading, ReadLimits
from sourcecheck.model.tables.html import HtmlTable
from sourcecheck.model.tables.wiki import WikiTable
from sourcecheck.text.encoding import Decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A document whose bytes are text and whose format is known."""

    origin: str  # as the user would name it, for messages; a URL is also the links' base
    media_type: str  # what the content is, whatever was declared
    decoded: Decoded
    limits: ReadLimits
    html: HtmlTable
    wiki: WikiTable = field(default_factory=WikiTable)


Reader = Callable[[Readable], Reading]
"""Reads one format; raises ``OversizedDocument`` where markup goes beyond the limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A document whose bytes are no text (a ZIP container, a PDF) and whose format is known."""

    origin: str  # as the user would name it, for messages; a URL is also the links' base
    media_type: str  # what the content is, whatever was declared
    body: bytes
    limits: ReadLimits
    html: HtmlTable


PackedReader = Callable[[Packed], Reading]
"""Reads one format of bytes; raises ``DocumentError`` subclasses where it cannot be read."""
