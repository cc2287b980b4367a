"""Articles with notes, built from sentences of our own, whose answers are known exactly.

A ``Plan`` says how an article is written: signs, digits, places, what surrounds it. Every
perturbation changes one thing of the plan; ``build`` renders it and tells where each mark and
note stands. Everything follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from generate_words import COMMA, DECOYS, DIGITS, FURNITURE, HEADINGS, NAMES, SENTENCES


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


@dataclass(slots=True)
class Built:
    """A rendered article and its answers: ``(start, end, labels)`` and ``(start, end, label)``."""

    text: str = ""
    marks: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    notes: list[tuple[int, int, str]] = field(default_factory=list)

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
        for _ in range(plan.sections):
            _body(plan, chance, built)
    for section in range(plan.sections):
        if not plan.together:
            _body(plan, chance, built)
        _notes(plan, chance, built)
        if section + 1 < plan.sections:
            built.write("\n\n")
    if plan.furniture:
        built.write("\n\n" + "\n".join(FURNITURE[plan.language]))
    built.write("\n")
    return _wrapped(built, plan.wrap) if plan.wrap else built


def _sentence(plan: Plan, chance: random.Random) -> str:
    return chance.choice(SENTENCES[plan.language])


def _plain(plan: Plan, chance: random.Random, built: Built, count: int) -> None:
    for _ in range(count):
        built.write(_sentence(plan, chance) + ". ")


def _body(plan: Plan, chance: random.Random, built: Built) -> None:
    groups = _mark_groups(plan)
    if plan.decoys:
        built.write(DECOYS[plan.language] + ". ")
    for at, labels in enumerate(groups):
        _plain(plan, chance, built, chance.randint(0, 2))
        built.write(_sentence(plan, chance))
        _mark(plan, built, labels)
        if at % 2 and at + 1 < len(groups):
            built.write("\n\n")
        if plan.body_list and at == 1:
            for number in range(1, 4):
                built.write(plan.body_list.format(number) + _sentence(plan, chance) + ".\n")
            built.write("\n")
    _plain(plan, chance, built, 1)
    built.text = built.text.rstrip()
    built.write("\n\n")


def _mark_groups(plan: Plan) -> list[list[int]]:
    labels = [number for number in range(1, plan.notes + 1) if number != plan.uncited]
    if plan.merged:
        groups = [[label] for label in labels[:-3]] + [labels[-3:]]
    else:
        groups = [[label] for label in labels]
    return [*groups, [2]] if plan.repeated else groups


def _mark(plan: Plan, built: Built, labels: list[int]) -> None:
    before, after = {"after": (".", " "), "before": ("", ". "), "between": (".", ". "),
                     "comma": (COMMA[plan.language], " ")}[plan.place]  # fmt: skip
    built.write(before)
    if plan.spaced:
        built.write(" ")
    shown = [_digits(label, plan.mark_digits) for label in labels]
    if plan.merged == "-" and len(shown) > 1:
        inside = f"{shown[0]}-{shown[-1]}"
    else:
        inside = (plan.merged or ",").join(shown)
    if plan.bidi:
        built.write("\u200f")
    start, end = built.write(plan.mark.format(inside))
    if plan.bidi:
        built.write("\u200e")
    built.marks.append((start, end, tuple(map(str, labels))))
    built.write(after)


def _digits(number: int, kind: str) -> str:
    return "".join(DIGITS[kind][int(digit)] for digit in str(number))


def _notes(plan: Plan, chance: random.Random, built: Built) -> None:
    if plan.heading:
        colon = plan.beside or chance.random() < 0.5
        built.write(HEADINGS[plan.language] + (":" if colon else ""))
        built.write(" " if plan.beside else "\n")
    numbers = [number for number in range(1, plan.notes + 1) if number != plan.removed]
    contents = [_content(plan, chance, number) for number in numbers]
    if plan.doubled:
        contents[-1] = contents[0]
    if plan.same_label:
        numbers, contents = [*numbers, numbers[-1]], [*contents, _content(plan, chance, 99)]
    gap = " " if plan.one_line else "\n" * (1 + plan.blank_lines)
    for number, content in zip(numbers, contents, strict=True):
        if plan.bidi:
            built.write("\u202b")
        start, _ = built.write(plan.note.format(_digits(number, plan.note_digits)))
        _, end = built.write(content)
        built.notes.append((start, end, str(number)))
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


SIGNS = (("[{}]", "[{}] "), ("({})", "{}- "), ("({})", "({}) "), ("({})", "{}. "), ("[{}]", "{}. "),
         ("[{}]", "{}) "), ("({})", "{}_ "), ("{{{}}}", "{{{}}} "), ("({})", "{}: "),
         ("[{}]", "{}\t"), ("({})", "{} - "), ("[{}]", "[{}]: "), ("({})", "{}/ "))  # fmt: skip

Change = Callable[[Plan, random.Random], Plan]


def _with(**changes: object) -> Change:
    return lambda plan, _: replace(plan, **changes)  # type: ignore[arg-type]


def _own_digits(plan: Plan, chance: random.Random) -> Plan:
    kind = chance.choice(("arabic", "persian", "devanagari", "bengali", "fullwidth"))
    return replace(plan, mark_digits=kind, note_digits=kind)


def _other_digits(plan: Plan, chance: random.Random) -> Plan:
    return replace(plan, mark_digits=chance.choice(("arabic", "persian")))


PERTURBATIONS: dict[str, Change] = {
    "none": _with(),
    "heading": _with(heading=True),
    "heading and names only": _with(heading=True, addresses=False),
    "names only": _with(addresses=False),
    "title": _with(title=True),
    "own digits": _own_digits,
    "digit sets differ": _other_digits,
    "tatweel dash": _with(mark="({})", note="{}ـ "),
    "hard wrap": _with(wrap=64),
    "furniture after notes": _with(furniture=True),
    "numbered list in body": _with(mark="({})", note="{}- ", body_list="{}- "),
    "dotted list in body": _with(body_list="{}. "),
    "first note missing": _with(removed=1),
    "middle note missing": _with(removed=3),
    "last note missing": _with(removed=6),
    "note never cited": _with(uncited=4),
    "address cut": _with(cut=True),
    "merged marks": _with(merged=" ، "),
    "merged, semicolon": _with(merged="؛ "),
    "range": _with(merged="-", mark="[{}]", note="{}. "),
    "numbering restarts": _with(sections=3, notes=4),
    "numbering restarts, headings": _with(sections=3, notes=3, heading=True),
    "bidi controls": _with(bidi=True),
    "decoys": _with(decoys=True),
    "space before mark": _with(spaced=True),
    "mark before stop": _with(place="before"),
    "mark between stops": _with(place="between"),
    "mark after comma": _with(place="comma"),
    "notes on one line": _with(one_line=True),
    "notes on one line, heading": _with(one_line=True, heading=True),
    "notes on one line, beside heading": _with(one_line=True, heading=True, beside=True),
    "heading beside first note": _with(heading=True, beside=True),
    "notes by chapter at the end": _with(sections=3, notes=4, together=True),
    "notes by chapter, headings": _with(sections=2, notes=5, together=True, heading=True),
    "hard wrap, long notes": _with(wrap=40, addresses=False, long=True),
    "no space after label": lambda plan, _: replace(plan, note=plan.note.rstrip(" ")),
    "fullwidth brackets": _with(mark="（{}）", note="［{}］"),
    "lenticular brackets": _with(mark="【{}】", note="【{}】 "),
    "note doubled": _with(doubled=True),
    "label doubled": _with(same_label=True),
    "mirrored brackets": _with(mark="]{}[", note="]{}[ "),
    "blank lines": _with(blank_lines=2),
    "superscripts": _with(mark="{}", mark_digits="superscript", note="{}. "),
    "superscripts, both": _with(
        mark="{}", mark_digits="superscript", note="{} ", note_digits="superscript"
    ),
    "bracketed superscripts": _with(mark="⁽{}⁾", mark_digits="superscript", note="{}. "),
    "mark repeated": _with(repeated=True),
    "many notes": _with(notes=24),
    "two notes": _with(notes=2),
}
"""One change each; the rest of the plan is drawn by the seed."""

TOGETHER = "two at once"
"""The name of the row in which two changes meet, drawn by the seed."""

MANY = 30

SEEDS_EACH = 4


def plans(name: str) -> Iterator[Plan]:
    """Yield the plans of one perturbation, some for every language."""
    for language in SENTENCES:
        for seed in range(MANY if name == TOGETHER else SEEDS_EACH):
            chance = random.Random(f"{name}/{language}/{seed}")
            mark, note = chance.choice(SIGNS)
            plan = Plan(seed=chance.randrange(1 << 30), language=language, mark=mark, note=note)
            if name == TOGETHER:
                for each in chance.sample(list(PERTURBATIONS), 2):
                    plan = PERTURBATIONS[each](plan, chance)
            else:
                plan = PERTURBATIONS[name](plan, chance)
            yield plan
