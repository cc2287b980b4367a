"""Which report goes where: pairs, folders, safe names, and mistakes told before any work."""

from __future__ import annotations

import json

import pytest
from cli_audits import audit

from sourcecheck.cli.targets import Target, file_name, fitting, pair
from sourcecheck.errors import UnknownFormat, UsageError


def targets(*pairs):
    return tuple(Target(format=form, place=place) for form, place in pairs)


@pytest.mark.parametrize(
    ("formats", "places", "found"),
    [
        ([], [], [("text", "-")]),
        (["json"], [], [("json", "-")]),
        (["json"], ["-"], [("json", "-")]),
        ([], ["a.html"], [("html", "a.html")]),
        ([], ["a.HTM", "b.md", "c.txt"], [("html", "a.HTM"), ("md", "b.md"), ("text", "c.txt")]),
        ([], ["-"], [("text", "-")]),
        (["html", "json"], ["a.html"], [("html", "a.html"), ("json", "-")]),
        (["html", "json"], ["a/", "-"], [("html", "a/"), ("json", "-")]),
        (["json"], ["a.html"], [("json", "a.html")]),
    ],
)
def test_formats_and_places_pair_in_order(formats, places, found):
    assert pair(formats, places) == targets(*found)


@pytest.mark.parametrize(
    ("formats", "places", "error", "words"),
    [
        (["json", "html"], [], UsageError, "only one can go to standard output"),
        (["json"], ["a", "b"], UsageError, "1 formats and 2 outputs"),
        ([], ["report"], UsageError, "does not say the format"),
        ([], ["reports/"], UsageError, "does not say the format"),
        (["htlm"], [], UnknownFormat, "'htlm'"),
        (["JSON"], [], UnknownFormat, "'JSON'"),
    ],
)
def test_what_does_not_pair_is_told(formats, places, error, words):
    with pytest.raises(error, match=words):
        pair(formats, places)


@pytest.mark.parametrize(("name", "meant"), [("htlm", "html"), ("jsn", "json"), ("txt", "text")])
def test_an_unknown_format_is_told_with_the_nearest(run, article, name, meant):
    done = run("extract", article, "-f", name)
    assert done.status == 2
    assert f"did you mean {meant}?" in done.err


@pytest.mark.parametrize(
    ("form", "place", "articles", "fitted"),
    [
        ("html", "-", 1, "-"),
        ("html", "one.html", 1, "one.html"),
        ("html", "reports", 1, "reports"),
        ("html", "reports", 2, "reports/"),
        ("html", "reports/", 2, "reports/"),
        ("json", "all.json", 2, "all.json"),
        ("json", "-", 2, "-"),
    ],
)
def test_several_pages_go_to_a_folder(here, form, place, articles, fitted):
    assert fitting(targets((form, place)), articles) == targets((form, fitted))


@pytest.mark.parametrize("place", ["-", "one.html", "taken"])
def test_several_pages_in_one_place_are_refused_before_any_work(run, here, article, place):
    (here / "taken").write_text("a file")
    (here / "b.txt").write_text("Another\n\nIt cites a page. [1]\n\n[1] http://a.example/\n")
    done = run("audit", article, "b.txt", "--offline", "--db", "x.db", "-f", "html", "-o", place)
    assert (done.status, done.out) == (2, "")
    assert "one article, and 2 were named" in done.err
    assert not (here / "x.db").exists()


def test_a_folder_gets_one_file_for_each_article(run, here, article):
    (here / "b.txt").write_text("Another\n\nIt cites a page. [1]\n\n[1] http://a.example/\n")
    (here / "existing").mkdir()
    run("extract", article, "b.txt", "-f", "html", "-o", "new", "-f", "json", "-o", "existing")
    for folder, suffix in (("new", "html"), ("existing", "json")):
        names = sorted(path.name for path in (here / folder).iterdir())
        assert [name.partition("-")[0] for name in names] == ["article", "b"]
        assert all(name.endswith(suffix) for name in names)


@pytest.mark.parametrize(
    ("origin", "stem"),
    [
        ("articles/report.txt", "report"),
        ("../../etc/passwd", "passwd"),
        ("/absolute/name.html", "name"),
        ("مقال.txt", "article"),
        ("a b;rm -rf $HOME.txt", "a-b-rm--rf-HOME"),
        ("\u202egnp.exe.txt", "gnp.exe"),
        ("CON.txt", "CON"),
        ("..", "article"),
        ("x" * 300 + ".txt", "x" * 60),
        ("https://news.example/a/b?c=d&e=/../f", "f"),
        ("-", "article"),
        ("nul\x00esc\x1b[31m.txt", "nul-esc-31m"),
    ],
)
def test_a_file_name_is_plain_short_and_inside_its_folder(origin, stem):
    name = file_name(audit(origin=origin), "json")
    assert name.startswith(f"{stem}-")
    assert len(name) == len(stem) + len("-") + 6 + len(".json")
    assert name.isascii()
    assert not set("/\\\0\x1b ;$") & set(name)


def test_two_articles_of_one_name_do_not_overwrite_each_other():
    names = {file_name(audit(origin=f"{folder}/report.txt"), "html") for folder in "ab"}
    assert len(names) == 2


@pytest.mark.parametrize("place", ["article.txt/x.json", "a\0b.json"])
def test_a_place_that_cannot_be_written_is_told(run, article, place):
    done = run("extract", article, "-f", "json", "-o", place)
    assert done.status == 2
    assert "cannot be written" in done.err


def test_several_reports_of_one_run_agree(run, here, article):
    done = run("extract", article, "-f", "json", "-o", "a.json", "-f", "jsonl", "-o", "deep/b.jsonl",
               "-f", "compact")  # fmt: skip
    one = json.loads((here / "a.json").read_text())
    assert json.loads((here / "deep" / "b.jsonl").read_text()) == one
    assert done.out.count("SC101") == 1
