"""How lists of articles are read: names of columns, thresholds and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a column of a table, or a key of a record, holds."""

    ADDRESS = "address"  # where the article is
    TEXT = "text"
    HTML = "html"
    TITLE = "title"
    AUTHOR = "author"
    DATE = "date"
    LANGUAGE = "language"
    PUBLISHER = "publisher"
    ORIGIN = "origin"  # where a link was found, in lists of links


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """The names and limits of ``data/documents``."""

    roles: Mapping[str, Role]  # by name, folded: letters and digits in lower case
    content_words: int  # from which a feed's full content is an article
    summary_words: int  # from which a feed's description is one
    cut_endings: tuple[str, ...]  # of a text that goes on elsewhere
    most_entries: int
    most_addresses: int
    longest_name: int
    most_told: int  # rows told as wrong one by one
    list_endings: tuple[str, ...] = ()  # of addresses that may be lists: ".xml"

    def role(self, name: str) -> Role | None:
        """Return the role of a column by its name, or None."""
        if len(name) > self.longest_name:
            return None
        return self.roles.get(folded(name)) or self.roles.get(folded(name.rpartition(".")[2]))


def folded(name: str) -> str:
    """Return a column's name as names are compared; Turkish writes I for ı."""
    lowered = name.casefold().replace("ı", "i")
    return "".join(char for char in lowered if char.isalnum() or char == ".").strip(".")
