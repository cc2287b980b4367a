"""Remember looks at links as runs, and tell them again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourcecheck.model import Check, LinkState, Verdict
from sourcecheck.model.codec import dumps, loads
from sourcecheck.store import rows
from sourcecheck.store.base import Look
from sourcecheck.store.connection import Connection
from sourcecheck.store.queries import queries
from sourcecheck.store.runs import Facts, Fold, Run, current, fold, look_of, told_again
from sourcecheck.store.sql.articles import remember_urls
from sourcecheck.store.sql.several import query_several
from sourcecheck.store.times import stamp

RECENT_RUNS = 200
"""Runs of one URL that are read: a link that flaps daily has half a year of them."""


@dataclass(slots=True, kw_only=True)
class _Known:
    """The runs of one URL while looks are put among them: ids beside values, in one order."""

    url_id: int
    ids: list[int]
    runs: list[Run]


def remember_check(db: Connection, check: Check, verdict: Verdict, record_id: str) -> None:
    """Put a look among the runs of its URL, and point the schedule at the current run."""
    with db.atomic():
        url_id = _url_id(db, check.observation.url, stamp(check.observation.at))
        found = db.query(queries()["recent_runs"], {"url_id": url_id, "limit": RECENT_RUNS})
        _put(db, _known(url_id, found), Look(check=check, verdict=verdict, record_id=record_id))


def remember_looks(db: Connection, looks: Sequence[Look]) -> None:
    """Put many looks among the runs of their URLs, in one transaction.

    Most looks of a large run are the first at their URL, and need nothing that is known:
    these are written by three statements for all of them. The others go one by one.
    """
    with db.atomic():
        ids = _ids(db, {look.check.observation.url for look in looks})
        known = _known_runs(db, ids)
        firsts: dict[str, Look] = {}
        others: list[Look] = []
        for look in looks:
            url = look.check.observation.url
            if not is_storable(url):
                remember_check(db, look.check, look.verdict, look.record_id)
            elif url in known or firsts.setdefault(url, look) is not look:
                others.append(look)
        _add_firsts(db, firsts.values(), ids)
        if others:
            again = {look.check.observation.url for look in others} & firsts.keys()
            known |= _known_runs(db, _ids(db, again))
        for look in others:
            _put(db, known[look.check.observation.url], look)


def is_storable(url: str) -> bool:
    """Tell whether a database gives a URL back as it is: lone surrogates are written otherwise."""
    if url.isascii():
        return True
    try:
        url.encode()
    except UnicodeEncodeError:
        return False
    return True


def _ids(db: Connection, urls: Collection[str]) -> dict[str, int]:
    return {row["url"]: int(row["id"]) for row in query_several(db, "url_ids", urls)}


def _known_runs(db: Connection, ids: Mapping[str, int]) -> dict[str, _Known]:
    """Read the latest runs of URLs; those that were never looked at are missing."""
    limit = {"limit": RECENT_RUNS}
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in query_several(db, "recent_runs_of", ids.values(), limit):
        found.setdefault(row["url_id"], []).append(row)
    return {url: _known(number, found[number]) for url, number in ids.items() if number in found}


def _add_firsts(db: Connection, looks: Collection[Look], ids: Mapping[str, int]) -> None:
    """Write the first look at each of some URLs; ``ids`` are those of the URLs that are known."""
    made = [_first_row(look) for look in looks]
    sql = queries()
    unknown = [
        {"url": row["url"], "host": row["host"], "at": row["first_at"]}
        for row in made
        if row["url"] not in ids
    ]
    db.executemany(sql["add_url"], unknown)
    db.executemany(sql["add_first_run"], made)
    places = [{name: row[name] for name in ("url", "host", "first_at")} for row in made]
    db.executemany(sql["point_at_first_run"], places)


def _first_row(look: Look) -> dict[str, Any]:
    """Return the rows of a first look: what ``_row`` makes of it, without a run in between."""
    seen, state = look.check.observation, look.verdict.state
    at = stamp(seen.at)
    return {
        "url": seen.url,
        "host": rows.host_of(seen.url),
        "vantage": seen.vantage,
        "first_at": at,
        "last_at": at,
        "times": 1,
        "looks": at,
        "status": seen.status,
        "failure": seen.failure.value if seen.failure else None,
        "final_url": seen.final_url,
        "state": state.value,
        "link_group": state.group.value,
        **_said(look),
    }


def _known(url_id: int, found: Sequence[Mapping[str, Any]]) -> _Known:
    return _Known(
        url_id=url_id, ids=[int(row["id"]) for row in found], runs=[_run(row) for row in found]
    )


def _put(db: Connection, known: _Known, look: Look) -> None:
    """Put one look among the known runs, in the database and here."""
    seen = look_of(look.check, look.verdict)
    put = fold(known.runs, seen)
    if put is None:
        return
    before = current(known.runs)
    pointed_at = None if before is None else known.ids[before]
    if put.replaces is None:
        known.ids.append(_add(db, known.url_id, put.run, _said(look)))
        known.runs.append(put.run)
    else:
        _lengthen(db, known.ids[put.replaces], put, seen, _said(look))
        known.runs[put.replaces] = put.run
    place = current(known.runs)
    if place is not None and known.ids[place] != pointed_at:
        _point(db, known.url_id, known.ids[place])


def _url_id(db: Connection, url: str, at: str) -> int:
    found = db.query(queries()["url_id"], {"url": url})
    if not found:
        remember_urls(db, [{"url": url, "host": rows.host_of(url), "at": at}])
        found = db.query(queries()["url_id"], {"url": url})
    return int(found[0]["id"])


def _said(look: Look) -> dict[str, Any]:
    return {
        "rule": look.verdict.rule,
        "confirmed": int(look.verdict.confirmed),
        "record_id": look.record_id or None,
        "look": dumps(look.check),
        "verdict": dumps(look.verdict),
    }


def _add(db: Connection, url_id: int, run: Run, said: dict[str, Any]) -> int:
    row = {"url_id": url_id, **_row(run, said)}
    return int(db.query(queries()["add_run"], row)[0]["id"])


def _row(run: Run, said: dict[str, Any]) -> dict[str, Any]:
    facts = run.facts
    return {
        "vantage": facts.vantage,
        "first_at": run.first_at,
        "last_at": run.last_at,
        "times": run.times,
        "looks": " ".join(run.looks),
        "status": facts.status,
        "failure": facts.failure or None,
        "final_url": facts.final_url,
        "state": facts.state.value,
        "link_group": facts.state.group.value,
        **said,
    }


def _lengthen(db: Connection, run_id: int, put: Fold, look: Run, said: dict[str, Any]) -> None:
    run = put.run
    row = {"id": run_id, "times": run.times, "looks": " ".join(run.looks)}
    if run.last_at == look.last_at:
        db.execute(queries()["lengthen_run"], {**row, "last_at": run.last_at, **said})
    else:
        db.execute(queries()["count_late_look"], row)


def _point(db: Connection, url_id: int, run_id: int) -> None:
    db.execute(queries()["point_at_run"], {"url_id": url_id, "check_id": run_id})


def _run(row: Mapping[str, Any]) -> Run:
    facts = Facts(
        vantage=row["vantage"],
        status=row["status"],
        failure=row["failure"] or "",
        final_url=row["final_url"],
        state=LinkState(row["state"]),
    )
    return Run(
        facts=facts,
        first_at=row["first_at"],
        last_at=row["last_at"],
        times=row["times"],
        looks=tuple(row["looks"].split()),
    )


def history(db: Connection, url: str) -> tuple[Check, ...]:
    """Read the looks at a URL, oldest first."""
    return _told(db.query(queries()["runs"], {"url": url, "limit": RECENT_RUNS}))


def histories(db: Connection, urls: Sequence[str]) -> dict[str, tuple[Check, ...]]:
    """Read the looks at many URLs; those that were never looked at are missing."""
    if len(urls) == 1:  # asked alone, one costs half as much
        told = history(db, urls[0])
        return {urls[0]: told} if told else {}
    plain = [url for url in dict.fromkeys(urls) if is_storable(url)]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in query_several(db, "runs_of", plain, {"limit": RECENT_RUNS}):
        found.setdefault(row["url"], []).append(row)
    odd = {url: told for url in set(urls).difference(plain) if (told := history(db, url))}
    return odd | {url: _told(held) for url, held in found.items()}


def _told(found: Sequence[Mapping[str, Any]]) -> tuple[Check, ...]:
    looks = [check for row in found for check in told_again(_run(row), *_ends(row))]
    return tuple(sorted(looks, key=lambda check: check.observation.at))


def _ends(row: Mapping[str, Any]) -> tuple[Check, Check]:
    """Read the first and the last look of a run; of a run of one look they are the same."""
    first = loads(Check, row["first_look"])
    return first, loads(Check, row["last_look"]) if row["last_look"] else first
