"""What an audit needs to be made again from its archive alone: asks, earlier looks, result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sourcecheck.model.article import Told
from sourcecheck.model.audit import Audit
from sourcecheck.model.web import Check


class Purpose(StrEnum):
    """Why an address was asked for: one run may ask for the same one several times."""

    LOOK = "look"  # the first look at a cited address
    NEWS = "news"  # the same, for what is new since an earlier look only
    BRIEF = "brief"  # the same, by HEAD
    PLAIN = "plain"  # in full, because the answer to one of these two was not believed
    AGAIN = "again"  # the second look at a doubtful answer
    AS_BROWSER = "as_browser"  # the same, asking as a browser does
    SIBLING = "sibling"  # an address nobody can have published
    ONWARD = "onward"  # where the refresh of a page leads
    ROBOTS = "robots"  # the rules of an origin
    COPY = "copy"  # a copy elsewhere, or the list of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One look of an audit, and where its exchanges lie."""

    purpose: Purpose
    url: str
    of: str = ""  # the address on whose behalf, where that is another one
    chain: str = ""  # of its captures; "" = nothing of it was kept
    check: Check | None = None  # what it showed, where nothing was kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The looks at an address before the audit, as its verdict knew them; oldest first."""

    url: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """An audit as it stands in the archive: with it and the captures it is made again."""

    audit: Audit
    document_sha256: str  # of the article's bytes, which the archive holds too
    media_type: str = ""  # as it was declared with the document
    charset: str = ""
    read_at: datetime
    told: Told | None = None
    language: str = ""  # that was asked for, whatever the article says of itself
    select: tuple[str, ...] = ()  # finding codes asked for
    ignore: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()  # in the order the answers came
    earlier: tuple[Earlier, ...] = ()
    obeyed_robots: bool = False
    copies_from: tuple[str, ...] = ()  # archives of others that were asked, by name
    copies_of_doubtful: bool = False  # for doubtful links as well
    finished_at: datetime
    stopped: bool = False  # it was broken off: what it had not asked is not known
    heard: tuple[str, ...] = ()
    """Cited addresses in the order in which their looks counted: where the network is lost in
    the midst of a run, the order tells. One that was looked at twice stands here twice."""
    confirmation: str = ""  # the policy for confirming dead links, where it was another one
    max_bytes: int = 0  # the largest article that was read; 0 = as shipped

    @property
    def chains(self) -> tuple[str, ...]:
        """The chains of captures that the audit rests on, each once."""
        return tuple(dict.fromkeys(each.chain for each in self.asked if each.chain))
