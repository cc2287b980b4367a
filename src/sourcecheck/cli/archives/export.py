"""``sourcecheck archive export``: captures as one file that stands alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.outcome import INCOMPLETE
from sourcecheck.cli.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcecheck.archive.wacz.means import Exported
    from sourcecheck.config import Settings
    from sourcecheck.session.exporting import Wish

_MOST_TOLD = 10  # of what was left out, one by one


@click.command("export", cls=options.Alphabetical)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.wacz")
@click.option("--url", "urls", multiple=True, metavar="URL", help="Only looks at this address.")
@click.option("--audit", type=click.IntRange(1), metavar="N", help="Only what audit N rests on.")
@click.option("--since", metavar="TIME", help="Captured then or later: a date, or ISO 8601.")
@click.option("--until", metavar="TIME", help="Captured before then; a date counts whole.")
@click.option("--sign", is_flag=True, help="Sign it with your key, made when first needed.")
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PEM",
    help="Sign it with this key of the curve P-384.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over an existing file.")
@options.database
@options.archive_dir
@options.archive_store
@options.configuring
def command(out: Path, *, force: bool, **given: Any) -> int:
    """Write captures into one file that stands alone, and verify it.

    A WACZ opens in ReplayWeb.page, which needs no server; a name that ends with .warc.gz gives
    the records alone. Without options everything is exported. Looks are taken whole, with all
    their redirects, and with the earlier answers that they repeat. The same choice gives the
    same bytes, unless it is signed.
    """
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.exporting import write_export  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    if out.exists() and not force:
        raise UsageError(f"{out} exists already", hint="--force writes over it")
    asked = {name: given.pop(name) for name in ("urls", "audit", "since", "until", "sign", "key")}
    settings = settings_of(given)
    wish = _wish(out, asked, settings)
    key = wish.signing_key
    is_new = key is not None and not key.exists()
    with opened_archive(settings) as holding:
        done = write_export(holding, wish)
    for line in (*_lines(done), *_signed(key, is_new=is_new)):
        click.echo(line)
    for line in _left_out(done):
        click.echo(line, err=True)
    return INCOMPLETE if done.omissions else 0


def _wish(out: Path, asked: dict[str, Any], settings: Settings) -> Wish:
    from sourcecheck.archive.wacz.choosing import Choice  # noqa: PLC0415 - heavy
    from sourcecheck.session.captured import moment  # noqa: PLC0415 - heavy
    from sourcecheck.session.exporting import Wish  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of  # noqa: PLC0415 - heavy

    choice = Choice(
        urls=asked["urls"],
        since=moment(asked["since"], "--since"),
        until=moment(asked["until"], "--until", end=True),
    )
    signed = clock_of(settings)() if asked["sign"] or asked["key"] else None
    return Wish(out=out, choice=choice, audit=asked["audit"], signed_at=signed, key=asked["key"])


def _lines(done: Exported) -> Iterator[str]:
    yield f"wrote {printable(str(done.path))}: {done.size:,} bytes, checked"
    unanswered = f", {done.failures:,} of them without an answer" if done.failures else ""
    yield f"{_counted(done.exchanges, 'exchange')}{unanswered}"
    if done.originals:
        yield f"{_counted(done.originals, 'earlier exchange')} whose answers they repeat"
    yield _counted(done.records, "record")
    if done.path.name.endswith(".wacz"):
        yield f"{_counted(done.pages, 'page')} with title and text"
    yield f"sha256 {done.sha256}"


def _signed(key: Path | None, *, is_new: bool) -> Iterator[str]:
    if key is not None:
        made = ", which was made now: keep it safe, it cannot be made again" if is_new else ""
        yield f"signed with {printable(str(key))}{made}"


def _counted(number: int, what: str) -> str:
    return f"{number:>9,}  {what}{'' if number == 1 else 's'}"


def _left_out(done: Exported) -> Iterator[str]:
    for each in done.omissions[:_MOST_TOLD]:
        when = f", {each.captured_at:%Y-%m-%d %H:%M}" if each.captured_at else ""
        yield f"left out: {printable(each.url)}{when}: {printable(each.why)}"
    if len(done.omissions) > _MOST_TOLD:
        yield f"left out: {len(done.omissions) - _MOST_TOLD:,} more"
