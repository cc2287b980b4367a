from __future__ import annotations

import pytest

from sourcecheck.model import Identifiers
from sourcecheck.urls.identifiers import identifiers, isbn13, issn, misprinted

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
    ("doi:10.1000/xyz.5وقد نشر", Identifiers(doi="10.1000/xyz.5")),
    ("الدراسة doi:10.1000/182؛ ثم", Identifiers(doi="10.1000/182")),
    ("DOI ١٠.١٠٠٠/١٨٢", Identifiers(doi="10.1000/182")),
    ("\u200fdoi: 10.1000/182\u200f.", Identifiers(doi="10.1000/182")),
    ("см.doi:10.1000/abc", Identifiers(doi="10.1000/abc")),
    ("https://dx.doi.org/10.1000/A_B-c(2019)1;", Identifiers(doi="10.1000/a_b-c(2019)1")),
    ("https://doi.org/10/abcd, as above", Identifiers(doi="10/abcd")),
    ("<10.1000/182>", Identifiers(doi="10.1000/182")),
    ("10.1016/0370-1573(92)90061-P", Identifiers(doi="10.1016/0370-1573(92)90061-p")),
    ("10.1000/182。下文", Identifiers(doi="10.1000/182")),
    ("10.1000/182的研究", Identifiers(doi="10.1000/182")),
    ("شابک: ۹۷۸-۳-۱۶-۱۴۸۴۱۰-۰", Identifiers(isbn="9783161484100")),
    ("ISBN (online): 978‑3‑16‑148410‑0", Identifiers(isbn="9783161484100")),
    ("ISBN 978-3-16-148410-0 2019", Identifiers(isbn="9783161484100")),
    ("ISBN 978-3-16-\n148410-0", Identifiers(isbn="9783161484100")),
    ("شاپا ۰۳۷۸-۵۹۵۵", Identifiers(issn="0378-5955")),
    ("eISSN 2434-561X", Identifiers(issn="2434-561X")),
    ("arXiv:math.GT/0309136v2", Identifiers(arxiv="math.gt/0309136")),
    ("https://arxiv.org/pdf/2301.04567.pdf", Identifiers(arxiv="2301.04567")),
    ("PMCID: PMC1234567", Identifiers(pmcid="PMC1234567")),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/", Identifiers(pmcid="PMC1234567")),
    ("https://hdl.handle.net/2027/abc.123.", Identifiers(handle="2027/abc.123")),
    ("URN:NBN:de:101:1-2019050312.", Identifiers(urn="urn:nbn:de:101:1-2019050312")),
    ("phone 978 316 148410 0, p. 10.1", Identifiers()),
    ("ratio 10.1000 / 12", Identifiers()),
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


def test_a_wrong_check_digit_is_told_as_printed():
    text = "ISBN 978-3-16-148410-1; ISSN 0378-5954; ISBN 978-3-16-148410-0"
    assert misprinted(text) == ("978-3-16-148410-1", "0378-5954")
    assert misprinted("no number at all") == ()
