"""What is told of copies of a link that is gone."""

from datetime import UTC, datetime

import pytest

from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import LinkState, Severity
from sourcecheck.model.memento import (
    PRINTED,
    CopyAnswer,
    CopySearch,
    Memento,
    best_of,
    is_open,
)
from sourcecheck.verify.copies import copy_finding

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://news.example/2025/dam"


def copy(source: str = "wayback", state: LinkState | None = LinkState.ALIVE, **other) -> Memento:
    return Memento(
        url=URL,
        source=source,
        captured_at=datetime(2025, 2, 1, 12, tzinfo=UTC),
        memento_url=f"https://{source}.example/20250201120000/{URL}",
        state=state,
        **{"verified": state is LinkState.ALIVE, **other},
    )


def search(answer: str, source: str = "wayback", **other) -> CopySearch:
    return CopySearch(url=URL, source=source, answer=CopyAnswer(answer), asked_at=AT, **other)


FOUND = search("found", best=copy())
NONE = search("no_record", because=("it lists no copy",))
FAILED = search("failed", "arquivo", because=("it was asked too often (status 429)",))
REFUSED = search("found", refused=(copy(state=LinkState.SOFT_404),), because=("none of the 1",))
UNSEEN = search("found", refused=(copy(state=None, because=("it could not be looked at",)),))
NAMED = search("found", PRINTED, best=copy(PRINTED, None))


@pytest.mark.parametrize(
    ("searches", "code", "words"),
    [
        ((FOUND,), "SC711", f"https://wayback.example/20250201120000/{URL}, a copy of"),
        ((FAILED, FOUND), "SC711", "as it was on 2025-02-01."),
        ((NAMED,), "SC711", "https://printed.example/"),
        ((NAMED, FOUND), "SC711", "https://wayback.example/"),
        ((NONE,), "SC712", "is known to wayback."),
        ((NONE, REFUSED), "SC712", "is known to wayback, wayback."),
        ((FAILED,), "SC713", "arquivo could not be asked (it was asked too often (status 429))."),
        ((NONE, FAILED), "SC713", "is not known: arquivo"),
        ((UNSEEN,), "SC713", "wayback could not be asked (it could not be looked at)."),
    ],
)
def test_each_answer_has_a_finding_of_its_own(searches, code, words):
    found = copy_finding("c1", URL, searches)
    assert (found.code, found.citation, found.args[0]) == (code, "c1", URL)
    rules = load_rules()
    assert words in rules.message(found)
    assert found.severity is rules.rule(code).severity is Severity.INFO


@pytest.mark.parametrize("searches", [(FAILED,), (NONE, FAILED), (UNSEEN,), (REFUSED, FAILED)])
def test_what_could_not_be_asked_is_never_told_as_nobody_has_it(searches):
    assert is_open(searches)
    assert copy_finding("c1", URL, searches).code != "SC712"


def test_the_best_copy_is_of_a_trusted_archive_and_was_looked_at():
    doubted = search("found", "doubted", best=copy("doubted"), trusted=False)
    second = search("found", "second", best=copy("second"))
    assert best_of((doubted, FOUND, second)) == FOUND.best
    assert best_of((doubted, NAMED)) == doubted.best
    assert best_of((doubted,)) == doubted.best
    assert best_of((NONE, FAILED)) is None


def test_the_reasons_of_all_archives_are_told():
    found = copy_finding("c1", URL, (NONE, FAILED))
    assert found.because == (
        "wayback: it lists no copy",
        "arquivo: it was asked too often (status 429)",
    )
