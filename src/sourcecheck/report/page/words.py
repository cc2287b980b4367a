"""Say phrases in the page's languages, as markup.

Both languages stand in the markup, the second one ``hidden``, so that the page can be read and
switched without asking anybody.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from sourcecheck.model.tables.messages import Catalog
from sourcecheck.model.tables.report import ReportAssets
from sourcecheck.report.page.phrases import Arg, Phrase, Run, RunKind
from sourcecheck.report.page.safe import cut_controls

_PLACE = re.compile(r"\{(\d)\}")
_SHOWN = Markup('<span class="l" lang="{}">{}</span>')
_HIDDEN = Markup('<span class="l" lang="{}" hidden>{}</span>')
_ISOLATED = {
    RunKind.LATIN: Markup('<bdi dir="ltr">{}</bdi>'),
    RunKind.FACT: Markup('<bdi dir="ltr" lang="en">{}</bdi>'),
    RunKind.FOREIGN: Markup("<bdi>{}</bdi>"),
}
_CONTROL = Markup('<span class="ctl" title="{}">{}</span>')
_PART = Markup("<bdi>{}</bdi>")
_BETWEEN_PARTS = re.compile("([/?&=#]+)")
_RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SIGNED = frozenset({"percent"})
_BOLD = re.compile(r"\*([^*]+)\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One interface language: its catalog, the one to fall back to, and names by code."""

    catalog: Catalog
    english: Catalog
    plural: Callable[[int], int]
    names: Mapping[str, Mapping[str, Mapping[str, str]]]  # "country" -> code -> language -> name

    def template(self, phrase: Phrase) -> str:
        """Return the sentence with its places still open."""
        table, _, code = phrase.key.partition(":")
        if table == "finding":
            found = self.catalog.findings.get(code) or self.english.findings.get(code)
            return found or code
        if table in self.names and code:
            return self.names[table].get(code, {}).get(self.catalog.language, code)
        if phrase.count is not None:
            return self.catalog.counted[phrase.key][self.plural(phrase.count)]
        return self.catalog.texts[phrase.key]

    def say(self, arg: Arg) -> Markup:
        """Say a phrase, number or run as markup."""
        if isinstance(arg, int):
            return Markup("{}").format(arg)
        if isinstance(arg, Run):
            return isolated(arg)
        args = arg.args if arg.count is None else (arg.count, *arg.args)
        pieces = _PLACE.split(bold(self.template(arg)))
        said = [
            self._place(piece, args) if odd % 2 else Markup(piece)  # noqa: S704  escaped by bold
            for odd, piece in enumerate(pieces)
        ]
        whole = Markup("").join(said)
        # A sign beside digits changes sides among right-to-left letters unless both are set apart.
        return Markup('<bdi dir="ltr">{}</bdi>').format(whole) if arg.key in _SIGNED else whole

    def _place(self, number: str, args: tuple[Arg, ...]) -> Markup:
        at = int(number)
        return self.say(args[at]) if at < len(args) else Markup("…")

    def plain(self, phrase: Phrase) -> str:
        """Say a phrase as plain text, for attributes."""
        return str(self.say(phrase).striptags())


def bold(template: str) -> Markup:
    """Escape a template and turn its ``*runs*`` bold."""
    return Markup(_BOLD.sub(r"<b>\1</b>", str(escape(template))))  # noqa: S704  escaped here


def isolated(run: Run) -> Markup:
    """Set a run apart from the direction around it, its control characters made visible."""
    inner = shown(run.text, prose=run.kind is not RunKind.LATIN)
    return _ISOLATED[run.kind].format(inner)


def shown(text: str, *, prose: bool) -> Markup:
    """Escape text; control characters become visible marks with their name."""
    return Markup("").join(
        _CONTROL.format(name, name.split()[0]) if name else _set(piece, prose=prose)
        for piece, name in cut_controls(text, prose=prose)
    )


def _set(piece: str, *, prose: bool) -> Markup:
    """Escape a piece; in an address every part in right-to-left letters stands for itself.

    Otherwise two such parts and the slash between them make one right-to-left run, and the
    address is read with its parts exchanged.
    """
    if prose:
        return escape(piece)
    return Markup("").join(
        _PART.format(part) if _RTL_LETTER.search(part) else escape(part)
        for part in _BETWEEN_PARTS.split(piece)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The one or two languages a page is written in, the shown one first."""

    voices: tuple[Voice, ...]

    def say(self, arg: Arg) -> Markup:
        """Say something in every language of the page; once where all say the same."""
        said = [voice.say(arg) for voice in self.voices]
        if all(text == said[0] for text in said):
            return said[0]
        return Markup("").join(
            (_SHOWN if first else _HIDDEN).format(voice.catalog.language, text)
            for voice, text, first in zip(self.voices, said, _first_only(said), strict=True)
        )

    def attribute(self, name: str, phrase: Phrase) -> Markup:
        """Say something in an attribute; the script swaps it when the language is switched."""
        said = [
            Markup(' data-{}-{}="{}"').format(name, voice.catalog.language, voice.plain(phrase))
            for voice in self.voices[: None if len(self.voices) > 1 else 0]
        ]
        shown_first = Markup(' {}="{}"').format(name, self.voices[0].plain(phrase))
        return shown_first + Markup("").join(said)

    def svg(self, phrase: Phrase) -> list[tuple[str, str, bool]]:
        """Return (language, text, shown) for every language: SVG text knows no ``hidden``."""
        return [
            (voice.catalog.language, voice.plain(phrase), first)
            for voice, first in zip(self.voices, _first_only(self.voices), strict=True)
        ]


def _first_only(of: list[Markup] | tuple[Voice, ...]) -> list[bool]:
    return [at == 0 for at in range(len(of))]


def words(
    catalogs: Mapping[str, Catalog], assets: ReportAssets, languages: tuple[str, ...]
) -> Words:
    """Make the words of a page in ``languages``, the shown one first."""
    names = {"country": assets.countries, "language": assets.languages}
    return Words(
        voices=tuple(
            Voice(
                catalog=catalogs[language],
                english=catalogs["en"],
                plural=gettext.c2py(catalogs[language].plural),
                names=names,
            )
            for language in languages
        )
    )
