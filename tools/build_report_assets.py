"""Build the report's fonts, flags, map and names into ``src/sourcecheck/data/report``.

Run by hand when an upstream package changes; its outputs are committed, what it downloads is
not. Needs ``npm`` (with a registry it may ask) and the Python package ``babel``::

    python -m venv /tmp/assets && /tmp/assets/bin/pip install babel
    /tmp/assets/bin/python tools/build_report_assets.py

Upstream, all taken through ``npm pack``:

* ``@fontsource/vazirmatn``, ``@fontsource/noto-naskh-arabic`` (OFL-1.1): static woff2;
* ``country-flag-icons`` (MIT): flags in 3:2;
* ``world-atlas`` (ISC; Natural Earth, public domain): the land, and where countries lie;
* ``i18n-iso-countries`` (MIT): numeric to two-letter country codes.

Country and language names come from the Unicode CLDR through Babel (Unicode licence).
"""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel import Locale

OUT = Path(__file__).parent.parent / "src" / "sourcecheck" / "data" / "report"
PACKAGES = (
    "@fontsource/vazirmatn",
    "@fontsource/noto-naskh-arabic",
    "country-flag-icons",
    "world-atlas@2",
    "i18n-iso-countries",
)
UI_LANGUAGES = ("ar", "en", "fa", "ru", "tr")
FONTS = (
    ("vazirmatn", "arabic", 400),
    ("vazirmatn", "arabic", 700),
    ("vazirmatn", "latin", 400),
    ("vazirmatn", "latin", 700),
    ("noto-naskh-arabic", "arabic", 400),
    ("noto-naskh-arabic", "arabic", 700),
)
# What outlets are marked with besides ISO codes, and names that CLDR makes too long for a bar.
OVERLAY = {
    "INT": {
        "ar": "هيئة دولية",
        "en": "International body",
        "fa": "نهاد بین‌المللی",
        "ru": "Международная организация",
        "tr": "Uluslararası kuruluş",
    },
    "SA": {
        "ar": "السعودية",
        "en": "Saudi Arabia",
        "fa": "عربستان سعودی",
        "ru": "Саудовская Аравия",
        "tr": "Suudi Arabistan",
    },
    "AE": {
        "ar": "الإمارات",
        "en": "United Arab Emirates",
        "fa": "امارات متحدهٔ عربی",
        "ru": "ОАЭ",
        "tr": "BAE",
    },
    "HK": {
        "ar": "هونغ كونغ",
        "en": "Hong Kong",
        "fa": "هنگ‌کنگ",
        "ru": "Гонконг",
        "tr": "Hong Kong",
    },
    "PS": {"ar": "فلسطين", "en": "Palestine", "fa": "فلسطین", "ru": "Палестина", "tr": "Filistin"},
}
LANGUAGES = (
    "ar fa ru tr en az uk he hy ka ku ckb ur de fr es it pt nl pl sv el ro bg sr hr hu cs fi "
    "zh ja ko hi id ms kk uz tg tk ky tt ps be et lv lt da no so sw am bn pa vi th und"
)
MAP_WIDTH = 1600  # user units: whole numbers keep the path short and are finer than a pixel
SOUTH = -58.0  # Antarctica publishes no news
OVERLAY_CENTRES = {"XK": (20.9, 42.6), "BH": (50.55, 26.05), "SG": (103.8, 1.35)}


def fetch(folder: Path) -> dict[str, Path]:
    """Pack every upstream package into ``folder``; return where each was unpacked."""
    npm = shutil.which("npm") or sys.exit("npm is not on the path")
    found = {}
    for package in PACKAGES:
        name = package.split("/")[-1].partition("@")[0]
        command = [npm, "pack", "--silent", package]
        archive = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(folder / archive.stdout.split()[-1]) as packed:
            packed.extractall(folder / name, filter="data")
        found[name] = folder / name / "package"
    return found


def write_fonts(packages: dict[str, Path]) -> None:
    """Copy the static fonts, their licences and the ranges each subset covers."""
    listed = []
    for family, subset, weight in FONTS:
        name = f"{family}-{subset}-{weight}-normal.woff2"
        shutil.copyfile(packages[family] / "files" / name, OUT / "fonts" / name)
        ranges = json.loads((packages[family] / "unicode.json").read_text())[subset]
        # Beyond the BMP there are only mathematical letters, which no article is set in.
        kept = ",".join(part for part in ranges.split(",") if len(part.split("-")[0]) <= 6)
        listed.append(
            {"family": family, "subset": subset, "weight": weight, "file": name, "ranges": kept}
        )
        shutil.copyfile(packages[family] / "LICENSE", OUT / "fonts" / f"OFL-{family}.txt")
    write_json("fonts.json", listed)


def write_flags(package: Path) -> None:
    """Write every flag as its view box and its drawing."""
    flags = {}
    for path in sorted((package / "3x2").glob("*.svg")):
        drawing = path.read_text(encoding="utf-8")
        box = re.search(r'viewBox="([^"]*)"', drawing)
        inner = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", drawing.strip())
        inner = re.sub(r'\sclass="[^"]*"', "", inner)
        if box is None or re.search(r"<(?!/?(?:path|g|circle|ellipse)\b)|url\(|\son", inner):
            sys.exit(f"{path.name}: holds more than plain shapes")
        flags[path.stem] = {"box": box.group(1), "shapes": inner}
    licence = (package / "LICENSE").read_text(encoding="utf-8").strip()
    write_json("flags.json", {"licence": f"country-flag-icons, {licence}", "flags": flags})


def write_names() -> None:
    """Write country and language names in the report's five languages."""
    locales = {code: Locale.parse(code) for code in UI_LANGUAGES}
    two = re.compile("[A-Z]{2}")
    shared = set.intersection(*(set(locale.territories) for locale in locales.values()))
    codes = sorted(code for code in shared if two.fullmatch(code))
    countries = {
        code: OVERLAY.get(code) or {ui: locales[ui].territories[code] for ui in UI_LANGUAGES}
        for code in [*codes, "INT"]
        if code not in {"ZZ", "QO", "EZ", "UN"}
    }
    languages = {
        code: {ui: locales[ui].languages[code] for ui in UI_LANGUAGES} for code in LANGUAGES.split()
    }
    write_json("countries.json", countries)
    write_json("languages.json", languages)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Equal Earth: Šavrič, Patterson and Jenny 2018, doi:10.1080/13658816.2018.1504949."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    lam, phi = math.radians(longitude), math.radians(latitude)
    theta = math.asin(math.sqrt(3) / 2 * math.sin(phi))
    t2 = theta * theta
    t6 = t2**3
    slope = 9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1
    return (
        2 * math.sqrt(3) * lam * math.cos(theta) / (3 * slope),
        a4 * t6 * t2 * theta + a3 * t6 * theta + a2 * t2 * theta + a1 * theta,
    )


SCALE = MAP_WIDTH / (2 * project(180, 0)[0])
TOP = project(0, 84)[1]
HEIGHT = round((TOP - project(0, SOUTH)[1]) * SCALE)


def on_map(point: tuple[float, float]) -> tuple[int, int]:
    """Turn longitude and latitude into the map's user units."""
    x, y = project(*point)
    return round(x * SCALE + MAP_WIDTH / 2), round((TOP - y) * SCALE)


def arcs_of(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Undo the delta coding of a TopoJSON file: longitude and latitude per point."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def rings_of(shape: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> list[Any]:
    """Return the rings of a TopoJSON geometry, outer rings and holes alike."""
    polygons = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}[shape["type"]]
    rings = []
    for polygon in polygons:
        for ring in polygon:
            points: list[tuple[float, float]] = []
            for number in ring:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                points.extend(arc[1:] if points else arc)
            rings.append(points)
    return rings


def unwrapped(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Carry a ring on over the antimeridian instead of back across the whole map."""
    found = [ring[0]]
    for longitude, latitude in ring[1:]:
        before = found[-1][0]
        turns = round((before - longitude) / 360)
        found.append((longitude + 360 * turns, latitude))
    middle = sum(point[0] for point in found) / len(found)
    shift = -360 * round(middle / 360)
    return [(longitude + shift, latitude) for longitude, latitude in found]


def path_of(ring: list[tuple[float, float]]) -> str:
    """Write a ring as a closed SVG path in relative whole units; "" when it is a dot."""
    points = [on_map(point) for point in unwrapped(ring)]
    kept = [points[0]] + [b for a, b in pairwise(points) if a != b]
    if len(kept) < 5:
        return ""
    body = ""
    for (ax, ay), (bx, by) in pairwise(kept[:-1]):
        dx, dy = bx - ax, by - ay
        body += f"{' ' if body and dx >= 0 else ''}{dx}{'' if dy < 0 else ' '}{dy}"
    return f"M{kept[0][0]} {kept[0][1]}l{body}z"


def area_and_centre(ring: list[tuple[float, float]]) -> tuple[float, tuple[float, float]]:
    """Return a ring's projected area and its centroid as longitude and latitude."""
    points = unwrapped(ring)
    flat = [(lon * math.cos(math.radians(lat)), lat) for lon, lat in points]
    area = x = y = 0.0
    for (ax, ay), (bx, by) in pairwise(flat):
        cross = ax * by - bx * ay
        area, x, y = area + cross / 2, x + (ax + bx) * cross / 6, y + (ay + by) * cross / 6
    if not area:
        return 0.0, points[0]
    latitude = y / area
    return abs(area), (x / area / math.cos(math.radians(latitude)), latitude)


def write_map(atlas: Path, codes: Path) -> None:
    """Write the land as one path, and a place for every country's circle."""
    land = json.loads((atlas / "land-110m.json").read_text())
    arcs = arcs_of(land)
    rings = [
        ring
        for shape in land["objects"]["land"]["geometries"]
        for ring in rings_of(shape, arcs)
        if max(latitude for _, latitude in ring) > SOUTH
    ]
    path = "".join(path_of(ring) for ring in rings)
    two = {numeric: code for code, _, numeric, _ in json.loads(codes.read_text())}
    countries = json.loads((atlas / "countries-50m.json").read_text())
    arcs = arcs_of(countries)
    centres = {code: on_map(point) for code, point in OVERLAY_CENTRES.items()}
    for shape in countries["objects"]["countries"]["geometries"]:
        code = two.get(shape.get("id", ""))
        if code and code not in centres and code != "AQ":
            largest = max(area_and_centre(ring) for ring in rings_of(shape, arcs))
            centres[code] = on_map(largest[1])
    licence = "world-atlas 2 (ISC), drawn from Natural Earth (public domain)"
    drawn = {"licence": licence, "width": MAP_WIDTH, "height": HEIGHT, "land": path}
    write_json("map.json", drawn | {"centres": dict(sorted(centres.items()))})


def write_json(name: str, value: Any) -> None:
    """Write one data file, one entry a line so that a change can be reviewed."""
    text = json.dumps(value, ensure_ascii=False, indent=0, separators=(",", ":"), sort_keys=False)
    (OUT / name).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Fetch everything into a temporary folder and write the outputs."""
    (OUT / "fonts").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packages = fetch(Path(folder))
        write_fonts(packages)
        write_flags(packages["country-flag-icons"])
        write_map(packages["world-atlas"], packages["i18n-iso-countries"] / "codes.json")
    write_names()


if __name__ == "__main__":
    main()
