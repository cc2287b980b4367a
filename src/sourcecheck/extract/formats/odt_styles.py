"""What styles and lists of OpenDocument say of a paragraph and of words (ODF 1.3 part 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sourcecheck.extract.formats.numerals import in_form
from sourcecheck.extract.formats.xmlread import Element

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"

_DEEPEST = 20  # styles based on one another


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What matters of a style, with what it inherits."""

    title: bool = False
    caption: bool = False
    raised: bool = False
    hidden: bool = False
    numbering: str = ""  # the list style


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How entries of one level of a list are numbered; ``form`` is "" for bullets."""

    form: str
    before: str = ""
    after: str = ""
    levels: int = 1  # how many levels are shown: 3 for "1.2.1"
    start: int = 1


@dataclass(slots=True, kw_only=True)
class Styles:
    """The styles of a document, of all parts that hold some."""

    _entries: dict[tuple[str, str], Element] = field(default_factory=dict)
    _known: dict[tuple[str, str], Style] = field(default_factory=dict)
    _lists: dict[str, dict[int, Level]] = field(default_factory=dict)

    def add(self, root: Element) -> None:
        """Add the styles of a part."""
        for place in ("styles", "automatic-styles"):
            for entry in root.iterfind(f"{OFFICE}{place}/{STYLE}style"):
                key = (entry.get(f"{STYLE}family", ""), entry.get(f"{STYLE}name", ""))
                self._entries[key] = entry
            for entry in root.iterfind(f"{OFFICE}{place}/{TEXT}list-style"):
                self._lists[entry.get(f"{STYLE}name", "")] = dict(_levels(entry))

    def of(self, family: str, name: str) -> Style:
        """Return a style; one that is not defined is known by its name alone."""
        key = (family, name)
        if key not in self._known:
            self._known[key] = self._read(family, name)
        return self._known[key]

    def level(self, numbering: str, level: int) -> Level | None:
        """Return how a level of a list style (from 1) is numbered."""
        return self._lists.get(numbering, {}).get(level)

    def _read(self, family: str, name: str) -> Style:
        chain: list[Element] = []
        names = [name]
        while (family, names[-1]) in self._entries and len(chain) < _DEEPEST:
            chain.append(self._entries[family, names[-1]])
            names.append(chain[-1].get(f"{STYLE}parent-style-name", ""))
        style = Style(title="Title" in names, caption="Caption" in names)
        for entry in reversed(chain):
            style = _refined(style, entry)
        return style


def _refined(style: Style, entry: Element) -> Style:
    letters = entry.find(f"{STYLE}text-properties")
    position = letters.get(f"{STYLE}text-position", "") if letters is not None else ""
    display = letters.get(f"{TEXT}display", "") if letters is not None else ""
    return replace(
        style,
        raised=_is_raised(position) if position else style.raised,
        hidden=display == "none" if display else style.hidden,
        numbering=entry.get(f"{STYLE}list-style-name", style.numbering),
    )


def _is_raised(position: str) -> bool:
    """Tell whether ``super 58%`` or ``33% 58%`` raises letters."""
    first = position.strip().partition(" ")[0]
    return first == "super" or (first.endswith("%") and first[:1].isdigit() and first != "0%")


_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
          "I": "upperRoman", "١": "decimal", "أ, ب, ت, ...": "arabicAlpha",
          "أ, ب, ج, ...": "arabicAbjad"}  # fmt: skip


def _levels(entry: Element) -> Iterator[tuple[int, Level]]:
    for each in entry:
        at = number_of(each.get(f"{TEXT}level", ""), 0)
        written = each.get(f"{STYLE}num-format", "")
        form = _FORMS.get(written, "decimal") if written else ""
        yield (
            at,
            Level(
                form=form,
                before=each.get(f"{STYLE}num-prefix", "")[:10],
                after=each.get(f"{STYLE}num-suffix", "")[:10],
                levels=number_of(each.get(f"{TEXT}display-levels", ""), 1),
                start=number_of(each.get(f"{TEXT}start-value", ""), 1),
            ),
        )


def number_of(text: str, default: int) -> int:
    """Return a number of a few digits, or the default."""
    return int(text) if text.isdecimal() and len(text) < 6 else default


@dataclass(slots=True, kw_only=True)
class Numbering:
    """Counts the entries of lists as they come."""

    styles: Styles
    _open: list[str] = field(default_factory=list)  # styles of the open lists
    _counts: list[int | None] = field(default_factory=list)  # last numbers; None = not begun
    _ended: dict[str, list[int | None]] = field(default_factory=dict)  # of lists that may go on

    def begin(self, style: str, *, goes_on: bool) -> None:
        """Begin a list; without a style of its own it has that of the list around it."""
        known = style or (self._open[-1] if self._open else "")
        if not self._open:
            self._counts = self._ended.get(known, [])[:1] if goes_on else []
        self._open.append(known)
        if len(self._counts) < len(self._open):
            self._counts.append(None)

    def end(self) -> None:
        """End the list."""
        if len(self._open) == 1:
            self._ended[self._open[0]] = self._counts
        del self._counts[len(self._open) :]
        self._open.pop()

    def printed(self, given: int | None) -> str:
        """Return what is printed before the next entry; ``given`` is its own number."""
        level = len(self._open)
        del self._counts[level:]
        how = self.styles.level(self._open[-1], level)
        start = how.start if how is not None else 1
        last = self._counts[level - 1]
        self._counts[level - 1] = given or (start if last is None else last + 1)
        if how is None or not how.form:
            return ""
        first = max(0, level - min(how.levels, 10))
        shown = ".".join(self._shown(at) for at in range(first, level))
        return f"{how.before}{shown}{how.after}".strip() + " "

    def _shown(self, at: int) -> str:
        how = self.styles.level(self._open[at], at + 1)
        form = how.form if how is not None and how.form else "decimal"
        return in_form(self._counts[at] or 1, form)
