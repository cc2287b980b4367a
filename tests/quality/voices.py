"""Figures of attribution on the hand-written cases of ``tests/extract/cases``, per language.

A clause counts as found when one of ours overlaps it, a voice only when it is named exactly as
the answer names it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import LANGUAGES, Figures, Share, overlap, total

from sourcecheck.extract.anaphora import resolve_voices
from sourcecheck.extract.lexicon import lexicon
from sourcecheck.extract.mentions import find_mentions
from sourcecheck.extract.sentences import find_quotes, shortened_words, split_sentences
from sourcecheck.model import Mention, MentionKind, Span

CASES = Path(__file__).resolve().parents[1] / "extract" / "cases"
NEWS = CASES.with_name("news")
PRESS = CASES.with_name("press")


@dataclass(frozen=True, slots=True)
class Answer:
    """A clause of a case and the voice in it; both are spans of the case's text."""

    clause: Span
    voice: Span | None


@dataclass(frozen=True, slots=True)
class Case:
    """A short text and who is quoted in it."""

    text: str
    named: tuple[Answer, ...]
    vague: tuple[Answer, ...]


def cases(code: str, folder: Path = CASES) -> Iterator[Case]:
    """Read the cases of a language."""
    data = tomllib.loads((folder / f"{code}.toml").read_text(encoding="utf-8"))
    for case in data["case"]:
        yield Case(case["text"], _answers(case, "named"), _answers(case, "vague"))


def _answers(case: dict[str, Any], kind: str) -> tuple[Answer, ...]:
    found, since = [], 0
    for printed in case.get(kind, []):
        plain = printed.replace("‹", "").replace("›", "")
        start = case["text"].index(plain, since)
        opened, closed = printed.find("‹"), printed.find("›") - 1
        voice = Span(start + opened, start + closed) if opened >= 0 else None
        found.append(Answer(Span(start, start + len(plain)), voice))
        since = start + 1
    return tuple(found)


def mentions_in(text: str, code: str) -> tuple[Mention, ...]:
    """Return the attributions of one paragraph."""
    language = LANGUAGES[code]
    body = [Span(0, len(text))]
    sentences = split_sentences(text, body, (), shortened_words(language))
    found = find_mentions(text, sentences, language, find_quotes(text, body))
    return resolve_voices(text, found, lexicon(language))


def voices() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every language with cases."""
    yield from _by_language(CASES)


def news() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every language with news texts, whose answers came first."""
    yield from _by_language(NEWS)


def press() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every language with longer texts, written to be hard."""
    yield from _by_language(PRESS)


def _by_language(folder: Path) -> Iterator[tuple[str, Figures]]:
    for path in sorted(folder.glob("*.toml")):
        code = path.stem
        yield code, total([("", _figures(case, code)) for case in cases(code, folder)])


def _figures(case: Case, code: str) -> Figures:
    found = mentions_in(case.text, code)
    named = [each for each in found if each.kind is not MentionKind.VAGUE]
    vague = [each for each in found if each.kind is MentionKind.VAGUE]
    spelled = {each.voice for each in found}
    told = [each.voice for each in case.named if each.voice]
    return {
        **_pair("", named, case.named),
        **_pair("vague ", vague, case.vague),
        "names": Share(sum(voice in spelled for voice in told), len(told)),
    }


def _pair(what: str, found: list[Mention], answers: tuple[Answer, ...]) -> Figures:
    right = [each.clause for each in answers]
    ours = [each.span for each in found]
    return {
        f"{what}precision": Share(sum(overlap(span, right) for span in ours), len(ours)),
        f"{what}recall": Share(sum(overlap(span, ours) for span in right), len(right)),
    }


def misses(code: str, folder: Path = CASES) -> Iterator[str]:
    """Say in words what is wrong in a language's cases; for whoever works on its file."""
    for case in cases(code, folder):
        found = mentions_in(case.text, code)
        for answers, vague in ((case.named, False), (case.vague, True)):
            ours = [m for m in found if (m.kind is MentionKind.VAGUE) is vague]
            kind = "vague" if vague else "named"
            for mention in ours:
                if not overlap(mention.span, [each.clause for each in answers]):
                    yield f"false {kind} [{mention.rule}] {mention.span.of(case.text)!r}"
            for answer in answers:
                near = [m for m in ours if overlap(answer.clause, [m.span])]
                if not near:
                    yield f"missed {kind} {answer.clause.of(case.text)!r}"
                elif answer.voice and not vague and answer.voice not in {m.voice for m in near}:
                    said = [m.voice.of(case.text) if m.voice else None for m in near]
                    yield f"voice {answer.voice.of(case.text)!r}, ours {said}"
