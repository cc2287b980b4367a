"""Pairs of ``--format`` and ``--output``: which report goes where."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sourcecheck.cli.emitting import STDOUT, emit, save
from sourcecheck.errors import PluginError, UsageError
from sourcecheck.model import Audit
from sourcecheck.report import RenderContext
from sourcecheck.session.rendering import rendered, renderer

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


def fitting(targets: Sequence[Target], articles: int, list_name: str = "") -> tuple[Target, ...]:
    """Fit the targets to the number of articles, before any work is done.

    ``list_name`` is that of an input which holds an unknown number of them.

    Several articles in a format that holds one go to a folder: a place that does not exist
    and whose name has no suffix becomes one. Raises ``UsageError`` where there is none.
    """
    return tuple(_fitting(target, articles, list_name) for target in targets)


def _fitting(target: Target, articles: int, list_name: str) -> Target:
    if (articles < 2 and not list_name) or target.format not in SINGLE or target.is_folder:
        return target
    path = Path(target.place)
    if target.place == STDOUT or path.suffix or path.exists():
        many = f"{list_name} is a list of them" if list_name else f"{articles} were named"
        raise UsageError(
            f"an {target.format} report is about one article, and {many}",
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


class Outputs:
    """The reports of a run, written as its articles come where the format allows that.

    A format of one entry after the other, and a folder of reports, is written at once and
    forgotten; for the others the articles are kept until ``finish``.
    """

    def __init__(self, targets: Sequence[Target], context: RenderContext) -> None:
        self._context = context
        self._streams = [_Stream(each, context) for each in targets if _flows(each)]
        self._whole = [each for each in targets if not _flows(each)]
        self._kept: list[Audit] = []
        self._failed: list[PluginError] = []

    @property
    def unheard(self) -> bool:
        """Whether everything goes to a standard output that nobody reads any more."""
        return bool(self._streams) and not self._whole and all(s.closed for s in self._streams)

    def add(self, audit: Audit) -> None:
        """Write an article's report, or keep it for the end.

        Raises ``UsageError`` when a place cannot be written.
        """
        for stream in list(self._streams):
            try:
                stream.write(audit)
            except PluginError as error:
                self._failed.append(error)
                self._streams.remove(stream)
        if self._whole:
            self._kept.append(audit)

    def finish(self) -> None:
        """Write what was kept.

        Raises ``UsageError`` when a place cannot be written, and ``PluginError``, after the
        other targets are written, when a plugin failed.
        """
        for target in self._whole if self._kept else ():
            try:
                body = renderer(target.format)(self._kept, self._context)
                _put(rendered(target.format, body), target.place)
            except PluginError as error:
                self._failed.append(error)
        if self._failed:
            raise self._failed[0]


def write(audits: Sequence[Audit], targets: Sequence[Target], context: RenderContext) -> None:
    """Render and write every target; see ``Outputs``."""
    outputs = Outputs(targets, context)
    for audit in audits:
        outputs.add(audit)
    outputs.finish()


JOINED = {"json": "", "jsonl": "", "compact": "", "csv": "", "md": "\n"}
"""What stands between the reports of two articles, for formats that need nothing else."""

_HEADED = frozenset({"csv"})
"""Formats with a first line that stands once."""


def _flows(target: Target) -> bool:
    return target.is_folder or target.format in JOINED


class _Stream:
    """One target that is written article by article."""

    def __init__(self, target: Target, context: RenderContext) -> None:
        self._target = target
        self._context = context
        self._begun = False
        self.closed = False  # whoever read our standard output has seen enough

    def write(self, audit: Audit) -> None:
        """Add an article's report."""
        name = self._target.format
        body = rendered(name, renderer(name)([audit], self._context))
        if self._target.is_folder:
            save(Path(self._target.place) / file_name(audit, name), body)
            return
        if self._begun:
            body = body.partition(b"\n")[2] if name in _HEADED else body
            body = JOINED[name].encode() + body
        if self._target.place == STDOUT:
            self.closed = self.closed or not emit(body)
        else:
            save(Path(self._target.place), body, more=self._begun)
        self._begun = True


def _put(body: bytes, place: str) -> None:
    if place == STDOUT:
        emit(body)
    else:
        save(Path(place), body)


def file_name(audit: Audit, report_format: str) -> str:
    """Return a safe name: the input's own name in plain ASCII, and a piece of its digest.

    Nothing of a title goes in: titles are written by strangers.
    """
    stem = _SAFE.sub("-", Path(audit.article.origin).stem)[:60].strip(".-") or "article"
    key = hashlib.sha256((audit.article.origin + audit.article.sha256).encode()).hexdigest()[:6]
    suffix = {"text": "txt"}.get(report_format, _SAFE.sub("-", report_format))
    return f"{stem}-{key}.{suffix}"
