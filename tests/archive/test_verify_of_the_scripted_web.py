"""Whatever a server sends, its archive is sound: no odd answer is taken for damage."""

from __future__ import annotations

import pytest

pytest.importorskip("cryptography")
from test_replay_of_the_scripted_web import recorded

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.verifying.verify import verify


async def test_the_archive_of_every_behaviour_is_sound(tmp_path):
    index = MemoryIndex()
    await recorded(tmp_path, index)
    found = verify(tmp_path, index=index)
    assert found.faults == ()
    assert found.records > 1000
