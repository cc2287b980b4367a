"""The formats of ``check``: each link as it comes, in text, JSON, JSON Lines or CSV."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from sourcecheck.cli.counting import Count
from sourcecheck.model.memento import best_of
from sourcecheck.pipeline.looks import Look


class Writer(Protocol):
    """Writes links in one format. What it returns is written at once."""

    def begin(self) -> str:
        """Return what stands before the first link."""
        ...

    def batch(self, looks: Sequence[Look], hosts: Sequence[str]) -> str:
        """Return what is to be written of some links; ``hosts`` are theirs."""
        ...

    def end(self, count: Count) -> str:
        """Return what stands after the last link."""
        ...


def row_of(look: Look) -> dict[str, Any]:
    """Return the LINK of the contract, and where the link was found."""
    from sourcecheck.report.formats.json import link_json, search_json  # noqa: PLC0415 - not for text

    row = link_json(look.verdict, look.check.observation if look.check else None)
    found_in = [origin for origin in look.origins if origin]
    if found_in:
        row["origin"] = found_in[0]
    if len(found_in) > 1:
        row["origins"] = found_in
    if look.copies:
        row["copies"] = [search_json(each) for each in look.copies]
    return row


class JsonLines:
    """One link a line."""

    def begin(self) -> str:
        """Return nothing."""
        return ""

    def batch(self, looks: Sequence[Look], hosts: Sequence[str]) -> str:
        """Return a line for each link."""
        del hosts
        from sourcecheck.report.formats.json import one_line  # noqa: PLC0415 - not for text

        return "".join([one_line(row_of(look)) for look in looks])

    def end(self, count: Count) -> str:
        """Return nothing: whoever reads lines counts them."""
        del count
        return ""


class Json:
    """One array, a link a line."""

    def __init__(self) -> None:
        self._begun = False

    def begin(self) -> str:
        """Open the array."""
        return "["

    def batch(self, looks: Sequence[Look], hosts: Sequence[str]) -> str:
        """Return some of its elements."""
        del hosts
        from sourcecheck.report.formats.json import one_line  # noqa: PLC0415 - not for text

        found = ",\n".join([one_line(row_of(look)).rstrip("\n") for look in looks])
        before = ",\n" if self._begun else "\n"
        self._begun = self._begun or bool(found)
        return f"{before}{found}" if found else ""

    def end(self, count: Count) -> str:
        """Close the array."""
        del count
        return "\n]\n" if self._begun else "]\n"


COLUMNS = (
    "url", "state", "group", "confirmed", "rule", "because", "status", "final_url", "hops",
    "checked_at", "elapsed_ms", "origin", "copy_url",
)  # fmt: skip
"""The columns of CSV: the keys of a LINK, and where it was found."""


class Csv:
    """One link a row; no cell can act as a formula in a spreadsheet."""

    def begin(self) -> str:
        """Return the names of the columns."""
        return f"{','.join(COLUMNS)}\n"

    def batch(self, looks: Sequence[Look], hosts: Sequence[str]) -> str:
        """Return a row for each link."""
        del hosts
        import csv  # noqa: PLC0415 - for this format only

        paper = io.StringIO(newline="")
        writer = csv.writer(paper, lineterminator="\n")
        writer.writerows(map(_cells, looks))
        return paper.getvalue()

    def end(self, count: Count) -> str:
        """Return nothing."""
        del count
        return ""


def _cells(look: Look) -> Iterator[str]:
    from sourcecheck.report.formats.csv import guarded  # noqa: PLC0415 - for this format only

    row = row_of(look)
    row["origin"] = " | ".join(filter(None, look.origins))
    best = best_of(look.copies)
    row["copy_url"] = best.memento_url if best else None
    for name in COLUMNS:
        value: Any = row.get(name)
        if name == "because":
            cell = "; ".join(value)
        elif name == "hops":
            cell = " > ".join(hop["url"] for hop in value)
        elif isinstance(value, bool):
            cell = json.dumps(value)
        else:
            cell = "" if value is None else str(value)
        yield guarded(cell)


WRITERS: dict[str, Callable[[], Writer]] = {"json": Json, "jsonl": JsonLines, "csv": Csv}
"""The formats for programs; ``text`` is made in ``linktext``."""
