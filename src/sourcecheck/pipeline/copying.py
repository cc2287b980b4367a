"""Archives of others that a run may ask for copies: which, how often, and for what."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from sourcecheck.archive.mementos.asking import services_named
from sourcecheck.archive.mementos.limits import Limiter
from sourcecheck.archive.mementos.submission import Submission, is_key
from sourcecheck.data.load_archives import load_archives
from sourcecheck.errors import UsageError
from sourcecheck.model.tables.archives import ArchiveService, ArchivesTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """The archives that a run may ask, in order; all articles of the run share their limits."""

    services: tuple[ArchiveService, ...]
    table: ArchivesTable
    doubtful: bool = False  # copies of doubtful links are looked for as well as of dead ones
    submit: bool = False  # pages that answer are handed in to archives that take them
    key: str = field(default="", repr=False)  # of an account with the archive; "" = none
    submitted: list[Submission] = field(default_factory=list)  # by this run so far
    limits: Limiter = field(default_factory=Limiter)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @property
    def names(self) -> tuple[str, ...]:
        """The archives by the names they are asked for with."""
        return tuple(each.id for each in self.services)


def copying_of(
    names: Sequence[str], *, doubtful: bool = False, submit: bool = False, key: str = ""
) -> Copying:
    """Say which archives may be asked, by name.

    Raises ``UsageError`` for one that is not known, for a key that is none, and where pages are
    to be handed in and no archive takes them.
    """
    table = load_archives()
    services = services_named(names, table)
    if submit and not any(each.submit for each in services):
        takers = ", ".join(each.id for each in table.services.values() if each.submit)
        raise UsageError("no archive is named that takes pages", hint=f"--copies {takers}")
    if key and not is_key(key):
        hint = "it is written as ACCESS:SECRET, as the archive's account page shows it"
        raise UsageError("SOURCECHECK_SPN_KEY holds no key", hint=hint)
    return Copying(
        services=services,
        table=table,
        doubtful=doubtful,
        submit=submit,
        key=key if submit else "",
        limits=Limiter(keyed=bool(key)),
    )
