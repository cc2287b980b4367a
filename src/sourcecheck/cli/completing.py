"""What the shell completes behind a verb and behind its options, told by their metavars."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem
from click.types import StringParamType

_FILES = frozenset({"FILE", "INPUT", "PATH", "ARTICLE", "AUDIT", "WARC", "WACZ", "PEM"})
_FOLDERS = frozenset({"DIR", "FOLDER"})
_WORD = re.compile(r"@?[A-Z]+")


class _Places(StringParamType):
    """A text that names a file or folder; the shell itself knows which there are."""

    def __init__(self, kind: str) -> None:
        self._kind = kind  # of click's completion: "file" or "dir"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Leave it to the shell."""
        return [CompletionItem(incomplete, type=self._kind)]


class _Codes(StringParamType):
    """A text that names a finding or a state of links."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the codes, and the states where they are taken, that begin so."""
        from sourcecheck.data.load_rules import load_rules  # noqa: PLC0415 - heavy
        from sourcecheck.model import LinkState  # noqa: PLC0415 - heavy

        states = LinkState if "STATE" in (param.metavar or "") else ()
        names = (*sorted(load_rules().rules), *(state.value for state in states))
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


class _Archives(StringParamType):
    """A text that names an archive to ask for copies."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the archives that have a name and begin so."""
        from sourcecheck.data.load_archives import load_archives  # noqa: PLC0415 - heavy

        names = load_archives().services
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def complete_by_metavar(params: Iterable[click.Parameter]) -> None:
    """Give texts the completion that their metavars promise; nothing else of them changes.

    Without it a shell with our completion would complete less than one without.
    """
    for param in params:
        if param.type is click.STRING and (kind := _kind(param.metavar or "")):
            param.type = kind


def _kind(metavar: str) -> StringParamType | None:
    words = set(_WORD.findall(metavar))
    if words & _FILES:
        return _Places("file")
    if words & _FOLDERS:
        return _Places("dir")
    if metavar.startswith("SC###"):
        return _Codes()
    return _Archives() if metavar == "ARCHIVE" else None
