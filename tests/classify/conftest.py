"""A small frozen gazetteer, so that a new row in the shipped lists turns no test red."""

from __future__ import annotations

import pytest

from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.data.load_urls import load_urls
from sourcecheck.model import Claim, Outlet
from sourcecheck.model.tables.outlets import Alias, CountryWord, Key, OutletTables


def claim(property_, value, **more):
    return Claim(property=property_, value=value, source="test", told_by="t.csv:1", **more)


def outlet(id_, name, *claims):
    return Outlet(id=id_, name=name, claims=tuple(claim(*each) for each in claims))


OUTLETS = [
    outlet("nordpress.example", "Nordpress", ("country_base", "GB"), ("kind", "agency"), ("ownership", "private")),
    outlet("zarenews.example", "Zarenews", ("country_base", "CZ"), ("country_control", "US"), ("ownership", "public"), ("country_focus", "IR")),
    outlet("zarenews.example/fa", "Zarenews Persian", ("country_base", "CZ"), ("parent", "zarenews.example")),
    outlet("sabahtan.example", "Sabahtan", ("country_base", "TR")),
    outlet("alfajrtoday.example", "Al Fajr (Egypt)", ("country_base", "EG")),
    outlet("fajrtn.example", "Al Fajr (Tunisia)", ("country_base", "TN"), ("language", "fr")),
    outlet("tarazcenter.example", "Taraz Centre for Studies", ("kind", "think-tank")),
    outlet("split.example", "Split", ("country_base", "DE"), ("country_base", "AT")),
    outlet("gov.example", "Government portal", ("country_base", "GB")),
]  # fmt: skip

ALIASES = {
    "nordpress.example": ["Nordpress", "نوردبرس", "Нордпресс"],
    "zarenews.example": ["Zarenews", "زارينيوز", "Зареньюс", "The Zare Times"],
    "zarenews.example/fa": ["زارينيوز", "Zarenews Persian"],
    "sabahtan.example": ["Sabahtan", "Sabahtan Gazetesi"],
    "alfajrtoday.example": ["!الفجر", "الفجر المصرية"],
    "fajrtn.example": ["!الفجر"],
    "tarazcenter.example": ["مركز الطراز للدراسات المستقبلية", "Taraz Centre for Future Studies"],
    "split.example": ["Split Paper"],
}

KEYS = {
    "host:nordpress.example": "nordpress.example",
    "host:zarenews.example": "zarenews.example",
    "host_path:zarenews.example/fa": "zarenews.example/fa",
    "mirror:zare-cdn.example": "zarenews.example",
    "account:telegram:zarenews": "zarenews.example",
    "host:tasnimnews.com": "sabahtan.example",
    "host:split.example": "split.example",
    "host:gov.example": "gov.example",
}

COUNTRIES = [
    ("RU", "name", "روسيا"), ("RU", "demonym", "روسي"), ("RU", "demonym", "روسية"),
    ("RU", "stem", "росси"), ("RU", "demonym", "Russian"), ("RU", "name", "Rusya"),
    ("RU", "capital", "موسكو"), ("EG", "demonym", "مصرية"), ("TR", "name", "Türkiye"),
    ("GB", "demonym", "British"), ("AE", "name", "United Arab Emirates"), ("DE", "demonym", "German"),
    ("RU", "demonym", "הרוסי"), ("RU", "demonym", "רוסי"),
]  # fmt: skip

WORDS = {
    "head": ["صحيفة", "وكالة", "مراسل", "gazetesi", "agency", "news", "newspaper"],
    "body": ["مركز", "expert", "خبير"],
    "institution": ["وزارة", "وزير", "ministry", "министерство", "bakanlığı", "משרד"],
    "former": ["former", "السابق"],
    "filler": ["the", "of"],
    "article": ["the"],
    "role": ["report"],
    "adjective": ["العربية", "arabic"],
    "nobody": ["وكالات", "agencies"],
    "prefix": ["ال", "وال", "لل", "ل", "و", "ה"],
}


@pytest.fixture(scope="session")
def shipped():
    return load_outlets()


@pytest.fixture(scope="session")
def tables(shipped):
    return OutletTables(
        urls=load_urls(),
        limits=shipped.limits,
        outlets={each.id: each for each in OUTLETS},
        keys={key: Key(outlet=id_, told_by="k.csv:1") for key, id_ in KEYS.items()},
        parents={"zarenews.example/fa": "zarenews.example"},
        aliases=tuple(
            Alias(text=text.lstrip("!"), outlet=id_, common=text.startswith("!"), told_by="a.csv:1")
            for id_, texts in ALIASES.items()
            for text in texts
        ),
        countries=tuple(
            CountryWord(country=country, type=type_, text=text, told_by="c.csv:1")
            for country, type_, text in COUNTRIES
        ),
        words={name: frozenset(words) for name, words in WORDS.items()},
        control_codes=shipped.control_codes,
    )
