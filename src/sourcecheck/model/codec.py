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
import operator
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

import orjson

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

_PLAIN = frozenset({str, int, float, bool, type(None)})

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

T = TypeVar("T")


def encode(value: Any) -> Any:
    """Turn a value into plain JSON data (dicts, lists, strings, numbers, booleans, None)."""
    kind: Any = type(value)
    return value if kind in _PLAIN else _encoder(kind)(value)


@functools.cache
def _encoder(kind: Any) -> Callable[[Any], Any]:
    """Return what encodes values of exactly this type: found once, used for every value."""
    if kind is Span:
        return lambda value: [value.start, value.end]
    if issubclass(kind, Enum):
        return operator.attrgetter("value")
    if issubclass(kind, datetime):
        return datetime.isoformat
    if issubclass(kind, bytes):
        return lambda value: base64.b64encode(value).decode("ascii")
    if issubclass(kind, tuple | list):
        return _encode_all
    if issubclass(kind, Mapping):
        return lambda value: {key: encode(part) for key, part in value.items()}
    return fields_encoder(kind) if dataclasses.is_dataclass(kind) else lambda value: value


def _encode_all(value: Iterable[Any]) -> list[Any]:
    return [part if type(part) in _PLAIN else encode(part) for part in value]


def fields_encoder(kind: Any, left_out: Collection[str] = ()) -> Callable[[Any], dict[str, Any]]:
    """Return what encodes a dataclass, some of its fields left out."""
    told = _fields_told(kind, left_out)

    def encoded(value: Any) -> dict[str, Any]:
        found = told(value)
        for name, held in found.items():
            if type(held) not in _PLAIN:
                found[name] = encode(held)
        return found

    return encoded


def _fields_told(kind: Any, left_out: Collection[str] = ()) -> Callable[[Any], dict[str, Any]]:
    """Return what tells the fields of a dataclass that do not hold their default, as they are."""
    parts = dataclasses.fields(kind)
    places = [(part.name, part.default) for part in parts if part.name not in left_out]
    tag = TAGS.get(kind)

    def told(value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"type": tag} if tag else {}
        for name, default in places:
            held = getattr(value, name)
            if held is not default and held != default:
                found[name] = held
        return found

    return told


def decode(kind: type[T], data: Any) -> T:
    """Turn JSON data back into a value of ``kind``.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` when the data is not such a value.
    """
    wanted: Any = kind
    return typing.cast("T", _decoder(wanted)(data))


def dumps(value: Any) -> str:
    """Encode a value as one line of JSON.

    orjson takes 8 us for a look with its page's text where ``json`` takes 38 (measured). What it
    refuses is left to ``json``: lone surrogates, whole numbers of more than 64 bits, keys that
    are no strings. The same text comes out, but for the smallest fractions (1e-7 for 1e-07).
    """
    try:
        return orjson.dumps(value, _shallow, _AS_OURS).decode()
    except TypeError:
        return _WRITER.encode(encode(value))


_AS_OURS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def _shallow(value: Any) -> Any:
    """Encode a value but not what is in it, to which orjson comes by itself."""
    kind: Any = type(value)
    return _shallow_encoder(kind)(value)


@functools.cache
def _shallow_encoder(kind: Any) -> Callable[[Any], Any]:
    plain = kind is not Span and dataclasses.is_dataclass(kind)
    return _fields_told(kind) if plain else _encoder(kind)


def loads(kind: type[T], text: str) -> T:
    """Decode a value from JSON text; raises as ``decode`` does."""
    return decode(kind, json.loads(text))


@functools.cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """Return what decodes data of a declared type: found once, used for every value."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _union_decoder(typing.get_args(kind))
    if origin is tuple:
        return _tuple_decoder(typing.get_args(kind))
    if origin is not None and issubclass(origin, Mapping):
        inner = _decoder(typing.get_args(kind)[1])
        return lambda data: {key: inner(part) for key, part in data.items()}
    return _plain_decoder(kind)


def _plain_decoder(kind: Any) -> Callable[[Any], Any]:
    if kind is Span:
        return lambda data: Span(*data)
    if kind is datetime:
        return datetime.fromisoformat
    if kind is bytes:
        return base64.b64decode
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is str:
        return _same
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _fields_decoder(kind)
    return _same


def _same(data: Any) -> Any:
    return data


def _fields_decoder(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    decoders: dict[str, Callable[[Any], Any]] = {}  # found when first needed: kinds may nest

    def decoded(data: Any) -> Any:
        held: dict[str, Any] = {}
        for key, part in data.items():
            decoder = decoders.get(key)
            if decoder is None:
                if key == "type":
                    continue
                decoder = decoders[key] = _decoder(hints[key])
            held[key] = decoder(part)
        return kind(**held)

    return decoded


def _tuple_decoder(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        each = _decoder(inner[0])
        return tuple if each is _same else lambda data: tuple([each(part) for part in data])
    places = tuple(map(_decoder, inner))
    return lambda data: tuple(decoder(part) for decoder, part in zip(places, data, strict=True))


def _union_decoder(kinds: tuple[Any, ...]) -> Callable[[Any], Any]:
    named = [kind for kind in kinds if kind is not type(None)]
    if len(named) == 1:
        only = _decoder(named[0])
        return lambda data: None if data is None else only(data)
    tagged = {TAGS[kind]: _decoder(kind) for kind in named if kind in TAGS}
    return lambda data: None if data is None else tagged[data["type"]](data)
