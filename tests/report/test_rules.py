"""The rule table: every code has its row, and the loader refuses a wrong one."""

import re
from pathlib import Path

import pytest

from sourcecheck.data.load_rules import load_rules, read_rules
from sourcecheck.errors import DataError
from sourcecheck.model import Finding, LinkState, Severity, Span
from sourcecheck.model.tables.rules import Rule, RuleTable

PUBLISHED = {
    "SC101": "dangling_mark",
    "SC102": "uncited_note",
    "SC103": "duplicate_label",
    "SC104": "out_of_order",
    "SC105": "numbering_gap",
    "SC106": "ibid_unresolved",
    "SC201": "vague_attribution",
    "SC202": "unsourced_number",
    "SC203": "secondhand_voice",
    "SC204": "unsourced_quote",
    "SC205": "single_source_article",
    "SC301": "url_truncated",
    "SC302": "tracking_parameters",
    "SC303": "short_link",
    "SC304": "url_invalid",
    "SC305": "ai_referrer",
    "SC306": "note_without_url",
    "SC307": "ambiguous_outlet",
    "SC308": "archived_copy_only",
}

ROW = """
[SC101]
name = "dangling_mark"
severity = "error"
message = "Mark {0} has no note."
explanation = "Why."
"""


def table_of(folder: Path, **texts: str) -> RuleTable:
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return read_rules(folder)


@pytest.mark.parametrize(("code", "name"), PUBLISHED.items())
def test_a_published_code_keeps_its_meaning(code, name):
    assert load_rules().rule(code).name == name


def test_codes_come_in_order_and_stand_in_the_file_of_their_hundred():
    rules = load_rules().rules
    assert list(rules) == sorted(rules)
    assert all(rule.told_by == f"sc{code[2]}xx.toml" for code, rule in rules.items())


@pytest.mark.parametrize("rule", load_rules().rules.values(), ids=lambda rule: rule.code)
def test_a_rule_says_what_it_means_and_nothing_of_people(rule: Rule):
    assert len(rule.explanation.split()) >= 20
    assert rule.message.endswith(".")
    loaded = r"\b(fake|biased|suspicious|propaganda|hallucinat\w+|bad|lazy)\b"
    assert not re.search(loaded, rule.message + rule.explanation, re.IGNORECASE)


def test_every_link_state_has_its_words():
    assert set(load_rules().states) == set(LinkState)


def test_a_message_is_filled_in_by_number_and_braces_of_the_article_stay_as_they_are():
    table = load_rules()
    finding = table.finding("SC306", "3", "{1} {x}", span=Span(1, 2), citation="c3")
    assert table.message(finding) == "Citation 3: the note gives no address: {1} {x}."
    assert finding.severity is Severity.WARNING
    assert (finding.span, finding.citation) == (Span(1, 2), "c3")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A report", "Citation 3: the note gives no address: A report."),
        ("A report, 2026.", "Citation 3: the note gives no address: A report, 2026."),
        ("A long rep…", "Citation 3: the note gives no address: A long rep…"),
        ("\u2068من قال؟\u2069", "Citation 3: the note gives no address: \u2068من قال؟\u2069"),
        ("“So.”", "Citation 3: the note gives no address: “So.”"),
        ("v1.2", "Citation 3: the note gives no address: v1.2."),
    ],
)
def test_a_sentence_ends_once(words, expected):
    table = load_rules()
    assert table.message(table.finding("SC306", "3", words)) == expected


def test_arguments_can_be_set_apart_from_the_sentence():
    table = load_rules()
    finding = table.finding("SC101", "6")
    assert table.message(finding, around=("<", ">")) == "Mark <6> has no note."


@pytest.mark.parametrize("args", [(), ("",)])
def test_a_missing_argument_leaves_a_question_mark_and_no_crash(args):
    finding = Finding(code="SC101", severity=Severity.ERROR, args=args)
    assert load_rules().message(finding) == "Mark ? has no note."


def test_an_unknown_code_is_an_error_that_names_it():
    with pytest.raises(DataError, match="SC999"):
        load_rules().rule("SC999")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ROW.replace("error", "fatal"), r"sc1xx.toml: SC101: severity"),
        (ROW.replace("SC101", "SC01"), r"sc1xx.toml: SC01: not a code"),
        (ROW.replace("{0}", "{1}"), r"sc1xx.toml: SC101: the places"),
        (ROW.replace("{0}", "{label}"), r"sc1xx.toml: SC101: the places"),
        (ROW.replace("Why.", " "), r"sc1xx.toml: SC101: explanation is not a text"),
        (ROW.replace("dangling_mark", "Dangling mark"), r"sc1xx.toml: SC101: name"),
        (ROW.replace("explanation", "docs"), r"sc1xx.toml: SC101: must hold exactly"),
        ("SC101 = 3", r"sc1xx.toml: SC101: must hold exactly"),
        (ROW + ROW.replace("SC101", "SC102"), r"sc1xx.toml: SC102: SC101 is also named"),
        (ROW.replace('"Why."', "3"), r"sc1xx.toml: SC101: explanation is not a text"),
        ("[SC101", r"sc1xx.toml"),
    ],
)
def test_a_wrong_row_is_refused_by_file_and_code(tmp_path, text, complaint):
    with pytest.raises(DataError, match=complaint):
        table_of(tmp_path, sc1xx=text)


def test_a_code_in_two_files_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"SC101: also in sc1xx\.toml"):
        table_of(tmp_path, sc1xx=ROW, sc2xx=ROW)


def test_a_folder_without_states_has_none(tmp_path):
    assert table_of(tmp_path, sc1xx=ROW).states == {}
    states = '[alive]\nlabel = "alive"\nexplanation = "It answered."\n'
    assert table_of(tmp_path, states=states).states[LinkState.ALIVE].label == "alive"


def test_a_state_nobody_knows_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"states\.toml: undead: no such link state"):
        table_of(tmp_path, states='[undead]\nlabel = "x"\nexplanation = "y"\n')
