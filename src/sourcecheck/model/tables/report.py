"""What the HTML report is drawn with: templates, styles, fonts, flags, the map, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """One static font file."""

    family: str  # "vazirmatn"
    subset: str  # "arabic" | "latin"
    weight: int
    ranges: str  # for CSS ``unicode-range``
    data: str  # the woff2 file, base64


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One flag, drawn with plain SVG shapes."""

    box: str  # the view box
    shapes: str  # trusted markup: checked when the data file was built


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldMap:
    """The land without borders, and a place for every country's circle (user units)."""

    width: int
    height: int
    land: str  # an SVG path
    centres: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAssets:
    """Everything the page inlines. Names are keyed by code, then by interface language."""

    templates: Mapping[str, str]
    styles: str
    script: str
    fonts: tuple[Font, ...]
    flags: Mapping[str, Flag]
    map: WorldMap
    countries: Mapping[str, Mapping[str, str]]
    languages: Mapping[str, Mapping[str, str]]
