"""What the audits of a run are remembered in."""

from __future__ import annotations

import pytest

from sourcecheck import config
from sourcecheck.session.remembering import remembering
from sourcecheck.store.memory import MemoryStore


def test_one_article_that_is_replayed_needs_no_database() -> None:
    with remembering(config.settled(replay="a.warc.gz"), alone=True) as store:
        assert isinstance(store, MemoryStore)


@pytest.mark.parametrize(
    ("named", "alone"),
    [
        pytest.param({"replay": "a.warc.gz"}, False, id="many articles would take the room"),
        pytest.param({"replay": "a.warc.gz", "db": "kept.db"}, True, id="a database was named"),
        pytest.param({"db": "kept.db"}, True, id="nothing is replayed"),
    ],
)
def test_all_others_are_remembered_in_a_database(named, alone, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with remembering(config.settled(**named), alone=alone) as store:
        assert not isinstance(store, MemoryStore)
        assert store.info().rows("audits") == 0
    assert (tmp_path / "kept.db").exists() is ("db" in named)
