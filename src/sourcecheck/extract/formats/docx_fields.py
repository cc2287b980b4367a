"""Fields of DOCX: what an instruction says (ECMA-376 part 1, 17.16), as far as it cites.

Reference managers keep what they know of a source in the instruction: Zotero and Mendeley as
CSL JSON, EndNote as XML; Word keeps a tag that leads to the document's list of sources.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sourcecheck.extract.formats.manuscript import Watch

_LARGEST = 1_000_000  # characters of an instruction; a group of sources with abstracts has 50,000
_DOI = "https://doi.org/"


@dataclass(slots=True, kw_only=True)
class OpenField:
    """A field that has begun."""

    written: list[str] = field(default_factory=list)  # pieces of its instruction
    size: int = 0
    shown: bool = False  # its result is being read
    action: Action | None = None
    watch: Watch | None = None

    def add(self, text: str) -> None:
        """Add a piece of the instruction."""
        self.size += len(text)
        if self.size <= _LARGEST:
            self.written.append(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a field's result is: a link to ``target``, a second mark, a table of contents."""

    target: str = ""
    bookmark: str = ""  # of the note's first mark
    contents: bool = False


_ARGUMENT = re.compile(r'"([^"]*)"|(\S+)')


def action_of(instruction: str, sources: Mapping[str, str]) -> Action | None:
    """Return what a field does, or None when its result is plain text.

    ``sources`` are the addresses of the document's own list of sources, by tag.
    """
    name, _, rest = instruction.strip().partition(" ")
    reader = _READERS.get(name.upper())
    return reader(rest.strip(), sources) if reader is not None else None


def _hyperlink(rest: str, _: Mapping[str, str]) -> Action:
    """Read the address and, behind the switch for it, the place in the document."""
    target, place, switch = "", "", ""
    for quoted, bare in _ARGUMENT.findall(rest):
        if bare.startswith("\\"):
            switch = bare.lower()
        elif switch == "\\l":
            place, switch = quoted or bare, ""
        elif not switch and not target:
            target = quoted or bare
        elif switch in {"\\o", "\\t"}:
            switch = ""
    return Action(target=f"{target}#{place}" if place else target)


def _note_mark(rest: str, _: Mapping[str, str]) -> Action:
    return Action(bookmark=rest.partition(" ")[0].strip('"'))


def _contents(_rest: str, _: Mapping[str, str]) -> Action:
    return Action(contents=True)


def _citation(rest: str, sources: Mapping[str, str]) -> Action | None:
    return _link(sources.get(rest.partition(" ")[0].strip('"'), ""))


def _added(rest: str, _: Mapping[str, str]) -> Action | None:
    """Read ``ADDIN``: the instruction of a reference manager."""
    if rest.startswith("EN.CITE") and "<EndNote>" in rest:
        return _link(_of_endnote(rest))
    start = rest.find("{")
    if not rest.startswith(("ZOTERO_ITEM", "CSL_CITATION", "Mendeley")) or start < 0:
        return None
    return _link(address_in_csl(rest[start:]))


def _link(address: str) -> Action | None:
    return Action(target=address) if address else None


_READERS = {
    "HYPERLINK": _hyperlink,
    "NOTEREF": _note_mark,
    "TOC": _contents,
    "INDEX": _contents,
    "CITATION": _citation,
    "ADDIN": _added,
}

_EN_URL = re.compile(r"<url>\s*(?:<style[^>]*>)?\s*(https?://[^<\s]+)")
_EN_DOI = re.compile(
    r"<electronic-resource-num>\s*(?:<style[^>]*>)?\s*(?:https?://[^<\s/]+/)?(10\.[^<\s]+)"
)


def _of_endnote(written: str) -> str:
    """Return the address of the one source an EndNote field names; "" for several."""
    if written.count("<Cite>") + written.count("<Cite ") > 1:
        return ""
    address, doi = _EN_URL.search(written), _EN_DOI.search(written)
    found = address[1] if address is not None else f"{_DOI}{doi[1]}" if doi is not None else ""
    return found.replace("&amp;", "&")


def address_in_csl(written: str) -> str:
    """Return the address of the one source that CSL JSON names; "" for none or several."""
    try:
        data, _ = json.JSONDecoder(strict=False).raw_decode(written)
    except (ValueError, RecursionError):  # cut off or hostile: the printed words remain
        return ""
    found = list(_addresses(data))
    return found[0] if len(found) == 1 else ""


def _addresses(data: Any) -> Iterator[str]:
    """Return one value per source: its address, or ""."""
    cited = data.get("citationItems") if isinstance(data, dict) else None
    for entry in cited if isinstance(cited, list) else ():
        about = entry.get("itemData") if isinstance(entry, dict) else None
        if isinstance(about, dict):
            address, doi = str(about.get("URL") or ""), str(about.get("DOI") or "")
            yield address.strip() or (_DOI + doi.strip() if doi.strip() else "")
