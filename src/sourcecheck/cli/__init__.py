"""The command line: verbs, help and exit codes. It decides nothing.

Data goes to standard output, everything else to standard error. Verbs are imported when they
are called, so that ``--version`` and ``--help`` cost little more than starting Python.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from typing import NoReturn

import click

from sourcecheck import __version__
from sourcecheck.errors import SourcecheckError

VERBS = {
    "audit": ("audit", "Extract, check, archive, classify and report articles."),
    "check": ("check", "Look at links and say what state each is in."),
    "classify": ("classify", "Say which outlet and country stand behind URLs or names."),
    "completion": ("completion", "Print the shell completion script."),
    "config": ("config", "Show, start or describe the configuration."),
    "db": ("db", "Look into the database, or export it."),
    "doctor": ("doctor", "Check this installation."),
    "explain": ("explain", "Explain a finding code or a link state."),
    "extract": ("extract", "Find the citations of articles; no network."),
    "report": ("report", "Render a stored audit again."),
}
"""Every verb: its module in ``cli`` and its line of help."""

INTERRUPTED = 130
INTERNAL = 70


class Verbs(click.Group):
    """A group that imports a verb when it is called, and suggests near names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the help."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"sourcecheck.cli.{VERBS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one was probably meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], VERBS, n=1)
            if near:
                raise click.UsageError(
                    f"no verb {args[0]!r}; did you mean {near[0]}?", ctx
                ) from error
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in sorted(VERBS.items())])


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First run: sourcecheck audit ARTICLE. Settings: sourcecheck config show.",
)
@click.version_option(__version__, message="%(version)s", help="Print the version and stop.")
def program() -> None:
    """Find every citation of an article, check what stands behind it, report the pattern."""


def main() -> NoReturn:
    """Run the program and end the process with the exit status of CONTRACT section 4."""
    try:
        status = program.main(standalone_mode=False, prog_name="sourcecheck")
    except click.exceptions.Abort:
        click.echo("interrupted; what was found so far is kept", err=True)
        status = INTERRUPTED
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except SourcecheckError as error:
        complain(error)
        status = error.exit_code
    except BrokenPipeError:
        # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:  # noqa: BLE001 - the last catch: a user never sees a traceback
        _internal(error)
        status = INTERNAL
    sys.exit(status or 0)


def complain(error: SourcecheckError) -> None:
    """Say on standard error what went wrong and what to do about it."""
    click.echo(f"error: {printable(error.message)}", err=True)
    if error.hint:
        click.echo(f"  hint: {printable(error.hint)}", err=True)


def printable(text: str) -> str:
    r"""Return text that cannot steer a terminal: control characters are shown as ``\x1b``."""
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in text
    )


def _internal(error: Exception) -> None:
    from sourcecheck.config import debugging  # noqa: PLC0415 - only when something went wrong

    if debugging():
        raise error
    click.echo(f"internal error: {type(error).__name__}: {printable(str(error))}", err=True)
    click.echo(
        "  hint: this is a fault of sourcecheck; run again with SOURCECHECK_DEBUG=1 and report"
        " what it prints",
        err=True,
    )
