"""Pairs of ``--format`` and ``--output``: which report goes where."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sourcecheck.cli import hush
from sourcecheck.errors import PluginError, UsageError
from sourcecheck.model import Audit
from sourcecheck.report import RenderContext
from sourcecheck.session.rendering import rendered, renderer

STDOUT = "-"
SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".html": "html", ".htm": "html", ".md": "md",
            ".csv": "csv", ".txt": "text"}  # fmt: skip
"""The format that a file's name asks for where no ``--format`` was given."""

SINGLE = frozenset({"html"})
"""Formats that hold one article: several need a folder."""

_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One report: its format and where it goes."""

    format: str
    place: str  # path, folder (ends with a separator or exists) or "-"

    @property
    def is_folder(self) -> bool:
        """A folder gets one file per article."""
        return self.place.endswith(("/", os.sep)) or Path(self.place).is_dir()


def pair(formats: Sequence[str], places: Sequence[str]) -> tuple[Target, ...]:
    """Pair formats and places in order; raises ``UsageError`` when they do not fit.

    One format may go without a place (standard output), one place without a format (its name
    says which). A plugin's format is loaded now, so that a broken one is told before the run.
    """
    for name in formats:
        renderer(name)
    if not formats and not places:
        return (Target(format="text", place=STDOUT),)
    if not formats:
        return tuple(Target(format=_by_name(place), place=place) for place in places)
    if len(places) > len(formats):
        raise UsageError(
            f"{len(formats)} formats and {len(places)} outputs",
            hint="give each --output its own --format",
        )
    if len(formats) - len(places) > 1:
        raise UsageError(
            f"{len(formats)} formats and {len(places)} outputs: only one can go to standard output",
            hint="give each --format its own --output",
        )
    padded = [*places, STDOUT]
    return tuple(Target(format=f, place=p) for f, p in zip(formats, padded, strict=False))


def fitting(targets: Sequence[Target], articles: int) -> tuple[Target, ...]:
    """Fit the targets to the number of articles, before any work is done.

    Several articles in a format that holds one go to a folder: a place that does not exist
    and whose name has no suffix becomes one. Raises ``UsageError`` where there is none.
    """
    return tuple(_fitting(target, articles) for target in targets)


def _fitting(target: Target, articles: int) -> Target:
    if articles < 2 or target.format not in SINGLE or target.is_folder:
        return target
    path = Path(target.place)
    if target.place == STDOUT or path.suffix or path.exists():
        raise UsageError(
            f"an {target.format} report is about one article, and {articles} were named",
            hint="name a folder: --output DIR/ writes one page for each",
        )
    return replace(target, place=f"{target.place}/")


def _by_name(place: str) -> str:
    if place == STDOUT:
        return "text"
    found = SUFFIXES.get(Path(place).suffix.lower())
    if found is None:
        raise UsageError(
            f"{place}: its name does not say the format", hint="add --format before it"
        )
    return found


def write(audits: Sequence[Audit], targets: Sequence[Target], context: RenderContext) -> None:
    """Render and write every target.

    Raises ``UsageError`` when a place cannot be written, and ``PluginError``, after the other
    targets are written, when a plugin failed.
    """
    failed: list[PluginError] = []
    for target in targets:
        try:
            _write(audits, target, context)
        except PluginError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _write(audits: Sequence[Audit], target: Target, context: RenderContext) -> None:
    render = renderer(target.format)
    if target.is_folder:
        for audit in audits:
            path = Path(target.place) / file_name(audit, target.format)
            _save(path, rendered(target.format, render([audit], context)))
        return
    body = rendered(target.format, render(audits, context))
    if target.place == STDOUT:
        emit(body)
    else:
        _save(Path(target.place), body)


def emit(body: bytes) -> None:
    """Write to standard output; whoever closed it early does not stop the run."""
    try:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        hush()


def _save(path: Path, body: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}",
            hint="check the folder and its permissions",
        ) from error


def file_name(audit: Audit, report_format: str) -> str:
    """Return a safe name: the input's own name in plain ASCII, and a piece of its digest.

    Nothing of a title goes in: titles are written by strangers.
    """
    stem = _SAFE.sub("-", Path(audit.article.origin).stem)[:60].strip(".-") or "article"
    key = hashlib.sha256((audit.article.origin + audit.article.sha256).encode()).hexdigest()[:6]
    suffix = {"text": "txt"}.get(report_format, _SAFE.sub("-", report_format))
    return f"{stem}-{key}.{suffix}"
