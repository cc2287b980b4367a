"""Load ``data/documents/signatures.csv``: kinds of files whose bytes are no text."""

from __future__ import annotations

from functools import cache

from sourcecheck.data.files import PACKAGED, Row, rows
from sourcecheck.errors import DataError
from sourcecheck.model.tables.signatures import Signature, SignatureTable

_COLUMNS = ("name", "magic", "within", "also", "locked", "hint", "media_type")


@cache
def load_signatures() -> SignatureTable:
    """Read the signatures; raises ``DataError`` naming file and line."""
    name = "documents/signatures.csv"
    return tuple(_signature(row) for row in rows(PACKAGED, name, _COLUMNS))


def _signature(row: Row) -> Signature:
    if row["locked"] not in {"", "yes"}:
        raise DataError(f"{row.where}: locked is {row['locked']!r}", hint="write yes or nothing")
    magic = _bytes(row, "magic")
    if not magic:
        raise DataError(f"{row.where}: magic is empty")
    return Signature(
        name=row["name"],
        magic=magic,
        within=int(row.number("within")),
        also=_bytes(row, "also"),
        locked=row["locked"] == "yes",
        hint=row["hint"],
        media_type=row["media_type"],
    )


def _bytes(row: Row, column: str) -> bytes:
    """Return a cell's bytes: ``hex:504b`` or plain ASCII."""
    cell = row[column]
    try:
        return bytes.fromhex(cell[4:]) if cell.startswith("hex:") else cell.encode("ascii")
    except ValueError as error:
        raise DataError(f"{row.where}: {column} is neither ASCII nor hex: {cell!r}") from error
