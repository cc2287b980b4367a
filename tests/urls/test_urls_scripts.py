"""Addresses among the letters and signs of many scripts."""

from __future__ import annotations

import pytest
from script_rows import ROWS

from sourcecheck.urls.find import find_urls


@pytest.mark.parametrize(("text", "urls"), [(text, list(urls)) for text, *urls in ROWS])
def test_prose_of_every_script_gives_its_addresses_and_no_other(text, urls):
    assert urls == [each.url for each in find_urls(text)]
