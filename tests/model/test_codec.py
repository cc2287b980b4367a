"""Values survive the way to JSON and back."""

import json
from datetime import UTC, datetime, timedelta, timezone

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
    audit = whole_audit()
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


def whole_audit():
    body = "قال الوزير إن الميناء سيفتح.[1]\n\n[1] https://news.example/a?utm_source=x\n"
    document = Document(origin="a.txt", body=body.encode(), read_at=NOON)
    return read(document, tables_of(settings_of({})))


TEHRAN = timezone(timedelta(hours=3, minutes=30))
ODD = [
    "\ud800 \udcff",
    "\0\x01\x1f\x7f\x80\u2028\u2029\ufeff",
    'a "b" \\ / \b\f\n\r\t',
    "صفحة 𐎠 é",
    10**30,
    -(2**63) - 1,
    0.1,
    1e21,
    True,
    None,
    ("a", ("b", 1), ()),
    {"k": ("v", LinkState.ALIVE)},
    {LinkState.ALIVE: 1},
    {1: 2},
    datetime(2026, 11, 21, 12, 0, 0, 5, tzinfo=TEHRAN),
    b"\0\xff",
    Span(1, 2),
    [Span(1, 2), Failure.RESET],
]


@pytest.mark.parametrize("value", [*(value for _, value in VALUES), *ODD], ids=repr)
def test_the_fast_way_to_json_writes_what_the_slow_one_does(value):
    slow = json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"))
    assert dumps(value) == slow


def test_the_fast_way_writes_a_whole_audit_as_the_slow_one_does():
    audit = whole_audit()
    slow = json.dumps(encode(audit), ensure_ascii=False, separators=(",", ":"))
    assert dumps(audit) == slow


def test_a_value_that_json_has_no_form_for_is_refused():
    with pytest.raises(TypeError):
        dumps({"a": object()})


GROUPS = [
    (Group.ALIVE, 13),
    (Group.DOUBTFUL, 16),
    (Group.DEAD, 9),
    (Group.UNCHECKED, 6),
]


@pytest.mark.parametrize(("group", "states"), GROUPS)
def test_every_state_counts_in_the_group_of_the_contract(group, states):
    assert states == sum(state.group is group for state in LinkState)
