"""The gold answers of the example articles fit the articles they are about."""

import importlib
import json
import re
from pathlib import Path

import pytest

from sourcecheck.model import Group

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SEEDS = ROOT.parent / "shared" / "seeds"
GOLD = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((EXAMPLES / "gold").glob("*.json"))
}
TEXTS = sorted(name for name, gold in GOLD.items() if gold["media_type"] == "text/plain")
QUOTED = sorted(set(GOLD) - set(TEXTS))

# name: marks, notes, attributions, vague voices; a change here is a change of the answers
COUNTS = {
    "ar_bracket_notes": (6, 6, 3, 4),
    "ar_dash_notes": (5, 5, 7, 7),
    "ar_name_notes": (6, 8, 8, 3),
    "ar_one_report": (0, 0, 20, 2),
    "ar_dateline": (0, 0, 1, 8),
    "ar_scripted_web": (16, 16, 1, 3),
}


@pytest.fixture
def build_gold(monkeypatch):
    """The script that makes the gold; it is no part of the package."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("build_gold")


def spans(value):
    """Yield every span found anywhere in a gold file."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= set(value):
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def text_of(name):
    return (EXAMPLES / f"{name}.txt").read_bytes().decode("utf-8")


def test_the_files_on_disk_are_what_the_annotations_say(build_gold):
    stale = [
        path.name
        for path, wanted in build_gold.outputs()
        if not path.exists() or path.read_text(encoding="utf-8") != wanted
    ]
    assert stale == []


@pytest.mark.parametrize("name", TEXTS)
def test_every_span_holds_the_words_written_beside_it(name):
    text = text_of(name)
    found = list(spans(GOLD[name]))
    assert len(found) > 10
    assert [s for s in found if text[s["start"] : s["end"]] != s["text"]] == []


@pytest.mark.parametrize(("name", "expected"), sorted(COUNTS.items()))
def test_an_example_keeps_its_number_of_answers(name, expected):
    gold = GOLD[name]
    counted = tuple(len(gold[key]) for key in ("marks", "notes", "attributions", "vague"))
    assert counted == expected


@pytest.mark.parametrize("name", TEXTS)
def test_marks_and_notes_carry_the_same_labels(name):
    gold = GOLD[name]
    marked = [label for mark in gold["marks"] for label in mark["labels"]]
    assert marked == [note["label"] for note in gold["notes"]]


@pytest.mark.parametrize("name", TEXTS)
def test_a_claim_ends_at_its_mark_and_holds_the_last_sentence(name):
    text = text_of(name)
    for mark in GOLD[name]["marks"]:
        between = text[mark["claim"]["end"] : mark["start"]]
        assert between == "", mark
        assert mark["claim"]["start"] <= mark["sentence"]["start"]
        assert mark["claim"]["end"] == mark["sentence"]["end"]


@pytest.mark.parametrize("name", TEXTS)
def test_cue_and_voice_lie_inside_the_clause(name):
    for clause in GOLD[name]["attributions"]:
        assert clause["cues"], clause["id"]
        assert (clause["voice"] is None) == (clause["kind"] == "pronoun")
        for part in [*clause["cues"], *([clause["voice"]] if clause["voice"] else [])]:
            assert clause["start"] <= part["start"] < part["end"] <= clause["end"]


@pytest.mark.parametrize("name", TEXTS)
def test_a_negative_is_never_an_answer(name):
    gold = GOLD[name]
    answers = [*gold["marks"], *gold["attributions"], *gold["vague"]]
    clashes = [
        (negative["text"], answer["text"])
        for negative in gold["negatives"]
        for answer in answers
        if negative["start"] < answer["end"] and answer["start"] < negative["end"]
    ]
    assert clashes == []


@pytest.mark.parametrize("name", TEXTS)
def test_an_antecedent_is_an_earlier_voice_or_work_of_the_same_article(name):
    clauses = {clause["id"]: clause for clause in GOLD[name]["attributions"]}
    for clause in clauses.values():
        for target in filter(None, (clause["of"], clause["through"])):
            assert clauses[target]["start"] < clause["start"]


def test_the_scripted_web_does_what_the_notes_of_its_article_expect():
    from sourcecheck.testing import BEHAVIOURS

    states = {behaviour.url: behaviour.state for behaviour in BEHAVIOURS}
    sources = [note["source"] for note in GOLD["ar_scripted_web"]["notes"]]
    assert {s["url"]: s["state"] for s in sources} == {s["url"]: states[s["url"]] for s in sources}
    assert {states[s["url"]].group for s in sources} == set(Group)


@pytest.mark.parametrize("name", QUOTED)
def test_a_structured_example_lists_what_is_no_citation_too(name):
    gold = GOLD[name]
    cited = {row.get("url") for row in gold["citations"]}
    assert gold["not_citations"]
    assert [row for row in gold["not_citations"] if row.get("url", "") in cited] == []


@pytest.mark.parametrize("name", QUOTED)
def test_note_labels_of_a_structured_example_are_ascii_and_in_order(name):
    labels = [row["label"] for row in GOLD[name]["citations"] if row["kind"] == "note"]
    assert labels == [str(n) for n in range(1, len(labels) + 1)]


def test_the_russian_page_is_windows_1251_and_says_so():
    body = (EXAMPLES / "ru_page.html").read_bytes()
    assert b"charset=windows-1251" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "Верхнеозёрск" in body.decode("windows-1251")


def runs(text, length):
    """Return every run of that many words, punctuation dropped."""
    words = re.findall(r"\w+", text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not beside this checkout")
def test_no_example_borrows_a_sentence_of_the_seed_articles():
    seeds = set().union(*(runs(p.read_text("utf-8"), 6) for p in SEEDS.glob("*.txt")))
    borrowed = {name: runs(text_of(name), 6) & seeds for name in TEXTS}
    assert {name: found for name, found in borrowed.items() if found} == {}


@pytest.mark.parametrize(
    ("marked", "complaint"),
    [("a⟦m:1|[1]", "never closes"), ("a [1]⟧", "never opened")],
)
def test_a_bracket_without_its_partner_is_refused(marked, complaint, build_gold):
    with pytest.raises(build_gold.GoldError, match=complaint):
        build_gold.parse(marked, "here.txt")
