"""Documents whose parsers are large are read in a process of their own, with limits.

A PDF or a packed XML document is a program for its parser: it may ask for gigabytes, never end,
or crash a library written in C. In a child process all of this is one ``DocumentError``, and the
batch goes on. Children are begun when the first such document comes, kept for the next ones, and
replaced when one was lost; who reads plain text and HTML never pays for one.

While articles are audited side by side, long texts are read there too: the event loop, and with
it every fetch under way, does not wait for them.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, replace
from typing import IO, Any, Self

from sourcecheck import errors
from sourcecheck.data.load_markups import load_markups
from sourcecheck.errors import DocumentError, OversizedDocument, UnreadableDocument
from sourcecheck.extract.formats.sniff import packed_type_of
from sourcecheck.model import Article, Document, codec
from sourcecheck.pipeline.tools import Tables, extracted
from sourcecheck.session.frames import receive, send
from sourcecheck.session.pandoc import markup_of, read_with_pandoc


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What reading one document may cost. All are guesses, far above what honest ones need.

    ``wall_s`` holds everywhere; memory and processor time where the system can bound them.
    """

    memory_mib: int = 2048
    cpu_s: int = 120
    wall_s: float = 180.0
    aside_bytes: int = 256 * 1024  # texts from this size on do not hold up other articles


_TRUSTED = frozenset({"multipart/related", "application/jats+xml"})
"""Formats of bytes that are read by our own few lines, in linear time and memory."""

_KINDS: dict[str, type[DocumentError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, DocumentError)
}


def is_risky(document: Document, tables: Tables) -> bool:
    """Tell whether a document is of a kind that is read in a process of its own."""
    try:
        packed = packed_type_of(document, tables.extract.signatures)
    except DocumentError:
        return False  # it is not read at all; stage 1 says why
    return bool(packed) and packed not in _TRUSTED


class Isolation:
    """Does stage 1 here or in child processes; a context manager that ends them."""

    def __init__(self, bounds: Bounds = Bounds()) -> None:
        self._bounds = bounds
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._closed = False

    def __enter__(self) -> Self:
        """Begin nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all children, whatever they do."""
        self.close()

    def extract(self, document: Document, tables: Tables) -> Article:
        """Do stage 1 for one document; raises ``DocumentError``."""
        if is_risky(document, tables):
            return self._in_child(document, tables)
        if markup := markup_of(document, load_markups()):
            return read_with_pandoc(document, markup, lambda page: extracted(page, tables))
        return extracted(document, tables)

    async def extract_aside(self, document: Document, tables: Tables) -> Article:
        """Do the same without holding up the event loop by long documents."""
        if markup_of(document, load_markups()):
            return await asyncio.to_thread(self.extract, document, tables)
        if len(document.body) >= self._bounds.aside_bytes or is_risky(document, tables):
            return await asyncio.to_thread(self._in_child, document, tables)
        return extracted(document, tables)

    def close(self) -> None:
        """End all children; documents that are being read in them are given up."""
        with self._lock:
            self._closed = True
            children, self._all = set(self._all), set()
            self._idle.clear()
        for child in children:
            child.end()

    def _in_child(self, document: Document, tables: Tables) -> Article:
        if not sys.executable:  # an interpreter inside another program
            return extracted(document, tables)
        child = self._take()
        try:
            return child.read(document, tables)
        finally:
            self._give_back(child)

    def _take(self) -> _Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            child = _Child(self._bounds)
            self._all.add(child)
            return child

    def _give_back(self, child: _Child) -> None:
        with self._lock:
            if child.lost or self._closed:
                self._all.discard(child)
            else:
                self._idle.append(child)
                return
        child.end()


class _Child:
    """One reading process; it is begun at its first document, and begun again when lost."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            # -P: a folder of articles may hold a file that is called like a module
            [sys.executable, "-P", "-m", "sourcecheck.session.worker", str(bounds.memory_mib)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._late = False
        self.lost = False

    def read(self, document: Document, tables: Tables) -> Article:
        """Have one document read; raises ``DocumentError``, also when the child is lost."""
        asked = {
            "document": codec.encode(replace(document, body=b"")),
            "limits": codec.encode(tables.limits),
            "language": tables.language,
            "cpu_s": self._bounds.cpu_s,
        }
        answer = self._answer(asked, document.body)
        if answer is None:
            self.lost = True
            raise self._gone(document.origin)
        if "error" in answer:
            kind = _KINDS.get(str(answer["error"]), UnreadableDocument)
            self.lost = self._process.poll() is not None
            raise kind(str(answer["message"]), hint=str(answer["hint"]))
        return codec.decode(Article, answer["article"])

    def _answer(self, asked: dict[str, Any], body: bytes) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        deadline = threading.Timer(self._bounds.wall_s, self._stop_late)
        deadline.daemon = True
        deadline.start()
        try:
            send(self._process.stdin, asked, body)  # type: ignore[arg-type]
            found = receive(self._process.stdout)  # type: ignore[arg-type]
        except (BrokenPipeError, ValueError):  # it ended, or we ended it
            return None
        finally:
            deadline.cancel()
        return found[0] if found else None

    def _stop_late(self) -> None:
        self._late = True
        self._process.kill()

    def _gone(self, origin: str) -> DocumentError:
        """Say why there is no answer: the deadline, the processor's limit, or a crash."""
        if self._late:
            return OversizedDocument(
                f"{origin}: reading it took longer than {self._bounds.wall_s:g} s",
                hint="hand over a part of it, or its text",
            )
        self._process.kill()
        ended = self._process.wait()
        if ended == -getattr(signal, "SIGXCPU", 0) != 0:
            return OversizedDocument(
                f"{origin}: reading it took more than {self._bounds.cpu_s} s of the processor",
                hint="hand over a part of it, or its text",
            )
        return UnreadableDocument(
            f"{origin}: reading it broke off{self._last_words()}",
            hint="the file may be damaged; open it in the program it comes from and save it again",
        )

    def _last_words(self) -> str:
        """Return the last line the child wrote, which names the error it died of."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - 2000))
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        return next((f": {line.strip()[:200]}" for line in reversed(lines) if line.strip()), "")

    def end(self) -> None:
        """End the process, and free what it held here."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be written will not be read
