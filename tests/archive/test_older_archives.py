"""What earlier versions wrote can be read."""

from __future__ import annotations

from dataclasses import replace

from archive_cases import exchange
from wacz_cases import SILENT

from sourcecheck.archive.exchanges import TOLD, Told, draft, to_records
from sourcecheck.archive.restoring import from_records
from sourcecheck.model.web import Failure


def older(record):
    """Metadata as it was: the JSON alone."""
    if record.type != "metadata":
        return record
    fields = tuple(
        (name, "application/json" if name == "Content-Type" else value)
        for name, value in record.fields
    )
    block = record.block.removeprefix(TOLD.encode()).removesuffix(b"\r\n")
    assert block != record.block
    return replace(record, fields=fields, block=block)


def test_metadata_that_is_json_alone_says_the_same():
    silent = exchange(SILENT, response=b"", failure=Failure.RESET)
    for one in (exchange(), silent):
        kept = to_records(draft(one, None, Told(chain="c", hops=1)), lambda: "1-2-3")
        found = from_records([older(record) for record in kept.records])
        assert found == from_records(kept.records)
        assert found.exchange == one


def test_metadata_is_of_the_one_type_that_players_do_not_take_for_a_page():
    for one in (exchange(), exchange(SILENT, response=b"", failure=Failure.RESET)):
        *_, told = to_records(draft(one, None, Told()), lambda: "1-2-3").records
        assert (told.type, told.field("Content-Type")) == ("metadata", "application/warc-fields")
        name, _, value = told.block.partition(b": ")
        assert name == b"sourcecheck"
        assert value.count(b"\n") == 1
        assert value.endswith(b"}\r\n")
