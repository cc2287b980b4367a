"""The gazetteer: outlets, the words of names, the words for countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sourcecheck.model.outlet import Outlet
from sourcecheck.model.tables.urls import UrlTables


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One way an outlet's name is written, in any script."""

    text: str
    outlet: str  # id of the outlet
    common: bool = False  # also an ordinary word, a city, an acronym of many
    preferred: bool = False  # from a list of the user's own
    told_by: str
    kind: str = "official"  # "official", "exonym", "acronym", "historic", "typo_seen"
    language: str = ""  # ISO 639; "" = not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One address by which an outlet is known."""

    outlet: str  # id of the outlet
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """Where rows of the gazetteer come from; every row names one by its tag."""

    tag: str  # "starter-2025"
    title: str
    licence: str
    date: str  # when the rows were taken, ISO, may be partial
    family: str = ""  # lists that copy from each other are one family; "" = its own
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCode:
    """One of State Media Monitor's types: who pays, who appoints, who edits; None = either."""

    code: str
    words: str
    funding: bool | None
    governance: bool | None
    editorial: bool | None
    controlled: bool  # the controlling state's country is the one reported
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a person decided once: which outlet a name means, or that it names none."""

    outlet: str  # id; "" = the name is no outlet's
    by: str
    at: str  # ISO date
    why: str = ""
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameIndex:
    """Lookup tables over folded names, built once for a gazetteer; see ``text.nameindex``.

    Names stand as numbers: places in ``aliases``.
    """

    aliases: Sequence[Alias]
    exact: Mapping[str, Sequence[int]]  # whole name
    cores: Mapping[str, Sequence[int]]  # name without what it is ("agency", "newspaper")
    skeletons: Mapping[str, Sequence[int]]  # consonants of the cores' transliteration
    declined: Mapping[str, Sequence[int]]  # Cyrillic names without endings of case
    countries: Mapping[str, CountryWord]  # whole words, joined by spaces
    stems: Mapping[str, CountryWord]
    words: Mapping[str, frozenset[str]]  # class -> folded words


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryWord:
    """One word or phrase that stands for a country."""

    country: str  # ISO 3166-1 alpha-2, "INT", "EU"; "" = the words name no country
    type: str  # "name", "demonym", "capital", "stem" (the word begins so) ...: see countries.csv
    text: str
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much evidence a name or a host needs; see ``data/names/limits.toml``."""

    country: float
    dispute: float
    fuzzy_ratio: float
    fuzzy_lead: float
    fuzzy_letters: int
    skeleton_letters: int
    sound_ratio: float
    name_words: int
    contained_letters: int
    contained_words: int
    exact: float
    core: float
    fuzzy: float
    skeleton: float
    contained: float
    institution: float
    metonym: float
    body: float
    families: float
    page_name: float
    page_letters: int
    page_address: float
    led_on: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OutletTables:
    """Everything stage 5 knows. Compared by identity, so that an index of it can be kept."""

    urls: UrlTables
    limits: Limits
    outlets: Mapping[str, Outlet] = field(default_factory=dict)  # by id
    keys: Mapping[str, Key] = field(default_factory=dict)  # "host:...", "account:telegram:..."
    parents: Mapping[str, str] = field(default_factory=dict)  # id -> id of the brand it belongs to
    aliases: Sequence[Alias] = ()
    countries: Sequence[CountryWord] = ()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)  # class -> words as printed
    letters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # Arabic -> Latin
    sources: Mapping[str, ListSource] = field(default_factory=dict)  # by tag
    control_codes: Mapping[str, ControlCode] = field(default_factory=dict)
    settled: Mapping[str, Settled] = field(default_factory=dict)  # by the name as it is compared
    index: NameIndex | None = None  # as compiled; None = built when first needed
