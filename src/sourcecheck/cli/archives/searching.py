"""``sourcecheck archive search``: captured pages by the words in them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.session.searching import Refreshed
    from sourcecheck.store.texts import Hit

_EVERY = 1000  # captures after which a terminal is told how far it is


@click.command("search", cls=options.Alphabetical)
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--host", default="", metavar="HOST", help="Only there and below.")
@click.option("--url", default="", metavar="URL", help="Only captures of this address.")
@click.option("--since", metavar="TIME", help="Captured then or later: a date, or ISO 8601.")
@click.option("-n", "--limit", type=click.IntRange(1), default=20, metavar="N", help="At most N.")
@click.option("--rebuild", is_flag=True, help="Read all captures anew first.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format.",
)  # fmt: skip
@options.telling
@options.database
@options.archive_dir
@options.archive_store
@options.configuring
def command(words: tuple[str, ...], *, limit: int, form: str, **given: Any) -> int:
    """Find captured pages that hold all WORDS, the best first; ends with 1 when none does.

    Spellings do not matter: vowels, tatweel, alef and yeh forms, joiners, dots and accents.
    Words are found inside longer ones, those of one or two letters at the start of words; an
    argument with spaces is a phrase. The index is search.db in the archive's folder: it is
    brought up to date first, and made anew where it is missing.
    """
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session import searching  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.captured import moment  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    if not any(word.strip() for word in words):
        raise UsageError("no word to search for")
    wanted = searching.sought(
        words, given.pop("host"), given.pop("url"), moment(given.pop("since"), "--since")
    )
    anew = given.pop("rebuild")
    telling = _telling(given.pop("progress"), quiet=given.pop("quiet"))
    with (
        opened_archive(settings_of(given)) as holding,
        searching.opened_texts(holding.folder, anew=anew) as texts,
    ):
        fresh = searching.refresh(holding, texts, telling)
        hits = list(islice(searching.found(holding, texts, wanted), limit + 1))
        size = texts.size()
    _warn(fresh)
    told = _print_json if form == "json" else _print_text
    told(words, hits[:limit], size, more=len(hits) > limit)
    return 0 if hits else 1


def _telling(progress: str, *, quiet: bool) -> Callable[[int], None]:
    from sourcecheck import config  # noqa: PLC0415 - heavy

    shows = progress == "always" or (
        progress == "auto" and config.shows_progress(terminal=sys.stderr.isatty())
    )

    def tell(read: int) -> None:
        if shows and not quiet and read % _EVERY == 0:
            click.echo(f"reading new captures: {read:,}", err=True)

    return tell


def _warn(fresh: Refreshed) -> None:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    if fresh.faults:
        more = f" (and {len(fresh.faults) - 1} more)" if len(fresh.faults) > 1 else ""
        click.echo(f"warning: not searched: {printable(fresh.faults[0])}{more}", err=True)


def _print_text(
    words: Sequence[str], hits: Sequence[Hit], size: tuple[int, int], *, more: bool
) -> None:
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy
    from sourcecheck.urls.letters import in_letters  # noqa: PLC0415 - heavy

    for hit in hits:
        others = f" of {hit.addresses:,} addresses" if hit.addresses > 1 else ""
        times = f", {hit.captures:,} captures{others}" if hit.captures > 1 else ""
        status = "" if hit.status == 200 else f", {hit.status}"
        click.echo(foreign(hit.title or "(no title)"))
        click.echo(f"  {hit.captured_at:%Y-%m-%d %H:%M}{status}{times}  {printable(hit.record_id)}")
        click.echo(f"  {foreign(in_letters(hit.url))}")
        shown = hit.snippet
        click.echo(f"  {foreign(f'{shown.before}[{shown.hit}]{shown.after}')}\n")
    texts, captures = size
    if more:
        click.echo("there is more: ask for it with --limit", err=True)
    if not hits:
        said = " ".join(map(foreign, words))
        click.echo(
            f"nothing found for {said} in {texts:,} texts of {captures:,} captures", err=True
        )


def _print_json(
    words: Sequence[str], hits: Sequence[Hit], size: tuple[int, int], *, more: bool
) -> None:
    from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

    told = {
        "schema_version": 1,
        "words": list(words),
        "texts": size[0],
        "captures": size[1],
        "more": more,
        "hits": [
            {
                "url": hit.url,
                "captured_at": hit.captured_at.isoformat(),
                "status": hit.status,
                "title": hit.title or None,
                "before": hit.snippet.before,
                "hit": hit.snippet.hit,
                "after": hit.snippet.after,
                "captures": hit.captures,
                "addresses": hit.addresses,
                "record_id": hit.record_id,
                "file": hit.file,
            }
            for hit in hits
        ],
    }
    click.echo(pretty(told), nl=False)
