"""Remember articles, their citations and sources, and the outlets behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sourcecheck.model import Article, Line, Outlet
from sourcecheck.model.codec import loads
from sourcecheck.store import rows
from sourcecheck.store.base import ArticleEntry
from sourcecheck.store.connection import Connection
from sourcecheck.store.queries import queries
from sourcecheck.store.times import moment, stamp


def remember_article(db: Connection, article: Article, at: datetime) -> int:
    """Write an article; returns its id."""
    written = db.query(queries()["upsert_article"], rows.article_row(article, at))
    return int(written[0]["id"])


def remember_citations(
    db: Connection, article: Article, lines: Sequence[Line], at: datetime
) -> int:
    """Write an article with its citations in place of those known; returns its id."""
    told = tuple(lines)
    sql = queries()
    with db.atomic():
        article_id = remember_article(db, article, at)
        remember_urls(db, rows.url_rows(told, at))
        outlets = rows.outlets_of(told).values()
        db.executemany(sql["upsert_outlet"], [rows.outlet_row(outlet, at) for outlet in outlets])
        db.execute(sql["forget_citations"], {"article_id": article_id})
        db.executemany(sql["add_citation"], _of(article_id, rows.citation_rows(article, told)))
        db.executemany(sql["add_source"], _of(article_id, rows.source_rows(told)))
    return article_id


def _of(article_id: int, made: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return ({"article_id": article_id, **row} for row in made)


def remember_urls(db: Connection, found: Sequence[dict[str, Any]]) -> None:
    """Write URLs that are not known yet, and schedule them."""
    db.executemany(queries()["add_url"], found)
    db.executemany(queries()["schedule_url"], [{"url": r["url"], "at": r["at"]} for r in found])


def remember_outlets(db: Connection, outlets: Iterable[Outlet], at: datetime) -> None:
    """Write outlets with their names and claims."""
    sql = queries()
    told = tuple(outlets)
    named = [{"outlet_id": outlet.id, "name": name} for outlet in told for name in outlet.names]
    with db.atomic():
        db.executemany(
            sql["add_outlet"],
            [{"id": outlet.id, "name": outlet.name, "at": stamp(at)} for outlet in told],
        )
        db.executemany(sql["add_outlet_name"], named)
        db.executemany(
            sql["upsert_claim"], [row for outlet in told for row in rows.claim_rows(outlet)]
        )


def article(db: Connection, sha256: str) -> Article | None:
    """Read an article whole."""
    found = db.query(queries()["article"], {"sha256": sha256})
    return loads(Article, found[0]["value"]) if found else None


def articles(db: Connection) -> tuple[ArticleEntry, ...]:
    """List the articles."""
    return tuple(_entry(row) for row in db.query(queries()["articles"]))


def _entry(row: Mapping[str, Any]) -> ArticleEntry:
    times = {name: moment(row[name]) for name in ("first_at", "last_at")}
    return ArticleEntry(**{**row, **times})
