"""``sourcecheck.toml`` from outside: its JSON Schema, and a file to begin with."""

from __future__ import annotations

from typing import Any

from sourcecheck import config


def schema() -> dict[str, Any]:
    """Return the JSON Schema of ``sourcecheck.toml``."""
    kinds: dict[type, dict[str, Any]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": 1},
        float: {"type": "number", "minimum": 0},
        str: {"type": "string"},
        tuple: {"type": "array", "items": {"type": "string"}},
    }
    properties = {}
    for name, each in config.FIELDS.items():
        default = list(each.default) if isinstance(each.default, tuple) else each.default
        about = {"description": each.metadata["about"], "default": default}
        choices = each.metadata["choices"]
        limits: dict[str, Any] = {"enum": list(choices)} if choices else {}
        limits |= {"minimum": config.LEAST[name]} if name in config.LEAST else {}
        properties[name] = kinds[type(each.default)] | about | limits
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sourcecheck.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def template() -> str:
    """Return a ``sourcecheck.toml`` with every key, its meaning and its default, commented out."""
    lines = ["# Settings of sourcecheck. Take the # away to set a key.", ""]
    for name, each in config.FIELDS.items():
        lines.append(f"# {each.metadata['about']}")
        lines.append(f"# {name} = {_as_toml(each.default)}")
    return "\n".join(lines) + "\n"


def _as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{part}"' for part in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
