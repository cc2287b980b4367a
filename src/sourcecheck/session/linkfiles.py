"""Which reader gives the links of a file: by its opening, or as its user says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, cast

from sourcecheck.data.load_lists import load_lists
from sourcecheck.errors import UnreadableDocument
from sourcecheck.extract.collections import Entry, Kind, Listing, kind_of
from sourcecheck.extract.collections.entries import with_few_errors
from sourcecheck.session.inputs import Reading, told, why
from sourcecheck.session.linklists import (
    READERS,
    Form,
    Found,
    Given,
    columns_of,
    form_of,
    opens_with_addresses,
    read_columns,
    read_records,
)
from sourcecheck.session.members import GZIP, inside, listing_of, packed_head, unpacked
from sourcecheck.session.plainlists import HEAD, is_plain_list, is_utf8, pieces

_HOST = re.compile(r"(?:www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+/)", re.IGNORECASE)
"""How an address begins that was written without its scheme."""

Reader = Callable[[BinaryIO, Listing], Iterator[Found]]
"""Reads one kind of list of links, lazily; raises ``DocumentError`` where it cannot go on."""


def links_in(file: BinaryIO, origin: str, how: Reading) -> Iterator[Found]:
    """Yield what an open file gives to check: links, articles that hold some, or errors.

    Raises ``DocumentError`` when it cannot be read, or not further; what came before stands.
    """
    head, packed = _head(file)
    reader = _reader(head, origin, how)
    if reader is None:
        yield from inside(file, origin, how)
        return
    listing = listing_of(origin, how)
    found = reader(unpacked(file, origin) if packed else file, listing)
    yield from with_few_errors(cast("Iterator[Entry]", found), listing)


def is_any_list(file: BinaryIO, origin: str, how: Reading) -> bool:
    """Tell whether an open file is a list, of articles or of links."""
    head, _ = _head(file)
    kind = how.kind or kind_of(head, origin.removesuffix(".gz"), load_lists())
    return kind is not None or _reader(head, origin, how) is not None


def _head(file: BinaryIO) -> tuple[bytes, bool]:
    """Return a file's opening, unpacked, and whether it was packed."""
    head = file.read(HEAD)
    file.seek(0)
    if not head.startswith(GZIP):
        return head, False
    return packed_head(file), True


def _reader(head: bytes, origin: str, how: Reading) -> Reader | None:
    """Return the reader of a list of links; None = it is anything else."""
    if how.form:
        return READERS.get(Form(how.form), _read_plain)
    if how.media_type:
        return None
    if how.kind is None and is_plain_list(head, origin):
        return _read_plain
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    form = None if how.kind else form_of(text)
    if form:
        return READERS[form]
    kind = how.kind or kind_of(head, origin.removesuffix(".gz"), load_lists())
    if kind is None and opens_with_addresses(text):
        return read_records
    if kind is Kind.TABLE:
        columns = columns_of(head, listing_of(origin, how))
        return partial(read_columns, columns=columns) if columns else None
    return READERS.get(kind) if kind else None


def _read_plain(file: BinaryIO, listing: Listing) -> Iterator[Found]:
    for piece in pieces(file):
        for entry in piece:
            if is_utf8(entry):
                yield Given(url=entry)
            else:
                yield listing.wrong("", "an address in it is not UTF-8", "save it as UTF-8")


def unreadable(name: str, error: Exception) -> UnreadableDocument:
    """Return what is told of a path that cannot be opened or read."""
    if isinstance(error, FileNotFoundError):
        hint = "check the path; addresses begin with http:// or https://"
        if _HOST.match(name):
            hint = f"check the path; as an address it is https://{told(name)}"
        return UnreadableDocument(f"{told(name)}: no such file", hint=hint)
    if isinstance(error, IsADirectoryError):
        return UnreadableDocument(f"{told(name)}: not a file")
    if isinstance(error, ValueError):  # a NUL in the name
        return UnreadableDocument(f"{name!s}: not a path: {error}")
    return UnreadableDocument(f"{told(name)}: cannot be read: {why(error)}")
