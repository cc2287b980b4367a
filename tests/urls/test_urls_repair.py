from __future__ import annotations

import pytest

from sourcecheck.model import LinkFlag
from sourcecheck.urls.repair import repair

CASES = [
    ("https://a.example/x", "https://a.example/x", ()),
    ("HTTPS://a.example/x", "HTTPS://a.example/x", ()),
    ("hxxp://a[.]example/x", "http://a.example/x", (LinkFlag.REPAIRED,)),
    ("hxxps[:]//a(.)example/x", "https://a.example/x", (LinkFlag.REPAIRED,)),
    ("http//a.example", "http://a.example", (LinkFlag.REPAIRED,)),
    ("http:/a.example", "http://a.example", (LinkFlag.REPAIRED,)),
    ("https:\\\\a.example", "https://a.example", (LinkFlag.REPAIRED,)),
    ("ttps://a.example", "https://a.example", (LinkFlag.REPAIRED,)),
    ("https;//a.example", "https://a.example", (LinkFlag.REPAIRED,)),
    ("https：／／a.example／x", "https://a.example/x", (LinkFlag.REPAIRED,)),
    ("https : //a . example", "https://a.example", (LinkFlag.REPAIRED,)),
    ("https://a.example/x-\n  y", "https://a.example/x-y", (LinkFlag.WRAPPED,)),
    ("a.example/x", "https://a.example/x", (LinkFlag.BARE,)),
    ("localhost:8000/x", "https://localhost:8000/x", (LinkFlag.BARE,)),
    ("doi:10.1000/x", "https://doi.org/10.1000/x", (LinkFlag.BARE,)),
    ("mailto:a@b.example", "mailto:a@b.example", ()),
    ("https://a.example/x\u200cy\u200f", "https://a.example/xy", ()),
]


@pytest.mark.parametrize(("printed", "url", "flags"), CASES)
def test_damage_is_undone_and_told(printed, url, flags):
    found = repair(printed)
    assert (url, flags) == (found.url, found.flags)
    assert bool(found.steps) == (url != printed)
