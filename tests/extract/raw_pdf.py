"""PDF files written object by object, for what no writer writes."""

from __future__ import annotations

import zlib

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def stream(data: bytes, head: bytes = b"", *, packed: bool = False) -> bytes:
    """Return a stream object, deflated when asked."""
    if packed:
        data, head = zlib.compress(data, 9), head + b" /Filter /FlateDecode"
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data)


def file_of(objects: dict[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Write objects with a table of where they are."""
    out, places = b"%PDF-1.7\n", {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(objects) + 1
    table = b"".join(
        b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n"
        for n in range(size)
    )
    return out + b"xref\n0 %d\n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, trailer, len(out),
    )  # fmt: skip


def pages_of(*contents: bytes, page: bytes = b"", more: dict[int, bytes] | None = None) -> bytes:
    """Write a file of pages that draw with one font, F; ``page`` is added to every page."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * at) for at in range(len(contents)))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 400 600]"
        b" /Resources << /Font << /F 3 0 R >> >> >>" % (kids, len(contents)),
        3: FONT,
    }
    for at, content in enumerate(contents):
        objects[10 + 2 * at] = b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R %s >>" % (
            11 + 2 * at,
            page,
        )
        objects[11 + 2 * at] = stream(content)
    return file_of(objects | (more or {}))


def lines(*texts: str, x: float = 50, y: float = 550, size: float = 10, lead: float = 14) -> bytes:
    """Draw lines of Latin text below one another."""
    drawn = [
        f"BT /F {size} Tf {x} {y - at * lead} Td ({_escaped(text)}) Tj ET"
        for at, text in enumerate(texts)
    ]
    return "".join(f"{each}\n" for each in drawn).encode("cp1252")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
