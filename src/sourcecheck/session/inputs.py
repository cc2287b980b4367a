"""What a user names becomes documents: paths, globs, folders, URLs, ``-`` and ``@list``."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sourcecheck.errors import OversizedDocument, UnreadableDocument, UsageError
from sourcecheck.model import Document

SUFFIXES = (".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown")
"""Files of a folder that are read; a file named by itself is read whatever its name."""

MEDIA_TYPES = {"text": "text/plain", "html": "text/html", "markdown": "text/markdown"}
"""Names of ``--input-format``."""

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How inputs are to be read."""

    now: datetime
    stdin_name: str = "-"
    media_type: str = ""  # read every input as this; "" = by content
    max_bytes: int = 32 * MIB


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


def listed(path: str) -> list[str]:
    """Read a list file, one entry a line, # for comments; raises ``UsageError``."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise UsageError(f"@{path}: the list cannot be read: {_why(error)}") from error
    entries = (line.strip() for line in lines)
    return [entry for entry in entries if entry and not entry.startswith("#")]


def load(name: str, reading: Reading) -> Document:
    """Read one path or standard input; raises ``DocumentError``. URLs are fetched elsewhere."""
    body = _stdin(reading) if name == "-" else _file(Path(name), reading)
    origin = reading.stdin_name if name == "-" else _told(name)
    return Document(origin=origin, body=body, media_type=reading.media_type, read_at=reading.now)


def _told(name: str) -> str:
    r"""Return a path as text: bytes of a file name that are no UTF-8 are shown as ``\xff``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _stdin(reading: Reading) -> bytes:
    body = sys.stdin.buffer.read(reading.max_bytes + 1)
    _within(len(body), reading, reading.stdin_name)
    return body


def _file(path: Path, reading: Reading) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableDocument(
                f"{path}: {'not a file' if path.exists() else 'no such file'}",
                hint="check the path; addresses begin with http:// or https://",
            )
        _within(path.stat().st_size, reading, str(path))
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be read: {_why(error)}") from error
    except ValueError as error:  # a NUL in the name
        raise UnreadableDocument(f"{path!s}: not a path: {error}") from error


def _within(size: int, reading: Reading, origin: str) -> None:
    if size > reading.max_bytes:
        raise OversizedDocument(
            f"{origin}: larger than {reading.max_bytes // MIB} MiB",
            hint="hand over the article alone, or raise --max-size",
        )


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return getattr(error, "strerror", None) or str(error)
