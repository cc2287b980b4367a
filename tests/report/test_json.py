"""The JSON is the contract's, key by key."""

import dataclasses
import json

from report_audits import arabic, article, audit, checked, line, named, outlet, web

from sourcecheck.data.load_metrics import load_metrics
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import (
    Candidate,
    Dateline,
    Identifiers,
    LinkState,
    MatchStatus,
    Number,
    Span,
    WorkSource,
)
from sourcecheck.report.formats import json as json_format
from sourcecheck.report.formats import jsonl
from sourcecheck.report.formats.context import RenderContext
from sourcecheck.report.formats.json import link_json, outlet_json, render_json
from sourcecheck.report.summary import summarise

RULES = load_rules()
CONTEXT = RenderContext(rules=RULES)

KEYS = {
    "": "schema_version article citations findings metrics outlets publisher",
    "article": "origin media_type sha256 language title byline published dateline text paragraphs "
    "origins",
    "citation": "id kind label marks claim note sources mention place",
    "source": "type printed url name identifiers work flags outlet link capture copies",
    "outlet": (
        "id name country country_base country_control country_focus country_because kind "
        "ownership editorial_control confidence status candidates country_origin conflicts original"
    ),
    "link": (
        "url state group confirmed rule because status final_url hops checked_at elapsed_ms "
        "standing strikes since unreachable_since"
    ),
    "capture": "file record_id sha256 captured_at",
    "finding": "code name severity message start end citation place",
    "metric": "k n unknown value",
}


def keys(of: str) -> list[str]:
    return KEYS[of].split()


def full():
    made = arabic()
    found = (RULES.finding("SC301", "2", "ships-", span=Span(3, 9), citation="c4"),)
    metrics = summarise(made.article, made.lines, load_metrics())
    return dataclasses.replace(made, findings=found, metrics=metrics)


def test_every_object_has_the_keys_of_the_contract_and_a_mention():
    found = render_json(full(), RULES)
    source = found["citations"][3]["sources"][0]
    assert list(found) == keys("")
    assert list(found["article"]) == keys("article")
    assert list(found["citations"][0]) == keys("citation")
    assert list(source) == keys("source")
    assert list(source["outlet"]) == keys("outlet")
    assert list(source["link"]) == keys("link")
    assert list(source["capture"]) == keys("capture")
    assert list(found["findings"][0]) == keys("finding")
    assert list(found["metrics"]["works"]) == keys("metric")


def test_every_piece_is_the_text_at_its_place():
    found = render_json(full(), RULES)
    text = found["article"]["text"]
    pieces = [
        piece
        for citation in found["citations"]
        for piece in (
            *citation["marks"],
            citation["claim"],
            citation["note"],
            citation["mention"],
        )
        if piece
    ]
    assert len(pieces) == 8
    assert all(text[piece["start"] : piece["end"]] == piece["text"] for piece in pieces)


def test_an_attribution_has_no_mark_and_its_words_as_mention():
    found = render_json(full(), RULES)["citations"][1]
    assert (found["kind"], found["label"]) == ("vague", None)
    assert (found["marks"], found["mention"]["text"]) == ([], "ويرى خبراء أن")
    assert found["sources"][0]["type"] == "vague"
    assert found["sources"][0]["printed"] == "ويرى خبراء أن"


def test_a_link_says_what_was_seen_and_how_it_was_judged():
    found = render_json(full(), RULES)["citations"][3]["sources"][0]["link"]
    assert found == {
        "url": "https://port.example/2026/ships-",
        "state": "forbidden",
        "group": "doubtful",
        "confirmed": False,
        "rule": "rule-forbidden",
        "because": [],
        "status": 403,
        "final_url": "https://port.example/ships",
        "hops": [
            {
                "url": "https://port.example/2026/ships-",
                "status": 302,
                "location": "/ships",
                "how": "http",
            }
        ],
        "checked_at": "2026-11-21T12:00:00+00:00",
        "elapsed_ms": 120,
        "standing": None,
        "strikes": 0,
        "since": None,
        "unreachable_since": None,
    }


def test_a_finding_has_its_sentence_from_the_rule_table():
    assert render_json(full(), RULES)["findings"] == [
        {
            "code": "SC301",
            "name": "url_truncated",
            "severity": "error",
            "message": "Citation 2: the URL is cut off (it ends ships-).",
            "start": 3,
            "end": 9,
            "citation": "c4",
            "place": "line 1",
        }
    ]


def test_what_was_not_asked_for_is_null():
    made = audit(article("x"), [line("c1", "note", web("https://a.example/"))])
    source = render_json(made, RULES)["citations"][0]["sources"][0]
    assert (source["outlet"], source["link"], source["capture"]) == (None, None, None)
    assert source["url"] == "https://a.example/"


def test_an_unchecked_link_has_a_state_and_no_observation():
    offline = checked(web("https://a.example/"), LinkState.OFFLINE, observation=None, capture=None)
    found = link_json(offline.verdict, None)
    assert list(found) == keys("link")
    assert (found["group"], found["status"], found["hops"]) == ("unchecked", None, [])


def test_unknown_is_null_and_not_empty():
    found = outlet_json(
        outlet("", id="", status=MatchStatus.AMBIGUOUS, confidence=0.3,
               candidates=(Candidate(id="a.example", name="A", country=""),))
    )  # fmt: skip
    assert (found["id"], found["name"], found["country"], found["kind"]) == (None,) * 4
    assert found["candidates"] == [{"id": "a.example", "name": "A", "country": None}]
    assert found["status"] == "ambiguous"


def test_identifiers_and_datelines_are_told():
    dateline = Dateline(span=Span(0, 14), place="CAIRO", agency="")
    text = article("CAIRO (desk) - A study says 3%.", dateline=dateline,
                   numbers=(Number(span=Span(28, 30), text="3%"),))  # fmt: skip
    study = WorkSource(printed="A study", name="A study", identifiers=Identifiers(doi="10.1/x"))
    found = render_json(audit(text, [line("c1", "attribution", study, named("Sami"))]), RULES)
    assert found["article"]["dateline"] == {
        "place": "CAIRO",
        "agency": None,
        "start": 0,
        "end": 14,
        "text": "CAIRO (desk) -",
    }
    work, voice = found["citations"][0]["sources"]
    assert (work["name"], work["identifiers"]["doi"]) == ("A study", "10.1/x")
    assert (voice["type"], voice["name"], voice["url"]) == ("named", "Sami", None)


def test_json_writes_one_object_per_input_and_jsonl_one_per_line():
    made = [full(), full()]
    decoder = json.JSONDecoder()
    text = json_format.render(made, CONTEXT)
    first, at = decoder.raw_decode(text)
    second, end = decoder.raw_decode(text, at + 1)
    assert first == second == render_json(full(), RULES)
    assert text[end:] == "\n"
    lines = jsonl.render(made, CONTEXT).splitlines()
    assert [json.loads(one) for one in lines] == [first, second]


def test_arabic_is_written_as_letters():
    assert "ويرى خبراء" in json_format.render([full()], CONTEXT)


def test_hostile_letters_stay_exact_and_the_file_can_be_written():
    nasty = "\ud800 \x1b[31m \u202e </script> \u2028 \x00"
    made = audit(article("x"), [line("c1", "note", named(nasty))])
    text = jsonl.render([made], CONTEXT)
    assert text.count("\n") == 1
    assert json.loads(text.encode("utf-8"))["citations"][0]["sources"][0]["name"] == nasty
    assert "\x1b" not in text
