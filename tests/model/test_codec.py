"""Values survive the way to JSON and back."""

import json
from datetime import UTC, datetime

import pytest

from sourcecheck.model import (
    Article,
    Audit,
    Check,
    Citation,
    CitationKind,
    Document,
    Exchange,
    Failure,
    Group,
    Identifiers,
    Link,
    LinkFlag,
    LinkState,
    NamedSource,
    Observation,
    Span,
    VagueSource,
    Verdict,
    WebSource,
    WorkSource,
)
from sourcecheck.model.codec import decode, dumps, encode, loads
from sourcecheck.pipeline import read
from sourcecheck.session.opening import settings_of, tables_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

VALUES = [
    (Span, Span(3, 9)),
    (
        Citation,
        Citation(
            id="c1",
            kind=CitationKind.NOTE,
            sources=(
                WebSource(
                    printed="a.example",
                    link=Link(
                        printed="a.example", url="https://a.example/", flags=(LinkFlag.BARE,)
                    ),
                    identifiers=Identifiers(doi="10.1000/1"),
                ),
                NamedSource(printed="رويترز", name="رويترز", span=Span(1, 2)),
                WorkSource(printed="تقرير", name="تقرير"),
                VagueSource(printed="خبراء"),
            ),
            claim=Span(0, 4),
        ),
    ),
    (Exchange, Exchange(url="u", request=b"\0\xff", response=b"", started_at=NOON, elapsed_ms=1)),
    (
        Check,
        Check(observation=Observation(url="u", at=NOON, final_url="u", failure=Failure.RESET)),
    ),
    (Verdict, Verdict(url="u", state=LinkState.SOFT_404, rule="r", because=("one", "two"))),
]


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_a_value_comes_back_as_it_went(kind, value):
    assert value == loads(kind, dumps(value))


def test_a_whole_audit_comes_back_as_it_went():
    body = "قال الوزير إن الميناء سيفتح.[1]\n\n[1] https://news.example/a?utm_source=x\n"
    document = Document(origin="a.txt", body=body.encode(), read_at=NOON)
    audit = read(document, tables_of(settings_of({})))
    assert audit == loads(Audit, dumps(audit))


def test_what_holds_its_default_is_left_out():
    assert encode(NamedSource(printed="a", name="b")) == {
        "type": "named",
        "printed": "a",
        "name": "b",
    }


def test_a_field_that_was_added_later_takes_its_default():
    old = json.loads(
        '{"origin":"o","media_type":"text/plain","sha256":"","language":"ar","text":"t"}'
    )
    assert decode(Article, old).quotes == ()


@pytest.mark.parametrize("text", ['{"printed": "a"}', '{"type": "web"}', "[]"])
def test_data_that_is_no_such_value_is_refused(text):
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        loads(Citation, text)


GROUPS = [
    (Group.ALIVE, 13),
    (Group.DOUBTFUL, 16),
    (Group.DEAD, 9),
    (Group.UNCHECKED, 6),
]


@pytest.mark.parametrize(("group", "states"), GROUPS)
def test_every_state_counts_in_the_group_of_the_contract(group, states):
    assert states == sum(state.group is group for state in LinkState)
