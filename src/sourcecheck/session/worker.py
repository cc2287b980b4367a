"""The reading process: documents in on standard input, articles out on standard output.

It is begun by ``isolation`` as ``python -m sourcecheck.session.worker``, limits its own memory
and processor time where the system can, and ends when its input does. Nothing it reads can
touch the process that began it but by its answer.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from dataclasses import replace
from typing import Any, BinaryIO

from sourcecheck.errors import DocumentError, OversizedDocument
from sourcecheck.extract import ExtractTables, extract
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Document, codec
from sourcecheck.session.frames import receive, send
from sourcecheck.session.tables import extract_tables

_MIB = 1024 * 1024


def main() -> None:
    """Read documents until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever began us
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it warns of every odd font
    inwards, outwards = _pipes()
    limit_memory(int(sys.argv[1]))
    tables = extract_tables()
    while (asked := receive(inwards)) is not None:
        told, body = asked
        limit_time(told["cpu_s"])
        answer, more = answered(told, body, tables)
        send(outwards, answer)
        if not more:
            return


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take the pipes for ourselves: what a parser prints goes to standard error."""
    outwards = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, outwards


def answered(told: Any, body: bytes, tables: ExtractTables) -> tuple[dict[str, Any], bool]:
    """Return the answer to one request, and whether this process may go on."""
    document = replace(codec.decode(Document, told["document"]), body=body)
    limits = codec.decode(ReadLimits, told["limits"])
    try:
        article = extract(document, tables, limits, told["language"])
        return {"article": codec.encode(article)}, True
    except DocumentError as error:
        return _refused(error), True
    except MemoryError:
        return _refused(_too_large(document)), False


def _too_large(document: Document) -> DocumentError:
    return OversizedDocument(
        f"{document.origin}: reading it needs more memory than is allowed",
        hint="hand over a part of it, or its text",
    )


def _refused(error: DocumentError) -> dict[str, Any]:
    return {"error": type(error).__name__, "message": error.message, "hint": error.hint}


def limit_memory(mib: int) -> None:
    """Bound the address space of this process and its children, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mib * _MIB
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
    except (ValueError, OSError):
        return  # macOS knows the limit and refuses to set it; the deadline is left


def limit_time(seconds: int) -> None:
    """Give this process so many more seconds of processor time, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + seconds + 1
    if most == resource.RLIM_INFINITY or wanted <= most:
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, most))


if __name__ == "__main__":
    main()
