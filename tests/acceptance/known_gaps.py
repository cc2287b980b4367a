"""Behaviours of the scripted web that are judged wrongly today, and why; each is a debt."""

from __future__ import annotations

import pytest

from sourcecheck.testing import BEHAVIOURS

GAPS: dict[str, str] = {
    "soft_404_json": "B: errors in JSON are not read",
    "soft_404_text": "B: errors in plain text are not read",
    "soft_404_json_message": "B: errors in JSON are not read",
    "soft_404_json_nested": "B: errors in JSON are not read",
    "soft_404_text_sentence": "B: errors in plain text are not read",
    "to_search_path": "B: a search by its path is no place of a story",
    "about_captcha": "B: a short article about a test for people",
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


SCENE_GAPS: dict[str, str] = {}
"""The same for the scenes."""
