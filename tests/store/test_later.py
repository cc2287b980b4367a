from __future__ import annotations

import pytest

from sourcecheck.errors import StoreError
from sourcecheck.store.later import opened_later
from sourcecheck.store.sqlite import open_store


def opening(log):
    log.append("opened")
    return open_store(":memory:")


def test_a_store_that_nobody_asks_is_never_opened():
    log = []
    opened_later(lambda: opening(log)).close()
    assert log == []


def test_a_store_is_opened_once_when_it_is_first_asked():
    log = []
    store = opened_later(lambda: opening(log))
    assert store.info().rows("checks") == 0
    with store.together():
        pass
    store.close()
    assert log == ["opened"]


def test_what_hinders_the_opening_is_told_when_the_store_is_asked(tmp_path):
    store = opened_later(lambda: open_store(tmp_path))
    with pytest.raises(StoreError):
        store.info()
