"""``sourcecheck archive stamp``: a timestamp over the digests of closed files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.archive.proving.proofs import Stamped


@click.command("stamp", cls=options.Alphabetical)
@click.option("--tsa", metavar="URL", help="The timestamp authority to ask (RFC 3161).")
@click.option(
    "--tsa-roots", metavar="PEM", help="Its root certificates; any other signature is refused."
)
@click.option(
    "--again", is_flag=True, help="Ask although no file was closed since: another authority, say."
)
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format.",
)  # fmt: skip
@options.database
@options.archive_dir
@options.configuring
def command(
    *, tsa: str | None, tsa_roots: str | None, again: bool, form: str, **given: Any
) -> None:
    """Have the digests of all closed files signed with the time, by an authority you name.

    One SHA-256 and a random number are sent, nothing else, and only to --tsa. The proof is kept
    in the folder proofs of the archive; archive verify --tsa-roots checks it and asks nobody.
    It proves that these bytes were here before that time, not that any server sent them.
    """
    from sourcecheck.archive.proving.authority import ask_authority  # noqa: PLC0415 - heavy
    from sourcecheck.archive.proving.proofs import stamp  # noqa: PLC0415 - heavy
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.fetch.settings import identity  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import existing_folder  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    if not tsa:
        raise UsageError(
            "no timestamp authority is named, so nothing was sent",
            hint="name one with --tsa URL; it will get a digest and a random number",
        )
    if settings.offline:
        raise UsageError("offline, no timestamp can be asked for", hint="set offline = false")

    def ask(query: bytes) -> bytes:
        return ask_authority(tsa, query, identity(""), settings.cacert)

    roots = read_roots_file(tsa_roots)
    found = stamp(existing_folder(settings), ask, roots, again=again)
    if form == "json":
        _print_json(found)
    elif not found.new:
        click.echo(f"{found.manifest}: stamped already, {_files(found)}; nothing was sent")
    else:
        when = found.stamp.at.strftime("%Y-%m-%d %H:%M:%S UTC") if found.stamp.at else "no time"
        authority = printable(found.stamp.authority)
        click.echo(f"{found.manifest}: {_files(found)}, {when}, {authority}")
    if not found.stamp.trusted:
        click.echo("  its signature was not checked: no --tsa-roots were given", err=True)


def _files(found: Stamped) -> str:
    return f"{found.files:,} closed file{'' if found.files == 1 else 's'}"


def _print_json(found: Stamped) -> None:
    from sourcecheck.model import codec  # noqa: PLC0415 - heavy
    from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

    click.echo(pretty({"schema_version": 1, **codec.encode(found)}), nl=False)


def read_roots_file(name: str | None) -> bytes:
    """Read the file of ``--tsa-roots``; b"" when none is named. Raises ``UsageError``."""
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy

    if not name:
        return b""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}") from error
