"""What the extractor knows about a language; one file per language in ``data/languages``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class WordOrder(StrEnum):
    """Where the voice usually stands beside its reporting verb."""

    VERB_FIRST = "verb-first"  # Arabic: "said the minister that"
    SUBJECT_FIRST = "subject-first"  # English, Russian: "the minister said that"
    VERB_LAST = "verb-last"  # Turkish: "the minister, that ..., said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A reporting verb with every form that is looked for.

    ``strong`` verbs report even without "that" when a source noun follows ("announced the
    ministry its plan"). ``abstract`` verbs often have a thing as subject ("the events show
    that"), so their subject must look like a voice. ``continuing`` verbs go on with the last
    voice ("he added"). ``inclusive`` forms hold the pronoun that speaks ("dit-il").
    """

    lemma: str
    forms: tuple[str, ...]
    strong: bool = False
    abstract: bool = False
    continuing: bool = False
    inclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """How a language names and hides the voices it reports."""

    verbs: tuple[Verb, ...] = ()
    prefixes: tuple[str, ...] = ()  # clitics written onto a word: "و", "ف"
    noun_prefixes: tuple[str, ...] = ()  # articles and prepositions written onto nouns: "ال"
    object_suffixes: tuple[str, ...] = ()  # "ه" in "which he announced"
    before_verb: tuple[str, ...] = ()  # words that belong to the clause: "قد", "كما", "حيث"
    complementizers: tuple[str, ...] = ()  # "that", in every form
    that_blockers: tuple[str, ...] = ()  # words before "that" that make it no report: "before"
    breakers: tuple[str, ...] = ()  # words that open another clause: "which means"
    participles: tuple[str, ...] = ()  # "adding", "saying": go on with the last voice
    prepositions: tuple[str, ...] = ()  # "according to"; a trailing "~" = written onto the voice
    postpositions: tuple[str, ...] = ()  # "göre"
    conformity: tuple[str, ...] = ()  # nouns after which "according to" means "in line with"
    people: tuple[str, ...] = ()  # heads of a person's description: "minister", "expert"
    institutions: tuple[str, ...] = ()  # "ministry", "agency", "centre"
    works: tuple[str, ...] = ()  # "report", "study", "statement"
    nominal_cues: tuple[str, ...] = ()  # "statement of", "words of"
    places: tuple[str, ...] = ()  # states and capitals that speak for a government
    pronouns: tuple[str, ...] = ()  # "he", "she", "they" as subject
    vague_people: tuple[str, ...] = ()  # plural nobody: "experts", "observers", "sources"
    vague_works: tuple[str, ...] = ()  # "reports", "analyses", "estimates" of nobody
    quantifiers: tuple[str, ...] = ()  # "some", "many of"
    vague_phrases: tuple[str, ...] = ()  # impersonal: "it is said that", "is expected to"
    not_attribution: tuple[str, ...] = ()  # discourse markers: "it is worth noting that"
    nonvoices: tuple[str, ...] = ()  # subjects that are things: "this", "these developments"
    thing_endings: tuple[str, ...] = ()  # of definite nouns that are things, not people: "ة"
    stops: tuple[str, ...] = ()  # words that end a voice's name: "in", "during", "about"
    articles: tuple[str, ...] = ()  # "the": what follows is known already
    binders: tuple[str, ...] = ()  # after them a stop word belongs to the name: "issued" (by)
    occasions: tuple[str, ...] = ()  # where one speaks: "(in) an interview"; ends a name
    topics: tuple[str, ...] = ()  # "as for X, it said": X speaks
    addressees: tuple[str, ...] = ()  # to whom one speaks: "(told) reporters"; no part of a name
    affiliated: tuple[str, ...] = ()  # vague people an institution makes known: "researchers"
    hypotheticals: tuple[str, ...] = ()  # "if": what follows was never said
    linkers: tuple[str, ...] = ()  # stop words that a voice's name may hold: "of", "for"
    nameless: tuple[str, ...] = ()  # roles that many hold, alone nobody: "official", "diplomat"
    ranks: tuple[str, ...] = ()  # words that describe such a role and name nobody: "senior"
    deeds: tuple[str, ...] = ()  # what is announced; behind a name they end it: "closure"
    echoes: tuple[str, ...] = ()  # go back to the last voice as they stand: "in his words"
    located: tuple[str, ...] = ()  # endings that put what is said "in" a report, where verbs end
    reported: tuple[str, ...] = ()  # endings of what is said, right before its verb: "geldiğini"
    relatives: tuple[str, ...] = ()  # close a clause in front of a name: "(who) says"
    object_marks: tuple[str, ...] = ()  # stand behind an object, which is no voice: "را"
    private: tuple[str, ...] = ()  # to whom a story's people speak, not a text's: "(said) to him"
    openers: tuple[str, ...] = ()  # right behind a verb they open what is said: "sagte, er sei"
    conditionals: tuple[str, ...] = ()  # hearsay unless an "if" or a "that" stands before: "aurait"
    negations: tuple[str, ...] = ()  # right in front of a verb: nobody said so: "не", "no"
    plural_endings: tuple[str, ...] = ()  # of nouns in the plural, where no capital shows a name
    group_endings: tuple[str, ...] = ()  # of people in the plural, wherever they stand: "-ists"
    people_endings: tuple[str, ...] = ()  # that make ``people`` many: "-s"
    construct_endings: tuple[str, ...] = ()  # of a plural that a definite noun follows: "-و"
    plural_modifiers: tuple[str, ...] = ()  # endings of adjectives in front of it: "-ые"
    not_plural: tuple[str, ...] = ()  # endings or whole words that only look so: "-ss"
    heads_last: bool = False  # a noun stands behind what describes it: "local anglers"
    inverted: bool = False  # behind speech or a comma the voice follows its verb: "..., dit X"
    pro_drop: bool = False  # a verb without a subject goes on with the last voice: "añadió que"


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """How a language prints what a cited work is; see ``[works]`` in its file."""

    pages: tuple[str, ...] = ()  # before a page's number, with their stop: "p.", "ص"
    volumes: tuple[str, ...] = ()  # volume, issue, part, edition: "vol.", "العدد"
    periodicals: tuple[str, ...] = ()  # "newspaper", "journal", "agency": open or end a name
    publishers: tuple[str, ...] = ()  # in a house's name: "Press", "دار"
    helpers: tuple[str, ...] = ()  # before who edited or translated: "ed. by", "ترجمة"
    joiners: tuple[str, ...] = ()  # "and" between two authors
    available: tuple[str, ...] = ()  # before an address: "available at", "режим доступа"
    titled: tuple[str, ...] = ()  # beside a title in quotation marks: "film", "entitled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language: how its articles are laid out, noted and sourced."""

    code: str  # ISO 639-1
    name: str  # in English
    script: str  # ISO 15924
    order: WordOrder
    letters: str = ""  # letters that tell it from others of its script
    common_words: tuple[str, ...] = ()  # function words that tell it from others of its script
    note_headings: tuple[str, ...] = ()
    heading_traps: tuple[str, ...] = ()  # look like such a heading, head comments or margins
    credit_lines: tuple[str, ...] = ()  # "Source:" in front of a one-line credit
    ibid: tuple[str, ...] = ()
    op_cit: tuple[str, ...] = ()  # "the work cited": an earlier note's, told by its author
    et_al: tuple[str, ...] = ()  # "and others" behind an author's name
    conjunctions: tuple[str, ...] = ()  # "and" between two authors or two labels
    see: tuple[str, ...] = ()
    cited_via: tuple[str, ...] = ()
    accessed: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    marker_words: tuple[str, ...] = ()  # "note" in "[note 1]"
    numbered: tuple[str, ...] = ()  # words before a bracketed number that counts things: "article"
    bylines: tuple[str, ...] = ()  # "By", "بقلم"
    datelines: tuple[str, ...] = ()  # regular expressions with groups place, agency
    name_articles: tuple[str, ...] = ()  # "the" written onto a word that opens no name
    trades: tuple[str, ...] = ()  # in front of an author's name, beside ``voices.people``
    months: tuple[str, ...] = ()  # in order; other names of a month set off by bars
    solar_months: tuple[str, ...] = ()  # the same in the solar Hijri calendar
    day_first: bool = False  # "3/5/2025" is the third of May
    date_cues: tuple[str, ...] = ()  # "Published" in front of an article's date
    furniture: tuple[str, ...] = ()  # phrases of comment forms, share bars, counters
    counters: tuple[str, ...] = ()  # "Views", "مشاهدة"
    abbreviations: tuple[str, ...] = ()  # a full stop after them ends no sentence
    ordinal_stops: bool = False  # "3. Mai": a full stop behind a number makes it an ordinal
    percents: tuple[str, ...] = ()  # "%", "percent", "في المئة"
    units: tuple[str, ...] = ()  # money and large counts: "dollars", "million"
    counted: tuple[str, ...] = ()  # people and homes, told where they are many: "refugees"
    shares: tuple[str, ...] = ()  # words in front of a share: "بنسبة"
    elided: tuple[str, ...] = ()  # words written onto the next one: "l'", "qu'"
    name_endings: bool = False  # written behind an apostrophe, and no part of a name: "TRT'nin"
    capital_nouns: bool = False  # every noun opens with a capital, so that one shows no name
    voices: Voices = Voices()
    works: Works = Works()

    def __hash__(self) -> int:
        """Hash the code alone: what is compiled for a language is looked up for every text."""
        return hash(self.code)


Languages = Mapping[str, Language]
"""All languages, by ISO 639-1 code."""
