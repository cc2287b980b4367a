"""The tables of pages and files: every row is used, a wrong one names its line."""

import pytest

from sourcecheck.data import load_html as html_loader
from sourcecheck.data import load_signatures as signature_loader
from sourcecheck.data.files import Row
from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_signatures import load_signatures
from sourcecheck.errors import DataError
from sourcecheck.extract.formats import PACKED_READERS


def test_the_shipped_tables_load():
    assert load_html().tags["nav"] == "html-nav"
    assert load_html().names["site-header"] == "html-header"
    assert len(load_signatures()) > 20


def test_lead_ins_are_compared_without_case():
    assert all(lead == lead.casefold() for lead in load_html().lead_ins)


def test_parts_of_names_are_written_as_they_are_compared():
    assert all(part == part.lower() and "-" not in part for part in load_html().parts)


@pytest.mark.parametrize(
    "cells",
    [
        {"match": "tga", "key": "x", "why": "y", "source": "s"},
        {"match": "tag", "key": "", "why": "y", "source": "s"},
        {"match": "tag", "key": "x", "why": "", "source": "s"},
        {"match": "hidden", "key": "x", "why": "y", "source": "s"},
    ],
)
def test_a_wrong_row_of_furniture_names_its_line(monkeypatch, cells):
    row = Row(where="html/furniture.csv:7", cells=cells)
    monkeypatch.setattr(html_loader, "rows", lambda *_: iter([row]))

    with pytest.raises(DataError, match=r"furniture\.csv:7"):
        load_html.__wrapped__()


@pytest.mark.parametrize(
    "change", [{"magic": ""}, {"magic": "hex:zz"}, {"also": "é"}, {"locked": "no"}, {"within": "x"}]
)
def test_a_wrong_signature_names_its_line(monkeypatch, change):
    cells = {"name": "n", "magic": "x", "within": "0", "also": "", "locked": "", "hint": "h"}
    row = Row(where="documents/signatures.csv:9", cells=cells | change)
    monkeypatch.setattr(signature_loader, "rows", lambda *_: iter([row]))

    with pytest.raises(DataError, match=r"signatures\.csv:9"):
        load_signatures.__wrapped__()


def test_every_media_type_of_the_signatures_has_a_reader() -> None:
    named = {signature.media_type for signature in load_signatures() if signature.media_type}
    assert named == set(PACKED_READERS)
