"""The schema and the SQL: generated where they can be, portable everywhere."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sourcecheck.store.migrations import statements, steps
from sourcecheck.store.queries import queries
from sourcecheck.store.schema import schema
from sourcecheck.store.sqlite import open_store

ROOT = Path(__file__).parents[2]
QUESTIONS = sorted((ROOT / "db" / "queries").glob("*.sql"))
METADATA = (ROOT / "db" / "metadata.yml").read_text("utf-8")

SHARED = {
    **{f"query {name}": sql for name, sql in queries().items()},
    **{f"step {step.name}": step.sql for step in steps()},
    **{f"question {path.stem}": path.read_text("utf-8") for path in QUESTIONS},
}

FORBIDDEN = [
    (r"->>?|json_|jsonb_", "JSON operators and functions differ"),
    (r"\bmatch\b|\bfts\d|tsvector|@@", "full-text search differs"),
    (r"\bautoincrement\b|\bwithout rowid\b|\bpragma\b|\bglob\b", "SQLite only"),
    (r"\binsert or\b|\breplace into\b", "SQLite only"),
    (r"\bilike\b|::|\bserial\b|\bgreatest\b|\bleast\b|\bnow\s*\(", "PostgreSQL only"),
    (r"strftime|datetime\s*\(|julianday|date_trunc|to_char", "date functions differ"),
    (r"\bifnull\b|\biif\s*\(|group_concat|string_agg|\bround\s*\(", "differs"),
    (r"1\.0\s*\*", "becomes a decimal in PostgreSQL"),
    (r"\b(min|max)\s*\([^()]*,", "two arguments: SQLite only"),
    (r"\boffset\b|\bend_?\b\s+text|`|\[", "reserved or quoted names"),
]


@pytest.mark.parametrize(("pattern", "why"), FORBIDDEN, ids=[why for _, why in FORBIDDEN])
def test_shared_sql_has_nothing_only_one_database_knows(pattern, why):
    code = {name: re.sub(r"--[^\n]*", "", sql) for name, sql in SHARED.items()}
    found = {name for name, sql in code.items() if re.search(pattern, sql, re.IGNORECASE)}
    assert found == set(), why


def test_literals_and_comments_hold_no_sign_that_a_placeholder_pattern_reads():
    parts = [part for sql in SHARED.values() for part in re.findall(r"'[^']*'|--[^\n]*", sql)]
    assert [part for part in parts if re.search(r":\w|\?|%|;", part)] == []


@pytest.mark.parametrize("name", queries())
def test_each_query_says_what_it_is_for(name):
    assert queries()[name].startswith("-- ")
    assert "select *" not in queries()[name] or name in {"recent_runs", "recent_runs_of", "runs"}


def test_steps_are_numbered_without_a_gap():
    assert [step.version for step in steps()] == list(range(1, len(steps()) + 1))


def test_a_step_splits_into_whole_statements():
    found = list(
        statements(
            "create table a (id {id});\ncreate table b (v {json})\n;",
            {"id": "bigint", "json": "text"},
        )
    )
    assert found == ["create table a (id bigint)", "create table b (v text)"]


def test_the_schema_file_is_what_the_migrations_make():
    written = (ROOT / "db" / "schema.sql").read_text("utf-8")
    assert schema() == written, "run: python -m sourcecheck.store.schema db/schema.sql"


def test_the_schema_is_written_by_one_command(tmp_path):
    target = tmp_path / "schema.sql"
    subprocess.run([sys.executable, "-m", "sourcecheck.store.schema", target], check=True)
    assert schema() == target.read_text("utf-8")


def test_the_schema_file_makes_a_database():
    conn = sqlite3.connect(":memory:")
    conn.executescript(schema())
    assert conn.execute("select count(*) from links").fetchone() == (0,)
    conn.close()


def test_no_table_is_called_as_a_value_of_another_meaning():
    assert "link_state" not in schema()


@pytest.mark.parametrize("path", QUESTIONS, ids=[path.stem for path in QUESTIONS])
def test_each_question_runs_and_says_what_it_asks(path, tmp_path):
    sql = path.read_text("utf-8")
    assert sql.startswith("-- ")
    with open_store(tmp_path / "s.db") as store:
        assert store._db.query(sql) == []


@pytest.mark.parametrize("path", QUESTIONS, ids=[path.stem for path in QUESTIONS])
def test_datasette_asks_the_same_questions(path):
    title, *lines = path.read_text("utf-8").strip().splitlines()
    block = [
        f"      {path.stem}:",
        f"        title: {title.removeprefix('-- ')}",
        "        sql: |-",
    ]
    assert "\n".join([*block, *(f"          {line}" for line in lines)]) + "\n" in METADATA


def test_datasette_knows_every_table_and_view(tmp_path):
    with open_store(tmp_path / "s.db") as store:
        found = store._db.query("select name from sqlite_master where type in ('table', 'view')")
    described = set(
        re.findall(r"^      (\w+):$", METADATA.partition("    queries:")[0], re.MULTILINE)
    )
    assert {row["name"] for row in found} == described


def test_each_facet_and_sort_names_a_column(tmp_path):
    tables = METADATA.partition("    tables:\n")[2].partition("    queries:")[0]
    with open_store(tmp_path / "s.db") as store:
        for table, block in re.findall(r"^      (\w+):\n((?:        .*\n)+)", tables, re.MULTILINE):
            columns = {row["name"] for row in store._db.query(f"pragma table_info({table})")}
            named = re.findall(r"(?:label_column|sort|sort_desc): (\w+)", block)
            for facets in re.findall(r"facets: \[(.*)\]", block):
                named += facets.split(", ")
            assert set(named) <= columns, table
