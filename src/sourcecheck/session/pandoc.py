"""LaTeX, reStructuredText, Org and their kin, through pandoc where it is installed.

pandoc is a program of its own under its own licence and never a dependency. It reads the text
from a pipe, in its sandbox (``--sandbox``: no file, no network), within limits, and answers with
HTML whose notes the HTML reader pairs. The article keeps the media type and digest of what was
handed over; where a block's opening words stand in that text, its line is noted.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from sourcecheck.data.load_markups import load_template
from sourcecheck.errors import OversizedDocument, UnreadableDocument
from sourcecheck.model import Article, Block, BlockKind, Document, Origin
from sourcecheck.model.tables.markups import Markup, MarkupTable
from sourcecheck.text.encoding import decode

HINT = "install pandoc (https://pandoc.org, or your system's package pandoc) and run again"

_HEAD = 65_536
_BACK = re.compile(rb"(role=\"doc-backlink\">)[^<]{1,20}(?=</a>)")
"""The arrow pandoc writes at the end of a note: nobody printed it."""

_UNKNOWN_FORMAT = 21
"""The status pandoc ends with when it does not know what it is asked to read (its manual)."""

_PLACE = re.compile(rb"\(line (\d{1,7}),")
"""Where a text is broken, in what pandoc says; of XML it counts no line that can be trusted."""

_SAID = 2000
"""Bytes of what pandoc says that are read."""

_UNDECIDED = frozenset({"", "application/xml", "text/xml"})
"""Declared media types that leave the markup open; text/plain asks for plain text."""

_WORDS_SOUGHT = 4  # of a block's opening: fewer stand everywhere, more cross markup
_AROUND = 65_536  # characters in which a block is looked for after the one before


@dataclass(frozen=True, slots=True, kw_only=True)
class PandocLimits:
    """What one conversion may cost. Guesses: a book takes some seconds and 500 MiB.

    Time holds everywhere, the others where the system has ``prlimit`` (Linux).
    """

    wall_s: float = 60.0
    memory_mib: int = 4096
    answer_mib: int = 64


def markup_of(document: Document, table: MarkupTable) -> Markup | None:
    """Return the kind of markup that pandoc is to read a document as, or None."""
    declared = document.media_type.partition(";")[0].strip().lower()
    for markup in table:
        if declared == markup.media_type:
            return markup
    if declared not in _UNDECIDED:
        return None
    head = document.body[:_HEAD].decode("utf-8", "replace")
    return next((each for each in table if each.shows_in(head, document.origin)), None)


def read_with_pandoc(
    document: Document,
    markup: Markup,
    extracting: Callable[[Document], Article],
    limits: PandocLimits = PandocLimits(),
) -> Article:
    """Convert a document and read the page that comes; raises ``DocumentError``."""
    source = decode(document.body, document.charset)
    page = _converted(source.text, document.origin, markup, limits)
    article = extracting(replace(document, body=page, media_type="text/html", charset="utf-8"))
    return replace(
        article,
        media_type=markup.media_type,
        charset=source.charset,
        sha256=hashlib.sha256(document.body).hexdigest(),
        origins=tuple(lines_of(article, source.text)),
    )


def _converted(text: str, origin: str, markup: Markup, limits: PandocLimits) -> bytes:
    program = shutil.which("pandoc")
    if program is None:
        raise UnreadableDocument(
            f"{origin}: this is {markup.name}, and reading it needs pandoc", hint=HINT
        )
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "page.html"
        template.write_text(load_template(), encoding="utf-8")
        command = [program, "--quiet", "--sandbox", "--from", markup.reader, "--to", "html5"]
        command += ["--standalone", "--template", str(template), "--wrap", "preserve"]
        with tempfile.TemporaryFile() as page, tempfile.TemporaryFile() as trouble:
            status = _run(command, text, folder, (page, trouble), limits)
            if status != 0:
                raise _refused(status, trouble, origin, markup, limits)
            page.seek(0)
            return _BACK.sub(rb"\1", page.read(limits.answer_mib * 1024 * 1024))


def _run(
    command: list[str],
    text: str,
    folder: str,
    out: tuple[IO[bytes], IO[bytes]],
    limits: PandocLimits,
) -> int | None:
    """Run the program to its end and return its status; None = it was too slow."""
    process = subprocess.Popen(  # noqa: S603 - no shell; the text goes through the pipe
        _bounded(command, limits),
        stdin=subprocess.PIPE,
        stdout=out[0],
        stderr=out[1],
        cwd=folder,
    )
    try:
        process.communicate(text.encode("utf-8", "replace"), timeout=limits.wall_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        process.kill()
        process.wait()
    return process.returncode


def _bounded(command: list[str], limits: PandocLimits) -> list[str]:
    """Put the system's own limiter before a command, where there is one (Linux).

    The limits have to stand before the program begins: its runtime reserves its memory then.
    """
    limiter = shutil.which("prlimit")
    if limiter is None:
        return command
    mib = 1024 * 1024
    return [
        limiter,
        f"--as={limits.memory_mib * mib}",
        f"--fsize={limits.answer_mib * mib}",
        f"--cpu={int(limits.wall_s) + 1}",
        *command,
    ]


def _refused(
    status: int | None,
    trouble: IO[bytes],
    origin: str,
    markup: Markup,
    limits: PandocLimits,
) -> UnreadableDocument | OversizedDocument:
    if status is None or status < 0:
        cost = f"longer than {limits.wall_s:g} s" if status is None else "more than is allowed"
        return OversizedDocument(
            f"{origin}: this is {markup.name}, and reading it with pandoc took {cost}",
            hint="hand over a part of it, or its text",
        )
    if status == _UNKNOWN_FORMAT:
        return UnreadableDocument(
            f"{origin}: this is {markup.name}, and the pandoc installed here is too old to read it",
            hint=f"install pandoc {markup.since} or later, or use --input-format text",
        )
    trouble.seek(0)
    place = _PLACE.search(trouble.read(_SAID))
    where = f" near line {int(place[1])}" if place else ""
    return UnreadableDocument(
        f"{origin}: this is {markup.name}, and it is broken or cut off{where}:"
        " pandoc cannot read it",
        hint="mend it there, or read it as it is with --input-format text",
    )


def lines_of(article: Article, source: str) -> Iterator[Origin]:
    """Yield the line in the source where a block's opening words stand, block by block.

    The words are looked for in order, and notes in an order of their own, for markup writes them
    where they are cited. A block whose words are not there as printed has no origin.
    """
    at = {True: 0, False: 0}
    counted, line = 0, 1
    for block in article.blocks:
        is_note = block.kind is BlockKind.NOTE
        found = _opening(block, article.text, source, at[is_note])
        if found is None:
            continue
        at[is_note] = found.end()
        if found.start() < counted:
            counted, line = 0, 1
        line += source.count("\n", counted, found.start())
        counted = found.start()
        yield Origin(span=block.span, locator=f"line {line}")


def _opening(block: Block, text: str, source: str, start: int) -> re.Match[str] | None:
    words = re.findall(r"[^\W_]{2,40}", block.span.of(text)[:200])[:_WORDS_SOUGHT]
    if not words:
        return None
    pattern = re.compile(r"\W{1,12}".join(map(re.escape, words)))
    return pattern.search(source, start, start + _AROUND)
