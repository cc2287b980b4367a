"""Read the tables about addresses: trackers, wrappers, short links, platforms, domains."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TypeVar

from sourcecheck.data.files import PACKAGED, Row, lines, rows
from sourcecheck.errors import DataError
from sourcecheck.model import LinkFlag
from sourcecheck.model.tables.urls import (
    CountryTld,
    HostGlob,
    HostGlobs,
    Owned,
    Pattern,
    Platform,
    Tracker,
    UrlTables,
    Wrapper,
)

_T = TypeVar("_T")


@cache
def load_urls() -> UrlTables:
    """Return the tables of ``data/urls/``; raises ``DataError`` with file and line."""
    wrappers = tuple(map(_wrapper, rows(PACKAGED, "urls/wrappers.csv", _WRAPPERS)))
    return UrlTables(
        trackers=_trackers(),
        wrappers=wrappers,
        wrapper_hosts=_any_host(wrappers),
        guesses=tuple(map(_wrapper, rows(PACKAGED, "urls/guesses.csv", _WRAPPERS))),
        hostless=tuple(wrapper for wrapper in wrappers if wrapper.host.text == _ANY_HOST),
        short_hosts={host: where for where, host in lines(PACKAGED, "urls/shorteners.txt")},
        owner_short={
            row["host"]: Owned(owner=row["owner"], told_by=row.where)
            for row in rows(PACKAGED, "urls/owner_short.csv", ("host", "owner", "source"))
        },
        platforms=_platforms(),
        tlds={
            row["tld"]: CountryTld(
                country=row["country"], weight=row.number("weight"), told_by=row.where
            )
            for row in rows(PACKAGED, "urls/cctld.csv", _TLDS)
        },
        body_kinds={
            row["label"]: row["kind"]
            for row in rows(PACKAGED, "urls/second_level.csv", ("label", "kind", "source"))
        },
    )


_ANY_HOST = "*"
_TRACKERS = ("host", "parameter", "value", "flag", "source")
_WRAPPERS = ("host", "path", "how", "flag", "step", "source")
_PLATFORMS = ("host", "name", "account", "source")
_TLDS = ("tld", "country", "use", "weight", "measured", "source")


def _trackers() -> dict[str, tuple[Tracker, ...]]:
    found: dict[str, list[Tracker]] = defaultdict(list)
    for row in rows(PACKAGED, "urls/tracking.csv", _TRACKERS):
        found[row["host"]].append(
            Tracker(
                host=row["host"],
                name=row["parameter"].lower(),
                value=row["value"].lower(),
                flag=_flag(row),
                told_by=row.where,
            )
        )
    return _frozen(found)


def _platforms() -> dict[str, tuple[Platform, ...]]:
    found: dict[str, list[Platform]] = defaultdict(list)
    for row in rows(PACKAGED, "urls/platforms.csv", _PLATFORMS):
        subdomain = row["account"] == "subdomain"
        found[row["host"]].append(
            Platform(
                name=row["name"],
                path=Pattern("" if subdomain else row["account"]),
                subdomain=subdomain,
                told_by=row.where,
            )
        )
    return _frozen(found)


def _frozen(found: dict[str, list[_T]]) -> dict[str, tuple[_T, ...]]:
    return {host: tuple(values) for host, values in found.items()}


def _wrapper(row: Row) -> Wrapper:
    return Wrapper(
        host=HostGlob(row["host"]),
        path=Pattern(row["path"]),
        how=row["how"],
        flag=_flag(row),
        step=row["step"],
        told_by=row.where,
    )


def _any_host(wrappers: tuple[Wrapper, ...]) -> HostGlobs:
    globs = [wrapper.host for wrapper in wrappers if wrapper.host.text != _ANY_HOST]
    return HostGlobs(
        exact=frozenset(glob.text for glob in globs if "*" not in glob.text),
        under=frozenset(glob.text[2:] for glob in globs if glob.is_under),
        others=Pattern(
            "|".join(
                dict.fromkeys(
                    f"(?:{glob.pattern})"
                    for glob in globs
                    if "*" in glob.text and not glob.is_under
                )
            )
            or "(?!)"
        ),
    )


def check_patterns(tables: UrlTables) -> None:
    """Compile every pattern; raises ``DataError`` with file and line of one that is broken.

    Not part of loading: most runs meet few of the hosts, and compiling all takes longest.
    """
    platforms = [row for rows_ in tables.platforms.values() for row in rows_]
    patterns = [(row.told_by, row.path) for row in (*tables.wrappers, *tables.guesses)]
    for where, pattern in (*patterns, *((row.told_by, row.path) for row in platforms)):
        try:
            pattern.check()
        except re.error as error:
            raise DataError(f"{where}: {pattern.text!r} is no pattern: {error}") from error


def _flag(row: Row) -> LinkFlag:
    try:
        return LinkFlag(row["flag"])
    except ValueError as error:
        raise DataError(f"{row.where}: no flag is called {row['flag']!r}") from error
