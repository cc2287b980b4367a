"""Three parsers make one tree, and addresses are joined as the RFC says."""

import pytest

from sourcecheck.extract.formats import html_parsers as parsers
from sourcecheck.extract.formats.bases import absolute, fragment_of, host_of
from sourcecheck.extract.formats.emitter import Emitter
from sourcecheck.extract.formats.tree import Tree
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Origin, Span

BASE = "http://a/b/c/d;p?q"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("g:h", "g:h"),
        ("g", "http://a/b/c/g"),
        ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"),
        ("g#s/../x", "http://a/b/c/g#s/../x"),
        ("g?y/./x", "http://a/b/c/g?y/./x"),
        (";x", "http://a/b/c/;x"),
        ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"),
        ("..", "http://a/b/"),
        ("../g", "http://a/b/g"),
        ("../..", "http://a/"),
        ("../../../g", "http://a/g"),
        ("g;x=1/../y", "http://a/b/c/y"),
    ],
)
def test_relative_addresses_are_resolved_as_rfc_3986_5_4_lists(written, expected):
    assert absolute(BASE, written) == expected


@pytest.mark.parametrize("base", ["", "folder/page.html", "file:///a/b"])
def test_without_a_web_address_nothing_is_said(base):
    assert absolute(base, " ../g ") == "../g"


@pytest.mark.parametrize(
    ("written", "fragment"),
    [("#a", "a"), ("p#a%20b", "a b"), ("#%D9%86", "ن"), ("#%FF", "%FF"), ("p", ""), ("#", "")],
)
def test_a_fragment_is_unescaped(written, fragment):
    assert fragment_of(written) == fragment


def test_a_host_is_compared_without_www_and_case():
    assert host_of("https://user@WWW.Own.example/x") == "own.example"
    assert host_of("mailto:a@b.example") == ""


def words(tree):
    return tree.root.text()


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><p class='a b' id=x>one <b>two</b></p><!-- c --><p>three &amp; four</p>",
        "<div><p>نص<br>سطر</p><ul><li>a</li><li>b</li></ul></div>",
    ],
)
def test_the_fast_and_the_friendly_parser_agree(markup):
    found = []
    for parser in parsers.PARSERS[False]:
        tree = Tree(1000)
        parser(markup, tree)
        tree.finish()
        found.append((words(tree), [n.attributes for n in tree.nodes if n.attributes]))

    assert found[0] == found[1]


def test_xhtml_closes_what_html_leaves_open():
    markup = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops"><body><p><a id="x"/>a&nbsp;b'
        '<i epub:type="noteref" xml:lang="ar">c</i></p></body></html>'
    )
    tree = parsers.parse(markup, xhtml=True, limits=ReadLimits(), origin="a")

    anchor = next(node for node in tree.nodes if node.tag == "a")
    assert anchor.parts == []
    assert tree.root.raw_text() == "a\u00a0bc"
    italic = next(node for node in tree.nodes if node.tag == "i")
    assert italic.attributes == {"epub:type": "noteref", "lang": "ar"}


def test_xhtml_that_is_broken_is_read_as_html():
    tree = parsers.parse("<html xmlns='x'><p>a<p>b", xhtml=True, limits=ReadLimits(), origin="a")

    assert [node.text() for node in tree.nodes if node.tag == "p"] == ["a", "b"]


def test_entities_that_multiply_are_not_resolved():
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    markup = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{lines}]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><p>x &l11; y</p></html>'
    )

    tree = parsers.parse(markup, xhtml=True, limits=ReadLimits(), origin="a")

    assert len(tree.root.raw_text(100_000)) < 5_000


def test_a_tree_knows_order_place_and_what_lies_inside():
    tree = parsers.parse(
        "<div><p>a</p></div><p>b</p>", xhtml=False, limits=ReadLimits(), origin="a"
    )

    div = next(node for node in tree.nodes if node.tag == "div")
    first, second = [node for node in tree.nodes if node.tag == "p"]
    assert div.holds(first)
    assert not div.holds(second)
    assert second.xpath() == "(//p)[2]"
    assert [node.order for node in tree.nodes] == list(range(len(tree.nodes)))


def test_an_emitter_maps_text_to_where_it_came_from():
    emitter = Emitter()
    spans = [
        emitter.emit(*piece)
        for piece in [("ab", "1"), ("", "9"), ("c", "1"), ("-", ""), ("d", "2")]
    ]

    assert emitter.text() == "abc-d"
    assert spans == [Span(0, 2), Span(2, 2), Span(2, 3), Span(3, 4), Span(4, 5)]
    assert emitter.origins() == (
        Origin(span=Span(0, 3), locator="1"),
        Origin(span=Span(4, 5), locator="2"),
    )
    assert Emitter().origins() == ()
