"""From settings to tools: opens what a run needs, and closes it.

The one place where the parts are put together; the command line and ``Session`` share it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcecheck import config
from sourcecheck.config import Settings
from sourcecheck.data.load_rules import load_rules
from sourcecheck.errors import StoreError, UsageError
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.session.copying import copying_with
from sourcecheck.session.inputs import FORMS, MEDIA_TYPES, MIB, Reading, kind_named
from sourcecheck.session.linktables import LinkTables
from sourcecheck.session.listfolder import lists_folder
from sourcecheck.session.mending import mend_pruning
from sourcecheck.store.later import opened_later

if TYPE_CHECKING:
    from sourcecheck.fetch.client import Fetcher
    from sourcecheck.fetch.settings import FetchSettings
    from sourcecheck.model import Article, Document
    from sourcecheck.pipeline.linktools import Keeping, LinkTools, Past
    from sourcecheck.pipeline.linktools import LinkTables as LinkNeeds
    from sourcecheck.pipeline.tools import Tables, Tools
    from sourcecheck.session.isolation import Isolation
    from sourcecheck.session.recorded import Recorded
    from sourcecheck.store.base import Store
    from sourcecheck.store.sql.store import SqlStore

IN_MEMORY = ":memory:"
"""The name of a database that is gone after the run."""


def settings_of(options: dict[str, Any]) -> Settings:
    """Compose the settings from a verb's options and everything beneath them.

    ``config_file`` and ``no_config`` among the options say which file is read.
    """
    known = {key: value for key, value in options.items() if key in config.FIELDS}
    file = "" if options.get("no_config") else options.get("config_file")
    return config.load(known, Path.cwd(), file=file).settings


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """Return the clock of the run: the real one, or a time standing still.

    That is the one of ``--now``, or of ``--as-of`` where an archive is replayed.
    """
    if still := settings.now or (settings.as_of if settings.replay else ""):
        moment = config.clock(still)
        return lambda: moment
    return lambda: datetime.now(UTC)


def reading_with(settings: Settings, now: datetime, stdin_name: str = "") -> Reading:
    """Say how the inputs of a run are to be read."""
    return Reading(
        now=now,
        stdin_name=stdin_name or "-",
        media_type=MEDIA_TYPES.get(settings.input_format, ""),
        kind=kind_named(settings.input_format),
        form=settings.input_format if settings.input_format in FORMS else "",
        max_bytes=settings.max_size * MIB,
    )


def tables_of(settings: Settings) -> Tables:
    """Load every data file the stages work with; raises ``UsageError`` for an unknown code."""
    from sourcecheck.data import files  # noqa: PLC0415 - heavy, and no link needs them
    from sourcecheck.data.load_confirmation import confirmation_text  # noqa: PLC0415 - the same
    from sourcecheck.data.load_languages import load_languages  # noqa: PLC0415 - the same
    from sourcecheck.data.load_metrics import load_metrics  # noqa: PLC0415 - the same
    from sourcecheck.data.load_network import load_wholesale  # noqa: PLC0415 - the same
    from sourcecheck.data.load_outlets import load_outlets  # noqa: PLC0415 - the same
    from sourcecheck.extract.reading import ReadLimits  # noqa: PLC0415 - the same
    from sourcecheck.pipeline.tools import Tables  # noqa: PLC0415 - the same
    from sourcecheck.resolve import ResolveTables  # noqa: PLC0415 - the same
    from sourcecheck.session.tables import extract_tables  # noqa: PLC0415 - the same

    links = link_tables_of(settings)
    own_lists = lists_folder(settings)
    return Tables(
        extract=extract_tables(),
        resolve=ResolveTables(languages=load_languages(), urls=links.urls, rules=links.rules),
        outlets=load_outlets(own_lists),
        metrics=load_metrics(),
        rules=links.rules,
        pages=links.pages,
        network=links.network,
        wholesale=load_wholesale(),
        confirmation=links.confirmation,
        own_confirmation=confirmation_text(settings.confirmation),
        digest=files.digest(own_lists)[:12],
        limits=ReadLimits(max_bytes=settings.max_size * MIB),
        select=links.select,
        ignore=links.ignore,
    )


def link_tables_of(settings: Settings) -> LinkTables:
    """Load what looking at links takes, and nothing that only articles need; raises as above."""
    from sourcecheck.data.load_confirmation import load_confirmation  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_network import load_network  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_pages import load_pages  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_urls import load_urls  # noqa: PLC0415 - heavy

    rules = load_rules()
    return LinkTables(
        urls=load_urls(),
        rules=rules,
        pages=load_pages(),
        network=load_network(),
        confirmation=load_confirmation(settings.confirmation),
        select=_codes(settings.select, rules),
        ignore=_codes(settings.ignore, rules),
    )


def _codes(chosen: Sequence[str], rules: RuleTable) -> tuple[str, ...]:
    """Return chosen codes in capitals, several of one text parted at commas, names as codes."""
    by_name = {rule.name.upper(): rule.code for rule in rules.rules.values()}
    asked = (code.strip() for each in chosen for code in each.upper().split(","))
    found = tuple(by_name.get(code, code) for code in asked if code)
    for code in found:
        if not any(known.startswith(code) for known in rules.rules):
            from sourcecheck.session.near import nearest  # noqa: PLC0415 - for mistakes only

            near = nearest(code, rules.rules) or nearest(code.lower(), map(str.lower, by_name))
            meant = f"did you mean {near}?" if near else "sourcecheck explain lists them"
            raise UsageError(f"no finding code begins with {code!r}", hint=meant)
    return found


@contextmanager
def opened_store(settings: Settings, *, make: bool = True) -> Iterator[SqlStore]:
    """Open the database of the settings; replaying leaves it alone unless one is named.

    Without ``make`` one that is not there is a ``StoreError``.
    """
    path = store_file(settings)
    if not make and not path.exists():
        raise StoreError(f"{path}: no database is there", hint="run sourcecheck audit first")
    if settings.db == IN_MEMORY or (settings.replay and not settings.db):
        store = opened_later(lambda: _opened(IN_MEMORY, settings))
    else:
        store = _opened(_made(path), settings)
    try:
        yield store
    finally:
        store.close()


def _opened(place: Path | str, settings: Settings) -> SqlStore:
    from sourcecheck.store.sqlite import open_store  # noqa: PLC0415 - heavy

    return open_store(place, clock_of(settings))


def store_file(settings: Settings) -> Path:
    """Return where the results are kept."""
    return Path(settings.db) if settings.db else config.default_store(Path.cwd())


def _made(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path.parent}: cannot be made: {error.strerror}", hint="name another file with --db"
        ) from error
    return path


@asynccontextmanager
async def link_tools_of(
    settings: Settings,
    tables: LinkNeeds,
    store: Store,
    progress: Callable[[int, int], None] = lambda asked, answered: None,
    recorded: Recorded | None = None,
) -> AsyncIterator[LinkTools]:
    """Open fetcher and archive for one run that looks at links; ``recorded`` is replayed."""
    from sourcecheck.fetch.settings import RobotsPolicy  # noqa: PLC0415 - heavy
    from sourcecheck.pipeline.linktools import LinkTools  # noqa: PLC0415 - heavy
    from sourcecheck.pipeline.looks import ASKED  # noqa: PLC0415 - heavy

    clock = clock_of(settings)
    recorded = recorded or _recorded(settings)
    transport = recorded.transport if recorded else None
    async with AsyncExitStack() as stack:
        fetcher = await stack.enter_async_context(_fetcher(settings, clock, transport))
        keeps = _has_archive(settings) and not settings.offline and recorded is None
        archive = _archive(settings, store, clock, stack) if keeps else recorded
        yield LinkTools(
            tables=tables,
            fetcher=fetcher,
            store=store,
            clock=clock,
            archive=archive,
            fetch_settings=fetch_settings(settings),
            obeys_robots=RobotsPolicy(settings.robots).obeyed(keeping=keeps),
            replays=recorded is not None,
            states_only=settings.db == IN_MEMORY and archive is None,
            glances=keeps or recorded is not None or (settings.db == IN_MEMORY and archive is None),
            offline=ASKED if settings.offline else "",
            progress=progress,
            copying=copying_with(settings),
        )


@asynccontextmanager
async def helping_tools_of(settings: Settings, tables: LinkNeeds) -> AsyncIterator[LinkTools]:
    """Open what a helping process needs: it looks and judges, and keeps nothing itself."""
    from sourcecheck.fetch.settings import RobotsPolicy  # noqa: PLC0415 - heavy
    from sourcecheck.pipeline.linktools import LinkTools  # noqa: PLC0415 - heavy

    def store() -> Store:
        from sourcecheck.store.memory import MemoryStore  # noqa: PLC0415 - hardly ever asked

        return MemoryStore()

    clock, keeps = clock_of(settings), _has_archive(settings)
    in_memory = settings.db == IN_MEMORY and not keeps
    async with _fetcher(settings, clock, None) as fetcher:
        yield LinkTools(
            tables=tables,
            fetcher=fetcher,
            store=opened_later(store),
            clock=clock,
            fetch_settings=fetch_settings(settings),
            obeys_robots=RobotsPolicy(settings.robots).obeyed(keeping=keeps),
            states_only=in_memory,
            glances=keeps or in_memory,
        )


@asynccontextmanager
async def tools_of(
    settings: Settings,
    tables: Tables,
    store: Store,
    progress: Callable[[int, int], None] = lambda asked, answered: None,
    recorded: Recorded | None = None,
) -> AsyncIterator[Tools]:
    """Open all that audits need; all articles of the run share it; see ``link_tools_of``."""
    from sourcecheck.pipeline.tools import Tools  # noqa: PLC0415 - heavy

    async with AsyncExitStack() as stack:
        recorded = recorded or _recorded(settings)
        looking = await stack.enter_async_context(
            link_tools_of(settings, tables, store, progress, recorded)
        )
        shared = {field.name: getattr(looking, field.name) for field in fields(looking)}
        shared["tables"] = tables
        yield Tools(
            **shared,
            extract=_extracting(stack),
            replayed_from=Path(settings.replay).name if settings.replay else "",
            past_of=_past_of(recorded, looking),
            allowed_networks=settings.allow_network,
        )


def _extracting(stack: AsyncExitStack) -> Callable[[Document, Tables], Awaitable[Article]]:
    """Return stage 1 for long and risky documents too; what it takes is made at the first one."""
    made: list[Isolation] = []

    async def extract(document: Document, tables: Tables) -> Article:
        if not made:
            from sourcecheck.session.isolation import Isolation  # noqa: PLC0415 - heavy

            made.append(stack.enter_context(Isolation()))
        return await made[0].extract_aside(document, tables)

    return extract


def archive_folder(settings: Settings) -> Path:
    """Return where exchanges are kept: where that is said, else beside the database."""
    if settings.archive_dir:
        return Path(settings.archive_dir)
    return store_file(settings).parent / "archive"


def _has_archive(settings: Settings) -> bool:
    """Tell whether exchanges are kept: beside a database in memory only where that is said."""
    return settings.archive and bool(settings.archive_dir or settings.db != IN_MEMORY)


def _archive(
    settings: Settings, store: Store, clock: Callable[[], datetime], stack: AsyncExitStack
) -> Keeping:
    from sourcecheck.archive.ids import random_id  # noqa: PLC0415 - only when something is kept
    from sourcecheck.archive.warc import Archive  # noqa: PLC0415 - the same

    folder = archive_folder(settings)
    mend_pruning(folder, store)
    archive = Archive.open(
        folder,
        store.captures,
        clock,
        random_id,
        on_sealed=store.remember_archive_file,
    )
    stack.callback(archive.close)
    if settings.archive_store:
        from sourcecheck.session.storing import shelf_of_archive  # noqa: PLC0415 - seldom set

        archive.read_from(shelf_of_archive(settings, folder))
    return archive


def _fetcher(settings: Settings, clock: Callable[[], datetime], transport: Any) -> Fetcher:
    from sourcecheck.data.load_addresses import load_addresses  # noqa: PLC0415 - heavy
    from sourcecheck.fetch.client import Fetcher  # noqa: PLC0415 - heavy

    try:
        return Fetcher(
            fetch_settings(settings),
            load_addresses(),
            transport=transport,
            clock=clock,
            vantage="local" if transport is None else "replay",
        )
    except ValueError as error:
        raise UsageError(f"a network setting cannot be used: {error}") from error


def _recorded(settings: Settings) -> Recorded | None:
    if settings.as_of and not settings.replay:  # a live look must not bear a past date
        why = "--as-of names a time to replay, and no archive is replayed"
        raise UsageError(why, hint="add --replay ARCHIVE, or see sourcecheck replay --help")
    if not settings.replay:
        return None
    from sourcecheck.session.recorded import Recorded  # noqa: PLC0415 - only when replaying
    from sourcecheck.session.storing import replayed_shelf  # noqa: PLC0415 - the same

    as_of, now = (config.clock(each) if each else None for each in (settings.as_of, settings.now))
    return Recorded.open(replayed_shelf(settings), as_of, now)


def _past_of(recorded: Recorded | None, looking: LinkTools) -> Callable[[str, str], Past | None]:
    """Return what finds the audit of a document in the archive that is replayed."""
    if recorded is None:
        return lambda sha256, origin: None
    return partial(recorded.past_of, settings=looking.fetch_settings, history=looking.store.history)


def fetch_settings(settings: Settings) -> FetchSettings:
    """Translate the settings for the fetch stage; ``@file`` lists of ``--connect-to`` are read."""
    from sourcecheck.fetch.settings import (  # noqa: PLC0415 - heavy
        FetchSettings,
        RobotsPolicy,
        identity,
        sender,
    )

    return FetchSettings(
        timeout_s=settings.timeout,
        user_agent=identity(settings.contact),
        sender=sender(settings.contact),
        robots=RobotsPolicy(settings.robots),
        crawl_delay_cap_s=settings.crawl_delay_cap,
        second_looks=settings.second_looks,
        browser_headers=settings.browser_headers,
        keep_alive=settings.keep_alive,
        record=_has_archive(settings),
        per_host=settings.per_host,
        pace_s=settings.pace,
        connections=settings.connections,
        allow_networks=settings.allow_network,
        connect_to=tuple(_listed(settings.connect_to)),
        cacert=settings.cacert,
        offline=settings.offline,
    )


def _listed(given: Sequence[str]) -> Iterator[str]:
    for each in given:
        if not each.startswith("@"):
            yield each
            continue
        try:
            lines = Path(each[1:]).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise UsageError(f"{each}: cannot be read: {why}") from error
        yield from (line.strip() for line in lines if line.strip() and not line.startswith("#"))
