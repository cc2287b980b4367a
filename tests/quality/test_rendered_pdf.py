"""Articles set as PDF are read as well as ever."""

import json
from pathlib import Path

import pytest
from gate import values
from rendered_pdf import rendered_pdf

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text(encoding="utf-8"))


def test_articles_set_as_pdf_are_read_as_well_as_ever():
    from render_pdf import FONT

    if not FONT.is_file():
        pytest.skip("the font of the rendered articles is not here: fonts-dejavu-core")
    reached = values("pdf", list(rendered_pdf()))
    pinned = {what: floor for what, floor in FLOORS.items() if what.startswith("pdf: ")}
    assert pinned
    low = {
        what: (reached.get(what), floor)
        for what, floor in pinned.items()
        if reached.get(what, 0.0) < floor
    }
    assert low == {}
