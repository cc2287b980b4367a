"""The schema's history: ordered SQL texts, each applied once and written down.

A step is never edited once released; a change is a new file in ``steps/``. Each step runs in
one transaction with its row in ``schema_version``, so a crash leaves the step before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sourcecheck.errors import SchemaTooNew
from sourcecheck.store.connection import Connection

_VERSIONS = """create table if not exists schema_version (
    version integer not null primary key,
    name text not null,
    applied_at text not null
)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of the schema."""

    version: int
    name: str
    sql: str  # statements separated by ";", with {id} and {json} to be filled


@cache
def steps() -> tuple[Step, ...]:
    """Return all steps in order: ``steps/0001_first.sql`` is version 1."""
    folder = resources.files("sourcecheck.store").joinpath("steps")
    files = sorted((part for part in folder.iterdir()), key=lambda part: part.name)
    return tuple(
        Step(
            version=int(part.name[:4]),
            name=part.name[5:].removesuffix(".sql"),
            sql=part.read_text("utf-8"),
        )
        for part in files
        if part.name.endswith(".sql")
    )


def newest() -> int:
    """Return the schema version this program writes."""
    return steps()[-1].version


def version(db: Connection) -> int:
    """Return the schema version of a database; 0 = it has none yet."""
    if "schema_version" not in db.tables():
        return 0
    return int(
        db.query("select coalesce(max(version), 0) as version from schema_version")[0]["version"]
    )


def migrate(db: Connection, at: str) -> None:
    """Bring a database to the newest schema; ``at`` is the stamp written beside each step.

    Raises ``SchemaTooNew`` for a database that a later program wrote, before changing it.
    """
    found = version(db)
    if found > newest():
        raise SchemaTooNew(
            f"{db.location} has schema {found}, this program knows schemas up to {newest()}",
            hint="upgrade sourcecheck, or choose another file with --db",
        )
    if found == newest():
        return
    with db.atomic():
        # Another process may have done it while we waited for the lock.
        db.execute(_VERSIONS)
        found = version(db)
        for step in steps():
            if step.version > found:
                _apply(db, step, at)


def _apply(db: Connection, step: Step, at: str) -> None:
    for statement in statements(step.sql, db.words):
        db.execute(statement)
    db.execute(
        "insert into schema_version (version, name, applied_at) values (:version, :name, :at)",
        {"version": step.version, "name": step.name, "at": at},
    )


def statements(sql: str, words: dict[str, str]) -> Iterator[str]:
    """Split a step into statements, with the database's own words filled in.

    Splitting at ``;`` is enough because a test refuses ``;`` in literals and comments.
    """
    for word, own in words.items():
        sql = sql.replace("{" + word + "}", own)
    for part in sql.split(";"):
        if statement := part.strip():
            yield statement
