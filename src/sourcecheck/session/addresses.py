"""Every address that some inputs come to, drawn as it is needed: for ``check``.

Nothing holds all of them: lists are read in pieces, articles one at a time, and a sitemap at an
address is fetched when its turn comes. Whoever looks at the addresses draws them in a thread, so
that the links under way do not wait while an article is read.
"""

from __future__ import annotations

import asyncio
import glob
import io
import os
import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from sourcecheck.errors import DocumentError, UnreadableDocument, UsageError
from sourcecheck.pipeline.looks import Cited, named
from sourcecheck.session.inputs import MIB, Reading, check_size, expand, is_url, told
from sourcecheck.session.plainlists import (
    HEAD,
    PIECE,
    is_address,
    is_plain_list,
    is_utf8,
    is_web,
    pieces,
    piped_file,
)
from sourcecheck.session.refusals import list_name, no_address, stopped, unreadable, within
from sourcecheck.urls.plain import plain_under

if TYPE_CHECKING:
    from sourcecheck.model import Document
    from sourcecheck.model.tables.urls import UrlTables
    from sourcecheck.pipeline.linktools import LinkTools
    from sourcecheck.pipeline.tools import Tables, Tools
    from sourcecheck.session.isolation import Isolation
    from sourcecheck.session.linklists import Found

Batch = list[Cited | None]
"""Some addresses, drawn together; None = the next may take a while: go on with these."""

DEEPEST = 3
"""Lists in lists that are followed: an index of sitemaps, a sitemap, its pages."""

_PATIENCE_S = 0.2  # between two looks at whether the run was stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who is told, from another thread, of what cannot be read and what lists remark."""

    refuse: Callable[[DocumentError, bool], None]  # True = it is one of a list
    remark: Callable[[str], None] = lambda words: None


def opened(names: Sequence[str]) -> tuple[str, ...]:
    """Look at what was named before anything is done: folders and patterns become their files.

    Raises ``UsageError`` for a list that is not there, and what ``expand`` raises.
    """
    found: list[str] = []
    for name in names:
        if _is_list(name):
            if not Path(name[1:]).exists():  # a pipe is none the worse
                raise UsageError(f"{name}: the list cannot be read: no such file")
            found.append(name)
        elif is_web(name) or is_address(name) or name == "-":
            found.append(name)
        else:
            found.extend(expand([name]))
    return tuple(dict.fromkeys(found))


def _is_list(name: str) -> bool:
    return name.startswith("@") and not Path(name).is_file()


def _is_several(name: str) -> bool:
    path = Path(name)
    return path.is_dir() or (glob.has_magic(name) and not path.is_file())


def with_standard_input(how: Reading) -> Reading:
    """Begin to read standard input: a plain list will come piece by piece, all else is read now.

    Waits for its first bytes. Raises ``OversizedDocument``.
    """
    file = piped_file()
    begun = file.read(PIECE)
    as_it_is = not (how.form or how.kind is not None or how.media_type)
    if how.form == "urls" or (as_it_is and is_plain_list(begun)):
        return replace(how, begun=begun)
    whole, size = [begun], len(begun)
    while begun and size <= how.max_bytes and (more := file.read(MIB)):
        whole.append(more)
        size += len(more)
    check_size(size, how, how.stdin_name)
    return replace(how, piped=b"".join(whole))


class Addresses:
    """What the inputs of a run cite: an iterable to be drawn from once, and closed.

    Make it inside the event loop that fetches. Draw from it in one other thread.
    """

    def __init__(
        self,
        names: Sequence[str],
        how: Reading,
        tools: LinkTools,
        urls: UrlTables,
        reading: Callable[[], Tables],
        heard: Heard,
    ) -> None:
        """Take the names that ``opened`` returned; ``reading`` loads what articles need."""
        self._names = names
        self._how = how
        self._tools = tools
        self._urls = urls
        self._is_plain = plain_under(urls)
        self._reading = reading
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        self._stack = ExitStack()
        self._apart: Isolation | None = None
        self._closed = False
        self._drawing: Generator[Batch, None, None] = self.batches()

    def __iter__(self) -> Iterator[Cited | None]:
        """Draw the addresses in the order of the inputs, until the run is stopped."""
        self._drawing = self.batches()
        return chain.from_iterable(self._drawing)

    def batches(self) -> Generator[Batch, None, None]:
        """Draw them some at a time."""
        for name in self._names:
            for batch in self._of(name, ()):
                yield batch
                if self._is_over:
                    return

    def close(self) -> None:
        """Draw no more, and end the processes that articles were read in."""
        self._closed = True
        with suppress(ValueError):  # it is being drawn from, and ends by itself
            self._drawing.close()
        self._stack.close()

    @property
    def _is_over(self) -> bool:
        return self._closed or self._tools.stop.is_set()

    def _of(self, name: str, lists: tuple[str, ...]) -> Iterator[Batch]:
        if name == "-":
            yield from self._standard_input()
        elif is_address(name):
            yield from self._address(name)
        elif is_web(name):
            self._heard.refuse(no_address(list_name(lists), name), bool(lists))
        elif _is_list(name):
            yield from self._listed(name[1:], lists)
        elif _is_several(name):
            yield from self._several(name, list_name(lists))
        else:
            yield from self._path(name, list_name(lists))

    def _several(self, name: str, listed_in: str) -> Iterator[Batch]:
        """Draw from the files of a folder or pattern; where there are none, it is told."""
        try:
            files = list(expand([name]))
        except UsageError as error:
            refused = UnreadableDocument(error.message, hint=error.hint)
            self._heard.refuse(within(listed_in, refused), bool(listed_in))
            return
        for each in files:
            yield from self._path(each)

    def _cite(self, url: str, origin: str) -> Cited:
        """Return what to fetch and to judge for an address."""
        if self._is_plain(url):
            return Cited(url=url, address=url, origin=origin)
        return named(url, self._urls, origin)

    # addresses by themselves, and lists at addresses

    def _address(self, url: str) -> Iterator[Batch]:
        yield [self._cite(url, "")]
        if is_url(url) and not self._tools.offline and self._may_be_list(url):
            yield from self._fetched(url, 1, "")

    def _may_be_list(self, url: str) -> bool:
        if self._how.kind is not None or self._how.form:
            return True
        path = url.partition("#")[0].partition("?")[0].lower()
        from sourcecheck.data.load_lists import load_lists  # noqa: PLC0415 - for few addresses

        return path.endswith(load_lists().list_endings)

    def _fetched(self, url: str, depth: int, listed_in: str) -> Iterator[Batch]:
        """Fetch a list and draw from it; what turns out to be none is a link of its list."""
        try:
            document = self._fetch(url)
        except DocumentError as error:
            self._heard.refuse(error, bool(listed_in))
            return
        file = io.BytesIO(document.body)
        from sourcecheck.session.linkfiles import is_any_list  # noqa: PLC0415 - heavy

        if is_any_list(file, url, self._how):
            yield from self._inside(file, url, depth)
        elif listed_in:
            yield [self._cite(url, listed_in)]

    def _fetch(self, url: str) -> Document:
        """Fetch in the event loop; raises ``DocumentError``."""
        from sourcecheck.pipeline.documents import fetch_document  # noqa: PLC0415 - for few

        how = self._how
        fetching = asyncio.run_coroutine_threadsafe(
            fetch_document(url, cast("Tools", self._tools), how.now, how.media_type), self._loop
        )
        while True:
            try:
                return fetching.result(_PATIENCE_S)
            except TimeoutError:
                if self._is_over:
                    fetching.cancel()
            except CancelledError:
                raise stopped(url) from None

    # files

    def _path(self, name: str, listed_in: str = "") -> Iterator[Batch]:
        try:
            file: BinaryIO = Path(name).open("rb")  # noqa: SIM115 - closed below
        except (OSError, ValueError) as error:
            self._heard.refuse(unreadable(name, error, listed_in), False)
            return
        with file:
            yield from self._inside(file, told(name), 1)

    def _inside(self, file: BinaryIO, origin: str, depth: int) -> Iterator[Batch]:
        """Draw from an open file, whatever it is."""
        try:
            head = file.read(HEAD)
            file.seek(0)
        except OSError as error:
            self._heard.refuse(unreadable(origin, error), False)
            return
        as_it_is = not (self._how.form or self._how.kind is not None or self._how.media_type)
        if self._how.form == "urls" or (as_it_is and is_plain_list(head, origin)):
            for piece in pieces(file):
                yield self._entries(piece, origin)
            return
        from sourcecheck.session.linkfiles import links_in  # noqa: PLC0415 - heavy

        yield from self._drawn(links_in(file, origin, self._how), origin, depth)

    def _entries(self, piece: list[str], origin: str) -> Batch:
        """Return the addresses of a plain list; a line that is none is told."""
        is_plain = self._is_plain
        found: Batch = []
        for entry in piece:
            if is_plain(entry):
                found.append(Cited(url=entry, address=entry, origin=origin))
            elif is_address(entry) and is_utf8(entry):
                found.append(self._cite(entry, origin))
            else:
                self._heard.refuse(no_address(origin, entry), True)
        return found

    def _listed(self, path: str, lists: tuple[str, ...]) -> Iterator[Batch]:
        """Draw what the lines of a list stand for: addresses, files, folders, further lists."""
        place = os.path.realpath(path)
        if place in lists:
            raise UsageError(f"@{path}: the list holds itself", hint="take that line out of it")
        try:
            file: BinaryIO = Path(path).open("rb")  # noqa: SIM115 - closed below
        except OSError as error:
            raise UsageError(f"@{path}: the list cannot be read: {error.strerror}") from error
        with file:
            for piece in pieces(file):
                if all(map(is_address, piece)):
                    yield self._entries(piece, told(path))
                    continue
                for entry in piece:
                    if is_address(entry):
                        yield self._entries([entry], told(path))
                    else:
                        yield from self._of(entry, (*lists, place))

    # standard input

    def _standard_input(self) -> Iterator[Batch]:
        origin = self._how.stdin_name
        if self._how.piped is not None:
            yield from self._inside(io.BytesIO(self._how.piped), origin, 1)
            return
        came: queue.Queue[list[str] | None] = queue.Queue(maxsize=4)
        reader = threading.Thread(target=_read, args=(self._how.begun, came), daemon=True)
        reader.start()
        while not self._is_over:
            try:
                piece = came.get(timeout=_PATIENCE_S)
            except queue.Empty:
                yield [None]
                continue
            if piece is None:
                return
            yield self._entries(piece, origin)

    # what is drawn from lists and articles

    def _drawn(self, entries: Iterator[Found], origin: str, depth: int) -> Iterator[Batch]:
        from sourcecheck.extract.collections import Remark  # noqa: PLC0415 - heavy
        from sourcecheck.model import Document  # noqa: PLC0415 - heavy
        from sourcecheck.session.linklists import Given  # noqa: PLC0415 - heavy

        some = False
        try:
            for each in entries:
                if isinstance(each, Given):
                    yield [self._cite(each.url, each.origin or origin)]
                elif isinstance(each, Remark):
                    self._heard.remark(each.words)
                elif isinstance(each, DocumentError):
                    self._heard.refuse(each, True)
                elif isinstance(each, Document):
                    yield self._links_of(each)
                elif each.is_list and depth < DEEPEST and not self._tools.offline:
                    yield from self._fetched(each.url, depth + 1, origin)
                else:
                    yield [self._cite(each.url, origin)]
                some = True
        except DocumentError as error:
            self._heard.refuse(error, some)

    def _links_of(self, document: Document) -> Batch:
        """Return the addresses an article cites."""
        from sourcecheck.model import WebSource  # noqa: PLC0415 - heavy
        from sourcecheck.pipeline import read  # noqa: PLC0415 - heavy

        if self._apart is None:
            from sourcecheck.session.isolation import Isolation  # noqa: PLC0415 - heavy

            self._apart = self._stack.enter_context(Isolation())
        try:
            found = read(document, self._reading(), outlets=False, extracting=self._apart.extract)
        except DocumentError as error:
            self._heard.refuse(error, document.told is not None)
            return []
        return [
            self._cite(part.source.link.url or part.source.printed, document.origin)
            for line in found.lines
            for part in line.sources
            if isinstance(part.source, WebSource)
        ]


def _read(begun: bytes, came: queue.Queue[list[str] | None]) -> None:
    """Hand on the pieces of standard input, in a thread that nobody can wake from its silence."""
    for piece in pieces(piped_file(begun)):
        came.put(piece)
    came.put(None)
