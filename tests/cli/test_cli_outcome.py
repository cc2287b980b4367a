"""The exit status is decided from results alone, and findings by the level that was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cli_audits import NOON, audit

from sourcecheck import config
from sourcecheck.cli.hints import hints
from sourcecheck.cli.outcome import Tally, first
from sourcecheck.model import LinkState, Severity
from sourcecheck.model.memento import PRINTED, CopyAnswer, CopySearch, Memento

LEVELS = [
    # findings of these severities, a link in this state; for each --fail-on: does it fail?
    ((), None, {}),
    ((Severity.INFO,), None, {"info"}),
    ((Severity.WARNING,), None, {"info", "warning"}),
    ((Severity.ERROR,), None, {"info", "warning", "error"}),
    ((Severity.INFO, Severity.ERROR), None, {"info", "warning", "error"}),
    ((), LinkState.NOT_FOUND, {"dead"}),
    ((), LinkState.BLOCKED, set()),
    ((), LinkState.OFFLINE, set()),
    ((Severity.WARNING,), LinkState.SOFT_404, {"info", "warning", "dead"}),
]


@pytest.mark.parametrize("fail_on", ["none", "dead", "error", "warning", "info"])
@pytest.mark.parametrize(("severities", "state", "failing"), LEVELS)
def test_a_run_fails_at_the_level_that_was_asked_for(severities, state, failing, fail_on):
    found = audit(severities=severities, state=state)
    tally = Tally(fail_on=fail_on)
    tally.add(found)
    assert tally.fails == (fail_on in failing)


def test_a_dead_link_beside_which_the_article_names_a_copy_fails_no_run():
    found = audit(state=LinkState.NOT_FOUND)
    (line,) = found.lines
    (part,) = line.sources
    copy = Memento(url=part.verdict.url, source=PRINTED, captured_at=NOON, memento_url="https://a")
    search = CopySearch(
        url=copy.url, source=PRINTED, answer=CopyAnswer.FOUND, asked_at=NOON, best=copy
    )
    for source, fails in ((PRINTED, False), ("wayback", True)):
        copies = (replace(search, source=source),)
        told = replace(line, sources=(replace(part, copies=copies),))
        tally = Tally(fail_on="dead")
        tally.add(replace(found, lines=(told,)))
        assert tally.fails is fails


SOUGHT = "copies of 1 missing page were not looked for; --copies wayback would ask web.archive.org"


@pytest.mark.parametrize(
    ("state", "settings", "said"),
    [
        (LinkState.NOT_FOUND, {}, True),
        (LinkState.NOT_FOUND, {"copies": ("arquivo",)}, False),
        (LinkState.NOT_FOUND, {"replay": "a.warc"}, False),
        (LinkState.NOT_FOUND, {"offline": True}, False),
        (LinkState.BLOCKED, {}, False),
        (LinkState.ALIVE, {}, False),
    ],
)
def test_what_looking_for_copies_would_tell_others_is_said_before_it_is_done(state, settings, said):
    tally = Tally(fail_on="none")
    tally.add(audit(state=state))
    found = list(hints(tally, (), config.settled(**settings)))
    assert any(hint.startswith(SOUGHT) for hint in found) is said


@pytest.mark.parametrize(
    ("unreadable", "incomplete", "fails", "ended"),
    [
        (False, False, False, 0),
        (False, False, True, 1),
        (False, True, False, 3),
        (False, True, True, 3),
        (True, False, False, 2),
        (True, False, True, 2),
        (True, True, True, 2),
    ],
)
def test_what_weighs_most_decides(unreadable, incomplete, fails, ended):
    assert first(unreadable=unreadable, incomplete=incomplete, fails=fails) == ended


@pytest.mark.parametrize(
    ("options", "ended"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--fail-on", "none"), 0),
        (("--fail-on", "dead"), 0),
        (("--fail-on", "error"), 1),
        (("--ignore", "SC101"), 0),
        (("--ignore", "SC1,SC3"), 0),
        (("--ignore", "dangling_mark, SC3"), 0),
        (("--ignore", "vague_attribution"), 1),
        (("--select", "SC3", "--fail-on", "info"), 1),
        (("--select", "SC2", "--fail-on", "info"), 0),
        (("--select", "sc101"), 1),
    ],
)
def test_options_decide_about_findings(run, article, options, ended):
    assert run("extract", article, *options).status == ended
    assert run("audit", article, "--offline", "--db", "x.db", *options).status == ended
