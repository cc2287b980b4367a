"""From settings to tools: opens what a run needs, and closes it.

The one place where the parts are put together; the command line and ``Session`` share it.
"""

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
from sourcecheck.data.load_confirmation import load_confirmation
from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_metrics import load_metrics
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.data.load_pages import load_pages
from sourcecheck.data.load_rules import load_rules
from sourcecheck.data.load_urls import load_urls
from sourcecheck.errors import StoreError, UsageError
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.pipeline.links import ASKED
from sourcecheck.pipeline.tools import Keeping, Tables, Tools
from sourcecheck.resolve import ResolveTables
from sourcecheck.session.inputs import KINDS, MEDIA_TYPES, MIB, Reading
from sourcecheck.session.isolation import Isolation
from sourcecheck.session.near import nearest
from sourcecheck.session.tables import extract_tables

if TYPE_CHECKING:
    from sourcecheck.fetch.client import Fetcher
    from sourcecheck.fetch.settings import FetchSettings
    from sourcecheck.session.recorded import Recorded
    from sourcecheck.store.base import Store
    from sourcecheck.store.sql.store import SqlStore


def settings_of(options: dict[str, Any]) -> Settings:
    """Compose the settings from a verb's options and everything beneath them.

    ``config_file`` and ``no_config`` among the options say which file is read.
    """
    known = {key: value for key, value in options.items() if key in config.FIELDS}
    file = "" if options.get("no_config") else options.get("config_file")
    return config.load(known, Path.cwd(), file=file).settings


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """Return the clock of the run: the real one, or the time of ``--now`` standing still."""
    if settings.now:
        moment = config.clock(settings.now)
        return lambda: moment
    return lambda: datetime.now(UTC)


def reading_with(settings: Settings, now: datetime, stdin_name: str = "") -> Reading:
    """Say how the inputs of a run are to be read."""
    return Reading(
        now=now,
        stdin_name=stdin_name or "-",
        media_type=MEDIA_TYPES.get(settings.input_format, ""),
        kind=KINDS.get(settings.input_format),
        max_bytes=settings.max_size * MIB,
    )


def tables_of(settings: Settings) -> Tables:
    """Load every data file the stages work with; raises ``UsageError`` for an unknown code."""
    languages, urls, rules = load_languages(), load_urls(), load_rules()
    select, ignore = _codes(settings.select, rules), _codes(settings.ignore, rules)
    extra = Path(settings.data) if settings.data else None
    return Tables(
        extract=extract_tables(),
        resolve=ResolveTables(languages=languages, urls=urls, rules=rules),
        outlets=load_outlets(extra),
        metrics=load_metrics(),
        rules=rules,
        pages=load_pages(),
        confirmation=load_confirmation(),
        digest=files.digest()[:12],
        limits=ReadLimits(max_bytes=settings.max_size * MIB),
        select=select,
        ignore=ignore,
    )


def _codes(chosen: Sequence[str], rules: RuleTable) -> tuple[str, ...]:
    """Return chosen codes in capitals, several of one text parted at commas, names as codes."""
    by_name = {rule.name.upper(): rule.code for rule in rules.rules.values()}
    asked = (code.strip() for each in chosen for code in each.upper().split(","))
    found = tuple(by_name.get(code, code) for code in asked if code)
    for code in found:
        if not any(known.startswith(code) for known in rules.rules):
            near = nearest(code, rules.rules) or nearest(code.lower(), map(str.lower, by_name))
            meant = f"did you mean {near}?" if near else "sourcecheck explain lists them"
            raise UsageError(f"no finding code begins with {code!r}", hint=meant)
    return found


@contextmanager
def opened_store(settings: Settings, *, make: bool = True) -> Iterator[SqlStore]:
    """Open the database of the settings; replaying leaves it alone unless one is named.

    Without ``make`` one that is not there is a ``StoreError``.
    """
    from sourcecheck.store.sqlite import open_store  # noqa: PLC0415 - heavy

    path = store_file(settings)
    if not make and not path.exists():
        raise StoreError(f"{path}: no database is there", hint="run sourcecheck audit first")
    replaying = settings.replay and not settings.db
    store = open_store(":memory:" if replaying else _made(path), clock_of(settings))
    try:
        yield store
    finally:
        store.close()


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
async def tools_of(
    settings: Settings,
    tables: Tables,
    store: Store,
    progress: Callable[[int, int], None] = lambda asked, answered: None,
) -> AsyncIterator[Tools]:
    """Open fetcher and archive for one run; all articles of the run share them."""
    clock = clock_of(settings)
    recorded = _recorded(settings)
    transport = recorded.transport if recorded else None
    async with AsyncExitStack() as stack:
        fetcher = await stack.enter_async_context(_fetcher(settings, clock, transport))
        keeps = _has_archive(settings) and not settings.offline and recorded is None
        archive = _archive(settings, store, clock, stack) if keeps else recorded
        apart = stack.enter_context(Isolation())
        yield Tools(
            tables=tables,
            fetcher=fetcher,
            store=store,
            clock=clock,
            archive=archive,
            extract=apart.extract_aside,
            offline=ASKED if settings.offline else "",
            replayed_from=Path(settings.replay).name if settings.replay else "",
            allowed_networks=settings.allow_network,
            progress=progress,
        )


def _has_archive(settings: Settings) -> bool:
    """Tell whether exchanges are kept: beside a database in memory only where that is said."""
    return settings.archive and bool(settings.archive_dir or settings.db != ":memory:")


def _archive(
    settings: Settings, store: Store, clock: Callable[[], datetime], stack: AsyncExitStack
) -> Keeping:
    from sourcecheck.archive.warc import Archive  # noqa: PLC0415 - only when something is kept

    folder = (
        Path(settings.archive_dir)
        if settings.archive_dir
        else store_file(settings).parent / "archive"
    )
    archive = Archive.open(folder, store.captures, clock, lambda: str(uuid.uuid4()))
    stack.callback(archive.close)
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
            vantage="replay" if settings.replay else "local",
        )
    except ValueError as error:
        raise UsageError(f"a network setting cannot be used: {error}") from error


def _recorded(settings: Settings) -> Recorded | None:
    if not settings.replay:
        return None
    from sourcecheck.session.recorded import Recorded  # noqa: PLC0415 - only when replaying

    moment = config.clock(settings.now) if settings.now else None
    return Recorded.open(Path(settings.replay), moment)


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
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise UsageError(f"{each}: cannot be read: {why}") from error
        yield from (line.strip() for line in lines if line.strip() and not line.startswith("#"))
