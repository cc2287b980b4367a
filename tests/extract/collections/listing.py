"""Lists read from bytes with the shipped names and limits."""

import io
from datetime import UTC, datetime

from sourcecheck.data.load_lists import load_lists
from sourcecheck.errors import DocumentError
from sourcecheck.extract.collections import LISTS, Listed, Listing, kind_of
from sourcecheck.extract.collections.entries import with_few_errors
from sourcecheck.extract.collections.kinds import HEAD
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Document

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TABLE = load_lists()


def kind(body, name="list"):
    raw = body.encode() if isinstance(body, str) else body
    return kind_of(raw[:HEAD], name, TABLE)


def entries(body, name="list", limits=None, table=TABLE):
    raw = body.encode() if isinstance(body, str) else body
    listing = Listing(origin=name, read_at=NOON, limits=limits or ReadLimits(), table=table)
    found = LISTS[kind_of(raw[:HEAD], name, table)](io.BytesIO(raw), listing)
    return list(with_few_errors(found, listing))


def shown(entry):
    """What an entry is, in one line."""
    if isinstance(entry, Document):
        return f"article {entry.origin}"
    if isinstance(entry, Listed):
        return f"address {entry.url}"
    assert isinstance(entry, DocumentError)
    return f"error {entry.message}"


def lines(body, name="list", **how):
    return [shown(entry) for entry in entries(body, name, **how)]
