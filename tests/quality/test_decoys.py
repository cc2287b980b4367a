"""Articles that cite nothing have no citations: not one."""

import measure
import pytest
from decoys import HAND, LATER, generated_decoys
from measure import NOON

from sourcecheck.extract import extract
from sourcecheck.model import Document

ARTICLES = [*(text for _, text in generated_decoys()), *HAND, *LATER]


@pytest.mark.parametrize("text", ARTICLES)
def test_an_article_full_of_look_alikes_has_no_marks_and_no_notes(text):
    read = extract(Document(origin="-", body=text.encode(), read_at=NOON), measure.READ)
    assert (read.marks, read.notes) == ((), ())
