"""The ways an article with notes may be written, one change each, and two at once."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from generate import Plan
from generate_words import SENTENCES

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
    "one note": _with(notes=1),
    "one note, heading": _with(notes=1, heading=True),
    "letters": _with(counting="letters", mark="[{}]", note="[{}] "),
    "letters, dots": _with(counting="letters", mark="[{}]", note="{}. "),
    "letters, round": _with(counting="letters", mark="({})", note="({}) "),
    "roman": _with(counting="roman", mark="[{}]", note="[{}] "),
    "roman, round, heading": _with(counting="roman", mark="({})", note="{}. ", heading=True),
    "circled": _with(counting="circled", mark="{}", note="{} "),
    "word before number": _with(counting="word", mark="[{}]", note="[{}] "),
    "word before number, round": _with(counting="word", mark="({})", note="{}: "),
    "symbols": _with(counting="symbols", mark="{}", note="{} ", notes=5),
    "pages in marks": _with(locator=", p. {}", mark="[{}]", note="{}. "),
    "pages in round marks": _with(locator=", с. {}", mark="({})", note="{}. "),
    "pages after a colon": _with(locator=": {}", mark="[{}]", note="[{}] "),
    "pages in Arabic": _with(locator="، ص {}", mark="[{}]", note="[{}] "),
    "notes at page feet": _with(notes=9, page_feet=3),
    "notes at page feet, long": _with(notes=12, page_feet=2, wrap=42),
    "notes in front": _with(in_front=True, heading=True),
    "notes of two paragraphs": _with(grown=True),
    "notes in a table": _with(note="{} | "),
    "notes in a table, edges": _with(note="| {} | "),
    "star beside numbers": _with(starred=True),
    "notes and bibliography": _with(
        second=True, mark="{}", mark_digits="superscript", note="{}. ", notes=5
    ),
    "round notes and bibliography": _with(second=True, mark="({})", note="{}- ", notes=5),
    "adjacent superscripts": _with(
        mark="{}", mark_digits="superscript", note="{}. ", merged="none", notes=7
    ),
    "range of superscripts": _with(
        mark="{}", mark_digits="superscript", note="{}. ", merged="⁻", notes=7
    ),
    "range between brackets": _with(mark="[{}]", note="[{}] ", merged="]-["),
    "after a year": _with(ends="2019", mark="[{}]"),
    "after a share": _with(ends="5 %"),
    "after an abbreviation": _with(ends="et al", mark="[{}]"),
    "quotation, mark behind": _with(quoted="“{}”"),
    "quotation, mark inside": _with(quoted="«{}", place="after"),
    "marks in headings": _with(headings=True),
    "enumeration in the body": _with(listed=True),
    "enumeration, round marks": _with(listed=True, mark="({})", note="{}- "),
    "marks end paragraphs": _with(closing=True),
    "marked bullets": _with(bullets="• "),
    "label without a sign": _with(mark="[{}]", note="{} ", addresses=False, notes=8),
    "long gap between notes": _with(blank_lines=4),
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
                plan = _changed_twice(plan, chance)
            else:
                plan = PERTURBATIONS[name](plan, chance)
            yield plan


def _changed_twice(plan: Plan, chance: random.Random) -> Plan:
    """Change a plan in two ways that one author could have chosen together."""
    while True:
        changed = plan
        for each in chance.sample(list(PERTURBATIONS), 2):
            changed = PERTURBATIONS[each](changed, chance)
        if _is_sensible(changed):
            return changed


def _is_sensible(plan: Plan) -> bool:
    raised = plan.mark_digits == "superscript"
    special = plan.counting != "digits"
    return not (
        (special and (plan.merged or plan.locator or plan.one_line or plan.notes > 7))
        or (special and plan.counting not in ("letters", "roman") and plan.note.strip() != "{}")
        or (special and (plan.mark_digits, plan.note_digits) != ("ascii", "ascii"))
        or (plan.counting == "symbols" and plan.starred)
        or (plan.merged in ("none", "⁻") and (not raised or plan.notes > 9))
        or (plan.merged == "]-[" and plan.mark != "[{}]")
        or (raised and (plan.locator or (plan.mark not in ("{}", "⁽{}⁾"))))
        or (not raised and not special and plan.mark in ("{}", "⁽{}⁾"))
        or (plan.note in ("{} | ", "| {} | ") and (plan.one_line or plan.wrap or plan.beside))
        or (plan.page_feet and (plan.sections > 1 or plan.one_line or plan.in_front))
        or (plan.second and ("[" in plan.mark or plan.mark == plan.note.strip() or plan.in_front))
        or (plan.grown and (plan.one_line or plan.wrap or plan.page_feet))
        or (plan.in_front and (plan.sections > 1 or plan.furniture))
        or (plan.notes < 6 and (plan.merged or plan.removed or plan.uncited or plan.same_label))
    )
