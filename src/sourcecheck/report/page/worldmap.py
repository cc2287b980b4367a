"""Place the circles of the map: where they lie, which names fit, and which part is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sourcecheck.model.tables.report import WorldMap
from sourcecheck.report.page.phrases import Phrase, say

# All in the map's user units (1600 wide, the world). Measured by eye on pages of 2 to 20
# countries at 1280 and 390 pixels; a guess beyond that.
_WIDEST, _NARROWEST = 1600, 720  # never closer than this: a lone circle needs its surroundings
_PADDING = 150
_LETTER = 0.56  # of the letters' height: a generous mean width of a letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """One country's circle and, where there is room for it, its name."""

    code: str
    count: int
    x: float
    y: float
    radius: float
    name: Phrase
    label_y: float | None  # None = no room: the bars beside the map name it


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """The part of the map that is shown and its circles."""

    box: str
    width: float
    height: float
    letters: float  # height of letters, user units
    circles: tuple[Circle, ...]


def map_view(world: WorldMap, by_country: tuple[tuple[str, int], ...]) -> MapView | None:
    """Place one circle per country with works; None when no country has a place on the map."""
    placed = [(code, k, *world.centres[code]) for code, k in by_country if code in world.centres]
    if not placed:
        return None
    left, top, width = _crop(world, [(x, y) for _, _, x, y in placed])
    height = width * world.height / world.width
    unit = width / _WIDEST
    most = max(k for _, k, _, _ in placed)
    dots = [_Dot(code, k, x, y, _radius(k, most) * unit) for code, k, x, y in placed]
    _push_apart(dots)
    letters = 40 * unit
    return MapView(
        box=f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}",
        width=width,
        height=height,
        letters=round(letters, 1),
        circles=_labelled(dots, letters),
    )


@dataclass(slots=True)
class _Dot:
    code: str
    count: int
    x: float
    y: float
    radius: float


def _radius(k: int, most: int) -> float:
    """Return a radius whose area grows with the count, large enough to hold a number."""
    return 30 + 24 * math.sqrt(k / most) if most > 1 else 36


def _crop(world: WorldMap, points: list[tuple[int, int]]) -> tuple[float, float, float]:
    """Return left, top and width of the part that holds all points, in the map's proportion."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    proportion = world.width / world.height
    wanted = max(max(xs) - min(xs) + 2 * _PADDING, (max(ys) - min(ys) + 2 * _PADDING) * proportion)
    width = min(max(wanted, _NARROWEST), world.width)
    height = width / proportion
    left = (min(xs) + max(xs)) / 2 - width / 2
    top = (min(ys) + max(ys)) / 2 - height / 2
    return (
        min(max(left, 0), world.width - width),
        min(max(top, 0), world.height - height),
        width,
    )


def _push_apart(dots: list[_Dot]) -> None:
    """Move overlapping circles away from each other, a little at a time."""
    for _ in range(60):
        for at, one in enumerate(dots):
            for other in dots[at + 1 :]:
                _separate(one, other)


def _separate(one: _Dot, other: _Dot) -> None:
    dx, dy = other.x - one.x, other.y - one.y
    distance = math.hypot(dx, dy)
    wanted = (one.radius + other.radius) * 1.06
    if distance >= wanted:
        return
    if not distance:
        dx, distance = 1.0, 1.0
    step = (wanted - distance) / 2 / distance
    one.x, one.y = one.x - dx * step, one.y - dy * step
    other.x, other.y = other.x + dx * step, other.y + dy * step


def _labelled(dots: list[_Dot], letters: float) -> tuple[Circle, ...]:
    """Give names to the circles that have room below or above, the largest first."""
    taken = [(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in dots]
    circles = []
    for dot in dots:
        name = say(f"country:{dot.code}")
        half = len(dot.code) * letters * _LETTER * 2.4
        label_y = None
        for y in (dot.y + dot.radius + letters * 1.05, dot.y - dot.radius - letters * 0.45):
            room = (dot.x - half, y - letters * 0.9, dot.x + half, y + letters * 0.2)
            if not any(_meet(room, other) for other in taken):
                taken.append(room)
                label_y = round(y, 1)
                break
        circles.append(
            Circle(
                code=dot.code,
                count=dot.count,
                x=round(dot.x, 1),
                y=round(dot.y, 1),
                radius=round(dot.radius, 1),
                name=name,
                label_y=label_y,
            )
        )
    return tuple(circles)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
