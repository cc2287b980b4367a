"""Questions to a SPARQL endpoint that holds Wikidata: which things, and what of them. Pure text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sourcecheck.model.tables.imports import Statement

LANGUAGES = ("ar", "fa", "ru", "tr", "az", "zh", "hy", "ka", "en")
"""Languages of the labels that are asked for."""

_PLAIN = '?item p:{0} ?st . ?st ps:{0} ?value . BIND("{0}" AS ?property)'
_THROUGH = '?item p:{0} ?st . ?st ps:{0}/{1} ?value . BIND("{0}" AS ?property)'
_NAMED = (
    '?item p:{0} ?st . ?st ps:{0}/rdfs:label ?value . FILTER(LANG(?value) = "en") '
    'BIND("{0}" AS ?property)'
)
_LABELS = '?item rdfs:label ?value . FILTER(LANG(?value) IN ({0})) BIND("label" AS ?property)'


_WHEN = (
    " OPTIONAL { ?st pq:P580 ?from } OPTIONAL { ?st pq:P582 ?to }"
    " OPTIONAL { ?st wikibase:rank ?rank }"
)


def about(qids: Iterable[str], statements: Mapping[str, Statement]) -> str:
    """Return the question for all statements about some things, ended ones with their dates."""
    parts = [_branch(name, each) for name, each in statements.items()]
    branches = "\n  UNION ".join(f"{{ {part} }}" for part in parts)
    things = " ".join(f"wd:{qid}" for qid in qids)
    return (
        "SELECT DISTINCT ?item ?property ?value ?from ?to ?rank WHERE {\n"
        f"  VALUES ?item {{ {things} }}\n"
        f"  {branches}\n"
        "}"
    )


def _branch(name: str, statement: Statement) -> str:
    if name == "label":
        return _LABELS.format(", ".join(f'"{each}"' for each in LANGUAGES))
    if statement.through == "label":
        return _NAMED.format(name) + _WHEN
    if statement.through:
        path = "/".join(f"wdt:{each}" for each in statement.through.split("/"))
        return _THROUGH.format(name, path) + _WHEN
    return _PLAIN.format(name) + _WHEN


def with_hosts(hosts: Iterable[str]) -> str:
    """Return the question for the things whose website is at one of these hosts."""
    sites = " ".join(
        f"<{scheme}://{www}{host}{slash}>"
        for host in hosts
        for scheme in ("https", "http")
        for www in ("www.", "")
        for slash in ("/", "")
    )
    return (
        "SELECT DISTINCT ?item ?value WHERE {\n"
        f"  VALUES ?value {{ {sites} }}\n"
        "  ?item p:P856/ps:P856 ?value .\n"
        "}"
    )
