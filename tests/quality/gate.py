"""Print the figures of extraction and hold them against ``floors.json``.

``python tests/quality/gate.py`` prints; a figure below its floor ends with 1. ``--raise``
writes floors that are higher now; lowering one is an edit by hand that the commit explains.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from generated import generated
from measure import Figures, examples, seeds, total
from rendered import rendered
from rendered_pdf import rendered_pdf
from scripts import scripts
from voices import news, press, voices
from written import written

FLOORS = Path(__file__).with_name("floors.json")

SETS: dict[str, Callable[[], Iterator[tuple[str, Figures]]]] = {
    "seeds": seeds,
    "examples": examples,
    "voices": voices,
    "news": news,
    "press": press,
    "generated": generated,
    "rendered": rendered,
    "pdf": rendered_pdf,
    "scripts": scripts,
    "written": written,
}
BY_ROW = {
    "voices": "voices {row}: {what}",
    "news": "news {row}: {what}",
    "press": "press {row}: {what}",
    "generated": "generated: {row}: {what}",
    "rendered": "rendered: {row}: {what}",
    "pdf": "pdf: {row}: {what}",
    "scripts": "scripts: {row}: {what}",
    "written": "written: {row}: {what}",
}


def main(arguments: list[str]) -> int:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    low = []
    for name, rows in SETS.items():
        measured = list(rows())
        if not measured:
            print(f"{name}: not here, not measured")
            continue
        _table(name, [*measured, ("all", total(measured))])
        for what, value in values(name, measured).items():
            if value < floors.get(what, 0.0):
                low.append(f"{what}: {value:.3f}, floor {floors[what]:.3f}")
            if "--raise" in arguments:
                floors[what] = max(floors.get(what, 0.0), round(value - 0.0005, 3))
    if "--raise" in arguments:
        FLOORS.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(
        "\n".join(["", *(f"below its floor: {line}" for line in low)])
        if low
        else "\nall floors hold"
    )
    return 1 if low else 0


def values(name: str, measured: list[tuple[str, Figures]]) -> dict[str, float]:
    """Return the figures of a set that floors are pinned for: sums, or one per row."""
    if name in BY_ROW:
        return {
            BY_ROW[name].format(row=row, what=what): share.value
            for row, figures in measured
            for what, share in figures.items()
            if share.of
        }
    found = {f"{name}: {what}": share.value for what, share in total(measured).items() if share.of}
    if name == "seeds":  # the articles the issue names for voices
        last = total(measured[2:])
        for what in (
            "attribution precision",
            "attribution recall",
            "vague precision",
            "vague recall",
        ):
            found[f"seeds 3-5: {what}"] = last[what].value
    return found


def _table(title: str, rows: list[tuple[str, Figures]]) -> None:
    columns = list(dict.fromkeys(name for _, figures in rows for name in figures))
    print(f"\n{title}")
    width = max(len(name) for name, _ in rows)
    heads = [_head(column) for column in columns]
    print(" " * width + "  " + "  ".join(heads))
    for name, figures in rows:
        cells = [str(figures[c]) if c in figures and figures[c].of else "-" for c in columns]
        print(
            f"{name:<{width}}  "
            + "  ".join(f"{c:>{len(h)}}" for c, h in zip(cells, heads, strict=True))
        )


def _head(column: str) -> str:
    short = {"attribution": "attr", "precision": "P", "recall": "R"}
    return f"{' '.join(short.get(word, word) for word in column.split()):>6}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
