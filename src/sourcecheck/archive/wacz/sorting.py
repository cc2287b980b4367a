"""Sort more lines than memory should hold: sorted runs on disk, merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TextIO

_TOGETHER = 100_000  # lines in memory: 30 MB of index lines


def sorted_lines(lines: Iterable[str], folder: Path, *, together: int = _TOGETHER) -> Iterator[str]:
    """Yield lines in the order of their code points, which is that of their UTF-8 bytes.

    Holds ``together`` of them in memory; the others lie in unnamed files in ``folder``.
    """
    given = iter(lines)
    run = sorted(islice(given, together))
    if len(run) < together:
        yield from run
        return
    with ExitStack() as stack:
        runs: list[TextIO] = []
        while run:
            runs.append(stack.enter_context(_spilled(run, folder)))
            run = sorted(islice(given, together))
        yield from (line.removesuffix("\n") for line in heapq.merge(*runs, key=_unended))


def _spilled(run: list[str], folder: Path) -> TextIO:
    file = tempfile.TemporaryFile(  # noqa: SIM115 - the caller closes it
        "w+", encoding="utf-8", errors="surrogatepass", newline="\n", dir=folder
    )
    file.writelines(f"{line}\n" for line in run)
    file.seek(0)
    return file


def _unended(line: str) -> str:
    return line.removesuffix("\n")
