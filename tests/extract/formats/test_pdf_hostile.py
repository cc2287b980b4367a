"""PDF bombs end in words, within time and memory; reading takes time in proportion."""

import time
import tracemalloc
import zlib
from contextlib import suppress

import pytest
from raw_pdf import FONT, file_of, lines, pages_of, stream

from sourcecheck.errors import DocumentError, OversizedDocument
from sourcecheck.extract.reading import ReadLimits

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Contents 11 0 R /Resources << /Font << /F 3 0 R >> %s >> >>"


def one_page(content, *, resources=b"", more=None):
    return file_of(
        {
            1: CATALOG,
            2: b"<< /Type /Pages /Kids [10 0 R] >>",
            3: FONT,
            10: PAGE % resources,
            11: content,
        }
        | (more or {})
    )


def forms_in_forms(depth, each):
    """Forms of which every one draws the next several times: ``each ** depth`` in all."""
    objects = {}
    for at in range(depth):
        below = b"/Resources << /XObject << /X %d 0 R >> >>" % (101 + at)
        objects[100 + at] = stream(b"/X Do " * each, b"/Type /XObject /Subtype /Form " + below)
    objects[100 + depth] = stream(lines("x"), b"/Type /XObject /Subtype /Form")
    return one_page(stream(b"/X Do"), resources=b"/XObject << /X 100 0 R >>", more=objects)


def unpacking(megabytes, times=1):
    """A page whose content unpacks to so much, packed so many times."""
    data = b" " * (megabytes << 20)
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = b"/FlateDecode " * times
    return one_page(stream(data, b"/Filter [%s]" % filters))


SMALL = ReadLimits(max_unpacked=20 << 20)

BOMBS = {
    "unpacks to much": unpacking(64),
    "packed twice": unpacking(64, times=2),
    "forms in forms": forms_in_forms(10, 30),
    "a form that draws itself": one_page(
        stream(b"/X Do"),
        resources=b"/XObject << /X 90 0 R >>",
        more={
            90: stream(
                b"/X Do " * 9,
                b"/Subtype /Form /Resources << /XObject << /X 90 0 R >> >>",
            )
        },
    ),
    "twenty thousand pages": file_of(
        {1: CATALOG, 2: b"<< /Type /Pages /Kids [%s] >>" % (b"<< /Type /Page >> " * 20_000)}
    ),
    "a tree of pages that bites its tail": file_of(
        {1: CATALOG, 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R 5 0 R] >>", 5: b"5 0 R"}
    ),
    "objects that lead to one another": file_of(
        {1: b"<< /Type /Catalog /Pages 5 0 R >>", 5: b"6 0 R", 6: b"5 0 R"}
    ),
    "arrays in arrays": file_of({1: b"<< /Type /Catalog /Pages %s >>" % (b"[" * 20_000)}),
    "widths of four billion letters": one_page(
        stream(b"BT /G 10 Tf 50 500 Td <0041> Tj ET"),
        resources=b"/Font << /G 90 0 R >>",
        more={
            90: b"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [91 0 R] >>",
            91: b"<< /Type /Font /Subtype /CIDFontType2 /W [0 4000000000 500] >>",
        },
    ),
    "a map of four billion letters": one_page(
        stream(b"BT /G 10 Tf 50 500 Td <0041> Tj ET"),
        resources=b"/Font << /G 90 0 R >>",
        more={
            90: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 91 0 R >>",
            91: stream(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange " * 2000),
        },
    ),
    "saved states": one_page(stream(b"q " * 500_000 + lines("x"))),
    "brackets": one_page(stream(b"[" * 500_000)),
    "strings left open": one_page(stream(b"(" * 500_000)),
    "far away": one_page(stream(b"BT /F 1e30 Tf 1e30 0 0 1e30 1e300 1e300 Tm (x) Tj ET")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_soon(reads, name):
    started = time.process_time()
    error = None
    try:
        reads(BOMBS[name], "bomb.pdf", limits=SMALL)
    except DocumentError as refused:
        error = refused

    assert error is None or (error.hint and "bomb.pdf" in error.message)
    assert time.process_time() - started < 6


@pytest.mark.parametrize(
    "name", ["unpacks to much", "packed twice", "a map of four billion letters"]
)
def test_a_bomb_takes_little_room(reads, name):
    tracemalloc.start()
    try:
        with suppress(DocumentError):
            reads(BOMBS[name], "bomb.pdf", limits=SMALL)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 100 << 20


def test_what_unpacks_to_much_is_refused_and_not_cut(reads):
    with pytest.raises(OversizedDocument, match="unpacks"):
        reads(BOMBS["packed twice"], limits=SMALL)


GROWING = {
    "letters": lambda n: stream(lines(*["abc def ghi jkl"] * n, y=590, lead=0.1)),
    "words apart": lambda n: stream(
        b"".join(
            b"BT /F 9 Tf %d %d Td (ab) Tj ET " % (7 * at % 400, 3 * at % 600) for at in range(n)
        )
    ),
    "one line": lambda n: stream(b"BT /F 1 Tf 0 300 Td (%s) Tj ET" % (b"word " * n)),
    "marks above one another": lambda n: stream(
        b"".join(b"BT /F %d Tf 50 300 Td (1) Tj ET " % (at % 50 + 1) for at in range(n))
    ),
}


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_length(reads, name):
    def took(size):
        body = one_page(GROWING[name](size))
        started = time.process_time()
        reads(body)
        return time.process_time() - started

    took(100)
    small, large = took(1_000), took(8_000)
    assert large < 20 * max(small, 0.02)


def test_many_pages_take_time_in_proportion(reads):
    def took(count):
        body = pages_of(*[lines(f"page {at} of the book of the island") for at in range(count)])
        started = time.process_time()
        reads(body)
        return time.process_time() - started

    took(2)
    assert took(400) < 20 * max(took(50), 0.02)
