"""Pairs of ``--format`` and ``--output``: which report goes where."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sourcecheck.errors import UsageError
from sourcecheck.model import Audit
from sourcecheck.report import RENDERERS, RenderContext, render

STDOUT = "-"
SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".html": "html", ".htm": "html", ".md": "md",
            ".csv": "csv", ".txt": "text"}  # fmt: skip
"""The format that a file's name asks for where no ``--format`` was given."""

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
    says which).
    """
    for name in formats:
        if name not in RENDERERS:
            render([], name, RenderContext.__new__(RenderContext))  # raises, with the near name
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
    """Render and write every target; raises ``UsageError`` when a place cannot be written."""
    for target in targets:
        if target.place == STDOUT:
            _print(audits, target, context)
        elif target.is_folder:
            for audit in audits:
                path = Path(target.place) / file_name(audit, target.format)
                _save(path, render([audit], target.format, context))
        else:
            _save(Path(target.place), render(audits, target.format, context))


def _print(audits: Sequence[Audit], target: Target, context: RenderContext) -> None:
    # html is about one article; several are printed one after the other
    groups = [[audit] for audit in audits] if target.format == "html" else [audits]
    for group in groups:
        _emit(render(group, target.format, context))


def _emit(report: str | bytes) -> None:
    body = report.encode("utf-8") if isinstance(report, str) else report
    sys.stdout.buffer.write(body if body.endswith(b"\n") else body + b"\n")
    sys.stdout.buffer.flush()


def _save(path: Path, report: str | bytes) -> None:
    body = report.encode("utf-8") if isinstance(report, str) else report
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if body.endswith(b"\n") else body + b"\n")
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written: {error.strerror or error}",
            hint="check the folder and its permissions",
        ) from error


def file_name(audit: Audit, report_format: str) -> str:
    """Return a safe name: the input's own name in plain ASCII, and a piece of its digest.

    Nothing of a title goes in: titles are written by strangers.
    """
    stem = _SAFE.sub("-", Path(audit.article.origin).stem)[:60].strip(".-") or "article"
    key = hashlib.sha256((audit.article.origin + audit.article.sha256).encode()).hexdigest()[:6]
    suffix = {"text": "txt"}.get(report_format, report_format)
    return f"{stem}-{key}.{suffix}"


def width() -> int:
    """Return the cells of a line: the terminal's, or 0 (as long as needed) in a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def needs(targets: Sequence[Target], report_format: str) -> bool:
    """Tell whether any target is of that format."""
    return any(target.format == report_format for target in targets)
