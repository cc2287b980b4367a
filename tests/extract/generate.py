"""Articles with notes, built from sentences of our own, whose answers are known exactly.

A ``Plan`` says how an article is written: signs, digits, places, what surrounds it. Every
perturbation changes one thing of the plan; ``build`` renders it and tells where each mark and
note stands. Everything follows from the seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import generate_words as usual
import more_words as further

SENTENCES = usual.SENTENCES  # the languages in which everything is tried several times
HEADINGS = usual.HEADINGS | further.HEADINGS
NAMES = usual.NAMES | further.NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How an article is written. The default is the plainest way."""

    seed: int
    language: str = "en"
    notes: int = 6
    mark: str = "[{}]"
    note: str = "[{}] "
    mark_digits: str = "ascii"
    note_digits: str = "ascii"
    place: str = "after"  # the full stop: "after", "before", "between", "comma"
    spaced: bool = False  # a space before the mark
    heading: bool = False
    beside: bool = False  # the first note stands on the heading's line
    sections: int = 1  # numbering restarts in each, its notes below it
    together: bool = False  # the notes of all sections stand at the end
    merged: str = ""  # joins the last three labels into one mark: " ، ", "-"
    repeated: bool = False  # the second label is marked again at the end
    removed: int = 0  # this note is missing from the list
    uncited: int = 0  # this note has no mark
    doubled: bool = False  # the last note is printed twice, under two labels
    same_label: bool = False  # the last label is printed twice
    addresses: bool = True
    long: bool = False  # notes of many words
    cut: bool = False  # an address that was cut off in print
    one_line: bool = False
    blank_lines: int = 0  # between two notes
    title: bool = False
    furniture: bool = False
    body_list: str = ""  # form of a list in the body
    decoys: bool = False
    bidi: bool = False
    wrap: int = 0  # columns
    counting: str = "digits"  # or "letters", "roman", "circled", "word", "symbols"
    locator: str = ""  # behind every second label: ", p. {}"
    page_feet: int = 0  # so many notes stand below their paragraph, and the numbers go on
    in_front: bool = False  # the notes stand above the text
    grown: bool = False  # every second note has another paragraph, set in
    starred: bool = False  # one star beside the numbers
    second: bool = False  # a bibliography in square brackets beside notes
    ends: str = ""  # how a marked sentence ends: "in 2019"
    quoted: str = ""  # round a marked sentence: "“{}”"
    headings: bool = False  # every second mark stands in a heading
    listed: bool = False  # "(1) ... (2) ..." runs through a sentence
    closing: bool = False  # marks stand only where a paragraph ends
    bullets: str = ""  # in front of every marked sentence, on a line of its own


@dataclass(slots=True)
class Built:
    """A rendered article and its answers: ``(start, end, labels)`` and ``(start, end, label)``.

    ``claims`` are the words a mark supports, by where the mark begins; ``links`` say where a
    mark begins and where its note does.
    """

    text: str = ""
    marks: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    notes: list[tuple[int, int, str]] = field(default_factory=list)
    claims: dict[int, tuple[int, int]] = field(default_factory=dict)
    links: set[tuple[int, int]] = field(default_factory=set)
    open_since: int = -1  # where the sentence began that a comma left open

    def link(self, marks: int, notes: int) -> None:
        """Link the marks from one place on with the notes from another on, by label."""
        first: dict[str, int] = {}
        for start, _, label in self.notes[notes:]:
            first.setdefault(label, start)
        for start, _, labels in self.marks[marks:]:
            self.links.update((start, first[label]) for label in labels if label in first)

    def write(self, piece: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += piece
        return start, len(self.text)


def build(plan: Plan) -> Built:
    """Render a plan."""
    chance = random.Random(plan.seed)
    built = Built()
    if plan.title:
        built.write(_sentence(plan, chance) + "\n\n")
    if plan.together:
        _bodies_first(plan, chance, built)
    elif plan.page_feet:
        _by_page(plan, chance, built)
    else:
        _by_section(plan, chance, built)
    if plan.second:
        _second_list(plan, chance, built)
    if plan.starred:
        _star(plan, chance, built)
    if plan.furniture:
        built.write("\n\n" + "\n".join((usual.FURNITURE | further.FURNITURE)[plan.language]))
    built.write("\n")
    return _wrapped(built, plan.wrap) if plan.wrap else built


def _bodies_first(plan: Plan, chance: random.Random, built: Built) -> None:
    since = []
    for _ in range(plan.sections):
        since.append(len(built.marks))
        _body(plan, chance, built)
    marks = built.marks
    for section, first in enumerate(since):
        notes = len(built.notes)
        _notes(plan, chance, built)
        last = since[section + 1] if section + 1 < plan.sections else len(marks)
        built.marks = marks[first:last]
        built.link(0, notes)
        if section + 1 < plan.sections:
            built.write("\n\n")
    built.marks = marks


def _by_section(plan: Plan, chance: random.Random, built: Built) -> None:
    for section in range(plan.sections):
        marks, notes = len(built.marks), len(built.notes)
        if plan.in_front:
            _notes(plan, chance, built)
            built.write("\n\n")
            _body(plan, chance, built)
            built.text = built.text.rstrip()
        else:
            _body(plan, chance, built)
            _notes(plan, chance, built)
        built.link(marks, notes)
        if section + 1 < plan.sections:
            built.write("\n\n")


def _by_page(plan: Plan, chance: random.Random, built: Built) -> None:
    """Set the notes below the paragraph that has their marks; their numbers go on."""
    labels = _mark_groups(plan)
    for first in range(0, len(labels), plan.page_feet):
        page = labels[first : first + plan.page_feet]
        _plain(plan, chance, built, 3)
        for group in page:
            _marked(plan, chance, built, group)
        built.write("\n\n")
        _list(plan, chance, built, [number for group in page for number in group])
        built.write("\n\n")
    built.text = built.text.rstrip()
    built.link(0, 0)


def _second_list(plan: Plan, chance: random.Random, built: Built) -> None:
    """Put a bibliography in square brackets below; its marks stand in a paragraph in front."""
    other = Plan(seed=plan.seed, language=plan.language, notes=4)
    front = Built()
    _body(other, chance, front)
    shift = len(front.text)
    built.text = front.text + built.text
    built.marks = [*front.marks, *((a + shift, b + shift, c) for a, b, c in built.marks)]
    built.notes = [(a + shift, b + shift, c) for a, b, c in built.notes]
    built.claims = front.claims | {
        at + shift: (a + shift, b + shift) for at, (a, b) in built.claims.items()
    }
    built.links = {(a + shift, b + shift) for a, b in built.links}
    built.write("\n\n" + HEADINGS[plan.language] + "\n")
    notes, marks = len(built.notes), built.marks
    _notes(other, chance, built)
    built.marks = list(front.marks)
    built.link(0, notes)
    built.marks = marks


def _star(plan: Plan, chance: random.Random, built: Built) -> None:
    """Put a starred word into a sentence in front, and what it means below the notes."""
    word = _sentence(plan, chance).split()[-1]
    lead = f"{word}* {_sentence(plan, chance)}{_stop(plan)}\n\n"
    shift, at = len(lead), len(word)
    built.text = lead + built.text + "\n\n"
    built.marks = [(at, at + 1, ("*",)), *((a + shift, b + shift, c) for a, b, c in built.marks)]
    built.notes = [(a + shift, b + shift, c) for a, b, c in built.notes]
    built.claims = {at + shift: (a + shift, b + shift) for at, (a, b) in built.claims.items()}
    built.links = {(a + shift, b + shift) for a, b in built.links}
    start, end = built.write("* " + chance.choice(NAMES[plan.language]))
    built.notes.append((start, end, "*"))
    built.links.add((at, start))


def _sentence(plan: Plan, chance: random.Random) -> str:
    return chance.choice((usual.SENTENCES | further.SENTENCES)[plan.language])


def _stop(plan: Plan) -> str:
    return further.STOPS.get(plan.language, ".")


def _plain(plan: Plan, chance: random.Random, built: Built, count: int) -> None:
    for _ in range(count):
        built.write(_sentence(plan, chance) + _stop(plan) + " ")
        built.open_since = -1


def _body(plan: Plan, chance: random.Random, built: Built) -> None:
    groups = _mark_groups(plan)
    if plan.decoys:
        built.write((usual.DECOYS | further.DECOYS)[plan.language] + _stop(plan) + " ")
    if plan.listed:
        first, last = _sentence(plan, chance), _sentence(plan, chance)
        built.write(f"(1) {first} (2) {last}{_stop(plan)} ")
    for at, labels in enumerate(groups):
        _plain(plan, chance, built, 0 if plan.bullets else chance.randint(0, 2))
        if plan.headings and at % 2:
            built.text = built.text.rstrip()
            built.write("\n\n")
        _marked(plan, chance, built, labels, heading=plan.headings and at % 2 == 1)
        if plan.closing or plan.bullets or (at % 2 and at + 1 < len(groups)):
            built.text = built.text.rstrip()
            built.write("\n" if plan.bullets else "\n\n")
            built.open_since = -1
        if plan.body_list and at == 1:
            for number in range(1, 4):
                built.write(
                    plan.body_list.format(number) + _sentence(plan, chance) + _stop(plan) + "\n"
                )
            built.write("\n")
    _plain(plan, chance, built, 1)
    built.text = built.text.rstrip()
    built.write("\n\n")
    built.open_since = -1


def _marked(
    plan: Plan, chance: random.Random, built: Built, labels: list[int], *, heading: bool = False
) -> None:
    """Write a sentence with its mark, and note where what the mark supports begins."""
    built.write(plan.bullets)
    start = len(built.text)
    sentence = _sentence(plan, chance) + (f" {plan.ends}" if plan.ends else "")
    built.write((plan.quoted or "{}").format(sentence))
    if heading:
        plan = replace(plan, place="before")
    _mark(plan, built, labels, start if built.open_since < 0 else built.open_since)
    if plan.place == "comma":
        built.open_since = start if built.open_since < 0 else built.open_since
    if heading:
        built.text = built.text.removesuffix(_stop(plan) + " ")


def _mark_groups(plan: Plan) -> list[list[int]]:
    labels = [number for number in range(1, plan.notes + 1) if number != plan.uncited]
    if plan.merged:
        groups = [[label] for label in labels[:-3]] + [labels[-3:]]
    else:
        groups = [[label] for label in labels]
    return [*groups, [2]] if plan.repeated else groups


def _mark(plan: Plan, built: Built, labels: list[int], since: int) -> None:
    stop = _stop(plan)
    before, after = {"after": (stop, " "), "before": ("", stop + " "), "between": (stop, ". "),
                     "comma": ((usual.COMMA | further.COMMA).get(plan.language, ","), " ")}[plan.place]  # fmt: skip
    built.write(before)
    claim = (since, len(built.text))
    if plan.spaced:
        built.write(" ")
    shown = [_shown(plan, label, plan.mark_digits) for label in labels]
    if plan.merged in ("-", "⁻") and len(shown) > 1:
        inside = f"{shown[0]}{plan.merged}{shown[-1]}"
    elif plan.merged == "]-[":
        inside = f"{shown[0]}]–[{shown[-1]}" if len(shown) > 1 else shown[0]
    elif plan.merged == "none":
        inside = "".join(shown)
    else:
        inside = (plan.merged or ",").join(shown)
    if plan.locator and labels[0] % 2 == 0:
        inside += plan.locator.format(labels[0] * 7)
    if plan.bidi:
        built.write("\u200f")
    start, end = built.write(plan.mark.format(inside))
    if plan.bidi:
        built.write("\u200e")
    built.marks.append((start, end, tuple(_gold(plan, label) for label in labels)))
    built.claims[start] = claim
    built.write(after)


ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
SYMBOLS = ("", "*", "†", "‡", "§", "**", "††", "‡‡")


def _shown(plan: Plan, number: int, digits: str) -> str:
    """Return a label as printed, without its brackets."""
    match plan.counting:
        case "circled":
            return chr(0x245F + number)
        case "digits":
            return _digits(number, digits)
        case _:
            return _gold(plan, number)


def _gold(plan: Plan, number: int) -> str:
    """Return the label that is to be found."""
    match plan.counting:
        case "letters":
            return chr(ord("a") + number - 1)
        case "roman":
            return ROMAN[number]
        case "symbols":
            return SYMBOLS[number]
        case "word":
            return f"{(usual.NOTE_WORDS | further.NOTE_WORDS)[plan.language]} {number}"
        case _:
            return str(number)


def _digits(number: int, kind: str) -> str:
    return "".join(usual.DIGITS[kind][int(digit)] for digit in str(number))


def _notes(plan: Plan, chance: random.Random, built: Built) -> None:
    if plan.heading:
        colon = plan.beside or chance.random() < 0.5
        built.write(HEADINGS[plan.language] + (":" if colon else ""))
        built.write(" " if plan.beside else "\n")
    numbers = [number for number in range(1, plan.notes + 1) if number != plan.removed]
    _list(plan, chance, built, numbers)


def _list(plan: Plan, chance: random.Random, built: Built, numbers: list[int]) -> None:
    contents = [_content(plan, chance, number) for number in numbers]
    if plan.doubled:
        contents[-1] = contents[0]
    if plan.same_label:
        numbers, contents = [*numbers, numbers[-1]], [*contents, _content(plan, chance, 99)]
    gap = " " if plan.one_line else "\n" * (1 + plan.blank_lines)
    for at, (number, content) in enumerate(zip(numbers, contents, strict=True)):
        if plan.bidi:
            built.write("\u202b")
        start, _ = built.write(plan.note.format(_shown(plan, number, plan.note_digits)))
        _, end = built.write(content)
        if plan.grown and at % 2 == 0 and at + 1 < len(numbers):
            _, end = built.write(f"\n\n    {_sentence(plan, chance)}.")
        built.notes.append((start, end, _gold(plan, number)))
        if plan.bidi:
            built.write("\u202c")
        built.write(gap)
    built.text = built.text.rstrip()


def _content(plan: Plan, chance: random.Random, number: int) -> str:
    host = chance.choice(("harbour", "plain", "valley", "tower"))
    address = f"https://www.{host}.example/{chance.randint(2012, 2024)}/{chance.randint(10, 999)}"
    if plan.cut and number % 2:
        return address + "/the-long-way-"
    if plan.addresses and chance.random() < 0.75:
        return address
    if plan.long:
        return f"{chance.choice(NAMES[plan.language])}, {_sentence(plan, chance)}"
    return f"{chance.choice(NAMES[plan.language])} {'abcdefghij'[number % 10].upper()}"


def _wrapped(built: Built, columns: int) -> Built:
    """Break lines at spaces, outside marks: one sign for another, so offsets stay."""
    inside = {at for start, end, _ in built.marks for at in range(start - 1, end)}
    chars = list(built.text)
    line, space = 0, -1
    for at, char in enumerate(chars):
        if char == "\n":
            line, space = at + 1, -1
        elif char == " " and at not in inside:
            space = at
        if at - line >= columns and space > line:
            chars[space] = "\n"
            line, space = space + 1, -1
    return replace(built, text="".join(chars))
