"""The publisher printed beside a DOI: the resolver's address says nothing of it."""

import pytest

from sourcecheck.classify import classify
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.model import Identifiers, MatchStatus, WebSource, Work, WorkSource
from sourcecheck.urls.canonical import link

OUTLETS = load_outlets()


def _found(url, publisher):
    source = WebSource(
        printed=url, link=link(url, OUTLETS.urls), work=Work(title="A study", publisher=publisher)
    )
    return classify(source, OUTLETS)


def test_the_outlet_beside_a_doi_is_read_by_its_name():
    found = _found("https://doi.org/10.1000/182", "Reuters")
    assert (found.status, found.name) == (MatchStatus.MATCH, "Reuters")


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://doi.org/10.1000/182", ""),
        ("https://doi.org/10.1000/182", "Journal of Nobody’s Harbours"),
        ("https://nobody.example/reuters", "Reuters"),
    ],
)
def test_no_name_overrules_an_address_and_no_unknown_name_makes_an_outlet(url, publisher):
    assert _found(url, publisher).status is MatchStatus.UNKNOWN


@pytest.mark.parametrize(("number", "outlet"), [("0140-6736", "thelancet.com"), ("9999-9994", "")])
def test_a_printed_serial_number_tells_whose_work_it_is(number, outlet):
    source = WorkSource(printed="x", name="Some title", identifiers=Identifiers(issn=number))
    assert classify(source, OUTLETS).id == outlet
