"""Lists of rows: what each cell of a record says, by the role of its column."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from sourcecheck.classify.importers.places import (
    Countries,
    account_of,
    date_of,
    issn_of,
    key_of,
    qid_of,
)
from sourcecheck.classify.importers.rows import Called, Facts, Record, Refused, Stated
from sourcecheck.model.tables.imports import ImportFormat, ImportTables, column_name
from sourcecheck.model.tables.outlets import OutletTables

_COUNTRIES = ("country_base", "country_control", "country_focus", "country_origin")
_WORDS = ("kind", "ownership")
_TEXTS = ("legal_owner", "editorial_control", "status")
_PLATFORMS = ("twitter", "facebook", "instagram", "youtube", "tiktok", "telegram")
_SEVERAL = "|"
_EDITION = re.compile(r"[\w-]{1,40}")  # one part of a path, no file
_WORD = re.compile(r"\w+")
# Control characters, and those that turn the direction of what follows (UAX 9); joiners stay.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LANGUAGE_LETTERS = (2, 3)

_Teller = Callable[[str], None]
"""Notes why a cell is left out."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reader:
    """Reads records of one format."""

    format: ImportFormat
    imports: ImportTables
    outlets: OutletTables
    countries: Countries
    year: str = ""  # of the rating, where the list holds one

    def facts(self, record: Record) -> Iterator[Facts | Refused]:
        """Yield what a record says, and what of it cannot be used."""
        refused: list[Refused] = []
        keys = self._keys(record.cells, partial(_tell, record.where, refused))
        if not keys:
            yield Refused(where=record.where, why=_first_reason(refused) or "no address in it")
            return
        claims, doubted = self.claims(record)
        refused += doubted
        name = self._title(record.cells.get("name", ""))
        yield Facts(
            where=record.where,
            keys=keys,
            name=name,
            names=tuple(self._names(record.cells)),
            claims=claims,
        )
        yield from refused

    def claims(self, record: Record) -> tuple[tuple[Stated, ...], list[Refused]]:
        """Return what a record claims, whoever it is about, and what of it cannot be used."""
        refused: list[Refused] = []
        found = tuple(self._claims(record.cells, partial(_tell, record.where, refused)))
        return found, refused

    def _keys(self, cells: Mapping[str, str], tell: _Teller) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for role in ("host", "url"):
            for text in _several(cells.get(role, "")):
                key, why = self._key(text, role)
                if key:
                    found[key] = None
                elif role == "host" or "host" not in cells:
                    tell(why)
            if found:
                break  # a page's address says no more than the host that is told beside it
        for account in self._accounts(cells, tell):
            found[f"account:{account}"] = None
        own = bool(found)
        if issn := issn_of(cells.get("issn", "")):
            found[f"issn:{issn}"] = None
        if qid := qid_of(cells.get("qid", "")):
            found[f"qid:{qid}"] = None
            own = True
        return tuple(found) if own else ()

    def _key(self, text: str, role: str) -> tuple[str, str]:
        """Return the key of an address; "host/path" of the user's own list is an edition."""
        key, why = key_of(text, self.outlets)
        kind, _, host = key.partition(":")
        path = text.partition("/")[2].strip("/")
        edition = role == "host" and self.format.name == "csv" and "://" not in text
        if kind == "host" and edition and _EDITION.fullmatch(path):
            return f"host_path:{host}/{path.lower()}", ""
        return key, why

    def _accounts(self, cells: Mapping[str, str], tell: _Teller) -> Iterator[str]:
        for platform in _PLATFORMS:
            for text in _several(cells.get(platform, "")):
                if account := account_of(platform, text, self.outlets.urls):
                    yield account
                else:
                    tell(f"{platform}: no account: {text[:60]!r}")

    def _names(self, cells: Mapping[str, str]) -> Iterator[Called]:
        for role, text in cells.items():
            if role in {"name", "alias"}:
                for each in _several(text) if role == "alias" else (text,):
                    yield Called(text=self._title(each))
            elif role.startswith("alias:"):
                for each in _several(text):
                    yield Called(text=self._title(each), language=role.partition(":")[2])

    def _title(self, text: str) -> str:
        """Return a name without the kind that a rater's list puts before it ("Print: ...")."""
        text = " ".join(_UNSEEN.sub("", html.unescape(text)).split())
        head, colon, rest = text.partition(": ")
        is_kind = ("*", "kind", column_name(head)) in self.imports.terms
        return rest.strip() if colon and is_kind and self.format.typed == "rated" else text

    def _claims(self, cells: Mapping[str, str], tell: _Teller) -> Iterator[Stated]:
        yield from self._countries(cells, tell)
        for property_ in _WORDS:
            yield from self._word(property_, cells, tell)
        for property_ in _TEXTS:
            if (text := cells.get(property_, "")) and self._takes(property_):
                yield self._stated(property_, text, cells)
        for text in _several(cells.get("language", "").replace(",", _SEVERAL)):
            if self._takes("language"):
                code = text.lower().partition("-")[0].partition("_")[0]
                if len(code) in _LANGUAGE_LETTERS and code.isascii() and code.isalpha():
                    yield self._stated("language", code, cells)
                else:
                    tell(f"language: no code: {text[:40]!r}")
        yield from self._rated(cells, tell)
        for property_, value in self.format.fixed.items():
            yield self._stated(property_, value, cells)

    def _countries(self, cells: Mapping[str, str], tell: _Teller) -> Iterator[Stated]:
        told = cells.get("told_name", "")
        for property_ in _COUNTRIES:
            if not self._takes(property_):
                continue
            for text in _several(cells.get(property_, "")):
                code = self.countries.read(text, self.format.countries)
                other = self.countries.read(told, "codes") if told else ""
                if not code:
                    tell(f"{property_}: no country, or not clear which: {text[:60]!r}")
                elif other and other != code:
                    tell(f"{property_}: {text} is {code}, yet it is called {told[:60]!r}")
                else:
                    yield self._stated(property_, code, cells)

    def _word(self, property_: str, cells: Mapping[str, str], tell: _Teller) -> Iterator[Stated]:
        text = cells.get(property_, "")
        if not text or not self._takes(property_):
            return
        for form in (self.format.name, "*"):
            value = self.imports.terms.get((form, property_, column_name(text)))
            if value is not None:
                if value:
                    lasting = property_ == "kind"  # what it is, it was before it was sold
                    yield self._stated(property_, value, {} if lasting else cells)
                return
        if self.format.name != "citizenlab":  # most of its categories say nothing of a publisher
            tell(f"{property_}: not a word we know: {text[:60]!r}")

    def _rated(self, cells: Mapping[str, str], tell: _Teller) -> Iterator[Stated]:
        """Quote the rater: its code and its year, never in our own voice."""
        if text := cells.get("reliability", ""):
            yield self._stated(f"reliability:{self.format.rater}", text.lower(), cells)
        code = cells.get("rated", "")
        if not code:
            return
        known = self._code(code)
        if not known:
            tell(f"no code of the rater's: {code[:40]!r}")
            return
        year = date_of(cells.get("rated_year", ""))[:4] or self.year
        rater = f"{self.format.rater} {year}".strip()
        yield self._stated("editorial_control", f"{rater}: {known}", {"valid_from": year})
        told = cells.get("rated_country", "")
        country = self.countries.read(told, self.format.countries)
        if told and not country:
            tell(f"country_control: no country, or not clear which: {told[:60]!r}")
        if country and self.outlets.control_codes[known].controlled:
            yield self._stated("country_control", country, {"valid_from": year})

    def _code(self, text: str) -> str:
        """Return the one code in a text such as "State-controlled (SC)"; "" for none, or two."""
        words = {word.lower() for word in _WORD.findall(text)}
        found = [each for each in self.outlets.control_codes if each.lower() in words]
        return found[0] if len(found) == 1 else ""

    def _takes(self, property_: str) -> bool:
        return not self.format.only or property_ in self.format.only

    def _stated(self, property_: str, value: str, cells: Mapping[str, str]) -> Stated:
        believed = self.format.confidence
        return Stated(
            property=property_,
            value=value,
            confidence=believed.get(property_, believed["*"]),
            valid_from=date_of(cells.get("valid_from", "")),
            valid_to=date_of(cells.get("valid_to", "")),
            rank=self.format.rank,
        )


def _tell(where: str, refused: list[Refused], why: str) -> None:
    refused.append(Refused(where=where, why=why, whole=False))


def _first_reason(refused: list[Refused]) -> str:
    return refused[0].why if refused else ""


def _several(text: str) -> Iterator[str]:
    yield from (part.strip() for part in text.split(_SEVERAL) if part.strip())
