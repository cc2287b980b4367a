"""The archives that can be asked for copies: the rows and figures of ``data/web/archives.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sourcecheck.model.verdict import LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveService:
    """One archive: where it is asked, how often, and whether what it keeps can be relied on."""

    id: str  # "wayback"; of one given as an address: "timegate:https://..."
    name: str
    kind: str  # "wayback" = a CDX server with playback; "timegate" = RFC 7089
    search: str = ""  # address of the CDX server
    playback: str = ""  # what stands before time and address of a copy
    timegate: str = ""  # what stands before the address that is asked for
    timemap: str = ""  # the same of its list of all copies; "" = its answers say where that is
    submit: str = ""  # where a page is handed in to be saved; "" = it cannot be
    status: str = ""  # what stands before the number of a page that is being saved
    searches_per_minute: int = 12
    copies_per_minute: int = 60
    submissions_per_minute: int = 0
    keyed_submissions_per_minute: int = 0  # with an account's key
    trusted: bool = True

    @property
    def host(self) -> str:
        """The host that is asked: what a run says before anything leaves the machine."""
        address = self.search or self.timegate
        return address.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionError:
    """Why a page was not saved."""

    about: str  # "later" = the moment, "page" = the page, "us" = whoever asks
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivesTable:
    """All rows and figures."""

    services: Mapping[str, ArchiveService]
    other: ArchiveService  # the figures of an archive that is given as an address
    untrusted: tuple[str, ...]  # hosts
    submission_errors: Mapping[str, SubmissionError]
    candidates: int
    listed: int
    longest_wait_s: float
    polls: int
    poll_s: float
    title_words: int
    holds: frozenset[LinkState]
    own_titles: tuple[str, ...]  # what archives call themselves in titles of their own pages
