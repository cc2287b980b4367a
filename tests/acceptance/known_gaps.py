"""Behaviours of the scripted web that are judged wrongly today, and why; each is a debt."""

from __future__ import annotations

import pytest

from sourcecheck.testing import BEHAVIOURS

GAPS: dict[str, str] = {
    "not_found_to_crawlers": "asked as a browser only where that is configured",
}
"""Name of the behaviour -> what is missing."""


def behaviours(over=BEHAVIOURS):
    """Behaviours as parameters of a test, those with a gap expected to fail."""
    return [
        pytest.param(one, id=one.name, marks=[pytest.mark.xfail(reason=GAPS[one.name])])
        if one.name in GAPS
        else pytest.param(one, id=one.name)
        for one in over
    ]


SCENE_GAPS: dict[str, str] = {
    "captive_page": "one page in the place of many hosts' is not known as a portal's",
}
"""The same for the scenes."""
