"""What tests of repairs share: a source in, the mended source and the places left out."""

from __future__ import annotations

from datetime import UTC, datetime

from sourcecheck.data.load_archiving import load_archiving
from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_urls import load_urls
from sourcecheck.data.load_wiki import load_wiki
from sourcecheck.extract.formats.bases import absolute
from sourcecheck.extract.formats.wiki_tree import parse_wikitext
from sourcecheck.model import Article
from sourcecheck.model.memento import Memento
from sourcecheck.report.repairs import PATCHERS
from sourcecheck.report.repairs.base import Change, Kept, Repair, Writing, applied
from sourcecheck.urls.canonical import link

DAY = datetime(2021, 3, 5, 6, 7, 8, tzinfo=UTC)
DEAD = "http://dead.example/a"
COPIES = "https://web.archive.org/web/20210305060708/"
COPY = COPIES + DEAD

TEXT, MARKDOWN, HTML = "text/plain", "text/markdown", "text/html"
XHTML, WIKITEXT = "application/xhtml+xml", "text/x-wiki"


def repair(url=DEAD, copy=""):
    """A repair of a confirmed dead link."""
    identity = link(url, load_urls()).canonical
    memento = Memento(
        url=identity,
        source="wayback",
        captured_at=DAY,
        memento_url=copy or COPIES + url,
        verified=True,
    )
    return Repair(url=identity, copy=memento)


def writing(source, media_type, wanted=(), language="en"):
    """A source in which some addresses are to be mended."""
    repairs = wanted or (repair(),)
    article = Article(
        origin="made", media_type=media_type, sha256="ab" * 32, language=language, text=source
    )
    return Writing(
        source=source,
        article=article,
        wanted={each.url: each for each in repairs},
        urls=load_urls(),
        wiki=load_wiki(),
        archiving=load_archiving(),
        parse_wiki=parse_wikitext,
        absolute=absolute,
        note_attributes=load_html().note_attributes,
    )


def places(source, media_type, wanted=(), language="en"):
    """Every place that was found, in order."""
    return list(PATCHERS[media_type](writing(source, media_type, wanted, language)))


def mended(source, media_type, wanted=(), language="en"):
    """The source with its edits."""
    found = places(source, media_type, wanted, language)
    edits = [edit for each in found if isinstance(each, Change) for edit in each.edits]
    return applied(source, edits)


def left(source, media_type, wanted=(), language="en"):
    """Why places were left, in order."""
    found = places(source, media_type, wanted, language)
    return [each.why.value for each in found if isinstance(each, Kept)]
