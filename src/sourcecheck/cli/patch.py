"""``sourcecheck patch``: copies in place of dead links, as a unified diff; nothing is applied."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.words import foreign, printable, refuse

if TYPE_CHECKING:
    from sourcecheck.session.patching import Mended, Patch, Unmended

STDOUT = "-"


@click.command("patch", cls=options.Alphabetical)
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option(
    "-o", "--output", "place", default=STDOUT, metavar="FILE", help="Write the diff here."
)
@click.option("--unconfirmed", is_flag=True, help="Take links too that are not surely dead yet.")
@click.option("--exit-zero", is_flag=True, help="End with 0 where links left would end with 1.")
@click.option("-q", "--quiet", is_flag=True, help="The diff alone, no summary.")
@options.database
@options.configuring
def command(
    articles: tuple[str, ...],
    *,
    place: str,
    unconfirmed: bool,
    exit_zero: bool,
    quiet: bool,
    **given: Any,
) -> int:
    """Suggest copies in archives for the dead links of audited articles.

    ARTICLE is a file that was audited as it is now: text, Markdown, HTML or wiki text; for other
    formats the replacements are listed. Prints a unified diff that patch -p0 and git apply -p0
    take. No file is changed and nothing is asked: the copies are those that sourcecheck audit
    --copies found.
    """
    from sourcecheck.cli import outcome  # noqa: PLC0415 - heavy
    from sourcecheck.session.inputs import expand  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import opened_store, settings_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.patching import common_folder  # noqa: PLC0415 - heavy

    names = list(expand(articles))
    _keep(names, place)
    base = common_folder([name for name in names if Path(name).is_file()] or ["."])
    with opened_store(settings_of(given), make=False) as store:
        patches = list(_patches(names, store, base, unconfirmed=unconfirmed))
    _write(patches, place)
    if not quiet:
        _tell(patches, base, place)
    status = outcome.first(
        unreadable=len(patches) < len(names), incomplete=False, fails=any(map(_leaves, patches))
    )
    return 0 if exit_zero and status == outcome.FOUND else status


def _keep(names: Sequence[str], place: str) -> None:
    """Raise ``UsageError`` where the diff would be written over an article."""
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy

    if place != STDOUT and Path(place).resolve() in {Path(name).resolve() for name in names}:
        raise UsageError(
            f"{place}: the diff would be written over the article", hint="name another --output"
        )


def _patches(names: Sequence[str], store: Any, base: str, *, unconfirmed: bool) -> Iterator[Patch]:
    """Yield a patch for every article; say why there is none for the others."""
    from sourcecheck.errors import DocumentError, UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session.patching import patch_of, patch_tables  # noqa: PLC0415 - heavy

    tables = patch_tables()
    for name in names:
        try:
            yield patch_of(name, store, tables, unconfirmed=unconfirmed, base=base)
        except (DocumentError, UsageError) as error:
            refuse(error)


def _leaves(patch: Patch) -> bool:
    """Tell whether a dead link is mended nowhere and has no copy beside it already."""
    from sourcecheck.report.repairs.base import Left  # noqa: PLC0415 - heavy

    mended = {each.repair.url for each in patch.mended}
    fine = {Left.ARCHIVED, Left.ALIVE}
    return any(each.url not in mended and each.why not in fine for each in patch.left)


def _write(patches: Sequence[Patch], place: str) -> None:
    from sourcecheck.cli.emitting import emit, save  # noqa: PLC0415 - heavy

    body = b"".join(_listed(each) + each.diff for each in patches)
    if place == STDOUT:
        emit(body)
    else:  # an empty one too: what an earlier run wrote is not to be applied
        save(Path(place), body)


def _listed(patch: Patch) -> bytes:
    """List the replacements for a file that cannot be patched; programs pass such lines over."""
    from sourcecheck.report.repairs.base import Left  # noqa: PLC0415 - heavy

    unpatched = {Left.FORMAT, Left.BYTES}
    rows = [each for each in patch.left if each.why in unpatched and each.repair is not None]
    lines = [
        f"# {printable(patch.name)}\t{printable(row.url)}\t"
        f"{printable(row.repair.copy.memento_url if row.repair else '')}\n"
        for row in rows
    ]
    return "".join(lines).encode("utf-8", "backslashreplace")


def _tell(patches: Sequence[Patch], base: str, place: str) -> None:
    """Say on standard error what the diff mends, what it leaves, and how it is applied."""
    if place == STDOUT:
        sys.stdout.flush()
    for patch in patches:
        for line in _summary(patch):
            click.echo(line, err=True)
    if any(each.diff for each in patches):
        file = shlex.quote(place) if place != STDOUT else "FILE.diff"
        where = f" -d {shlex.quote(base)}" if base else ""
        click.echo(f"nothing was changed; to apply it: patch -p0{where} < {file}", err=True)


def _summary(patch: Patch) -> Iterator[str]:
    """Yield the lines about one article."""
    links = "1 dead link" if patch.dead == 1 else f"{patch.dead} dead links"
    places = "1 place" if len(patch.mended) == 1 else f"{len(patch.mended)} places"
    done = f"{places} mended" if patch.dead else "nothing to mend"
    yield f"{foreign(patch.name)}: {links} (audited {patch.audited_at:%Y-%m-%d %H:%M}), {done}"
    for mended in patch.mended:
        yield from _mended(mended)
    for unmended in patch.left:
        yield from _unmended(unmended, patch)


def _mended(mended: Mended) -> Iterator[str]:
    copy = mended.repair.copy
    sure = "" if mended.repair.confirmed else ", NOT confirmed to be dead"
    yield f"  line {mended.line:<5} {foreign(mended.printed)}{sure}"
    yield f"      {copy.source}, {copy.captured_at:%Y-%m-%d}: {foreign(copy.memento_url)}"


def _unmended(unmended: Unmended, patch: Patch) -> Iterator[str]:
    place = f"line {unmended.line:<5}" if unmended.line else "left      "
    why = _WHY[unmended.why.value].format(media_type=printable(patch.media_type))
    yield f"  {place} {foreign(unmended.url)}"
    yield f"      left as it is: {why}"
    if unmended.because:
        yield f"      {foreign(unmended.because)}"


_WHY = {
    "no-copy": "the archives that were asked have no copy that holds",
    "failed": "an archive or a copy could not be asked; audit again later",
    "not-asked": "nobody has looked for a copy; audit again with --copies SERVICE",
    "untrusted": "the only copy is in an archive that does not leave its copies as they were",
    "unconfirmed": "it is not yet confirmed to be dead; --unconfirmed takes it all the same",
    "alive": "it was dead when the article was audited, and later looks say otherwise",
    "no-place": "it is not written here as one whole address",
    "broken": "the address is broken over lines",
    "cut": "the address is cut off in print",
    "identifier": "it is printed as an identifier, not as an address",
    "code": "it stands in code, a picture or what no reader follows",
    "archived": "a copy of it is named here already",
    "template": "nobody knows what this template calls a copy",
    "format": "files of type {media_type} are not patched; its replacement is listed",
    "bytes": "the file would not keep all its bytes; its replacement is listed",
}
"""What is said of a link that stays as it is, by the value of ``Left``."""
