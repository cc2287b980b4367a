from __future__ import annotations

import pytest

from sourcecheck.model import Identifiers
from sourcecheck.urls.identifiers import identifiers, isbn13, issn

CASES = [
    ("see 10.1103/PhysRevLett.13.321.", Identifiers(doi="10.1103/physrevlett.13.321")),
    ("(doi:10.1000/a(b)c)", Identifiers(doi="10.1000/a(b)c")),
    ("https://doi.org/10.1002/X;2-Y،", Identifiers(doi="10.1002/x;2-y")),
    ("10.1002/(SICI)1097(199401)45:1<1::AID>3.0.CO;2-Y", Identifiers(doi="10.1002/(sici)1097(199401)45:1<1::aid>3.0.co;2-y")),
    ("ISBN 978-3-16-148410-0", Identifiers(isbn="9783161484100")),
    ("ISBN-10: 0-306-40615-2", Identifiers(isbn="9780306406157")),
    ("ISBN 0-8044-2957-X", Identifiers(isbn="9780804429573")),
    ("ISBN 978-3-16-148410-1", Identifiers()),
    ("ISSN 0378-5955", Identifiers(issn="0378-5955")),
    ("ISSN: 2434-561x", Identifiers(issn="2434-561X")),
    ("ISSN 0378-5954", Identifiers()),
    ("arXiv:2301.04567v2", Identifiers(arxiv="2301.04567")),
    ("https://arxiv.org/abs/hep-th/9901001", Identifiers(arxiv="hep-th/9901001")),
    ("PMID: 12345678", Identifiers(pmid="12345678")),
    ("https://pubmed.ncbi.nlm.nih.gov/99/", Identifiers(pmid="99")),
    ("version 10.1 of 3.10", Identifiers()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_identifiers_are_found_and_normalised(text, expected):
    assert expected == identifiers(text)


@pytest.mark.parametrize(
    "printed", ["123", "9781234567890123", "5551234567890", "abcdefghij", "X306406152"]
)
def test_what_has_not_the_shape_of_an_isbn_is_none(printed):
    assert isbn13(printed) == ""


@pytest.mark.parametrize("printed", ["1234", "abcd-efgh"])
def test_what_has_not_the_shape_of_an_issn_is_none(printed):
    assert issn(printed) == ""
