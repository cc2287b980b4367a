"""The index as CDXJ, which other replay tools read: sorted, and told line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from sourcecheck.archive.index import cdxj_line, cdxj_time
from sourcecheck.archive.records import target_uri
from sourcecheck.model.web import Capture


def cdxj(captures: Iterable[Capture]) -> Iterator[str]:
    """Yield the CDXJ lines of all answers, sorted by their bytes; failures have no line.

    ``captures`` come in the order of an index, by key and then by time; those of one key and
    second alone are held. Their lines say the time to the microsecond as well. Addresses are
    written as they stand in the records.
    """
    answers = (row for row in captures if row.status is not None)
    for _, rows in groupby(answers, key=lambda row: (row.urlkey, cdxj_time(row))):
        shared = [replace(row, url=target_uri(row.url)) for row in rows]
        yield from sorted(cdxj_line(row, exact=len(shared) > 1) for row in shared)
