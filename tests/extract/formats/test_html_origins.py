"""What the origin map says is true: the XPath leads to the element that holds the words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sourcecheck.extract.formats.html_parsers import parse
from sourcecheck.extract.reading import ReadLimits

HERE = Path(__file__).parent
PAGES = sorted([*(HERE / "pages").glob("*.html"), *(HERE / "systems").glob("*.html")])


def letters(text):
    return [char for char in text if char.isalnum()]


def holds(element, words):
    """Tell whether an element's text has the letters of some words, in order."""
    rest = iter(letters("".join(element.itertext())))
    return all(char in rest for char in letters(words))


def check(read, markup):
    root = etree.fromstring(markup, etree.HTMLParser(encoding="utf-8"))
    for origin in read.origins:
        path = origin.locator.partition("/@")[0]
        found = root.xpath(path)
        assert len(found) == 1, origin.locator
        if "/@" not in origin.locator:
            words = origin.span.of(read.text).translate({ord(c): None for c in "⁰¹²³⁴⁵⁶⁷⁸⁹"})
            assert holds(found[0], words), (origin.locator, words)


@pytest.mark.parametrize("page", [p for p in PAGES if p.stem != "app"], ids=lambda page: page.stem)
def test_another_parser_finds_the_words_where_the_origin_says(reads, page):
    body = page.read_bytes()
    if b"<template" in body:
        pytest.skip("templates are fragments to one parser and elements to the other")

    check(reads(body, page.name), body)


TEXT = st.sampled_from(["one", " two ", "ثلاثة", "четыре", "\n", "5", "a-b"])
INLINE = st.sampled_from(["b", "a href='/x'", "a href='https://o.example/'", "i", "span"])
BLOCK = st.sampled_from(
    ["p", "div", "div class='related'", "nav", "aside", "blockquote", "h2", "section", "footer"]
)


def element(tag, inside):
    return f"<{tag}>{inside}</{tag.split()[0]}>"


LINE = st.lists(st.one_of(TEXT, st.builds(element, INLINE, TEXT)), min_size=1, max_size=5)
PARAGRAPH = st.builds(element, st.sampled_from(["p", "h2", "li"]), LINE.map("".join))
TREE = st.recursive(
    PARAGRAPH,
    lambda inner: st.builds(
        element,
        BLOCK.filter(lambda tag: tag not in {"p", "h2"}),
        st.lists(inner, min_size=1, max_size=4).map("".join),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TREE, min_size=1, max_size=4).map("".join))
def test_origins_of_any_page_are_true(reads, body):
    markup = f"<!doctype html><html><body><p>the first words</p>{body}</body></html>"

    check(reads(markup), markup.encode())


def test_a_region_counts_the_elements_it_does_not_make():
    markup = "<body><nav><p>a</p><ul><li><a href='/'>b</a></li></ul></nav><p>c</p><p>d</p>"
    tree = parse(
        markup,
        xhtml=False,
        limits=ReadLimits(),
        origin="",
        region_of=lambda n: n.tag == "nav" and "x",
    )

    assert [node.xpath() for node in tree.named["p"]] == ["(//p)[2]", "(//p)[3]"]
