"""Load what the HTML report is drawn with, from ``data/report``."""

from __future__ import annotations

import base64
import functools
import json
from importlib.resources.abc import Traversable
from typing import Any

from sourcecheck.data import files
from sourcecheck.errors import DataError
from sourcecheck.model.tables.report import Flag, Font, ReportAssets, WorldMap

FOLDER = "report"


@functools.cache
def load_report() -> ReportAssets:
    """Return the shipped templates, styles, fonts, flags, map and names.

    Raises ``DataError`` when a file is missing or is not what it should be.
    """
    return read_report(files.PACKAGED.joinpath(FOLDER))


def read_report(folder: Traversable) -> ReportAssets:
    """Read the assets of a folder laid out like ``data/report``."""
    return ReportAssets(
        templates={name: _text(folder, name) for name in files.names(folder, ".j2")},
        styles=_text(folder, "report.css"),
        script=_text(folder, "report.js"),
        fonts=tuple(_font(folder, entry) for entry in _json(folder, "fonts.json")),
        flags=_flags(_json(folder, "flags.json")),
        map=_map(_json(folder, "map.json")),
        countries=_json(folder, "countries.json"),
        languages=_json(folder, "languages.json"),
    )


def _font(folder: Traversable, entry: dict[str, Any]) -> Font:
    name = f"fonts/{entry['file']}"
    try:
        body = folder.joinpath(name).read_bytes()
    except FileNotFoundError as error:
        raise DataError(f"{FOLDER}/{name}: no such data file") from error
    return Font(
        family=entry["family"],
        subset=entry["subset"],
        weight=entry["weight"],
        ranges=entry["ranges"],
        data=base64.b64encode(body).decode("ascii"),
    )


def _flags(found: dict[str, Any]) -> dict[str, Flag]:
    return {
        code: Flag(box=flag["box"], shapes=flag["shapes"]) for code, flag in found["flags"].items()
    }


def _map(found: dict[str, Any]) -> WorldMap:
    return WorldMap(
        width=found["width"],
        height=found["height"],
        land=found["land"],
        centres={code: (x, y) for code, (x, y) in found["centres"].items()},
    )


def _json(folder: Traversable, name: str) -> Any:
    try:
        return json.loads(_text(folder, name))
    except json.JSONDecodeError as error:
        raise DataError(f"{FOLDER}/{name}:{error.lineno}: {error.msg}") from error


def _text(folder: Traversable, name: str) -> str:
    try:
        return folder.joinpath(name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DataError(f"{FOLDER}/{name}: no such data file") from error
