"""Notes that repeat another: "ibid.", "Smith, op. cit.", "see note 3", in any language.

"Ibid." means the note right before it in its own run of notes. "Op. cit." means an earlier
note that opens with the author in front of it. A number means the note that carries it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from sourcecheck.model.citation import Citation, CitationKind, Source
from sourcecheck.model.tables.languages import Language, Languages
from sourcecheck.text.fold import folded

IBID_WORDS = 8
"""Most words of a note that only repeats: "ibid., p. 12, emphasis added"; guess."""

OP_CIT_WORDS = 16
"""Most words of a note that names author and short title of a work cited above; guess."""

AUTHOR_WORDS = 6
"""Words at the head of a note among which its author stands; guess."""

SHORTEST_NAME = 3
"""Letters a word must have to be compared as a name."""

_LABEL = re.compile(r"^[\W\d_²³¹⁰⁴-⁹①-⑳㉑-㉟㊱-㊿]+")
_ADDRESS = re.compile(r"https?://|www\.")
_TITLE = re.compile(r"[«“„\"][^»”“\"]{4,}[»”“\"]|(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NOTHING = "(?!)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatWords:
    """Patterns over the folded words of a note."""

    ibid: re.Pattern[str]  # at its beginning
    op_cit: re.Pattern[str]  # anywhere
    numbered: re.Pattern[str]  # "see note 3", at its beginning; the group is the number
    bracketed: re.Pattern[str]  # "Smith (n 4) 92"


@dataclass(slots=True)
class _Run:
    """The notes of one run that were read so far."""

    last: Citation | None = None
    number: int = 0
    heads: list[tuple[frozenset[str], Citation]] = field(default_factory=list)
    labels: dict[str, Citation] = field(default_factory=dict)


def settle_repeats(
    text: str, citations: Sequence[Citation], languages: Languages
) -> tuple[Citation, ...]:
    """Give notes that say "ibid." and the like the sources of the note they mean.

    A note that means none, or one of several sources, keeps its place and gets a finding
    later. The pages it names stay in its own words.
    """
    noted = [(each.note, each) for each in citations if each.note]
    if all(_ADDRESS.search(note.of(text)) for note, _ in noted):
        return tuple(citations)  # an address says itself what it means
    words = _words(tuple(languages.values()))
    settled: dict[str, Citation] = {}
    run = _Run()
    for _, citation in sorted(noted, key=lambda pair: pair[0]):
        run = _run_of(run, citation)
        now = _settled(text, citation, run, words)
        settled[citation.id] = now
        _remember(text, now, run)
    return tuple(settled.get(each.id, each) for each in citations)


def _run_of(run: _Run, citation: Citation) -> _Run:
    """Begin a run where the numbers fall back."""
    if not citation.label.isdigit():
        return run
    number = int(citation.label)
    now = _Run() if number < run.number or number == run.number == 1 else run
    now.number = number
    return now


def _settled(text: str, citation: Citation, run: _Run, words: RepeatWords) -> Citation:
    content = _content(text, citation)
    if citation.kind is not CitationKind.NOTE or _ADDRESS.search(content):
        return citation
    count = len(content.split())
    number = words.numbered.match(content) or words.bracketed.match(content)
    if count <= IBID_WORDS and number:
        return _repeating(citation, run.labels.get(number["number"]), "note-number")
    if count <= OP_CIT_WORDS and (op_cit := words.op_cit.search(content)):
        author = frozenset(_names(content[: op_cit.start()]))
        if author:
            return _repeating(citation, _by_author(run, author), "op-cit")
    if count <= IBID_WORDS and (ibid := words.ibid.match(content)):
        if _TITLE.search(content, ibid.end()):  # "idem" with a work of its own
            return citation
        return _repeating(citation, run.last, "ibid")
    return citation


def _by_author(run: _Run, author: frozenset[str]) -> Citation | None:
    """Return the last note whose head shares most words with an author's name."""
    best: Citation | None = None
    most = 0
    for head, citation in run.heads:
        shared = len(author & head)
        if shared and shared >= most:
            best, most = citation, shared
    return best


def _repeating(citation: Citation, last: Citation | None, rule: str) -> Citation:
    rules = (*citation.rules, rule)
    if last is None or not last.sources:
        return replace(citation, rules=(*rules, "ibid-unresolved"))
    if _different(last.sources):  # which of them is meant nobody can tell; the nearest is likely
        rules = (*rules, "ibid-unresolved")
    return replace(
        citation, sources=last.sources[-1:], repeats=last.repeats or last.id, rules=rules
    )


def _different(sources: Sequence[Source]) -> bool:
    return len({source.printed for source in sources}) > 1


def _remember(text: str, citation: Citation, run: _Run) -> None:
    if not citation.sources:
        return
    run.last = citation
    run.labels.setdefault(citation.label, citation)
    if not citation.repeats:
        head = frozenset(_names(_content(text, citation), AUTHOR_WORDS))
        run.heads.append((head, citation))


def _names(words: str, most: int = OP_CIT_WORDS) -> Iterator[str]:
    return (word for word in _WORD.findall(words)[:most] if len(word) >= SHORTEST_NAME)


def _content(text: str, citation: Citation) -> str:
    """Return a note's words, folded, without the label in front of them."""
    if citation.note is None:
        return ""
    printed = folded(citation.note.of(text))
    label = folded(citation.label)
    if label and not label.isdigit():
        bare = printed.lstrip("[(⁽ \t")
        printed = bare.removeprefix(label)
    return without_label(printed)


def without_label(note: str) -> str:
    """Return a note's words without the label printed in front of them."""
    return _LABEL.sub("", note).strip()


@cache
def _words(languages: tuple[Language, ...]) -> RepeatWords:
    see = _either(word for each in languages for word in each.see)
    note = _either(word for each in languages for word in each.marker_words)
    ibid = _either(word for each in languages for word in (*each.ibid, *each.op_cit))
    told = {folded(word) for each in languages for word in each.op_cit}
    dotted = _either(word for word in told if "." in word or " " in word)
    plain = _either(word for word in told if "." not in word and " " not in word)
    return RepeatWords(
        ibid=re.compile(rf"(?:{see}\W+)?{ibid}(?!\w)"),
        op_cit=re.compile(rf"(?<!\w){dotted}(?!\w)|(?<=[,.;:] ){plain}(?=[,.;:]|\Z)"),
        numbered=re.compile(rf"(?:{see}\W+)?(?:{ibid}\W+)?{note}\W{{0,2}}(?P<number>\d{{1,3}})\b"),
        bracketed=re.compile(
            rf"[^()\d]{{2,60}}\((?:{see}\W+)?{note}\W{{0,2}}(?P<number>\d{{1,3}})\)"
        ),
    )


def _either(words: Iterable[str]) -> str:
    shown = sorted({folded(word) for word in words}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, shown)) or _NOTHING})"
