"""Runs of several articles, policies and days, made again: each audit as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine

pytest.importorskip("cryptography")

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.scenes import SCENES
from sourcecheck.testing.script import answer, paths
from sourcecheck.testing.sites import OK, PATH, host_at
from sourcecheck.testing.web import ScriptedWeb

pytestmark = pytest.mark.acceptance

FORMATS = ("json", "html", "csv", "text")
OWN = (
    "domain,name,aliases,country,kind,ownership,source\n"
    "ruled.example,The Ruled,,CY,news,private,our desk\n"
)
POLICY = "[not_found]\ntimes = 1\ndays = 0\n"


class Days:
    """A web that is another one every day."""

    def __init__(self) -> None:
        self.day = 0

    def ruled(self, visit):
        closed = "Disallow: /\n" if self.day else "Disallow:\n"
        rules = answer(OK, f"User-agent: *\n{closed}", kind="text/plain")
        return paths({"/robots.txt": rules}, self.story())(visit)

    def flapping(self, visit):
        gone = answer("404 Not Found", "<h1>404 Not Found</h1>")
        return (gone if visit.count % 2 else self.story(),)

    def closing(self, visit):
        found = visit.path == "/robots.txt"
        busy = answer("429 Too Many Requests", b"", "Retry-After: 86400")
        return (answer("404 Not Found") if found else busy,)

    def story(self):
        return answer(OK, pages.story("ar"))

    def behaviours(self):
        gone = paths({PATH: answer("404 Not Found", "<h1>404 Not Found</h1>")})
        scripts = {
            "ruled": self.ruled,
            "flapping": self.flapping,
            "closing": self.closing,
            "gone": gone,
        }
        return tuple(host_at(name, "", LinkState.ALIVE, one) for name, one in scripts.items())


def outputs(folder: Path, name: str) -> list[str]:
    return [part for f in FORMATS for part in ("-f", f, "-o", f"{folder}/{name}/{f}/")]


def reports(folder: Path, name: str) -> dict[str, bytes]:
    found = folder / name
    return {
        str(path.relative_to(found)): path.read_bytes()
        for path in sorted(found.rglob("*"))
        if path.is_file()
    }


def article(*urls: str) -> str:
    said = (f"قالت الوكالة رقم {at} إن [المصدر]({url}) نشر الخبر." for at, url in enumerate(urls))
    return "\n\n".join(["# مقال", *said]) + "\n"


@pytest.fixture
def run(tmp_path):
    return CommandLine(tmp_path)


@pytest.fixture
def days():
    made = Days()
    with ScriptedWeb(made.behaviours(), {}) as web:
        made.arguments = [*web.arguments(), "--pace", "0", "--timeout", "5", "--progress", "never"]
        yield made


def place(folder: Path) -> list[str]:
    return ["--db", str(folder / "web.db"), "--archive-dir", str(folder / "archive")]


def test_two_articles_with_the_same_bytes_are_told_apart(run, days):
    folder, text = run.folder, article(*(f"http://flapping.example/news/{n}" for n in range(4)))
    names = [run.write("a.md", text), run.write("b.md", text)]
    still = ["--now", "2026-03-01T10:00:00Z"]
    run("audit", *names, *place(folder), *days.arguments, *still, "--jobs", "1",
        *outputs(folder, "one"))  # fmt: skip
    run("replay", *names, *place(folder), *outputs(folder, "two"), sockets=False)
    run("audit", *names, "--replay", folder / "archive", *outputs(folder, "three"), sockets=False)
    assert len(reports(folder, "one")) == 2 * len(FORMATS)
    assert reports(folder, "two") == reports(folder, "one")
    assert reports(folder, "three") == reports(folder, "one")


def test_rules_that_an_earlier_article_of_the_run_had_asked_for_are_those_of_that_day(run, days):
    folder = run.folder
    names = [
        run.write(f"{n}.md", article(f"http://ruled.example/news/2026/own-{n}")) for n in range(2)
    ]
    run("audit", *names, *place(folder), *days.arguments, "--jobs", "1", *outputs(folder, "one"))
    days.day = 1
    other = run.write("other.md", article("http://ruled.example/news/2026/other"))
    run("audit", other, *place(folder), *days.arguments, *outputs(folder, "other"))
    done = run("replay", *names, *place(folder), *outputs(folder, "two"), sockets=False)
    assert b"robots_denied" in reports(folder, "other")[next(iter(reports(folder, "other")))]
    assert done.err.count("the same as on") == len(names), done.err
    assert reports(folder, "two") == reports(folder, "one")


def test_whoever_was_left_alone_is_left_alone_again(run, days):
    folder = run.folder
    cited = [f"http://closing.example/news/2026/story-{n}" for n in range(8)]
    name = run.write("a.md", article(*cited, f"http://ruled.example{PATH}"))
    run("audit", name, *place(folder), *days.arguments, *outputs(folder, "one"))
    run("replay", name, *place(folder), *outputs(folder, "two"), sockets=False)
    assert any(b"asked to be left alone" in body for body in reports(folder, "one").values())
    assert reports(folder, "two") == reports(folder, "one")


def test_what_was_chosen_for_an_audit_is_chosen_again(run, days):
    folder = run.folder
    name = run.write("a.md", article(f"http://gone.example{PATH}", f"http://ruled.example{PATH}"))
    policy = run.write("policy.toml", POLICY)
    run("audit", name, *place(folder), *days.arguments, "--select", "SC4", "--confirmation", policy,
        *outputs(folder, "one"))  # fmt: skip
    run("replay", name, *place(folder), *outputs(folder, "two"), sockets=False)
    run("audit", name, "--replay", folder / "archive", *outputs(folder, "three"), sockets=False)
    confirmed = [body for body in reports(folder, "one").values() if b'"confirmed": true' in body]
    assert confirmed
    assert reports(folder, "two") == reports(folder, "one")
    assert reports(folder, "three") == reports(folder, "one")


def test_rules_in_an_archive_hold_however_old_they_are(run, days):
    folder = run.folder
    name = run.write("a.md", article(f"http://ruled.example{PATH}"))
    run("audit", name, *place(folder), *days.arguments, "--now", "2026-03-01T10:00:00Z",
        *outputs(folder, "one"))  # fmt: skip
    done = run("audit", name, "--replay", folder / "archive", "--as-of", "2026-05-01T10:00:00Z",
               "--robots", "always", *outputs(folder, "two"), sockets=False)  # fmt: skip
    assert done.status in {0, 1}, done.err
    assert b'"status": 200' in b"".join(reports(folder, "two").values())


def test_other_lists_are_named_where_an_outlet_comes_out_otherwise(run, days):
    folder = run.folder
    name = run.write("a.md", article(f"http://ruled.example{PATH}"))
    run.write("lists/own.csv", OWN)
    lists = ["--data", str(folder / "lists")]
    run("audit", name, *place(folder), *days.arguments, *lists, *outputs(folder, "one"))
    same = run("replay", name, *place(folder), *lists, *outputs(folder, "two"), sockets=False)
    assert "the same as on" in same.err
    assert reports(folder, "two") == reports(folder, "one")
    other = run("replay", name, *place(folder), "-f", "csv", "-o", folder / "x.csv", sockets=False)
    assert "The Ruled, CY, now" in other.err
    assert "made by sourcecheck" in other.err


def test_answers_that_were_pruned_are_counted(run, days):
    folder = run.folder
    name = run.write("a.md", article(f"http://ruled.example{PATH}", f"http://gone.example{PATH}"))
    for at in ("2026-03-01", "2026-04-01"):
        run("audit", name, *place(folder), *days.arguments, "--now", f"{at}T10:00:00Z",
            *outputs(folder, at))  # fmt: skip
    run("archive", "close", *place(folder))
    run("archive", "prune", "--keep-last", "1", "--also-cited", "--yes", *place(folder))
    done = run("replay", name, "--made-at", "2026-03-01T10:00:00Z", *place(folder),
               "-f", "csv", "-o", folder / "x.csv", sockets=False)  # fmt: skip
    assert "it rests on: pruned" in done.err


def test_second_looks_that_were_made_are_made_again_though_the_network_was_not_there(run):
    (scene,) = (each for each in SCENES if each.name == "no_handshake")
    name = run.write("a.md", article(*(one.url for one in scene.behaviours)))
    folder = run.folder
    with ScriptedWeb(scene.behaviours, scene.helpers) as web:
        run("audit", name, *place(folder), *web.arguments(), "--pace", "0", "--timeout", "3",
            *outputs(folder, "one"))  # fmt: skip
    run("replay", name, *place(folder), *outputs(folder, "two"), sockets=False)
    assert reports(folder, "two") == reports(folder, "one")
