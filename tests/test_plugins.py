"""Plugins: found by their entry points, loaded when asked for, and broken alone."""

from __future__ import annotations

import pytest

from sourcecheck import plugins
from sourcecheck.errors import PluginError, UnknownFormat, UsageError
from sourcecheck.session import rendering

MODULE = """
from sourcecheck.errors import UsageError

def shout(audits, context):
    return "".join(f"{len(audit.lines)} CITATIONS\\n" for audit in audits)

def binary(audits, context):
    return b"\\x00\\x01"

def fails(audits, context):
    return 1 / 0

def refuses(audits, context):
    raise UsageError("this format holds no articles")

def forgets(audits, context):
    return None

not_a_function = 5
"""

POINTS = """
[sourcecheck.reports]
shout = shouting_plugin:shout
binary = shouting_plugin:binary
fails = shouting_plugin:fails
refuses = shouting_plugin:refuses
forgets = shouting_plugin:forgets
missing = no_such_module:render
constant = shouting_plugin:not_a_function
json = shouting_plugin:shout
"""


@pytest.fixture(autouse=True)
def installed(tmp_path, monkeypatch):
    """A package with plugins, as an installer leaves it."""
    site = tmp_path / "site"
    facts = site / "shouting_plugin-1.0.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting-plugin\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(POINTS)
    (site / "shouting_plugin.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(site))


def test_plugins_are_named_without_being_imported():
    import sys

    sys.modules.pop("shouting_plugin", None)
    assert set(plugins.names()["reports"]) >= {"shout", "missing", "json"}
    assert "shouting_plugin" not in sys.modules


def test_an_unknown_plugin_is_told_with_those_there_are():
    with pytest.raises(PluginError) as told:
        plugins.load("reports", "sing")
    assert "shout" in told.value.hint


def test_a_format_of_a_plugin_renders(run, article):
    done = run("extract", article, "-f", "shout")
    assert (done.status, done.out) == (1, "3 CITATIONS\n")


def test_a_plugins_bytes_are_written_as_they_are(run, article, tmp_path):
    run("extract", article, "-f", "binary", "-o", "out.bin")
    assert (tmp_path / "out.bin").read_bytes() == b"\x00\x01"


def test_what_is_built_in_wins_over_a_plugin_of_its_name(run, article):
    assert run("extract", article, "-f", "json").out.startswith("{")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing", "'missing' (no_such_module:render) could not be loaded"),
        ("constant", "'constant' offers int, nothing to call"),
    ],
)
def test_a_broken_plugin_is_told_before_the_run(run, article, name, words):
    done = run("extract", article, "-f", name)
    assert (done.status, done.out) == (2, "")
    assert words in done.err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fails", "'fails' failed: ZeroDivisionError"),
        ("forgets", "'forgets' returned NoneType, not text or bytes"),
    ],
)
def test_a_plugin_that_fails_breaks_only_itself(run, article, tmp_path, name, words):
    done = run("extract", article, "-f", name, "-o", "bad", "-f", "json", "-o", "good.json")
    assert done.status == 2
    assert words in done.err
    assert (tmp_path / "good.json").exists()
    assert not (tmp_path / "bad").exists()


def test_a_plugin_may_refuse_in_our_words(run, article):
    done = run("extract", article, "-f", "refuses")
    assert (done.status, done.err) == (2, "error: this format holds no articles\n")


def test_a_format_nobody_has_is_told_with_the_nearest():
    with pytest.raises(UnknownFormat) as told:
        rendering.renderer("shuot")
    assert "did you mean shout?" in told.value.hint
    assert isinstance(told.value, UsageError)


def test_the_doctor_lists_plugins(run):
    assert "reports: " in run("doctor", "--db", "x.db").out
    assert "shout" in run("doctor", "--db", "x.db").out
