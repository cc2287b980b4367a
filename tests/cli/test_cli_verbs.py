"""Each verb that looks into what is there: help, explain, report, db, config, doctor, classify."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import tomllib

import jsonschema
import pytest

from sourcecheck import __version__
from sourcecheck.cli import VERBS
from sourcecheck.cli.words import foreign, printable
from sourcecheck.data import files
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import LinkState
from sourcecheck.session.opening import clock_of, settings_of
from sourcecheck.store.migrations import newest


@pytest.fixture
def audited(run, article):
    """A database with one audit."""
    assert run("audit", article, "--offline", "--db", "x.db").status == 1
    return article


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_help_with_its_options_by_name(run, verb):
    done = run(verb, "--help")
    options = [line.split()[0].rstrip(",") for line in done.out.splitlines()
               if line.startswith("  -")]  # fmt: skip
    names = [line.partition("--")[2].split()[0].rstrip(",") for line in done.out.splitlines()
             if line.startswith("  -")]  # fmt: skip
    assert (done.status, done.err) == (0, "")
    assert options
    assert names == sorted(names)


def test_help_lists_every_verb_and_version_prints_one_line(run):
    listed = run("--help").out
    assert all(f"  {verb} " in listed for verb in VERBS)
    assert run("--version").out == f"{__version__}\n"


@pytest.mark.parametrize("typed", [(), ("config",), ("db",)])
def test_where_a_verb_is_missing_the_verbs_are_listed_and_nothing_is_called_an_error(run, typed):
    done = run(*typed)
    assert (done.status, done.out) == (2, "")
    assert done.err == run(*typed, "--help").out


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("completion",), "Choose from: bash, zsh, fish\n"),
        (("explain", "news.example/page"), "addresses begin with http:// or https://"),
        (("audti", "a.txt"), "did you mean audit?"),
        (("chekk",), "did you mean check?"),
        (("xyzzy",), "verbs: archive, audit, check"),
        (("audit", "--ofline", "a.txt"), "--offline"),
        (("audit",), "INPUT"),
        (("audit", "a.txt", "--fail-on", "deadd"), "dead"),
        (("audit", "a.txt", "--jobs", "many"), "many"),
        (("explain", "SC1O1"), "did you mean SC101"),
        (("explain", "blokced"), "did you mean blocked?"),
        (("explain", "vague_atribution"), "did you mean vague_attribution?"),
        (("audit", "a.txt", "--select", "SC1O1"), "did you mean SC101"),
        (("audit", "a.txt", "--ignore", "vague_atribution"), "did you mean vague_attribution?"),
        (("audti\x1b[31m",), "\\x1b[31m"),
        (("audit", "--\x1b[31m"), "\\x1b[31m"),
    ],
)
def test_a_mistake_is_told_with_what_was_meant(run, typed, words):
    done = run(*typed)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize("code", sorted(load_rules().rules))
def test_every_code_is_explained_by_number_and_by_name(run, code):
    rule = load_rules().rules[code]
    by_code = run("explain", code.lower())
    assert by_code.status == 0
    assert by_code.out == run("explain", rule.name).out
    assert by_code.out.startswith(f"{code} {rule.name} ({rule.severity.value})\n\n")


@pytest.mark.parametrize("state", list(LinkState))
def test_every_link_state_is_explained(run, state):
    done = run("explain", state.value)
    assert done.status == 0
    assert done.out.startswith(f"{state.value} ({state.group.value})")


def test_explain_alone_lists_all(run):
    listed = run("explain").out
    assert all(code in listed for code in load_rules().rules)
    assert all(state.value in listed for state in LinkState)


@pytest.mark.parametrize("which", [(), ("1",), ("article.txt",), "digest"])
def test_a_stored_audit_is_rendered_as_it_was(run, audited, which):
    first = json.loads(run("audit", audited, "--offline", "--db", "x.db", "-f", "json").out)
    which = (first["article"]["sha256"][:12],) if which == "digest" else which
    done = run("report", *which, "--db", "x.db", "-f", "json")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out) == first


HOSTILE = """<html><head><title>A title &#x202e;gnp &#x9b;31m of strangers</title></head><body>
<h1>A title &#x202e;gnp &#x9b;31m of strangers</h1>
<p>The work went on in the first street, <a href="http://a.example/&#x9b;31m&#x202e;">as it says</a>
on the board that the council put up there last week for everybody to see.</p></body></html>"""


def test_report_lists_what_is_stored_and_shows_no_control_character(run, here):
    (here / "esc\x1b.html").write_text(HOSTILE)
    (here / "مقال.txt").write_text("خطة المدينة للمياه\n\nنص قصير. [1]\n\n[1] مصدر\n")
    run("audit", "esc\x1b.html", "مقال.txt", "--offline", "--db", "x.db")
    done = run("report", "--list", "--db", "x.db")
    assert len(done.out.splitlines()) == 2
    assert not set(done.out) & set("\x1b\x9b\u202e")
    assert sum("\u2068" in line and line.endswith("\u2069") for line in done.out.splitlines()) == 1


@pytest.mark.parametrize("which", ["99", "missing.txt", "abcdef012345", "abc"])
def test_a_report_that_is_not_stored_is_told(run, audited, which):
    done = run("report", which, "--db", "x.db")
    assert (done.status, done.out) == (2, "")
    assert "--list" in done.err


@pytest.mark.parametrize(
    "args", [("report",), ("report", "--list"), ("db", "info"), ("db", "vacuum"), ("db", "migrate"),
             ("db", "export", "out")]
)  # fmt: skip
def test_looking_into_a_database_that_is_not_there_makes_none(run, here, args):
    done = run(*args, "--db", "new.db")
    assert (done.status, done.out) == (2, "")
    assert "run sourcecheck audit first" in done.err
    assert not (here / "new.db").exists()


def test_a_database_without_an_audit_says_what_to_do_first(run):
    run("check", "http://news.example/a", "--offline", "--db", "x.db")
    done = run("report", "--db", "x.db")
    assert done.status == 2
    assert "run sourcecheck audit first" in done.err


def test_a_list_of_no_audits_says_so_beside_the_data(run):
    run("check", "http://news.example/a", "--offline", "--db", "x.db")
    done = run("report", "--list", "--db", "x.db")
    assert (done.status, done.out) == (0, "")
    assert done.complaints == ["no audit is stored yet (run sourcecheck audit first)"]


def test_db_info_counts_rows(run, audited):
    done = run("db", "info", "--db", "x.db")
    assert done.status == 0
    assert done.out.startswith(f"x.db  schema {newest()}  ")
    counted = {
        words[1]: int(words[0]) for line in done.out.splitlines()[1:] if (words := line.split())
    }
    assert (counted["articles"], counted["audits"], counted["checks"]) == (1, 1, 0)


def test_db_migrate_tells_the_schema(run, audited):
    assert run("db", "migrate", "--db", "x.db").out == f"x.db is at schema {newest()}\n"


def test_db_vacuum_tells_the_size(run, audited, here):
    done = run("db", "vacuum", "--db", "x.db")
    assert (done.status, done.err) == (0, "")
    assert done.out == f"x.db: {(here / 'x.db').stat().st_size:,} bytes\n"


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_db_export_writes_every_table(run, audited, here, kind):
    done = run("db", "export", "out", "-f", kind, "--db", "x.db")
    written = sorted(path.name for path in (here / "out").iterdir())
    assert done.status == 0
    assert sorted(line.rpartition("/")[2] for line in done.out.splitlines()) == written
    assert {f"articles.{kind}", f"citations.{kind}"} <= set(written)


@pytest.mark.parametrize("args", [("info",), ("migrate",), ("vacuum",), ("export", "out")])
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_text("no database, but long enough to be read as one\n" * 40),
         "cannot be used"),
        (lambda path: path.mkdir(), "cannot be used"),
    ],
)  # fmt: skip
def test_what_is_no_database_is_told(run, here, args, make, words):
    make(here / "x.db")
    done = run("db", *args, "--db", "x.db")
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert "hint: " in done.err


def test_config_show_tells_value_and_place(run, here, monkeypatch):
    (here / "sourcecheck.toml").write_text("# ours\njobs = 2\n")
    monkeypatch.setenv("SOURCECHECK_PACE", "3")
    rows = {line.split()[0]: line.split()[1:] for line in run("config", "show").out.splitlines()}
    assert rows["jobs"] == ["2", f"{here}/sourcecheck.toml:2"]
    assert rows["pace"] == ["3.0", "SOURCECHECK_PACE"]
    assert rows["timeout"] == ["60.0", "default"]


@pytest.mark.parametrize(
    ("options", "status"), [((), 0), (("--no-config",), 1), (("--config", "strict.toml"), 1)]
)
def test_the_configuration_file_can_be_chosen(run, here, article, options, status):
    (here / "sourcecheck.toml").write_text("exit_zero = true\n")
    (here / "strict.toml").write_text("fail_on = 'info'\n")
    assert run("extract", article, *options).status == status


def test_config_init_writes_a_file_once(run, here):
    assert run("config", "init").status == 0
    assert tomllib.loads((here / "sourcecheck.toml").read_text()) == {}
    (here / "sourcecheck.toml").write_text("jobs = 2\n")
    refused = run("config", "init")
    assert refused.status == 2
    assert "--force" in refused.err
    assert run("config", "init", "--force").status == 0
    assert "jobs = 2\n" not in (here / "sourcecheck.toml").read_text().splitlines()[0]


def test_config_schema_is_a_schema(run):
    schema = json.loads(run("config", "schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_a_mistake_in_the_configuration_ends_every_verb_that_reads_it(run, here, article):
    (here / "sourcecheck.toml").write_text("\njbos = 2\n")
    for args in (("audit", article), ("extract", article), ("config", "show"), ("db", "info")):
        done = run(*args)
        assert (done.status, done.out) == (2, "")
        assert done.complaints == [
            f"error: {here}/sourcecheck.toml:2: unknown key 'jbos'",
            "  hint: did you mean jobs?",
        ]


def test_the_doctor_finds_a_sound_installation(run, audited):
    done = run("doctor", "--db", "x.db")
    assert (done.status, done.err) == (0, "")
    names = [line.split(":")[0] for line in done.out.splitlines()]
    assert names == [
        f"ok      {name}"
        for name in (
            "sourcecheck",
            "configuration",
            "data files",
            "outlets",
            "database",
            "archive",
            "archive store",
            "identity",
            "robots.txt",
            "event loop",
            "pandoc",
            "extras",
            "plugins",
        )
    ]
    assert "1 audit\n" in done.out


def test_the_doctor_reads_the_gazetteer_again_and_looks_over_own_lists(run, here):
    lists = here / "lists"
    lists.mkdir()
    done = run("doctor", "--data", "lists", "--db", "x.db")
    assert re.search(r"ok      outlets: \d+ keys, \d+ names, read again; compiled\n", done.out)
    wrong = "outlet,property,value,by,at,why\ntass.ru,country_base,KZ,me,yesterday,\n"
    lists.joinpath("overrides.csv").write_text(wrong, "utf-8")
    done = run("doctor", "--data", "lists", "--db", "x.db")
    assert done.status == 2
    assert "broken  outlets: a row of your lists does not fit" in done.out
    assert "overrides.csv:2" in done.out


def test_the_doctor_names_the_extras_that_are_missing(run, here, monkeypatch):
    monkeypatch.setattr("sourcecheck.cli.doctor._EXTRAS", {"s3": "json", "proofs": "no_such"})
    done = run("doctor", "--db", "x.db")
    assert done.status == 0
    assert "ok      extras: s3; not installed: sourcecheck[proofs]\n" in done.out


def test_the_doctor_says_what_needs_pandoc_where_there_is_none(run, here, monkeypatch):
    monkeypatch.setenv("PATH", str(here))
    done = run("doctor", "--db", "x.db")
    assert done.status == 0
    assert "pandoc: not installed; only LaTeX, " in done.out


def test_the_doctor_finds_pandoc_where_it_is(run, here, monkeypatch):
    program = here / "pandoc"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(here))
    assert f"pandoc: {program}" in run("doctor", "--db", "x.db").out


def test_the_doctor_names_what_is_broken_and_goes_on(run, here):
    (here / "sourcecheck.toml").write_text("jbos = 2\n")
    (here / "x.db").write_text("no database\n" * 100)
    (here / "lists").mkdir()
    (here / "lists" / "mine.csv").write_text("nonsense\n")
    done = run("doctor", "--db", "x.db", "--data", "lists")
    assert done.status == 2
    assert "broken  configuration" in done.out
    assert "ok      plugins" in done.out


def test_classify_tells_country_and_reason_in_the_order_asked(run, here):
    (here / "list.txt").write_text("# two\ntasnimnews.com\n")
    done = run("classify", "https://www.bbc.co.uk/news", "@list.txt", "Nobody Knows Daily", "-f",
               "jsonl")  # fmt: skip
    rows = [json.loads(line) for line in done.out.splitlines()]
    schema = files.PACKAGED.joinpath("schema", "outlet.schema.json").read_text(encoding="utf-8")
    for row in rows:
        jsonschema.Draft202012Validator(json.loads(schema)).validate(row["outlet"])
    assert [(row["input"], row["outlet"]["country"]) for row in rows] == [
        ("https://www.bbc.co.uk/news", "GB"),
        ("tasnimnews.com", "IR"),
        ("Nobody Knows Daily", None),
    ]
    claims = rows[1]["outlet"]["claims"]
    assert {"country_base", "kind"} <= {claim["property"] for claim in claims}
    assert all(claim["source"] and claim["licence"] and claim["told_by"] for claim in claims)
    assert rows[2]["outlet"]["claims"] == []
    assert "unknown" in run("classify", "Nobody Knows Daily").out
    assert "state-controlled (State Media Monitor 2024)" in run("classify", "tasnimnews.com").out


def test_classify_answers_a_line_of_standard_input_before_the_next_one_comes():
    command = [sys.executable, "-m", "sourcecheck", "classify", "-", "-f", "jsonl"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as asked:
        guard = threading.Timer(60, asked.kill)
        guard.start()
        try:
            asked.stdin.write("tasnimnews.com\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["outlet"]["country"] == "IR"
        finally:
            guard.cancel()
            asked.kill()


def test_classify_stops_when_nobody_reads_on_and_says_nothing():
    command = f"yes tasnimnews.com | {sys.executable} -m sourcecheck classify - | head -1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith("IR  match")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_classify_shows_no_control_character(run, form):
    done = run("classify", "name\x1b]0;owned\x07", "-f", form)
    assert done.status == 0
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("تقرير الشهر", "تقرير الشهر"),
        ("می\u200cشود", "می\u200cشود"),
        ("non\u00a0breaking", "non\u00a0breaking"),
        ("esc\x1b[31m", "esc\\x1b[31m"),
        ("two\nlines\t", "two\\nlines\\t"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\u2066in\u2069", "\\u2066in\\u2069"),
        ("bell\x07 c1\x9b", "bell\\x07 c1\\x9b"),
        ("line\u2028sep", "line\\u2028sep"),
        ("lone\udcff", "lone\\udcff"),
    ],
)
def test_what_is_printed_cannot_steer_a_terminal(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("report.txt", "report.txt"), ("تقرير.txt", "\u2068تقرير.txt\u2069"),
     ("גיליון", "\u2068גיליון\u2069")],
)  # fmt: skip
def test_right_to_left_text_stands_apart(text, shown):
    assert foreign(text) == shown


@pytest.mark.parametrize("form", ["text", "compact", "json", "jsonl", "md", "csv"])
def test_a_report_of_hostile_words_shows_no_control_character(run, here, form):
    (here / "esc\x1b.html").write_text(HOSTILE)
    done = run("audit", "esc\x1b.html", "--offline", "--db", "x.db", "-f", form)
    assert done.status in (0, 1)
    assert not set(done.out + done.err) & set("\x1b\x9b")


def test_a_state_printed_by_check_shows_no_control_character(run, here):
    (here / "esc\x1b.html").write_text(HOSTILE)
    done = run("check", "esc\x1b.html", "http://b.example/\x1b[31m", "--offline", "--db", "x.db")
    assert done.status in (0, 1)
    assert not set(done.out + done.err) & set("\x1b\x9b\u202e")


@pytest.mark.parametrize("verb", ["audit", "check"])
def test_a_time_to_replay_without_an_archive_dates_no_live_look(run, here, verb):
    (here / "a.txt").write_text("See [1].\n\n[1] http://127.0.0.1:9/\n", encoding="utf-8")
    done = run(verb, "a.txt", "--as-of", "2020-01-01", "--db", "x.db")
    assert (done.status, done.out) == (2, "")
    assert done.complaints[0] == "error: --as-of names a time to replay, and no archive is replayed"
    assert "--replay" in done.complaints[1]


def test_a_time_to_replay_in_the_settings_dates_nothing_else(here, monkeypatch):
    monkeypatch.setenv("SOURCECHECK_AS_OF", "2020-01-01")
    assert clock_of(settings_of({}))().year > 2020
    assert clock_of(settings_of({"replay": "x.warc"}))().year == 2020
