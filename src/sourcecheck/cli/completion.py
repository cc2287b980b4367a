"""``sourcecheck completion``: tab completion for the shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script of a shell.

    bash: source <(sourcecheck completion bash). zsh and fish take it the same way.
    """
    from sourcecheck.cli import program  # noqa: PLC0415 - the program imports this module

    found = get_completion_class(shell)
    if found is None:  # the choice above allows only known shells
        return 2
    script = found(program, {}, "sourcecheck", "_SOURCECHECK_COMPLETE").source()
    click.echo(script)
    return 0
