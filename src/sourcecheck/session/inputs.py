"""What a user names becomes documents: paths, globs, folders, URLs, ``-`` and ``@list``."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck.errors import OversizedDocument, UsageError
from sourcecheck.session.plainlists import is_utf8, pieces

if TYPE_CHECKING:
    from sourcecheck.extract.collections.kinds import Kind

SUFFIXES = (
    ".txt", ".text", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".md", ".markdown",
    ".docx", ".odt", ".fodt", ".epub", ".fb2", ".pdf", ".wiki", ".mediawiki", ".dokuwiki",
    ".tex", ".rst", ".org", ".typ",
)  # fmt: skip
"""Files of a folder that are read; a file named by itself is read whatever its name.

Lists are not among them: a folder of articles often holds tables and archives made from them.
"""

MEDIA_TYPES = {
    "text": "text/plain",
    "html": "text/html",
    "markdown": "text/markdown",
    "mhtml": "multipart/related",
    "wikitext": "text/x-wiki",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "epub": "application/epub+zip",
    "pdf": "application/pdf",
    "latex": "application/x-tex",
    "rst": "text/x-rst",
    "org": "text/org",
    "jats": "application/jats+xml",
    "docbook": "application/docbook+xml",
    "fb2": "application/x-fictionbook+xml",
    "dokuwiki": "text/x-dokuwiki",
    "typst": "text/vnd.typst",
}
"""Names of ``--input-format`` for documents."""

KINDS = (
    "feed", "json-feed", "sitemap", "mediawiki", "csv", "tsv", "json", "jsonl", "warc", "wacz",
)  # fmt: skip
"""Names of ``--input-format`` for lists of articles: the kinds, and ``tsv`` for a table."""

FORMS = ("urls", "lychee", "linkchecker")
"""Names of ``--input-format`` for lists of links, which only ``check`` reads."""

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How inputs are to be read."""

    now: datetime
    stdin_name: str = "-"
    media_type: str = ""  # read every input as this; "" = by content
    kind: Kind | None = None  # read every input as a list of this kind
    form: str = ""  # read every input as a list of links of this form, one of ``FORMS``
    max_bytes: int = 32 * MIB
    piped: bytes | None = None  # standard input where it was read already
    begun: bytes = b""  # of a standard input that is read as it comes


def kind_named(name: str) -> Kind | None:
    """Return the kind of list that an ``--input-format`` names; None = it names none."""
    if name not in KINDS:
        return None
    from sourcecheck.extract.collections.kinds import Kind  # noqa: PLC0415 - heavy

    return Kind.TABLE if name == "tsv" else Kind(name)


def is_url(name: str) -> bool:
    """Tell addresses from paths."""
    return name.lower().startswith(("http://", "https://"))


def expand(names: Sequence[str]) -> Iterator[str]:
    """Turn what was named into single inputs, in order, each once.

    Raises ``UsageError`` for a list that cannot be read or that holds itself, and for a
    pattern or folder that holds nothing to read.
    """
    seen: set[str] = set()
    for name in _expanded(names, ()):
        key = name if name == "-" or is_url(name) else os.path.normpath(name)
        if key not in seen:
            seen.add(key)
            yield name


def _expanded(names: Sequence[str], lists: tuple[str, ...]) -> Iterator[str]:
    """Expand each name; ``lists`` are the list files that are being read, outermost first."""
    for name in names:
        if name == "-" or is_url(name) or Path(name).is_file():
            yield name
        elif name.startswith("@"):
            yield from _list(name[1:], lists)
        elif Path(name).is_dir():
            yield from _folder(Path(name))
        elif glob.has_magic(name):
            yield from _matching(name)
        else:
            yield name


def _list(path: str, lists: tuple[str, ...]) -> Iterator[str]:
    place = os.path.realpath(path)
    if place in lists:
        raise UsageError(f"@{path}: the list holds itself", hint="take that line out of it")
    yield from _expanded(listed(path), (*lists, place))


def _matching(pattern: str) -> Iterator[str]:
    # glob, not Path.glob: absolute patterns too
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207
    files = [path for path in found if not Path(path).is_dir()]
    if not files:
        raise UsageError(f"{pattern}: no file matches", hint="quote the pattern, or check it")
    yield from files


def _folder(folder: Path) -> Iterator[str]:
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    found = [path for path in found if path.is_file()]
    if not found:
        raise UsageError(f"{folder}: no article in it", hint=f"read are: {', '.join(SUFFIXES)}")
    yield from map(str, found)


def left_aside(folder: Path) -> Counter[str]:
    """Count a folder's files that ``expand`` leaves out, by ending; hidden ones are not counted."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    shown = (path for path in found if not any(part.startswith(".") for part in path.parts))
    endings = (path.suffix.lower() for path in shown)
    return Counter(ending for ending in endings if ending not in SUFFIXES)


def listed(path: str) -> list[str]:
    """Read a list file, one entry a line, # for comments; raises ``UsageError``."""
    try:
        with Path(path).open("rb") as file:
            entries = [entry for piece in pieces(file) for entry in piece]
    except (OSError, ValueError) as error:
        raise UsageError(f"@{path}: the list cannot be read: {why(error)}") from error
    if not all(map(is_utf8, entries)):
        raise UsageError(f"@{path}: the list cannot be read: it is not UTF-8 text")
    return entries


def told(name: str) -> str:
    r"""Return a path as text: bytes of a file name that are no UTF-8 are shown as ``\xff``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def check_size(size: int, reading: Reading, origin: str) -> None:
    """Raise ``OversizedDocument`` when an input has more bytes than are allowed."""
    if size > reading.max_bytes:
        raise OversizedDocument(
            f"{origin}: larger than {reading.max_bytes // MIB} MiB",
            hint="hand over the article alone, or raise --max-size",
        )


def why(error: Exception) -> str:
    """Return why a file cannot be used, in the system's words."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return getattr(error, "strerror", None) or str(error)
