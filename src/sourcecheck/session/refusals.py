"""What is told of inputs that cannot be read, and of lines of lists that are none."""

from __future__ import annotations

from pathlib import Path

from sourcecheck.errors import DocumentError, UnreadableDocument
from sourcecheck.session.inputs import told
from sourcecheck.session.plainlists import is_utf8


def unreadable(name: str, error: Exception, listed_in: str = "") -> DocumentError:
    """Return what is told of a path that cannot be opened, or of a line that names none."""
    from sourcecheck.session import linkfiles  # noqa: PLC0415 - heavy

    return within(listed_in, linkfiles.unreadable(name, error))


def within(listed_in: str, error: UnreadableDocument) -> UnreadableDocument:
    """Say in which list the line stands that cannot be read."""
    if not listed_in:
        return error
    return UnreadableDocument(f"{listed_in}: {error.message}", hint=error.hint)


def list_name(lists: tuple[str, ...]) -> str:
    """Return how the innermost list is called in what is told of its lines."""
    return told(Path(lists[-1]).name) if lists else ""


def no_address(origin: str, entry: str) -> DocumentError:
    """Return what is told of a line that is no address, and what may have been meant."""
    where = f"{origin}: " if origin else ""
    if not is_utf8(entry):
        shown = entry[:80].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return UnreadableDocument(f"{where}{shown}: not UTF-8", hint="save the list as UTF-8")
    hint = "a space in it is written %20" if " " in entry else ""
    return UnreadableDocument(f"{where}{entry[:80]!r} is no address", hint=hint)


def stopped(url: str) -> DocumentError:
    """Return what is told of a list whose turn did not come."""
    return UnreadableDocument(f"{url}: not fetched: the run was stopped")
