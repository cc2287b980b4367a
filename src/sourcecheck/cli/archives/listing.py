"""``sourcecheck archive list``: what was captured, the newest last."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.model import Capture
    from sourcecheck.session.archives import Holding

Json = dict[str, Any]

_FIELDS = (
    "captured_at", "url", "status", "failure", "state", "media_type", "length", "truncated",
    "file", "offset", "record_id", "sha256", "revisit_of", "chain", "hop", "address", "archive",
)  # fmt: skip
_HOST_FIELDS = ("host", "captures", "addresses", "failed", "length", "first", "last")


@click.command("list", cls=options.Alphabetical)
@click.argument("what", required=False, default="", metavar="[URL|HOST|PATTERN]")
@click.option("--since", metavar="TIME", help="Captured then or later: a date, or ISO 8601.")
@click.option("--until", metavar="TIME", help="Captured before then; a date counts whole.")
@click.option("--failed", is_flag=True, help="Only what failed or was answered with an error.")
@click.option("--by", type=click.Choice(["host"]), help="Sums for each host instead.")
@click.option("-n", "--last", type=click.IntRange(1), metavar="N", help="Only the last N.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text",
    help="Report format.",
)  # fmt: skip
@options.database
@options.archive_dir
@options.configuring
def command(what: str, *, by: str | None, last: int | None, form: str, **given: Any) -> None:
    """List what was captured, the newest last.

    A HOST stands for all below it too; a PATTERN has a * for any letters and is held against
    whole addresses. Of a URL scheme and www play no part.
    """
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.captured import Wanted, moment, wanted_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    wanted = Wanted(
        what=what,
        since=moment(given.pop("since"), "--since"),
        until=moment(given.pop("until"), "--until", end=True),
        failed=given.pop("failed"),
    )
    with opened_archive(settings_of(given)) as holding:
        rows = sorted(wanted_of(holding.index, wanted), key=lambda row: (row.captured_at, row.hop))
        rows = rows[-last:] if last else rows
        if by:
            _print_hosts(rows, form)
        else:
            _print_captures(rows, _states(rows, holding), form)
        if not rows and what and wanted == Wanted(what=what):
            _suggest(what, holding)


def _suggest(what: str, holding: Holding) -> None:
    """Say what comes near to what was asked for, where nothing is it."""
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy
    from sourcecheck.session.captured import near_to  # noqa: PLC0415 - heavy

    close = near_to(holding.index, what)
    hint = (
        f"did you mean {foreign(close)}?"
        if close
        else "sourcecheck archive list --by host tells of whom there are"
    )
    click.echo(f"hint: {hint}", err=True)


def _states(rows: Sequence[Capture], holding: Holding) -> Mapping[str, str]:
    """Return the state each address has now, as far as the database knows."""
    from sourcecheck.session.evidence import EVER  # noqa: PLC0415 - heavy

    urls = list(dict.fromkeys(row.url for row in rows if row.hop == 0))
    looks = holding.store.seen_in_run(EVER, urls)
    return {url: look.verdict.state.value for url, look in looks.items()}


def _print_captures(rows: Sequence[Capture], states: Mapping[str, str], form: str) -> None:
    if form == "text":
        for line in _lines(rows, states):
            click.echo(line)
        return
    told = [capture_json(row, states.get(row.url, "")) for row in rows]
    _print_table(told, _FIELDS, form, {"total": _total(rows)}, "captures")


def capture_json(row: Capture, state: str = "") -> Json:
    """Return a capture with the keys of ``archive list --format json``; unknown is null."""
    held = {name: getattr(row, name, None) for name in _FIELDS}
    held |= {"captured_at": row.captured_at.isoformat(), "state": state}
    whole = {"status", "length", "offset", "hop"}
    return {name: held[name] if name in whole else held[name] or None for name in _FIELDS}


def _lines(rows: Sequence[Capture], states: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each capture; what may be right to left stands last, isolated."""
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy
    from sourcecheck.urls.letters import in_letters  # noqa: PLC0415 - heavy

    for row in rows:
        answer = row.failure or str(row.status or "-")
        kind = "revisit" if row.revisit_of else row.media_type or "-"
        file = row.file.rpartition("/")[2]
        yield (
            f"{row.captured_at:%Y-%m-%d %H:%M:%S}  {answer:<16} {size_of(row.length):>9}  "
            f"{printable(kind):<16} {states.get(row.url, '-'):<14} "
            f"{printable(file)}  {foreign(in_letters(row.url))}"
        )
    total = _total(rows)
    yield (
        f"{counted(total['captures'], 'capture')} of {counted(total['addresses'], 'address')}, "
        f"{total['failed']:,} failed, {size_of(total['length'])} in the files"
    )


def _total(rows: Sequence[Capture]) -> Json:
    from sourcecheck.session.captured import is_failed  # noqa: PLC0415 - heavy

    return {
        "captures": len(rows),
        "addresses": len({row.urlkey for row in rows}),
        "failed": sum(map(is_failed, rows)),
        "length": sum(row.length for row in rows),
    }


def counted(number: int, word: str) -> str:
    """Return a number with its word: "1 capture", "2 addresses"."""
    ending = "" if number == 1 else "es" if word.endswith("s") else "s"
    return f"{number:,} {word}{ending}"


def size_of(length: int) -> str:
    """Return a number of bytes as people read it."""
    size, unit = float(length), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.1f} {unit}" if unit != "B" else f"{length} B"


def _host_json(host: str, rows: Sequence[Capture]) -> Json:
    times = [row.captured_at for row in rows]
    ends = {"first": min(times).isoformat(), "last": max(times).isoformat()}
    return {"host": host, **_total(rows), **ends}


def _print_hosts(rows: Sequence[Capture], form: str) -> None:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy
    from sourcecheck.session.captured import host_of  # noqa: PLC0415 - heavy
    from sourcecheck.urls.letters import in_letters  # noqa: PLC0415 - heavy

    hosts: dict[str, list[Capture]] = {}
    for row in rows:
        hosts.setdefault(host_of(row.url), []).append(row)
    told = [_host_json(host, hosts[host]) for host in sorted(hosts)]
    if form != "text":
        _print_table(told, _HOST_FIELDS, form, {"total": _total(rows)}, "hosts")
        return
    click.echo("captures  addresses  failed       size  first       last        host")
    for each in told:
        name = in_letters(f"//{each['host']}").removeprefix("//")
        click.echo(
            f"{each['captures']:>8,}  {each['addresses']:>9,}  {each['failed']:>6,}  "
            f"{size_of(each['length']):>9}  {each['first'][:10]}  {each['last'][:10]}  "
            f"{foreign(name or '-')}"
        )


def _print_table(
    told: Sequence[Json], fields: Sequence[str], form: str, total: Json, name: str
) -> None:
    from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

    if form == "json":
        click.echo(pretty({"schema_version": 1, name: list(told), **total}), nl=False)
        return
    paper = io.StringIO()
    table = csv.DictWriter(paper, fields, lineterminator="\n")
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in each.items()} for each in told)
    click.echo(paper.getvalue(), nl=False)


def _cell(value: Any) -> Any:
    """Return a cell no spreadsheet takes for a formula, and no terminal for an order."""
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    if not isinstance(value, str):
        return value
    safe = printable(value)
    return f"'{safe}" if safe[:1] in {"=", "+", "-", "@"} else safe
