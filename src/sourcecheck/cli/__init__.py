"""The command line: verbs, help and exit codes. It decides nothing.

Data goes to standard output, everything else to standard error. Verbs are imported when they
are called, so that ``--version`` and ``--help`` cost little more than starting Python.
"""

from __future__ import annotations

import difflib
import gc
import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click

from sourcecheck import __version__
from sourcecheck.errors import SourcecheckError

VERBS = {
    "archive": "List, show, search, verify, export or prune what was archived.",
    "audit": "Extract, check, archive, classify and report articles.",
    "check": "Look at links and say what state each is in.",
    "classify": "Say which outlet and country stand behind URLs or names.",
    "completion": "Print the shell completion script.",
    "config": "Show, start or describe the configuration.",
    "db": "Look into the database, or export it.",
    "doctor": "Check this installation.",
    "explain": "Explain a finding code or a link state.",
    "extract": "Find the citations of articles; no network.",
    "outlets": "List and show outlets, add your own, take in lists of others.",
    "patch": "Suggest copies for dead links, as a unified diff.",
    "replay": "Make a stored audit again from the archive alone; no network.",
    "report": "Render a stored audit again.",
}
"""Every verb, a module of ``cli``, and its line of help."""

INTERRUPTED = 130
INTERNAL = 70


class ClosedEarly(Exception):
    """Whoever read our output has seen enough."""


class Verbs(click.Group):
    """A group that imports a verb when it is called, and suggests near names.

    ``table`` holds the verbs and their lines of help, ``modules`` those whose module in
    ``package`` is not called as they are.
    """

    def __init__(
        self,
        *args: Any,
        table: Mapping[str, str],
        package: str,
        modules: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._table = table
        self._package = package
        self._modules = modules or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the help."""
        return sorted(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        if cmd_name not in self._table:
            return None
        name = self._modules.get(cmd_name, cmd_name)
        module = importlib.import_module(f"{self._package}.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one was probably meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self._table, n=1)
            verbs = ", ".join(sorted(self._table))
            meant = f"did you mean {near[0]}?" if near else f"verbs: {verbs}"
            raise click.UsageError(f"no verb {args[0]!r}; {meant}", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(sorted(self._table.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; a closed pipe is ours to answer, click would end with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ClosedEarly from error


@click.command(
    cls=Verbs,
    table=VERBS,
    package="sourcecheck.cli",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First run: sourcecheck audit ARTICLE. Settings: sourcecheck config show.",
)
@click.version_option(__version__, message="%(version)s", help="Print the version and stop.")
def program() -> None:
    """Find every citation of an article, check what stands behind it, report the pattern."""


def collect_garbage_from_here() -> None:
    """Turn the collector on for a long run, and leave what starting made out of its rounds.

    ``__main__`` turned it off: one short article ends before it would have paid. It comes every
    20,000 values, not every 700: what a run is made of holds hardly a circle, and with an archive
    its rounds took a twentieth of the time (measured).
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def main() -> NoReturn:
    """Run the program and end the process with the exit status of CONTRACT section 4."""
    _speak_utf8()
    status = _status()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
    sys.exit(status)


def _status() -> int:
    try:
        return program.main(standalone_mode=False, prog_name="sourcecheck") or 0
    except click.exceptions.Abort:
        click.echo("interrupted; what was found so far is kept", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        return _misused(error)
    except SourcecheckError as error:
        from sourcecheck.cli.words import complain  # noqa: PLC0415 - only when it is needed

        complain(error)
        return error.exit_code
    except ClosedEarly:
        hush()
        return 0
    except Exception as error:  # noqa: BLE001 - the last catch: a user never sees a traceback
        return _internal(error)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says: reports are in many scripts."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def hush() -> None:
    """Let what is still written to standard output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _misused(error: click.ClickException) -> int:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - only when it is needed

    context = error.ctx if isinstance(error, click.UsageError) else None
    message = error.format_message()
    if context is not None:
        if message == context.get_help():  # nothing was said that could be wrong
            click.echo(message, err=True)
            return error.exit_code
        click.echo(context.get_usage(), err=True)
    click.echo(f"error: {printable(' '.join(message.split()))}", err=True)
    if context is not None:
        click.echo(f"  hint: {printable(_way_out(error, context))}", err=True)
    return error.exit_code


def _way_out(error: click.ClickException, context: click.Context) -> str:
    """Say where help is, or how to name a file whose name begins like an option."""
    if isinstance(error, click.NoSuchOption):
        for given in sys.argv[1:]:
            if given.startswith(error.option_name) and os.path.isfile(given):  # noqa: PTH113
                return f"for the file of that name write ./{given}, or -- before it"
    return f"{context.command_path} --help"


def _internal(error: Exception) -> int:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - only when it is needed
    from sourcecheck.config import debugging  # noqa: PLC0415 - the same

    if debugging():
        raise error
    click.echo(f"internal error: {type(error).__name__}: {printable(str(error))}", err=True)
    click.echo(
        "  hint: this is a fault of sourcecheck; run again with SOURCECHECK_DEBUG=1 and report"
        " what it prints",
        err=True,
    )
    return INTERNAL
