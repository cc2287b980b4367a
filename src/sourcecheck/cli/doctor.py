"""``sourcecheck doctor``: is this installation in order."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from sourcecheck import __version__
from sourcecheck.cli import options


@click.command("doctor", cls=options.Alphabetical)
@options.lists
@options.database
@options.archive_dir
def command(data: str | None, db: str | None, archive_dir: str | None) -> int:
    """Check versions, data, database, archive and configuration; ends with 2 when one is broken.

    No address is asked.
    """
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy
    from sourcecheck.errors import SourcecheckError  # noqa: PLC0415 - heavy

    broken = 0
    for name, check in _checks(data, db, archive_dir):
        try:
            click.echo(f"ok      {name}: {printable(check())}")
        except SourcecheckError as error:
            broken += 1
            click.echo(f"broken  {name}: {printable(error.message)}")
            if error.hint:
                click.echo(f"        hint: {printable(error.hint)}")
    return 2 if broken else 0


def _checks(
    data: str | None, db: str | None, archive_dir: str | None
) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "sourcecheck", lambda: f"{__version__} on Python {platform.python_version()}"
    yield "configuration", lambda: _configuration(data, db)
    yield "data files", lambda: _data(data)
    yield "outlets", lambda: _outlets(data)
    yield "database", lambda: _database(db)
    yield "archive", lambda: _archive(db, archive_dir)
    yield "archive store", _store
    yield "identity", _identity
    yield "robots.txt", _robots
    yield "event loop", _loop
    yield "pandoc", _pandoc
    yield "extras", _extras
    yield "plugins", _plugins


def _configuration(data: str | None, db: str | None) -> str:
    from sourcecheck import config  # noqa: PLC0415 - heavy

    found = config.load({"data": data, "db": db}, Path.cwd())
    changed = [f"{key} from {where}" for key, where in found.origins.items() if where != "default"]
    return ", ".join(changed) or "all defaults"


def _data(data: str | None) -> str:
    from sourcecheck import config  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import tables_of  # noqa: PLC0415 - heavy

    tables = tables_of(config.load({"data": data}, Path.cwd()).settings)
    return (
        f"{len(tables.extract.languages)} languages, {len(tables.outlets.outlets)} outlets, "
        f"{len(tables.rules.rules)} finding codes, version {tables.digest}"
    )


def _outlets(data: str | None) -> str:
    """Read every row again, whatever was compiled, and look over the user's own lists."""
    from sourcecheck import config  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_outlets import compile_outlets, is_compiled  # noqa: PLC0415 - heavy
    from sourcecheck.errors import DataError  # noqa: PLC0415 - heavy
    from sourcecheck.session.listchecks import checked_lists, shipped_apart  # noqa: PLC0415 - heavy

    ready = is_compiled()
    read = compile_outlets()
    settings = config.load({"data": data}, Path.cwd()).settings
    told, _ = shipped_apart(checked_lists(settings))
    own = [each for each in told if each.is_error]
    if own:
        first = ": ".join(filter(None, (own[0].where, own[0].why)))
        rows = f"{len(own)} rows of your lists do" if len(own) > 1 else "a row of your lists does"
        raise DataError(
            f"{rows} not fit, the first: {first}",
            hint="sourcecheck outlets check tells of each",
        )
    kept = "compiled" if ready else "not compiled: every start reads all rows"
    return f"{len(read.keys)} keys, {len(read.index.aliases)} names, read again; {kept}"


def _database(db: str | None) -> str:
    from sourcecheck import config  # noqa: PLC0415 - heavy
    from sourcecheck.cli.archives.listing import counted  # noqa: PLC0415 - heavy
    from sourcecheck.store.sqlite import open_store  # noqa: PLC0415 - heavy

    settings = config.load({"db": db}, Path.cwd()).settings
    path = Path(settings.db) if settings.db else config.default_store(Path.cwd())
    if not path.exists():
        return f"{path} (made at the first audit)"
    store = open_store(path)
    try:
        info = store.info()
    finally:
        store.close()
    return f"{path}, schema {info.schema_version}, {counted(info.rows('audits'), 'audit')}"


def _archive(db: str | None, archive_dir: str | None) -> str:
    from sourcecheck import config  # noqa: PLC0415 - heavy
    from sourcecheck.cli.archives.listing import counted, size_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.condition import condition_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import archive_folder  # noqa: PLC0415 - heavy

    settings = config.load({"db": db, "archive_dir": archive_dir}, Path.cwd()).settings
    folder = archive_folder(settings)
    if not folder.is_dir():
        return f"{folder} (made at the first audit)"
    found = condition_of(settings)
    said = [
        f"{folder}, {counted(found.closed, 'closed file')}, {size_of(found.size)}",
        f"{counted(found.away, 'more file')} elsewhere" if found.away else "",
        f"{found.open} is being written" if found.open else "",
        "another run writes there now" if found.locked else "",
        f"{counted(found.unindexed, 'capture')} not indexed yet" if found.unindexed else "",
        *found.notes,
    ]
    return ", ".join(filter(None, said))


def _store() -> str:
    """Say where closed files go, and whether what that takes is there; nobody is asked."""
    from sourcecheck import config  # noqa: PLC0415 - heavy
    from sourcecheck.session.storing import storage_of  # noqa: PLC0415 - heavy

    settings = config.load({}, Path.cwd()).settings
    if not settings.archive_store:
        return "none is set; closed files stay in the archive"
    return storage_of(settings).place


def _identity() -> str:
    """Say how requests introduce themselves; without a contact whoever is asked cannot answer."""
    from sourcecheck import config  # noqa: PLC0415 - heavy
    from sourcecheck.fetch.settings import identity  # noqa: PLC0415 - heavy

    contact = config.load({}, Path.cwd()).settings.contact
    name = identity(contact)
    hint = 'set contact = "you@example.org" in sourcecheck.toml, or SOURCECHECK_CONTACT'
    return name if contact else f"{name}; {hint}"


def _robots() -> str:
    from sourcecheck import config  # noqa: PLC0415 - heavy

    return _ROBOTS[config.load({}, Path.cwd()).settings.robots]


_ROBOTS = {
    "archive": "obeyed where pages are archived; checking alone is what a reader's click does",
    "always": "always obeyed",
    "never": "never asked for",
}


def _loop() -> str:
    """Say whether the quicker event loop is there; it need not be."""
    from importlib import metadata  # noqa: PLC0415 - heavy

    from sourcecheck.fetch.loops import factory  # noqa: PLC0415 - heavy

    if factory() is None:
        return "asyncio; uvloop, where it can be installed, halves the work of many links"
    return f"uvloop {metadata.version('uvloop')}"


def _pandoc() -> str:
    """Say whether the program is there that some markup is read with; it need not be."""
    found = shutil.which("pandoc")
    if found:
        return found
    from sourcecheck.data.load_markups import load_markups  # noqa: PLC0415 - heavy

    kinds = ", ".join(markup.name for markup in load_markups())
    return f"not installed; only {kinds} are read with it"


_EXTRAS = {"s3": "obstore", "proofs": "rfc3161_client", "signing": "cryptography"}
"""What each extra of the package brings; without it one verb or option says so."""


def _extras() -> str:
    """Say which extras are installed; none need be."""
    from importlib.util import find_spec  # noqa: PLC0415 - heavy

    there = [name for name, module in _EXTRAS.items() if find_spec(module)]
    missing = [f"sourcecheck[{name}]" for name in _EXTRAS if name not in there]
    said = ", ".join(there) or "none"
    return f"{said}; not installed: {', '.join(missing)}" if missing else said


def _plugins() -> str:
    from sourcecheck.plugins import names  # noqa: PLC0415 - heavy

    found = [f"{group}: {', '.join(each)}" for group, each in names().items() if each]
    return "; ".join(found) or "none"
