"""Behaviours of the scripted web that are judged wrongly today, and why; each is a debt."""

from __future__ import annotations

import pytest

from sourcecheck.testing import BEHAVIOURS

GAPS: dict[str, str] = {
    "about_404_ru": "B: a short article whose title begins with the words of an error page",
    "about_parking": "B: a short entry about domains for sale",
    "soft_404_windows_1251_as_latin": "B: the encoding of a short page is guessed wrongly",
    "wall_support_number": "B: this refusal with 200 is in no table",
    "unasked_304": "B: a 304 without an earlier look proves nothing",
    "maintenance_200": "B: pages of trouble with 200 are in no table",
    "error_page_200": "B: pages of trouble with 200 are in no table",
    "database_200": "B: pages of trouble with 200 are in no table",
    "soft_404_json": "B: errors in JSON are not read",
    "soft_404_text": "B: errors in plain text are not read",
    "to_search": "B: a search is no place of a story",
    "brotli_unasked": "A: a coding that nobody asked for leaves the page unread, not unreadable",
    "not_found_to_programs": "coordinator: no second look with a browser's headers by default",
}
"""Name of the behaviour -> whose part it is, and what is missing."""


def behaviours():
    """All behaviours as parameters of a test, those with a gap expected to fail."""
    return [
        pytest.param(one, id=one.name, marks=[pytest.mark.xfail(reason=GAPS[one.name])])
        if one.name in GAPS
        else pytest.param(one, id=one.name)
        for one in BEHAVIOURS
    ]
