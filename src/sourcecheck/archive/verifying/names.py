"""Names inside a WACZ: which are refused before a byte of them is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of letters that nobody sees, or that turn what is seen around."""

_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST = 1024  # bytes; no file system takes more for a path's part than 255 (guess)


def refused_names(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield names that lead out of a folder, or that some file system takes for another one."""
    met: dict[str, str] = {}
    for name in names:
        if why := _refused(name):
            yield name, why
        plain = _plain(name)
        if plain in met:
            yield name, f"is the same name as {met[plain]!r} to some computers"
        met.setdefault(plain, name)
    for plain, name in met.items():
        folder = plain.rpartition("/")[0]
        while folder:
            if folder in met:
                yield name, f"lies inside {met[folder]!r}, which is a file"
            folder = folder.rpartition("/")[0]


def refused_folders(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield names of folders that lead out of a folder; to name one twice does no harm."""
    for name in names:
        if why := _refused(name):
            yield name, why


def _plain(name: str) -> str:
    """Fold what Windows and macOS do not tell apart: case, composed letters, dots at the end."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return "/".join(part.rstrip(". ") for part in folded.split("/"))


def _refused(name: str) -> str:
    parts = name.split("/")
    if not name or name.startswith("/") or _DRIVE.match(name):
        return "is no path inside the file"
    if "\\" in name or ".." in parts or "." in parts or "" in parts:
        return "leads elsewhere"
    if ":" in name or any(part.endswith((".", " ")) for part in parts):
        return "is another name to some computers"
    if (
        any(unicodedata.category(letter) in _UNSEEN for letter in name)
        or len(name.encode("utf-8", "surrogatepass")) > _LONGEST
    ):
        return "cannot be the name of a file"
    return ""
