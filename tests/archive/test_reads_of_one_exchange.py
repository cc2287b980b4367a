"""Reading one exchange by its place reads that one, and not the large page behind it."""

from __future__ import annotations

import io
import random

from archive_cases import NOON, answer, counted, exchange, opened_file

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import group_at
from sourcecheck.archive.warc import Archive


class Counting(io.BytesIO):
    """A file that knows how many of its bytes were asked for."""

    taken = 0

    def read(self, size=-1):
        data = super().read(size)
        self.taken += len(data)
        return data


def test_the_next_page_is_left_unread(tmp_path):
    large = random.Random(4).randbytes(3_000_000)
    with Archive.open(tmp_path, MemoryIndex(), lambda: NOON, counted()) as archive:
        first = archive.keep(exchange())
        archive.keep(exchange(url="https://news.example/b", response=answer(large)), large)
    file = Counting(opened_file(tmp_path).read_bytes())
    group = group_at(file, first.offset)
    assert [each.record.type for each in group] == ["response", "request", "metadata"]
    assert file.taken < 100_000
