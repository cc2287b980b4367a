"""What is said on standard error and in short lists: one line, and nothing steers a terminal."""

from __future__ import annotations

import unicodedata

import click

from sourcecheck.errors import SourcecheckError

_JOINERS = frozenset("\u200c\u200d")
"""Letters of Persian and Indian words hang on these; they move nothing else."""

_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def printable(text: str) -> str:
    r"""Return text on one line that cannot steer a terminal: ESC is shown as ``\x1b``.

    Control characters, line breaks, directional overrides and lone surrogates are escaped.
    """
    if text.isprintable():  # nearly all: none of its letters acts
        return text
    return "".join(_escaped(char) if _acts(char) else char for char in text)


def foreign(text: str) -> str:
    """Return a stranger's text for a line of ours: printable, and isolated when right to left.

    U+2068 and U+2069 (Unicode UAX 9) keep it from pulling the signs around it to its side.
    """
    safe = printable(text)
    if safe.isascii():
        return safe
    turned = any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in safe)
    return f"\u2068{safe}\u2069" if turned else safe


def _acts(char: str) -> bool:
    if char.isprintable() or char in _JOINERS:
        return False
    return unicodedata.category(char) != "Zs"  # spaces that are not the common one


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def complain(error: SourcecheckError) -> None:
    """Say on standard error what ended the run, and what to do about it."""
    click.echo(f"error: {printable(error.message)}", err=True)
    if error.hint:
        click.echo(f"  hint: {printable(error.hint)}", err=True)


def refuse(error: SourcecheckError) -> None:
    """Say on one line of standard error why one input is left out; the others go on."""
    hint = f" ({printable(error.hint)})" if error.hint else ""
    click.echo(f"error: {printable(error.message)}{hint}", err=True)
