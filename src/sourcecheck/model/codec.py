"""Values to JSON and back: the one codec for the store, the engine and the verbs.

Every dataclass becomes an object of its field names; members of the ``Source`` union carry
their kind under ``"type"``; times are ISO 8601; bytes are base64; spans are ``[start, end]``.
Fields that hold their default are left out, so stored values stay small and old ones stay
readable when a field is added.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import json
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from sourcecheck.model.article import Span
from sourcecheck.model.citation import NamedSource, VagueSource, WebSource, WorkSource

SCHEMA_VERSION = 1

TAGS: dict[type, str] = {
    WebSource: "web",
    NamedSource: "named",
    WorkSource: "work",
    VagueSource: "vague",
}
"""The ``type`` of each kind of source, as in the JSON contract."""

_PLAIN = frozenset({str, int, float, bool})

T = TypeVar("T")


def encode(value: Any) -> Any:
    """Turn a value into plain JSON data (dicts, lists, strings, numbers, booleans, None)."""
    if value is None or type(value) in _PLAIN:  # most of all values: not worth a match
        return value
    match value:
        case Span():
            return [value.start, value.end]
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case tuple() | list():
            return [encode(part) for part in value]
        case Mapping():
            return {key: encode(part) for key, part in value.items()}
        case _ if dataclasses.is_dataclass(value):
            return _encode_fields(value)
        case _:
            return value


def decode(kind: type[T], data: Any) -> T:
    """Turn JSON data back into a value of ``kind``.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` when the data is not such a value.
    """
    return typing.cast("T", _decode(kind, data))


def dumps(value: Any) -> str:
    """Encode a value as one line of JSON."""
    return json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[T], text: str) -> T:
    """Decode a value from JSON text; raises as ``decode`` does."""
    return decode(kind, json.loads(text))


def _encode_fields(value: Any) -> dict[str, Any]:
    kind: type = type(value)
    tag = TAGS.get(kind)
    found: dict[str, Any] = {"type": tag} if tag else {}
    for name, default in _defaults(kind):
        held = getattr(value, name)
        if held != default:
            found[name] = encode(held)
    return found


@functools.cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((part.name, part.default) for part in dataclasses.fields(typing.cast("Any", kind)))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _decode(kind: Any, data: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _decode_union(typing.get_args(kind), data)
    if origin is tuple:
        return _decode_tuple(typing.get_args(kind), data)
    if origin is not None and issubclass(origin, Mapping):
        inner = typing.get_args(kind)[1]
        return {key: _decode(inner, part) for key, part in data.items()}
    return _decode_plain(kind, data)


def _decode_plain(kind: Any, data: Any) -> Any:
    if kind is Span:
        return Span(*data)
    if kind is datetime:
        return datetime.fromisoformat(data)
    if kind is bytes:
        return base64.b64decode(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        fields = {key: part for key, part in data.items() if key != "type"}
        return kind(**{key: _decode(hints[key], part) for key, part in fields.items()})
    return data


def _decode_tuple(inner: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_decode(inner[0], part) for part in data)
    return tuple(_decode(kind, part) for kind, part in zip(inner, data, strict=True))


def _decode_union(kinds: tuple[Any, ...], data: Any) -> Any:
    if data is None:
        return None
    named = [kind for kind in kinds if kind is not type(None)]
    if len(named) == 1:
        return _decode(named[0], data)
    kind = next(kind for kind in named if TAGS.get(kind) == data["type"])
    return _decode(kind, data)
