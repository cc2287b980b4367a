"""``sourcecheck outlets``: what people add, settle, take in and compare, and what stays untouched."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from sourcecheck.cli.outlets import SUBVERBS
from sourcecheck.config import Settings, default_lists
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.session.listchecks import checked_lists
from sourcecheck.session.listfolder import lists_folder, lists_place

ROOT = Path(__file__).parents[2]
STEERING = frozenset("\x1b\x9b\u202e\u0000")
NOW = ("--now", "2026-11-21T06:00:00Z")


@pytest.fixture
def outlets(run, here):
    """Run a sub-verb on the lists of an empty folder."""

    def call(*args):
        load_outlets.cache_clear()  # each call is a process of its own
        return run("outlets", *args, "--data", "lists")

    return call


@pytest.fixture
def classified(run, here):
    """Classify with the lists of that folder."""

    def call(asked):
        load_outlets.cache_clear()
        done = run("classify", asked, "--format", "jsonl", "--data", "lists")
        return json.loads(done.out)["outlet"]

    return call


@pytest.fixture
def blatt(outlets):
    """An outlet of the user's own."""
    done = outlets("add", "blatt.example", "--name", "Das Blatt", "--alias", "ar=الورقة الخضراء",
                   "--alias", "Blatt am Tal", "--country", "AM", "--kind", "agency",
                   "--language", "ru", "--telegram", "@blatt_am", "--ownership", "private")  # fmt: skip
    assert (done.status, done.err) == (0, "")
    return done


def rows_of(name):
    return list(csv.reader(io.StringIO(Path("lists", name).read_text(encoding="utf-8"))))


@pytest.mark.parametrize("verb", sorted(SUBVERBS))
def test_every_sub_verb_has_help_with_its_options_by_name(run, verb):
    done = run("outlets", verb, "--help")
    names = [line.partition("--")[2].split()[0].rstrip(",") for line in done.out.splitlines()
             if line.startswith("  -")]  # fmt: skip
    assert (done.status, done.err) == (0, "")
    assert names == sorted(names)


def test_help_lists_every_sub_verb(run):
    listed = run("outlets", "--help").out
    assert all(f"  {verb} " in listed for verb in SUBVERBS)


def test_every_sub_verb_that_the_docs_show_exists():
    text = "\n".join(page.read_text(encoding="utf-8") for page in ROOT.glob("docs/**/*.md"))
    shown = set(re.findall(r"sourcecheck outlets ([a-z]+)", text))
    assert set(SUBVERBS) == shown


def test_an_outlet_that_was_added_is_known_by_address_account_and_name(blatt, classified):
    for asked in ("https://www.blatt.example/a", "https://t.me/blatt_am", "الورقة الخضراء"):
        found = classified(asked)
        assert (found["id"], found["country"]) == ("blatt.example", "AM"), asked


def test_an_outlet_that_is_known_is_not_added_twice(outlets, blatt):
    before = rows_of("own.csv")
    done = outlets("add", "www.blatt.example", "--name", "Other")
    assert done.status == 2
    assert "outlets set blatt.example" in done.err
    assert rows_of("own.csv") == before


@pytest.mark.parametrize(
    "given",
    [
        ("facebook.com", "--name", "X"),
        ("a.example", "--name", "  "),
        ("no host", "--name", "X"),
        ("a.example", "--name", "X", "--country", "Atlantis"),
        ("a.example", "--name", "X", "--kind", "gossip"),
        ("a.example", "--name", "X", "--language", "Klingon"),
        ("a.example", "--name", "X", "--telegram", "two words"),
    ],
)
def test_what_cannot_be_added_is_refused_whole(outlets, here, given):
    done = outlets("add", *given)
    assert (done.status, done.out) == (2, "")
    assert not (here / "lists").exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [(("--kind", "gossip"), "think-tank"), (("--ownership", "mine"), "public"),
     (("--country", "Atlantis"), "a country's name")],
)  # fmt: skip
def test_a_word_that_cannot_be_added_is_answered_with_the_words_that_can(outlets, given, told):
    assert told in outlets("add", "a.example", "--name", "X", *given).err.split("hint:")[1]


def test_show_tells_every_claim_with_who_when_and_how_sure(outlets, blatt):
    done = outlets("show", "blatt.example")
    assert done.status == 0
    assert "country   AM" in done.out
    assert "\u2068الورقة الخضراء\u2069" in done.out
    assert re.search(r"country_base +AM +own list .* 1\.00 .* own\.csv:\d+", done.out)
    read = json.loads(outlets("show", "blatt.example", "--format", "json").out)
    assert read["outlet"]["country"] == "AM"
    assert {"key": "account:telegram:blatt_am", "told_by": "own.csv:3"} in read["keys"]


def test_show_says_which_licence_a_shipped_claim_came_under(outlets, blatt):
    read = json.loads(outlets("show", "tn.ai", "--format", "json").out)
    assert read["outlet"]["id"] == "tasnimnews.com"
    assert all(claim["source"] and claim["licence"] and claim["date"] for claim in read["claims"])


def test_show_names_the_candidates_of_a_name_that_means_several(outlets, blatt):
    done = outlets("show", "nosuchoutlet.example")
    assert done.status == 2
    assert "no outlet is known" in done.err


def test_the_house_goes_before_what_ships_and_says_who_when_and_why(outlets, classified):
    done = outlets("set", "tasnimnews.com", "kind", "tv", "--why", "a trial", "--by", "desk", *NOW)
    assert (done.status, done.out.splitlines()[0]) == (0, "tasnimnews.com: kind is tv, says desk")
    assert "before: agency" in done.out
    assert rows_of("overrides.csv")[1] == [
        "tasnimnews.com", "kind", "tv", "desk", "2026-11-21", "a trial",
    ]  # fmt: skip
    assert classified("tasnimnews.com")["kind"] == "tv"
    assert "desk" in outlets("show", "tasnimnews.com").out


def test_the_log_of_the_house_only_grows_and_the_last_word_counts(outlets, classified):
    for value in ("tv", "radio", ""):
        assert (
            outlets("set", "tasnimnews.com", "kind", value, "--why", "w", "--by", "d").status == 0
        )
    assert [row[2] for row in rows_of("overrides.csv")] == ["value", "tv", "radio", ""]
    assert classified("tasnimnews.com")["kind"] == "agency"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("tasnimnews.com", "kind", "tv"), "--why"),
        (("tasnimnews.com", "kynd", "tv", "--why", "w"), "did you mean kind?"),
        (("tasnimnews.com", "kind", "gossip", "--why", "w"), "agency"),
        (("tasnimnews.com", "country_base", "Atlantis", "--why", "w"), "a code"),
        (("tasnimnews.com", "parent", "nobody.example", "--why", "w"), "nobody.example"),
        (("nobody.example", "kind", "tv", "--why", "w"), "nobody.example"),
    ],
)
def test_an_override_that_cannot_be_meant_is_refused_with_a_way_out(outlets, here, given, told):
    done = outlets("set", *given)
    assert done.status == 2
    assert told in done.err
    assert not (here / "lists" / "overrides.csv").exists()


def test_an_ambiguous_name_lists_its_candidates_and_the_command_that_settles_it(outlets):
    done = outlets("resolve", "الخبر")
    assert done.status == 1
    assert re.search(r"^  1  \S+", done.out, re.MULTILINE)
    assert "outlets resolve 'الخبر' NUMBER" in done.out


def test_a_name_is_settled_once_with_who_when_and_why(outlets):
    done = outlets("resolve", "الخبر", "elkhabar.com", "--why", "the desk", "--by", "me", *NOW)
    assert done.status == 0
    assert (
        outlets("resolve", "Das Amt", "none", "--why", "an office", "--by", "me", *NOW).status == 0
    )
    assert rows_of("resolved.csv")[1:] == [
        ["الخبر", "elkhabar.com", "me", "2026-11-21", "the desk"],
        ["Das Amt", "", "me", "2026-11-21", "an office"],
    ]


def test_a_name_that_was_settled_is_no_longer_open(outlets, classified):
    outlets("resolve", "الخبر", "elkhabar.com", "--why", "the desk", "--by", "me", *NOW)
    found = classified("الخَبَر")
    assert (found["id"], found["candidates"]) == ("elkhabar.com", [])
    assert any("me" in why and "2026-11-21" in why for why in found["country_because"])
    assert outlets("resolve", "الخبر").status == 0


def test_the_house_may_call_an_outlet_otherwise(outlets, classified):
    outlets("set", "tasnimnews.com", "name", "Tasnim", "--why", "house style")
    assert classified("tasnimnews.com")["name"] == "Tasnim"


def test_a_name_that_begins_like_a_comment_is_kept(outlets):
    assert outlets("resolve", "#Blatt", "none", "--by", "me", *NOW).status == 0
    assert rows_of("resolved.csv")[1][0].strip() == "#Blatt"
    assert outlets("check", "--own").status == 0


@pytest.mark.parametrize("number", ["0", "99"])
def test_a_number_that_is_no_candidates_is_refused(outlets, number):
    assert "candidates" in outlets("resolve", "الخبر", number).err


REPORT = {
    "article": {"origin": "a.txt"},
    "citations": [
        {"sources": [{"type": "named", "name": name} for name in names]}
        for names in (["Zweigblatt Nirgendwo", "الخبر"], ["الخبر", "Reuters"], ["الخَبَر"])
    ] + [{"sources": [{"type": "web", "name": None}, {"type": "vague", "name": None}]}],
}  # fmt: skip


def test_the_open_names_of_a_corpus_come_most_frequent_first(outlets, here):
    (here / "audit.json").write_text(json.dumps(REPORT))
    done = outlets("resolve", "--from-report", "audit.json", "--format", "jsonl")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert done.status == 1
    assert [(row["times"], row["status"]) for row in rows] == [(3, "ambiguous"), (1, "unknown")]
    assert rows[0]["candidates"]


@pytest.mark.parametrize("indent", [None, 2])
def test_reports_that_were_written_one_after_the_other_are_one_corpus(outlets, here, indent):
    whole = json.dumps(REPORT, indent=indent, ensure_ascii=False)
    (here / "audit.json").write_text(f"{whole}\n{whole}\n", encoding="utf-8")
    done = outlets("resolve", "--from-report", "audit.json", "--format", "jsonl")
    assert [json.loads(row)["times"] for row in done.out.splitlines()] == [6, 2]


def test_a_corpus_is_settled_in_one_file_and_what_fails_is_told(outlets, here):
    (here / "names.csv").write_text(
        "name,outlet,why\nالخبر,elkhabar.com,desk\nDas Amt,none,\nZeile,nobody.example,x\n,none,\n",
        encoding="utf-8",
    )
    done = outlets("resolve", "--from-csv", "names.csv", "--by", "me", *NOW)
    assert done.status == 3
    assert done.out == "2 names settled, 2 rows left out\n"
    assert [line.split(": ")[0] for line in done.complaints] == ["names.csv:4", "names.csv:5"]
    assert len(rows_of("resolved.csv")) == 3


def test_the_list_of_open_names_is_a_file_to_fill_in_and_hand_back(outlets, here):
    (here / "audit.json").write_text(json.dumps(REPORT))
    listed = outlets("resolve", "--from-report", "audit.json", "--format", "csv").out
    head, first, second = listed.splitlines()
    place = first.split(",")[-1].split("|").index("elkhabar.com") + 1
    filled = first.replace(",,", f",{place},the desk,", 1).replace("the desk,,", "the desk,", 1)
    (here / "open.csv").write_text(f"{head}\n{filled}\n{second}\n", encoding="utf-8")
    done = outlets("resolve", "--from-csv", "open.csv", "--by", "me", *NOW)
    assert (done.status, done.out) == (0, "1 name settled, 0 rows left out, 1 still open\n")
    assert [row[1] for row in rows_of("resolved.csv")] == ["outlet", "elkhabar.com"]
    left = outlets("resolve", "--from-report", "audit.json", "--format", "csv").out.splitlines()
    assert left == [head, second]


def test_the_open_names_of_stored_audits_are_listed(outlets, run, here):
    (here / "text.txt").write_text("A headline of it\n\nAs Zweigblatt Nirgendwo reported. [1]\n\n"
                                   "Sources:\n[1] Zweigblatt Nirgendwo\n")  # fmt: skip
    run("audit", "text.txt", "--offline", "--db", "x.db", "--no-archive", "--exit-zero")
    done = outlets("resolve", "--from-db", "--db", "x.db", "--format", "jsonl")
    assert "Zweigblatt Nirgendwo" in done.out


@pytest.mark.parametrize("given", [(), ("X", "--from-db"), ("--from-csv", "a", "--from-db")])
def test_resolve_wants_one_thing_to_do(outlets, given):
    assert outlets("resolve", *given).status == 2


@pytest.mark.parametrize("text", ["{", "[]x", '{"a": 1}', "[1]"])
def test_a_report_that_is_none_is_refused(outlets, here, text):
    (here / "audit.json").write_text(text)
    done = outlets("resolve", "--from-report", "audit.json")
    assert done.status == 2
    assert "audit.json" in done.err


def test_list_is_cut_down_by_what_is_asked(outlets, blatt, run):
    done = outlets("list", "--country", "am", "--kind", "agency", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(done.out)))
    assert "blatt.example" in {row["id"] for row in found}
    assert {row["country"] for row in found} == {"AM"}
    own = outlets("list", "--source", "own list")
    assert [line.split()[2] for line in own.out.splitlines()] == ["blatt.example"]
    assert outlets("list", "--language", "xx").status == 1
    assert "did you mean" in outlets("list", "--source", "own lst").err


def test_list_can_be_cut_down_to_a_group_of_countries(run):
    done = run(
        "outlets", "list", "--region", "South Caucasus", "--kind", "agency", "--format", "csv"
    )
    found = {row["country"] for row in csv.DictReader(io.StringIO(done.out))}
    assert found == {"AM", "AZ", "GE"}
    wrong = run("outlets", "list", "--region", "caucasus")
    assert wrong.status == 2
    assert "did you mean south-caucasus?" in wrong.err


HOSTILE = 'domain,name,country,kind\na.example,"=HYPERLINK(""http://x"")\x1b[2J\u202e",AM,news\n'


def test_cells_of_strangers_steer_neither_terminal_nor_spreadsheet(outlets, here):
    (here / "bad.csv").write_text(HOSTILE, encoding="utf-8")
    done = outlets("import", "csv", "bad.csv", "--tag", "bad", *NOW)
    assert done.status == 0
    told = [outlets("show", "a.example"), outlets("list", "--source", "bad"), outlets("diff"),
            outlets("list", "--source", "bad", "--format", "csv")]  # fmt: skip
    for each in told:
        assert not STEERING & set(each.out + each.err)
    cells = next(csv.reader(io.StringIO(told[-1].out.splitlines()[1])))
    assert cells[1].startswith("'=")


def test_an_import_is_written_once_and_replaced_only_when_that_is_said(outlets, here):
    path = here / "list.csv"
    path.write_text("domain,name,country,kind\na.example,Am Tal,AM,news\n")
    assert "written: lists/imported/list.csv" in outlets("import", "csv", "list.csv", *NOW).out
    assert "what it said before" in outlets("import", "csv", "list.csv", *NOW).out
    path.write_text("domain,name,country,kind\na.example,Am Tal,GE,news\n")
    done = outlets("import", "csv", "list.csv", *NOW)
    assert "--accept does it" in done.out
    assert "+ a.example claim country_base GE" in done.out
    assert "- a.example claim country_base AM" in done.out
    assert rows_of("imported/list.csv")[3][3] == "AM"
    assert "written" in outlets("import", "csv", "list.csv", "--accept", *NOW).out
    assert rows_of("imported/list.csv")[3][3] == "GE"


def test_a_dry_run_writes_nothing_and_faults_are_written_whole(outlets, here):
    (here / "list.tsv").write_text("a.example\tXX\t\n" * 30 + "b.example\tIR\tIran\n")
    done = outlets("import", "gdelt", "list.tsv", "--dry-run", "--faults", "faults.csv", *NOW)
    assert not (here / "lists").exists()
    assert "and 10 more" in done.err
    assert "left out: 0 rows and 30 cells" in done.err
    assert len((here / "faults.csv").read_text().splitlines()) == 31


def test_a_list_of_which_nothing_can_be_used_is_not_written(outlets, here):
    (here / "list.csv").write_text("domain,name\nfacebook.com,X\n")
    done = outlets("import", "csv", "list.csv", *NOW)
    assert done.status == 3
    assert "nothing is written" in done.out
    assert not (here / "lists").exists()


def test_a_row_that_is_left_out_whole_makes_the_run_incomplete(outlets, here):
    (here / "list.csv").write_text("domain,name\nfacebook.com,X\na.example,A\n")
    done = outlets("import", "csv", "list.csv", *NOW)
    assert done.status == 3
    assert "list.csv:2: left out" in done.err


def test_what_ships_and_what_was_written_before_is_never_touched(outlets, blatt, here):
    shipped = {path: path.read_bytes() for path in ROOT.glob("src/sourcecheck/data/**/*.csv")}
    own = (here / "lists" / "own.csv").read_bytes()
    (here / "list.csv").write_text("domain,country\nblatt.example,TR\nbbc.com,TR\n")
    outlets("import", "csv", "list.csv", *NOW)
    outlets("set", "bbc.com", "kind", "tv", "--why", "w")
    assert {path: path.read_bytes() for path in shipped} == shipped
    assert (here / "lists" / "own.csv").read_bytes() == own


def test_diff_says_who_says_what(outlets, here):
    (here / "list.csv").write_text("domain,country\nbbc.com,TR\nnew.example,TR\n")
    outlets("import", "csv", "list.csv", "--tag", "desk", *NOW)
    done = outlets("diff")
    assert done.status == 1
    assert "bbc.com  country_base" in done.out
    assert "+ TR (desk)" in done.out
    assert done.out.count("    GB (") == 1, "what both sides say is told once"
    assert "new.example  outlet" in done.out
    rows = [json.loads(line) for line in outlets("diff", "-f", "jsonl").out.splitlines()]
    assert {row["outlet"] for row in rows} == {"bbc.com", "new.example"}
    assert outlets("diff", "lists", "lists").out == "0 differences\n"
    assert outlets("diff", "nowhere", "lists").status == 2


LONG = "outlet,record,type,value,detail,source"
WRONG = [
    ("own.csv", LONG, [
        ("a.example,claim,country_base,ZZ,,me", "no country 'ZZ'"),
        ("a.example,claim,kind,news,,", "nobody says"),
        ("a.example,claim,kind,news,from=soon,me", "not a date"),
        ("a.example,claim,parent,nobody.example,,me", "no outlet 'nobody.example'"),
        ("a.example,claim,colour,red,,me", "no property"),
        ("a.example,note,kind,red,,me", "no record"),
        ("a.example,claim,kind", "cells"),
    ]),
    ("overrides.csv", "outlet,property,value,by,at,why", [
        ("nobody.example,kind,tv,me,2026-11-21,x", "nobody.example"),
        ("bbc.com,kind,tv,me,lately,x", "not a date"),
        ("bbc.com,country_base,Nowhere,me,2026-11-21,x", "no country"),
        ("bbc.com,country_base,France,me,2026-11-21,x", "written as 'FR'"),
        ("bbc.com,kind,gossip,me,2026-11-21,x", "gossip"),
        ("bbc.com,parent,ghost.example,me,2026-11-21,x", "ghost.example"),
    ]),
    ("resolved.csv", "name,outlet,by,at,why", [("X,nobody.example,me,2026-11-21,", "nobody.example")]),
    ("odd.csv", "one,two", [("1,2", "columns")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "head", "rows"), WRONG)
def test_check_finds_what_is_wrong_with_a_list_and_where(outlets, here, name, head, rows):
    (here / "lists").mkdir()
    (here / "lists" / name).write_text("\n".join([head, *(row for row, _ in rows), ""]))
    done = outlets("check", "--own", "--format", "jsonl")
    found = [each for each in map(json.loads, done.out.splitlines()) if each["severity"] == "error"]
    assert done.status == 1
    for line, (_, told) in enumerate(rows, start=2):
        places = {f"{name}:{line}", f"{name}:1"}
        assert any(told in each["why"] and each["where"] in places for each in found), told


DOUBTFUL = [
    ("a.example,name,,A,,me\na.example,key,host,bbc.com,,me", "bbc.com"),
    ("a.example,name,,A,,me\na.example,alias,official,Reuters,,me", "reuters.com"),
    ("a.example,claim,ownership,state,to=2015,me\na.example,claim,ownership,private,from=2014,me",
     "at one time"),
    ("a.example,name,,A,,me\na.example,key,host,b.example,to=2015,me", "status"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "told"), DOUBTFUL)
def test_check_warns_of_what_is_worth_a_look(outlets, here, rows, told):
    (here / "lists").mkdir()
    (here / "lists" / "own.csv").write_text(f"outlet,record,type,value,detail,source\n{rows}\n")
    done = outlets("check", "--own")
    assert done.status == 0
    assert told in done.out


def test_check_warns_of_a_list_that_was_taken_in_long_ago(outlets, here):
    (here / "list.tsv").write_text("b.example\tIR\tIran\n")
    outlets("import", "gdelt", "list.tsv", *NOW)
    assert "years old" in outlets("check", "--own", *NOW).out


def test_the_lists_that_ship_have_no_errors(outlets):
    assert [each for each in checked_lists(Settings()) if each.is_error] == []


def test_claims_that_follow_each_other_do_not_meet(outlets, here):
    (here / "lists").mkdir()
    rows = (
        "a.example,claim,ownership,state,to=2015,me\na.example,claim,ownership,private,from=2015,me"
    )
    (here / "lists" / "own.csv").write_text(f"outlet,record,type,value,detail,source\n{rows}\n")
    assert outlets("check", "--own").out == "nothing is wrong\n"


def test_lists_lie_beside_the_usual_database_and_are_read_from_there(run, here):
    (here / "db").mkdir()
    assert lists_folder(Settings()) is None
    done = run("outlets", "add", "blatt.example", "--name", "Das Blatt", "--country", "AM")
    assert done.status == 0
    load_outlets.cache_clear()
    assert lists_folder(Settings()) == default_lists(here) == here / "db" / "outlets"
    found = json.loads(run("classify", "blatt.example", "--format", "jsonl").out)
    assert found["outlet"]["country"] == "AM"
    assert lists_place(Settings(data="elsewhere")) == Path("elsewhere")


def test_a_folder_that_was_named_must_be_there_to_be_read(run, here):
    assert run("outlets", "list", "--data", "nowhere").status == 2


class Endpoint(BaseHTTPRequestHandler):
    """Answers as a SPARQL endpoint does; what it says is set by the test."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["query"][0]
        self.server.asked.append(query)
        status, answer = self.server.answer(query)
        data = answer.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def endpoint():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def results(*rows):
    bindings = [{name: {"value": value} for name, value in row.items()} for row in rows]
    return json.dumps({"head": {"vars": []}, "results": {"bindings": bindings}})


ITEM = "http://www.wikidata.org/entity/Q77"
FIRST = (
    {"item": ITEM, "property": "P856", "value": "https://www.neu.example/"},
    {"item": ITEM, "property": "label", "value": "Neu"},
    {"item": ITEM, "property": "P17", "value": "CZ"},
    {"item": ITEM, "property": "P2002", "value": "neu_tw"},
)


@pytest.fixture
def sync(outlets, endpoint, here):
    (here / "qids.txt").write_text("Q77\nneu.example\n")

    def call(*args):
        url = f"http://127.0.0.1:{endpoint.server_address[1]}/sparql"
        return outlets("sync", "wikidata", "--qids", "qids.txt", "--endpoint", url,
                       "--allow-network", "127.0.0.0/8", "--pace", "0", *NOW, *args)  # fmt: skip

    return call


def answering(*rows):
    def answer(query):
        if "VALUES ?value" in query:
            return 200, results({"item": ITEM, "value": "https://www.neu.example/"})
        return 200, results(*rows)

    return answer


def test_what_wikidata_says_is_shown_and_written_only_when_accepted(sync, endpoint, here, outlets):
    endpoint.answer = answering(*FIRST)
    done = sync()
    assert done.status == 0
    assert "added    + neu.example  claim country_base  CZ" in done.out
    assert "--accept does it" in done.out
    assert not (here / "lists" / "imported").exists()
    assert len(endpoint.asked) == 2
    done = sync("--accept")
    assert "written: lists/imported/wikidata.csv" in done.out
    assert len(endpoint.asked) == 2  # answered a moment ago: nobody is asked again
    assert "Q77" in outlets("show", "neu.example").out


def test_a_person_at_a_terminal_is_told_how_far_it_is(sync, endpoint):
    endpoint.answer = answering(*FIRST)
    assert "asking about Q77 (0 of 1)" in sync("--progress", "always").err
    assert sync("--progress", "always", "-q").err == ""


def test_answers_are_read_again_without_network(sync, endpoint):
    endpoint.answer = answering(*FIRST)
    shown = sync().out.splitlines()[1:]
    endpoint.asked.clear()
    done = sync("--offline")
    assert done.out.splitlines()[1:] == shown
    assert endpoint.asked == []


def test_without_network_and_without_answers_the_run_is_incomplete(sync, endpoint):
    done = sync("--offline")
    assert done.status == 3
    assert "offline, and no answer is kept" in done.err


def test_what_is_gone_stays_until_a_person_drops_it(sync, endpoint):
    endpoint.answer = answering(*FIRST)
    sync("--accept")
    changed = ({**FIRST[2], "value": "IR"},)
    endpoint.answer = answering(FIRST[0], FIRST[1], *changed)
    done = sync("--refresh")
    assert "changed  - neu.example  claim country_base  CZ" in done.out
    assert "changed  + neu.example  claim country_base  IR" in done.out
    assert "gone     - neu.example  key account  twitter:neu_tw" in done.out
    sync("--accept")
    kept = Path("lists/imported/wikidata.csv").read_text()
    assert ("twitter:neu_tw" in kept, "CZ" in kept, "IR" in kept) == (True, False, True)
    assert "nothing is written" in sync().out
    sync("--accept", "--drop-gone")
    assert "twitter:neu_tw" not in Path("lists/imported/wikidata.csv").read_text()


def test_a_host_that_several_things_have_is_told_and_not_taken(sync, endpoint, here):
    (here / "qids.txt").write_text("neu.example\n")
    site = "https://www.neu.example/"
    endpoint.answer = lambda _query: (200, results(
        {"item": ITEM, "value": site}, {"item": ITEM[:-1] + "8", "value": site},
    ))  # fmt: skip
    done = sync()
    assert done.status == 3
    assert "several things have this address: Q77, Q78" in done.err
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize(
    ("status", "answer", "told"),
    [(400, "no", "400"), (200, "<html>", "cannot be read"), (200, '{"a":1}', "cannot be read")],
)
def test_an_endpoint_in_trouble_is_told_and_nothing_is_lost(sync, endpoint, status, answer, told):
    endpoint.answer = answering(*FIRST)
    sync("--accept")
    before = Path("lists/imported/wikidata.csv").read_bytes()
    endpoint.answer = lambda _query: (status, answer)
    done = sync("--refresh", "--accept", "--drop-gone")
    assert done.status == 3
    assert told in done.err
    assert Path("lists/imported/wikidata.csv").read_bytes() == before


def test_the_address_guard_holds_for_the_endpoint_too(outlets, endpoint, here):
    (here / "qids.txt").write_text("Q77\n")
    url = f"http://127.0.0.1:{endpoint.server_address[1]}/sparql"
    done = outlets("sync", "wikidata", "--qids", "qids.txt", "--endpoint", url, *NOW)
    assert done.status == 3
    assert endpoint.asked == []


def test_a_list_of_things_that_are_neither_numbers_nor_hosts_is_refused(sync, here):
    (here / "qids.txt").write_text("some words\n")
    assert "neither a QID nor a host" in sync().err
