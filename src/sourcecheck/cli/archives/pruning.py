"""``sourcecheck archive prune``: remove old captures that nothing rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.archive.pruning.planning import Plan, Rules

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)b?", re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_LISTED = 20  # looks that are shown one by one


@click.command("prune", cls=options.Alphabetical)
@click.option(
    "--older-than", type=click.FloatRange(0), metavar="DAYS", help="Looks that began longer ago."
)
@click.option(
    "--keep-last",
    type=click.IntRange(0),
    metavar="N",
    help="Looks beyond the last N of each address.",
)
@click.option("--max-size", metavar="SIZE", help="The oldest, until all fits: 500M, 20G.")
@click.option("--also-cited", is_flag=True, help="Also what audits point to: evidence is lost.")
@click.option("--also-stamped", is_flag=True, help="Also in files whose time is proved.")
@click.option("--because", default="", metavar="TEXT", help="Why, for the record that stays.")
@click.option("--dry-run", is_flag=True, help="Only say what would go; so it is without --yes.")
@click.option("--yes", is_flag=True, help="Do it.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format.",
)  # fmt: skip
@click.option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601.")
@options.database
@options.archive_dir
@options.configuring
def command(*, dry_run: bool, yes: bool, form: str, because: str, **given: Any) -> None:
    """Remove old captures; without --yes it only says what would go.

    With --older-than and --keep-last both, what is old goes, but for the last N. What audits
    point to stays, and so do captures whose bodies later ones repeat, the file that is being
    written, and files that were copied elsewhere or stamped. What is removed is named in a
    record that stays in its file, with the reason, and the chain of digests holds.
    """
    from sourcecheck.archive.ids import random_id  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of, settings_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.pruning import Scope, alone, planned, prune  # noqa: PLC0415 - heavy
    from sourcecheck.session.searching import forget  # noqa: PLC0415 - heavy

    scope = Scope(also_cited=given.pop("also_cited"), also_stamped=given.pop("also_stamped"))
    rules, said = _rules(given.pop("older_than"), given.pop("keep_last"), given.pop("max_size"))
    settings = settings_of(given)
    clock = clock_of(settings)
    doing = yes and not dry_run
    with opened_archive(settings) as holding, alone(holding) if doing else nullcontext():
        found = planned(holding, rules, scope, clock())
        if doing:
            for name in prune(holding, found, because or said, clock, random_id):
                forget(holding, name)
                click.echo(f"rewritten: {name}", err=True)
        _print(found, form, done=doing)


def _rules(
    older_than: float | None, keep_last: int | None, max_size: str | None
) -> tuple[Rules, str]:
    """Return the rules and how they are said; raises ``UsageError`` where there is none."""
    from datetime import timedelta  # noqa: PLC0415 - heavy

    from sourcecheck.archive.pruning.planning import Rules  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy

    said = [
        f"older than {older_than:g} days" if older_than is not None else "",
        f"beyond the last {keep_last} of its address" if keep_last is not None else "",
        f"more than {max_size} in all" if max_size else "",
    ]
    if not any(said):
        raise UsageError(
            "nothing says what is to go",
            hint="give --older-than DAYS, --keep-last N or --max-size SIZE",
        )
    rules = Rules(
        older_than=timedelta(days=older_than) if older_than is not None else None,
        keep_last=keep_last,
        max_bytes=_bytes(max_size) if max_size else None,
    )
    return rules, ", ".join(filter(None, said))


def _bytes(text: str) -> int:
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy

    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"--max-size: not a size: {text!r}", hint="write it as 500M or 20G")
    return int(float(found[1]) * _UNITS[found[2].lower()])


def _print(found: Plan, form: str, *, done: bool) -> None:
    if form == "json":
        from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

        click.echo(pretty(_json(found, done=done)), nl=False)
        return
    for line in _lines(found, done=done):
        click.echo(line)


def _lines(found: Plan, *, done: bool) -> Iterator[str]:
    from sourcecheck.cli.archives.listing import counted, size_of  # noqa: PLC0415 - heavy
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy
    from sourcecheck.urls.letters import in_letters  # noqa: PLC0415 - heavy

    for look in found.gone[:_LISTED]:
        url = foreign(in_letters(look.captures[0].url))
        yield f"{look.began_at:%Y-%m-%d %H:%M}  {size_of(look.size):>9}  {url}"
    if len(found.gone) > _LISTED:
        yield f"and {len(found.gone) - _LISTED:,} more looks"
    for why, number in sorted(found.stays.items()):
        yield f"{counted(number, 'look')} {'stays' if number == 1 else 'stay'}: {_STAYS[why]}"
    verb = "removed" if done else "to be removed"
    yield (
        f"{verb}: {counted(len(found.gone), 'look')}, {size_of(found.freed)} of "
        f"{size_of(found.size)}, in {counted(len(found.by_file()), 'file')}"
    )
    if found.over:
        yield f"still {size_of(found.over)} too large: nothing more may go"
    if found.gone and not done:
        yield "nothing is changed yet: --yes does it"


_STAYS = {
    "cited": "evidence of audits (--also-cited)",
    "open": "in the file that is being written (sourcecheck archive close)",
    "original": "later captures repeat the body",
    "stamped": "in a file whose time is proved (--also-stamped)",
    "stored": "in a file that was copied elsewhere",
    "unsealed": "in a file without a digest (sourcecheck archive verify)",
}
"""Why a look stays, by the values of ``Stays``, and what would change it."""


def _json(found: Plan, *, done: bool) -> dict[str, Any]:
    from sourcecheck.cli.archives.listing import capture_json  # noqa: PLC0415 - heavy

    rows = [row for look in found.gone for row in look.captures]
    return {
        "schema_version": 1,
        "done": done,
        "looks": len(found.gone),
        "bytes": found.freed,
        "bytes_before": found.size,
        "bytes_over": found.over,
        "files": sorted(found.by_file()),
        "stays": {why: found.stays[why] for why in sorted(found.stays)},
        "captures": [
            {name: value for name, value in capture_json(row).items() if name != "state"}
            for row in rows
        ],
    }
