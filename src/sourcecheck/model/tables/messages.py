"""What the report says, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Every sentence of the report's interface in one language.

    Templates hold numbered places (``{0}``) and ``*bold*`` runs. A counted template has one
    form for each result of ``plural``, a C expression over ``n`` as gettext catalogs have it.
    """

    language: str  # ISO 639-1
    name: str  # in the language itself
    direction: str  # "ltr" | "rtl"
    plural: str
    texts: Mapping[str, str]  # "card.links" -> template
    counted: Mapping[str, tuple[str, ...]]  # "count.links" -> one template per plural form
    findings: Mapping[str, str]  # "SC101" -> message template
    explanations: Mapping[str, str]  # "SC101" -> paragraph; what is not translated is absent
