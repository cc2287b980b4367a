"""What pages say of their publisher is heard again when an audit is made again from its archive."""

from __future__ import annotations

import json

import pytest
from command_line import CommandLine

pytest.importorskip("cryptography")

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import answer, paths
from sourcecheck.testing.sites import OK, host_at
from sourcecheck.testing.web import ScriptedWeb

pytestmark = pytest.mark.acceptance

NAMED = '<meta property="og:site_name" content="Reuters">'
FIRST = '<link rel="canonical" href="https://www.lemonde.fr/n">'
SEAT = (
    '<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"@type":'
    '"NewsMediaOrganization","name":"Wells","address":{"addressCountry":"CY"}}}</script>'
)
ARTICLE = (
    "# مقال\n\nقالت [الأولى](http://mirror.example/news/1) إن الأعمال بدأت.\n\n"
    "وقالت [الثانية](http://seated.example/news/2) إنها تتأخر.\n\n"
    "وقالت [الثالثة](http://carrier.example/news/3) غير ذلك.\n"
)
FORMATS = ("json", "csv", "text")


def site(name: str, number: int, head: str):
    story = answer(OK, pages.story("en", head=head))
    nothing = answer("404 Not Found", "<h1>404 Not Found</h1>")
    return host_at(name, "", LinkState.ALIVE, paths({f"/news/{number}": story}, nothing))


def outlets(path):
    found = json.loads(path.read_text(encoding="utf-8"))
    sources = [source for citation in found["citations"] for source in citation["sources"]]
    return [source["outlet"] for source in sources if source["type"] == "web"]


@pytest.mark.parametrize("keeps", [True, False])
def test_pages_tell_their_publisher_alike_at_first_again_and_out_of_the_archive(tmp_path, keeps):
    run = CommandLine(tmp_path)
    name = run.write("a.md", ARTICLE)
    archive = ["--archive-dir", str(tmp_path / "archive")] if keeps else ["--no-archive"]
    place = ["--db", str(tmp_path / "web.db"), *archive]
    names, heads = ("mirror", "seated", "carrier"), (NAMED, SEAT, FIRST)
    behaviours = tuple(map(site, names, (1, 2, 3), heads))

    def outputs(which):
        return [part for f in FORMATS for part in ("-f", f, "-o", str(tmp_path / f"{which}.{f}"))]

    with ScriptedWeb(behaviours, {}) as web:
        more = [*web.arguments(), "--pace", "0", "--timeout", "5", "--progress", "never"]
        for which in ("first", "second"):
            run("audit", name, *place, *more, *outputs(which))
    for which in ("first", "second"):
        one, two, three = outlets(tmp_path / f"{which}.json")
        assert (one["id"], one["country"], one["status"]) == ("reuters.com", "GB", "probable")
        assert (two["id"], two["country"]) == ("seated.example", "CY")
        assert (three["id"], three["original"]["id"]) == ("carrier.example", "lemonde.fr")
    if keeps:
        run("replay", name, *place, *outputs("again"), sockets=False)
        for form in FORMATS:
            made = (tmp_path / f"again.{form}").read_bytes()
            assert made == (tmp_path / f"second.{form}").read_bytes()
