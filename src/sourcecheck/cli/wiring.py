"""From settings to tools: opens what a run needs, and closes it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcecheck import config
from sourcecheck.config import Settings
from sourcecheck.data import files
from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_metrics import load_metrics
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.data.load_pages import load_confirmation, load_pages
from sourcecheck.data.load_rules import load_rules
from sourcecheck.data.load_signatures import load_signatures
from sourcecheck.data.load_urls import load_urls
from sourcecheck.errors import UsageError
from sourcecheck.extract import ExtractTables
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.pipeline.links import ASKED
from sourcecheck.pipeline.tools import Keeping, Tables, Tools
from sourcecheck.resolve import ResolveTables

if TYPE_CHECKING:
    from sourcecheck.fetch.settings import FetchSettings
    from sourcecheck.store.base import Store

MIB = 1024 * 1024


def settings_of(options: dict[str, Any]) -> Settings:
    """Compose the settings from a verb's options and everything beneath them."""
    known = {key: value for key, value in options.items() if key in config.FIELDS}
    return config.load(known, Path.cwd()).settings


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """Return the clock of the run: the real one, or the time of ``--now`` standing still."""
    if settings.now:
        moment = config.clock(settings.now)
        return lambda: moment
    return lambda: datetime.now(UTC)


def tables_of(settings: Settings) -> Tables:
    """Load every data file the stages work with."""
    languages, urls, rules = load_languages(), load_urls(), load_rules()
    extra = Path(settings.data) if settings.data else None
    return Tables(
        extract=ExtractTables(languages=languages, html=load_html(), signatures=load_signatures()),
        resolve=ResolveTables(languages=languages, urls=urls, rules=rules),
        outlets=load_outlets(extra),
        metrics=load_metrics(),
        rules=rules,
        pages=load_pages(),
        confirmation=load_confirmation(),
        digest=files.digest()[:12],
        limits=ReadLimits(max_bytes=settings.max_size * MIB),
        select=settings.select,
        ignore=settings.ignore,
    )


@contextmanager
def opened_store(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Store]:
    """Open the database of the settings; replaying leaves it alone unless one is named."""
    from sourcecheck.store.sqlite import open_store  # noqa: PLC0415 - heavy

    if settings.replay and not settings.db:
        location: Path | str = ":memory:"
    else:
        location = Path(settings.db) if settings.db else config.default_store(Path.cwd())
        Path(location).parent.mkdir(parents=True, exist_ok=True)
    store = open_store(location, clock)
    try:
        yield store
    finally:
        store.close()


@asynccontextmanager
async def tools_of(
    settings: Settings,
    tables: Tables,
    store: Store,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> AsyncIterator[Tools]:
    """Open fetcher and archive for one run."""
    clock = clock_of(settings)
    async with AsyncExitStack() as stack:
        fetcher = await stack.enter_async_context(_fetcher(settings, clock))
        archive = None if _keeps_nothing(settings) else _archive(settings, store, clock, stack)
        yield Tools(
            tables=tables,
            fetcher=fetcher,
            store=store,
            clock=clock,
            archive=archive,
            offline=ASKED if settings.offline else "",
            replayed_from=Path(settings.replay).name if settings.replay else "",
            allowed_networks=settings.allow_network,
            progress=progress,
        )


def _keeps_nothing(settings: Settings) -> bool:
    return not settings.archive or settings.offline or bool(settings.replay)


def _archive(
    settings: Settings, store: Store, clock: Callable[[], datetime], stack: AsyncExitStack
) -> Keeping:
    from sourcecheck.archive.warc import Archive  # noqa: PLC0415 - only when something is kept

    folder = Path(settings.archive_dir) if settings.archive_dir else _beside(settings)
    archive = Archive.open(folder, store.captures, clock, lambda: str(uuid.uuid4()))
    stack.callback(archive.close)
    return archive


def _beside(settings: Settings) -> Path:
    store = Path(settings.db) if settings.db else config.default_store(Path.cwd())
    return store.parent / "archive"


def _fetcher(settings: Settings, clock: Callable[[], datetime]) -> Any:
    from sourcecheck.data.load_addresses import load_addresses  # noqa: PLC0415 - heavy
    from sourcecheck.fetch.client import Fetcher  # noqa: PLC0415 - heavy

    try:
        return Fetcher(
            fetch_settings(settings),
            load_addresses(),
            transport=_transport(settings),
            clock=clock,
            vantage="replay" if settings.replay else "local",
        )
    except ValueError as error:
        raise UsageError(f"a network setting cannot be used: {error}") from error


def _transport(settings: Settings) -> Any:
    if not settings.replay:
        return None
    from sourcecheck.archive.replay import ReplayTransport  # noqa: PLC0415 - only when replaying

    moment = config.clock(settings.now) if settings.now else None
    return ReplayTransport.open(Path(settings.replay), moment)


def fetch_settings(settings: Settings) -> FetchSettings:
    """Translate the settings for the fetch stage; ``@file`` lists of ``--connect-to`` are read."""
    from sourcecheck.fetch.settings import FetchSettings  # noqa: PLC0415 - heavy

    return FetchSettings(
        timeout_s=settings.timeout,
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
        except OSError as error:
            raise UsageError(f"{each}: cannot be read: {error.strerror}") from error
        yield from (line.strip() for line in lines if line.strip() and not line.startswith("#"))
