"""A file read by range behaves as the same file on this disk, whatever is read in what order."""

from __future__ import annotations

import io
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from sourcecheck.archive.storage import shelves
from sourcecheck.archive.storage.base import StoredFile


class Held:
    """A storage with one file, in memory."""

    place = "memory"

    def __init__(self, data):
        self._data = data
        self.asked = 0

    def head(self, name):
        return StoredFile(name=name, size=len(self._data))

    def get_range(self, name, start, length):
        self.asked += 1
        return self._data[start : start + length]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("seek"), st.integers(0, 400), st.just(io.SEEK_SET)),
        st.tuples(st.just("seek"), st.integers(-30, 30), st.just(io.SEEK_END)),
        st.tuples(st.just("read"), st.one_of(st.just(-1), st.integers(0, 120)), st.none()),
        st.tuples(st.just("open"), st.none(), st.none()),
    ),
    max_size=30,
)


def does(file, step):
    kind, number, whence = step
    if kind == "seek":
        return file.seek(max(number, -file.seek(0, io.SEEK_END)), whence)
    return file.read(number)


@given(data=st.binary(max_size=300), steps=STEPS, block=st.sampled_from([1, 7, 64]))
def test_it_reads_what_a_file_reads(data, steps, block):
    with patch.object(shelves, "BLOCK", block), patch.object(shelves, "_KEPT", 5):
        shelf = shelves.StorageShelf(Held(data))
        expected, found = io.BytesIO(data), shelf.open("a.warc")
        for step in steps:
            if step[0] == "open":
                expected, found = io.BytesIO(data), shelf.open("a.warc")
                continue
            assert does(expected, step) == does(found, step)
            assert expected.tell() == found.tell()


@given(size=st.integers(1, 3000))
def test_reading_through_asks_less_and_less_often(size):
    held = Held(bytes(size))
    with patch.object(shelves, "BLOCK", 10), shelves.StorageShelf(held).open("a.warc") as file:
        assert len(file.read()) == size
    assert held.asked <= 5 + size / 160
