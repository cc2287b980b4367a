"""Generated articles of five languages, written in every way: each address finds its copy."""

from __future__ import annotations

import pytest
import rendered
from measure import NOON, READ
from repair_kit import repair, writing

from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_rules import load_rules
from sourcecheck.data.load_urls import load_urls
from sourcecheck.extract import extract
from sourcecheck.model import Document, LinkFlag, WebSource
from sourcecheck.report.repairs import PATCHERS
from sourcecheck.report.repairs.base import Change
from sourcecheck.report.repairs.files import byte_edits, opened, patched
from sourcecheck.resolve import ResolveTables, resolve

TABLES = ResolveTables(languages=load_languages(), urls=load_urls(), rules=load_rules())
WAYS = [name for name in rendered.WAYS if name.startswith(("html", "wikitext"))]
KINDS = {"html": "text/html", "wikitext": "text/x-wiki"}
PLANS = list(rendered.plans())


def links(article):
    """The links an article cites, in order; copies in archives are told apart."""
    sources = [each for citation in resolve(article, TABLES).citations for each in citation.sources]
    found = [each.link for each in sources if isinstance(each, WebSource)]
    copies = [each for each in found if LinkFlag.ARCHIVED_COPY in each.flags]
    return [each.canonical for each in found if each not in copies], copies


@pytest.mark.parametrize("way", WAYS)
def test_every_address_of_an_article_finds_its_copy(way):
    for plan in PLANS[len(way) % 3 :: 9]:
        body = rendered.WAYS[way](rendered.manuscript(plan))
        kind = KINDS[way.partition(" ")[0]]
        read = Document(origin="-", body=body, media_type=kind, read_at=NOON)
        article = extract(read, READ)
        dead, _ = links(article)
        file = opened(body, article.charset)
        wanted = [repair(url) for url in dict.fromkeys(dead)]
        asked = writing(file.text, article.media_type, wanted) if wanted else None
        places = PATCHERS[article.media_type](asked) if asked else []
        edits = [edit for each in places if isinstance(each, Change) for edit in each.edits]
        after = patched(body, byte_edits(file, edits))
        again = Document(origin="-", body=after, media_type=kind, read_at=NOON)
        alive, copies = links(extract(again, READ))
        assert {each.canonical for each in copies} == set(dead), (way, plan)
        assert alive == []
        assert all(type(each) is Change for each in places)
