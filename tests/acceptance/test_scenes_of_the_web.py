"""What only shows when several links are looked at together: audits of whole scenes."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from acceptance_articles import citing, links
from known_gaps import SCENE_GAPS

from sourcecheck.testing import ScriptedWeb
from sourcecheck.testing.scenes import SCENES

pytestmark = pytest.mark.acceptance

CHECKED = ("--pace", "0", "--timeout", "5", "--fail-on", "dead", "--db", "c.db", "-f", "jsonl")
OPTIONS = ("--pace", "0", "--timeout", "5", "--fail-on", "dead", "--db", "s.db", "-f", "json")


def scenes(wanted=lambda _: True):
    """The scenes as parameters of a test, those with a gap expected to fail."""
    return [
        pytest.param(
            scene.name,
            id=scene.name,
            marks=[pytest.mark.xfail(reason=SCENE_GAPS[scene.name])]
            if scene.name in SCENE_GAPS
            else [],
        )
        for scene in SCENES
        if wanted(scene)
    ]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Play a scene once, and once more where it says so."""
    from command_line import CommandLine

    known = {}

    def play(name):
        if name not in known:
            scene = next(scene for scene in SCENES if scene.name == name)
            run = CommandLine(tmp_path_factory.mktemp(name))
            run.write("article.txt", citing(*(one.url for one in scene.behaviours)))
            kept = () if scene.archived else ("--no-archive",)
            with ScriptedWeb(scene.behaviours, scene.helpers) as web:
                command = ("audit", "article.txt", *OPTIONS, *kept, *web.arguments())
                first = run(*command, "-o", "first.json")
                urls = [one.url for one in scene.behaviours]
                checked = run("check", *urls, *CHECKED, *kept, *web.arguments())
                if scene.again:
                    run(*command, "-o", "second.json", "--now", "2030-01-01T12:00:00+00:00")
            known[name] = SimpleNamespace(
                scene=scene, first=first, checked=checked, folder=run.folder
            )
        return known[name]

    return play


@pytest.mark.parametrize("name", scenes())
def test_every_link_of_a_scene_gets_the_state_its_table_says(played, name):
    seen = played(name)
    found = links(seen.folder / "first.json")
    right = {one.url: one.state.value for one in seen.scene.behaviours}
    assert {url: link["state"] for url, link in found.items()} == right


@pytest.mark.parametrize("name", scenes())
def test_a_scene_ends_as_its_table_says(played, name):
    seen = played(name)
    assert (seen.first.status, seen.checked.status) == (seen.scene.status, seen.scene.status)
    assert bool(seen.checked.err) is (seen.scene.status == 3)


@pytest.mark.parametrize("name", [scene.name for scene in SCENES])
def test_check_and_audit_agree_on_a_scene(played, name):
    seen = played(name)
    rows = map(json.loads, seen.checked.out.splitlines())
    states = {url: link["state"] for url, link in links(seen.folder / "first.json").items()}
    assert {row["url"]: row["state"] for row in rows} == states


@pytest.mark.parametrize("name", scenes(lambda scene: scene.findings))
def test_what_concerns_a_whole_host_is_said_once(played, name):
    seen = played(name)
    report = json.loads((seen.folder / "first.json").read_text(encoding="utf-8"))
    codes = [finding["code"] for finding in report["findings"]]
    assert [code for code in codes if code in seen.scene.findings] == list(seen.scene.findings)


@pytest.mark.parametrize("name", scenes(lambda scene: scene.again))
def test_a_second_look_over_the_same_store_says_what_is_right(played, name):
    seen = played(name)
    found = links(seen.folder / "second.json")
    assert [found[one.url]["state"] for one in seen.scene.behaviours] == [
        state.value for state in seen.scene.again
    ]
