"""Settings: where each may come from, which place wins, and how a mistake is told."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click
import jsonschema
import pytest

from sourcecheck import config
from sourcecheck.cli.audit import command as audit
from sourcecheck.cli.lists.syncing import command as sync
from sourcecheck.config import FIELDS, Settings, clock, load, settled
from sourcecheck.errors import ConfigError
from sourcecheck.fetch.settings import FetchSettings, RobotsPolicy
from sourcecheck.session import settingsfile


@pytest.fixture
def project(tmp_path):
    """A folder below a project, with nothing of this machine's own configuration."""
    below = tmp_path / "project" / "texts" / "march"
    below.mkdir(parents=True)
    return below


@pytest.fixture
def put(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def environment(tmp_path, **more):
    return {"XDG_CONFIG_HOME": str(tmp_path / "home"), **more}


LAYERS = ("default", "pyproject", "user", "project", "variable", "flag")


@pytest.mark.parametrize("highest", range(len(LAYERS)), ids=LAYERS)
def test_the_higher_place_wins_and_is_named(project, put, tmp_path, highest):
    own = put("project/sourcecheck.toml", "\njobs = 3\n") if highest >= 3 else None
    user = put("home/sourcecheck/sourcecheck.toml", "jobs = 2\n") if highest >= 2 else None
    toml = put("project/pyproject.toml", "[tool.sourcecheck]\njobs = 1\n") if highest else None
    variables = {"SOURCECHECK_JOBS": "11"} if highest >= 4 else {}
    flags = {"jobs": 12} if highest >= 5 else {}
    found = load(flags, project, environment(tmp_path, **variables))
    origins = (
        "default", f"{toml}:2", f"{user}:1", f"{own}:2", "SOURCECHECK_JOBS", "command line",
    )  # fmt: skip
    assert found.settings.jobs == (4, 1, 2, 3, 11, 12)[highest]
    assert found.origins["jobs"] == origins[highest]


def test_the_nearest_file_upwards_is_the_only_one_read(project, put, tmp_path):
    put("project/sourcecheck.toml", "jobs = 3\npace = 9\n")
    put("project/texts/sourcecheck.toml", "jobs = 5\n")
    found = load({}, project, environment(tmp_path)).settings
    assert (found.jobs, found.pace) == (5, 1.0)


def test_what_is_not_given_on_the_command_line_is_no_layer(project, tmp_path):
    flags = {"jobs": None, "select": (), "offline": None}
    found = load(flags, project, environment(tmp_path, SOURCECHECK_OFFLINE="1"))
    assert found.settings == dataclasses.replace(Settings(), offline=True)


def test_formats_and_outputs_of_two_places_do_not_mix(project, put, tmp_path):
    put("project/sourcecheck.toml", 'format = ["html"]\noutput = ["reports/"]\n')
    assert load({}, project, environment(tmp_path)).settings.output == ("reports/",)
    found = load({"format": ("json",)}, project, environment(tmp_path)).settings
    assert (found.format, found.output) == (("json",), ())


@pytest.mark.parametrize(
    ("file", "jobs", "pace"), [(None, 3, 1.0), ("other.toml", 4, 5.0), ("", 4, 1.0)]
)
def test_a_file_may_be_named_or_none_read(project, put, tmp_path, file, jobs, pace):
    put("project/sourcecheck.toml", "jobs = 3\n")
    other = put("other.toml", "pace = 5\n")
    found = load({}, project, environment(tmp_path), file=str(other) if file else file).settings
    assert (found.jobs, found.pace) == (jobs, pace)


def test_a_file_that_is_named_must_be_there(project, tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load({}, project, environment(tmp_path), file=str(tmp_path / "missing.toml"))


MISTAKES = [
    ("jbos = 4", ":1: unknown key 'jbos'", "did you mean jobs?"),
    ("\n\nfail-onn = 'none'", ":3: unknown key 'fail-onn'", "did you mean fail_on?"),
    ("xyzzy = 1", ":1: unknown key 'xyzzy'", "sourcecheck config show lists the keys"),
    ("[network]\npace = 1", ":1: unknown key 'network'", ""),
    ("jobs = 'four'", ":1: jobs must be a whole number", ""),
    ("jobs = 2.5", ":1: jobs must be a whole number", ""),
    ("jobs = true", ":1: jobs must be a whole number", ""),
    ("jobs = 0", ":1: jobs must be from 1 to", ""),
    ("timeout = nan", ":1: timeout must be from 0.1 to", ""),
    ("timeout = inf", ":1: timeout must be from 0.1 to", ""),
    ("timeout = 0.01", ":1: timeout must be from 0.1 to", ""),
    ("pace = -0.5", ":1: pace must be from 0 to", ""),
    ("per_host = 99999999999999999999", ":1: per_host must be from 1 to", ""),
    ("offline = 'yes'", ":1: offline must be true or false", ""),
    ("offline = 1", ":1: offline must be true or false", ""),
    ("no_archive = 'yes'", ":1: no_archive must be true or false", ""),
    ("db = 5", ":1: db must be a text", ""),
    ("select = 5", ":1: select must be a list of texts", ""),
    ("select = ['SC1', 5]", ":1: select must be a list of texts", ""),
    ("allow_network = {a = 1}", ":1: allow_network must be a list of texts", ""),
    ("fail_on = 'deadd'", ":1: fail_on is 'deadd'", "choose from none, dead, error, warning, info"),
    ("color = 'red'", ":1: color is 'red'", "choose from auto, always, never"),
    ("input_format = 'doc'", ":1: input_format is 'doc'", "choose from text, html, markdown"),
    ("now = 'yesterday'", ":1: not a time: 'yesterday'", "write it as"),
    ("robots = 'sometimes'", ":1: robots is 'sometimes'", "choose from archive, always, never"),
    ("contact = 'me'", ":1: contact must be an e-mail or web address", "desk@news.example"),
    ("contact = 'a@b.example\\nX: 1'", ":1: contact must be an e-mail or web address", ""),
    ("second_looks = -1", ":1: second_looks must be from 0 to", ""),
    ("crawl_delay_cap = -1", ":1: crawl_delay_cap must be from 0 to", ""),
    ("\njobs = = 4", "line 2", "mend the file at that line"),
]


@pytest.mark.parametrize(("text", "message", "hint"), MISTAKES)
def test_a_mistake_names_file_line_and_what_was_meant(project, put, tmp_path, text, message, hint):
    path = put("project/sourcecheck.toml", text)
    with pytest.raises(ConfigError) as told:
        load({}, project, environment(tmp_path))
    assert told.value.message.startswith(str(path))
    assert message in told.value.message
    assert hint in told.value.hint


def test_the_line_is_that_of_our_own_table(project, put, tmp_path):
    path = put(
        "project/pyproject.toml", "[tool.other]\njobs = 'many'\n[tool.sourcecheck]\njobs = 'x'\n"
    )
    with pytest.raises(ConfigError, match=r"pyproject\.toml:4"):
        load({}, project, environment(tmp_path))
    assert path.exists()


@pytest.mark.parametrize("text", ["tool = 1\n", "[tool]\nother = 1\n", "[project]\nname = 'x'\n"])
def test_a_pyproject_without_our_table_is_no_concern(project, put, tmp_path, text):
    put("project/pyproject.toml", text)
    assert load({}, project, environment(tmp_path)).settings == Settings()


def test_a_file_that_is_no_text_is_told(project, tmp_path):
    (project / "sourcecheck.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        load({}, project, environment(tmp_path))


@pytest.mark.parametrize(
    ("variable", "text", "key", "value"),
    [
        ("SOURCECHECK_OFFLINE", "true", "offline", True),
        ("SOURCECHECK_OFFLINE", "0", "offline", False),
        ("SOURCECHECK_NO_ARCHIVE", "1", "archive", False),
        ("SOURCECHECK_ARCHIVE", "no", "archive", False),
        ("SOURCECHECK_TIMEOUT", "2.5", "timeout", 2.5),
        ("SOURCECHECK_JOBS", "7", "jobs", 7),
        ("SOURCECHECK_ALLOW_NETWORK", "127.0.0.0/8 ::1/128", "allow_network",
         ("127.0.0.0/8", "::1/128")),
        ("SOURCECHECK_DB", "my file.db", "db", "my file.db"),
        ("SOURCECHECK_DB", "", "db", ""),
    ],
)  # fmt: skip
def test_a_variable_is_read_as_its_key_wants(project, tmp_path, variable, text, key, value):
    found = load({}, project, environment(tmp_path, **{variable: text}))
    assert getattr(found.settings, key) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("SOURCECHECK_OFFLINE", "maybe"),
        ("SOURCECHECK_JOBS", "many"),
        ("SOURCECHECK_TIMEOUT", "nan"),
        ("SOURCECHECK_FAIL_ON", "never"),
        ("SOURCECHECK_NOW", "soon"),
    ],
)
def test_a_variable_that_cannot_be_read_is_named(project, tmp_path, variable, text):
    with pytest.raises(ConfigError, match=variable):
        load({}, project, environment(tmp_path, **{variable: text}))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T06:00:00Z", datetime(2026, 11, 21, 6, tzinfo=UTC)),
        ("2026-11-21T06:00:00", datetime(2026, 11, 21, 6, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 21, tzinfo=UTC)),
        ("2026-11-21T09:00:00+03:00", datetime(2026, 11, 21, 6, tzinfo=UTC)),
    ],
)
def test_the_clock_of_a_reproducible_run_has_a_zone(text, moment):
    assert clock(text) == moment
    assert clock(text).tzinfo is not None


OPTIONS = {
    "format": "--format", "output": "--output", "offline": "--offline", "db": "--db",
    "archive_dir": "--archive-dir", "archive": "--no-archive", "replay": "--replay",
    "data": "--data", "fail_on": "--fail-on", "exit_zero": "--exit-zero", "select": "--select",
    "ignore": "--ignore", "jobs": "--jobs", "timeout": "--timeout", "now": "--now",
    "allow_network": "--allow-network", "connect_to": "--connect-to", "cacert": "--cacert",
    "pace": "--pace", "per_host": "--per-host", "connections": "--connections",
    "lang": "--lang", "input_format": "--input-format", "max_size": "--max-size",
    "color": "--color", "contact": "--contact", "robots": "--robots",
    "crawl_delay_cap": "--crawl-delay-cap", "second_looks": "--second-looks",
    "browser_headers": "--browser-headers", "keep_alive": "--keep-alive",
    "confirmation": "--confirmation", "archive_store": "--archive-store",
    "as_of": "--as-of", "copies": "--copies", "copies_for": "--copies-for", "submit": "--submit",
    "endpoint": "--endpoint",
}  # fmt: skip
"""The options others rely on (CONTRACT section 5), each by its key."""


ELSEWHERE = {"endpoint": sync}
"""Verbs of the options that an audit does not take."""


def test_the_table_of_options_names_every_setting():
    assert set(OPTIONS) == set(FIELDS)


@pytest.mark.parametrize(("key", "option"), OPTIONS.items())
def test_every_option_is_an_option_of_audit_a_key_and_a_variable(
    project, put, tmp_path, key, option
):
    options = {
        name: each
        for each in ELSEWHERE.get(key, audit).params
        if isinstance(each, click.Option)
        for name in (*each.opts, *each.secondary_opts)
    }
    assert options[option].name == key
    assert f"[SOURCECHECK_{key.upper()}]" in options[option].help
    written, spoken, value = SAMPLES[type(FIELDS[key].default), key in CHOSEN and key]
    put("project/sourcecheck.toml", f"{key.replace('_', '-')} = {written}\n")
    assert getattr(load({}, project, environment(tmp_path)).settings, key) == value
    (tmp_path / "project" / "sourcecheck.toml").unlink()
    variables = {f"SOURCECHECK_{key.upper()}": spoken}
    assert getattr(load({}, project, environment(tmp_path, **variables)).settings, key) == value


CHOSEN = {"as_of", "copies_for", "fail_on", "color", "input_format", "now", "contact", "robots"}
SAMPLES = {
    (str, False): ('"x"', "x", "x"),
    (bool, False): ("true", "true", True),
    (int, False): ("9", "9", 9),
    (float, False): ("9.5", "9.5", 9.5),
    (tuple, False): ('["a", "b"]', "a b", ("a", "b")),
    (str, "fail_on"): ('"dead"', "dead", "dead"),
    (str, "color"): ('"never"', "never", "never"),
    (str, "input_format"): ('"html"', "html", "html"),
    (str, "contact"): ('"desk@news.example"', "desk@news.example", "desk@news.example"),
    (str, "copies_for"): ('"doubtful"', "doubtful", "doubtful"),
    (str, "robots"): ('"always"', "always", "always"),
    (str, "now"): ('"2026-11-21"', "2026-11-21", "2026-11-21"),
    (str, "as_of"): ('"2026-11-21"', "2026-11-21", "2026-11-21"),
}


def test_the_template_is_a_file_that_changes_nothing(project, put, tmp_path):
    commented = settingsfile.template()
    assert tomllib.loads(commented) == {}
    lines = commented.splitlines()
    keys = [line[2:] for line in lines if re.match(r"# \w+ = ", line)]
    put("project/sourcecheck.toml", "\n".join(keys))
    assert load({}, project, environment(tmp_path)).settings == Settings()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("jobs = 4\nselect = ['SC1']", True),
        ("jobs = 0", False),
        ("timeout = 0.5", True),
        ("timeout = 0.05", False),
        ("pace = 0", True),
        ("second_looks = 0", True),
        ("second_looks = -1", False),
        ("robots = 'sometimes'", False),
        ("fail_on = 'deadd'", False),
        ("unknown = 1", False),
    ],
)
def test_the_schema_agrees_with_the_reader(project, put, tmp_path, text, right):
    put("project/sourcecheck.toml", text)
    schema = json.loads(json.dumps(settingsfile.schema()))
    assert jsonschema.Draft202012Validator(schema).is_valid(tomllib.loads(text)) is right
    if right:
        load({}, project, environment(tmp_path))
    else:
        with pytest.raises(ConfigError):
            load({}, project, environment(tmp_path))


def test_a_program_says_its_settings_and_nothing_is_read(project, put, monkeypatch):
    put("project/texts/march/sourcecheck.toml", "jobs = 9\n")
    monkeypatch.chdir(project)
    monkeypatch.setenv("SOURCECHECK_JOBS", "8")
    assert settled(offline=True) == dataclasses.replace(Settings(), offline=True)


@pytest.mark.parametrize(
    ("values", "hint"),
    [({"ofline": True}, "did you mean offline?"), ({"jobs": "4"}, ""), ({"db": None}, "")],
)
def test_a_program_that_says_nonsense_is_told(values, hint):
    with pytest.raises(ConfigError) as told:
        settled(**values)
    assert told.value.hint == hint


@pytest.mark.parametrize(
    ("choice", "terminal", "variables", "colour"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "1"}, True),
        ("auto", True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_follows_the_option_then_the_environment_then_the_terminal(
    monkeypatch, choice, terminal, variables, colour
):
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert config.uses_colour(choice, terminal=terminal) is colour


@pytest.mark.parametrize("project_has_db", [True, False])
def test_results_go_into_the_projects_db_folder_or_home(tmp_path, monkeypatch, project_has_db):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    if project_has_db:
        (tmp_path / "db").mkdir()
    place = "db" if project_has_db else "share/sourcecheck"
    assert config.default_store(tmp_path) == tmp_path / place / "sourcecheck.db"


def test_the_page_on_courtesy_prints_the_defaults():
    page = Path(__file__).parent.parent / "docs" / "howto" / "be-polite.md"
    rows = re.findall(r"^\| `(\w+)` \| ([\w.]+) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 6
    assert {key: json.loads(said) for key, said in rows} == {
        key: FIELDS[key].default for key, _ in rows
    }


def test_the_fetch_stage_has_the_same_defaults():
    fetch, here = FetchSettings(), Settings()
    assert (fetch.pace_s, fetch.per_host, fetch.connections, fetch.timeout_s) == (
        here.pace, here.per_host, here.connections, here.timeout,
    )  # fmt: skip
    assert (fetch.robots, fetch.crawl_delay_cap_s, fetch.second_looks) == (
        here.robots, here.crawl_delay_cap, here.second_looks,
    )  # fmt: skip
    assert (fetch.browser_headers, fetch.keep_alive) == (here.browser_headers, here.keep_alive)
    assert set(config.ROBOTS) == set(RobotsPolicy)
