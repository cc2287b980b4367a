"""The schemas that ship in the wheel, and that every output meets them."""

import copy
import dataclasses
import json

import jsonschema
import pytest
from report_audits import article, audit, checked, line, outlet, web
from test_json import full

from sourcecheck.data import files
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import CitationKind, LinkFlag, LinkState, MatchStatus
from sourcecheck.report.formats.json import link_json, outlet_json, render_json

RULES = load_rules()


def schema(name: str):
    text = files.PACKAGED.joinpath("schema", f"{name}.schema.json").read_text(encoding="utf-8")
    return json.loads(text)


def validate(value, name: str = "audit") -> None:
    kind = jsonschema.Draft202012Validator
    kind(schema(name), format_checker=kind.FORMAT_CHECKER).validate(value)


def objects(part, path="$"):
    """Every schema of an object, with where it stands."""
    if isinstance(part, dict):
        if part.get("type") == "object":
            yield path, part
        for key, value in part.items():
            yield from objects(value, f"{path}.{key}")
    elif isinstance(part, list):
        for at, value in enumerate(part):
            yield from objects(value, f"{path}[{at}]")


@pytest.mark.parametrize("name", ["audit", "link", "outlet"])
def test_a_schema_is_one_and_describes_every_key(name):
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    for path, part in objects(found):
        assert part["description"], path
        for key, value in part.get("properties", {}).items():
            assert value.get("description"), f"{path}.{key}"


@pytest.mark.parametrize("name", ["audit", "link", "outlet"])
def test_an_older_schema_lets_later_keys_through(name):
    for path, part in objects(schema(name)):
        assert part["additionalProperties"] is not False, path


def test_the_parts_of_the_audit_schema_are_the_schemas_of_check_and_classify():
    parts = schema("audit")["$defs"]
    for name in ("link", "outlet"):
        alone = {k: v for k, v in schema(name).items() if k not in ("$schema", "$id", "title")}
        for name_of_part, part in alone.pop("$defs", {}).items():
            assert part == parts[name_of_part]
        for told_by_check_alone in ("origin", "origins", "copies"):
            alone["properties"].pop(told_by_check_alone, None)
        assert alone == parts[name]


def test_the_schema_names_every_state_with_its_group_and_every_word_of_the_model():
    parts = schema("audit")["$defs"]
    link = parts["link"]
    assert link["properties"]["state"]["anyOf"][0]["enum"] == [s.value for s in LinkState]
    for rule in link["allOf"]:
        group = rule["then"]["properties"]["group"]["const"]
        states = rule["if"]["properties"]["state"]["enum"]
        assert states == [s.value for s in LinkState if s.group == group]
    flags = parts["source"]["properties"]["flags"]["items"]["anyOf"][0]["enum"]
    assert flags == [flag.value for flag in LinkFlag]
    assert parts["citation"]["properties"]["kind"]["enum"] == [k.value for k in CitationKind]
    assert parts["outlet"]["properties"]["status"]["enum"] == [s.value for s in MatchStatus]


@pytest.mark.parametrize(
    "made",
    [
        full(),
        audit(article("")),
        audit(article("x"), [line("c1", "hyperlink", web("https://a.example/"))]),
        dataclasses.replace(full(), metrics={}),
    ],
    ids=["full", "empty", "extracted only", "without metrics"],
)
def test_an_audit_meets_the_schema(made):
    validate(render_json(made, RULES))


@pytest.mark.parametrize("state", LinkState)
def test_a_link_of_every_state_meets_the_schema(state):
    found = checked(web("https://a.example/"), state)
    validate(link_json(found.verdict, found.observation), "link")
    validate({**link_json(found.verdict, None), "origin": "list.txt"}, "link")


def test_an_outlet_meets_the_schema():
    validate(outlet_json(outlet("A", "INT", ownership="public")), "outlet")
    validate(outlet_json(outlet("", id="", status=MatchStatus.UNKNOWN)), "outlet")


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("schema_version",), 2),
        (("article", "sha256"), "abc"),
        (("citations", 0, "kind"), "footnote"),
        (("citations", 0, "label"), 1),
        (("citations", 0, "sources", 0, "type"), "url"),
        (("citations", 0, "sources", 0, "outlet", "country"), ""),
        (("citations", 0, "sources", 0, "link", "group"), "dead"),
        (("metrics", "works", "n"), -1),
    ],
)
def test_a_wrong_value_is_refused(path, wrong):
    value = render_json(full(), RULES)
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    before = copy.deepcopy(holder)
    holder[path[-1]] = wrong
    assert holder != before
    with pytest.raises(jsonschema.ValidationError):
        validate(value)
