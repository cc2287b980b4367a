"""Turn a table of outlets into the gazetteer's rows: ``add_outlets.py REGION FILE...``.

A maintainer's tool. ``FILE`` is tab-separated with a header; columns may be left out:

    outlet name keys aliases base control focus origin kind ownership owner parent language
    status smm confidence source

* ``outlet``: its main host, or host/path; it is a key by itself
* ``keys``: further ones, by spaces: ``host``, ``host/path``, ``telegram:account``,
  ``mirror:host``, ``short:host``, ``issn:1234-5678``
* ``aliases``: ``ru=Азертадж|ar=أذرتاج|en=AZT^``; behind a name ``^`` acronym, ``~`` historic,
  ``!`` also an ordinary word; the name itself may be among them, with its marks
* ``smm``: State Media Monitor's code; ``confidence``: of the country, where it is not 0.8
* ``status``: ``closed 2023``, ``moved other.host``

Rows that are there already are left alone; nothing is overwritten. What contradicts is told.
What is said of an outlet that has its name in another region's file goes to that file. One run
waits for another.
"""

from __future__ import annotations

import csv
import fcntl
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
DATA = HERE / "src" / "sourcecheck" / "data"
HEAD = ["outlet", "record", "type", "value", "detail", "source"]
ORDER = {"name": 0, "key": 1, "alias": 2, "claim": 3}
SIGNS = {"^": "acronym", "~": "historic"}
CLAIMS = {
    "base": "country_base",
    "control": "country_control",
    "focus": "country_focus",
    "origin": "country_origin",
    "kind": "kind",
    "ownership": "ownership",
    "owner": "legal_owner",
    "parent": "parent",
    "language": "language",
    "status": "status",
}
COLUMNS = {"outlet", "name", "keys", "aliases", "smm", "confidence", "source", *CLAIMS}
KINDS = {
    "news", "agency", "tv", "radio", "magazine", "government", "think-tank", "academic",
    "ngo", "company", "blog", "platform", "aggregator", "archive", "data", "encyclopedia",
    "intergovernmental", "party", "journal", "other",
}  # fmt: skip
OWNERS = {"", "private", "state", "public", "party", "unknown"}
CODES = {"", "SC", "CaPu", "CaPr", "ISFM", "ISF", "ISM", "IP"}

Line = list[str]


def main(region: str, *files: str) -> int:
    """Merge the files into ``outlets/<region>.csv`` and say what was added and refused."""
    with Path(__file__).open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _add(region, files)


def _add(region: str, files: tuple[str, ...]) -> int:
    books = {path.stem: _read(path) for path in (DATA / "outlets").glob("*.csv")}
    books.setdefault(region, [])
    before = {name: len(lines) for name, lines in books.items()}
    shorts: list[Line] = []
    told = 0
    for file in files:
        with Path(file).open(encoding="utf-8", newline="") as opened:
            for number, row in enumerate(csv.DictReader(opened, delimiter="\t"), start=2):
                for problem in _merged(row, books, region, shorts):
                    told += 1
                    print(f"{file}:{number}: {row.get('outlet')}: {problem}")
    for name, lines in books.items():
        if len(lines) != before[name] or name == region:
            _write(DATA / "outlets" / f"{name}.csv", sorted(lines, key=_place))
            print(f"{name}: {len(lines) - before.get(name, 0)} rows added")
    _append_shorts(shorts)
    print(f"{told} problems")
    return 1 if told else 0


def _merged(
    row: dict[str, str], books: dict[str, list[Line]], region: str, shorts: list[Line]
) -> list[str]:
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    if wrong := _wrong(row, cells):
        return [wrong]
    problems = []
    every = [line for lines in books.values() for line in lines]
    id_ = cells["outlet"].lower()
    home = next((n for n, b in books.items() if any(b_[:2] == [id_, "name"] for b_ in b)), region)
    own = [line for line in every if line[0] == id_]
    here = {tuple(line[:4]) for line in own}
    keys = {(line[2], line[3]): line[0] for line in every if line[1] == "key"}
    named = any(line[1] == "name" for line in own)
    if not (named or cells.get("name")):
        return ["no such outlet, and no name for a new one"]
    for new in _rows(cells, shorts):
        outlet, record, type_, value = new[:4]
        if record == "name" and named:
            continue
        if record == "key" and (type_, value) in keys:
            if keys[type_, value] != outlet:
                problems.append(f"{type_}:{value} belongs to {keys[type_, value]}")
            continue
        same = [line for line in own if line[:3] == new[:3] and record == "claim"]
        if same and type_ not in {"language", "status"}:
            if value not in {line[3] for line in same}:
                problems.append(f"{type_} is {same[0][3]} already, not {value}: edit the row")
            continue
        if (outlet, record, type_, value) not in here and not _known_alias(new, own):
            books[home].append(new)
            here.add((outlet, record, type_, value))
    return problems


def _known_alias(new: Line, lines: list[Line]) -> bool:
    return new[1] == "alias" and any(
        line[0] == new[0] and line[1] == "alias" and line[3] == new[3] for line in lines
    )


def _wrong(row: dict[str, str], cells: dict[str, str]) -> str:
    """Say what is wrong with a line, or nothing."""
    if None in row or set(cells) - COLUMNS:
        return f"cells or columns that nobody knows: {sorted(set(cells) - COLUMNS)}"
    if not cells.get("outlet") or " " in cells["outlet"] or "." not in cells["outlet"]:
        return "outlet must be a host or host/path"
    for column in ("base", "control", "focus", "origin"):
        for value in cells.get(column, "").split():
            if value != "INT" and not (len(value) == 2 and value.isupper()):
                return f"{column} {value!r} is no country"
    if cells.get("kind") and cells["kind"] not in KINDS:
        return f"no kind is called {cells['kind']}"
    if cells.get("ownership", "") not in OWNERS or cells.get("smm", "") not in CODES:
        return "ownership or smm is none of the known"
    return ""


def _rows(cells: dict[str, str], shorts: list[Line]) -> Iterator[Line]:
    id_, source = cells["outlet"].lower(), cells.get("source") or "survey-2026"
    aliases = [
        _alias(id_, text.strip(), source)
        for text in cells.get("aliases", "").split("|")
        if text.strip()
    ]
    if name := cells.get("name"):
        yield [id_, "name", "", name, "", source]
        if name not in {alias[3] for alias in aliases}:
            yield [id_, "alias", "official", name, "", source]
    for key in (id_, *cells.get("keys", "").split()):
        kind, value = _key(key)
        if kind == "short":
            shorts.append([value, id_.partition("/")[0], source])
        else:
            yield [id_, "key", kind, value, "", source]
    yield from aliases
    for column, property_ in CLAIMS.items():
        detail = f"confidence={cells['confidence']}" if _unsure(column, cells) else ""
        for value in _values(column, cells):
            yield [id_, "claim", property_, value, detail, source]
    if cells.get("smm"):
        rated = f"State Media Monitor 2024: {cells['smm']}"
        yield [id_, "claim", "editorial_control", rated, "from=2024", "state-media-monitor-2024"]


def _unsure(column: str, cells: dict[str, str]) -> bool:
    return column in {"base", "control"} and bool(cells.get("confidence"))


def _values(column: str, cells: dict[str, str]) -> list[str]:
    text = cells.get(column, "")
    return text.split() if column in {"language", "focus", "base"} else [text] if text else []


def _key(key: str) -> tuple[str, str]:
    kind, colon, value = key.partition(":")
    if not colon:
        return ("host_path" if "/" in key else "host"), key.lower().removeprefix("www.")
    if kind in {"mirror", "short", "issn"}:
        return kind, value.lower() if kind != "issn" else value.upper()
    return "account", f"{kind}:{value.lower().lstrip('@')}"


def _alias(id_: str, text: str, source: str) -> Line:
    language, sign, name = text.partition("=")
    if not sign or not 2 <= len(language) <= 3 or not language.isascii():
        language, name = "", text
    kind, details = "official", [f"lang={language}"] if language else []
    while name and name[-1] in "^~!":
        kind = SIGNS.get(name[-1], kind)
        details += ["common"] if name[-1] == "!" else []
        name = name[:-1].strip()
    return [id_, "alias", kind, name, "|".join(details), source]


def _place(line: Line) -> tuple[str, int, int]:
    return line[0], ORDER[line[1]], 0


def _read(path: Path) -> list[Line]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return [line for line in csv.reader(opened) if line and not line[0].startswith("#")][1:]


def _write(path: Path, lines: list[Line]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(lines)


def _append_shorts(new: list[Line]) -> None:
    path = DATA / "urls" / "owner_short.csv"
    text = path.read_text("utf-8")
    known = {line.partition(",")[0] for line in text.splitlines()}
    fresh = [",".join(line) for line in new if line[0] not in known]
    if fresh:
        head, *rows = text.splitlines()
        path.write_text("\n".join([head, rows[0], *sorted([*rows[1:], *fresh])]) + "\n", "utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
