"""Bombs end in a clear error or in linear time."""

import gc
import time
from contextlib import suppress

import pytest

from sourcecheck.errors import DocumentError

HTML = "<!doctype html><html><body>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(HTML + "<div>" * 100_000 + "x", id="100,000 deep"),
        pytest.param(HTML + "<b><p>" * 100_000 + "x", id="formatting left open"),
        pytest.param(HTML + "<table><tr><td>" * 30_000 + "x", id="tables in tables"),
        pytest.param(HTML + "<br>" * 1_000_000 + "x", id="a million tags"),
        pytest.param(HTML + "<p " + "a=1 " * 1_000_000 + ">x", id="a million attributes"),
        pytest.param(HTML + "<p " + "/a" * 1_000_000 + ">x", id="a million attributes, slashes"),
        pytest.param(
            HTML + '<p a=">" ' + "b " * 1_000_000 + ">x", id="attributes behind a quoted bracket"
        ),
        pytest.param("# x\n\n" + "![[" * 300_000, id="a megabyte of brackets in Markdown"),
        pytest.param("# x\n\n" + "*a_ " * 250_000, id="a megabyte of emphasis"),
    ],
)
def test_a_bomb_is_refused_before_it_is_parsed(reads, body):
    started = time.process_time()
    with pytest.raises(DocumentError) as caught:
        reads(body, "bomb")

    assert "bomb" in caught.value.message
    assert time.process_time() - started < 2


def marks(count):
    body = "".join(f'<a href="#n{n}" id="r{n}">{n % 999}</a> ' for n in range(count))
    notes = "".join(f'<p id="n{n}"><a href="#r{n}">^</a>' for n in range(count))
    return f"{HTML}<p>{body}</p>{notes}"


GROWING = {
    "brackets in text": lambda n: "(" * 100 * n,
    "spaces in text": lambda n: "x" + " " * 100 * n + "y",
    "brackets in a page": lambda n: HTML + "<p>" + "(" * 100 * n,
    "spaces in a page": lambda n: HTML + "<p>x" + " " * 100 * n + "y",
    "lines": lambda n: "line\n" * 5 * n,
    "combining marks": lambda n: "e" + "\u0301" * 50 * n,
    "open tags": lambda n: HTML + "<" * 50 * n,
    "comments": lambda n: "<!-- x -->" * 10 * n + "<html>t",
    "comments left open": lambda n: "<!-- " * 10 * n,
    "ampersands": lambda n: HTML + "&" * 100 * n,
    "paragraphs": lambda n: HTML + "<p>x" * n,
    "line breaks": lambda n: HTML + "x<br>" * n,
    "cells": lambda n: HTML + "<table>" + "<tr><td>a<td>b" * n,
    "list entries": lambda n: HTML + "<ol>" + "<li>x</li>" * n,
    "classes": lambda n: HTML + '<div class="' + "a-b " * 10 * n + '">x</div>',
    "marks with notes": lambda n: marks(n // 2),
    "marks of one note": lambda n: (
        HTML + "<p>" + '<a href="#n" id="r">1</a>' * n + '<p id="n">1 <a href="#r">^</a>'
    ),
    "equal ids": lambda n: HTML + '<p id="a"><a href="#a">1</a></p>' * n,
    "menus": lambda n: HTML + "<nav><a href=x>a</a></nav>" * n,
    "links of one menu": lambda n: HTML + "<nav>" + "<a href=x>a</a> " * n,
    "side notes": lambda n: (
        HTML
        + "<label class=sidenote for=a></label>"
        + "<input id=a><span class=sidenote>n</span>" * n
    ),
    "pairs of an attribute": lambda n: HTML + "<a data-mfn=1>1</a><p data-mfn=1>note" * n,
    "templates": lambda n: HTML + "<template><p>a</template>" * n,
    "lines that say read also": lambda n: HTML + "<p>" + "<br>read also <a href=/x>b</a>" * n,
    "attributes": lambda n: HTML + "<p a b c d e f g h>x" * n,
    "data of the head": lambda n: (
        HTML + '<script type="application/ld+json">' + "[{," * n + "</script>x"
    ),
    "run-in notes": lambda n: (
        HTML + "<div>" + "".join(f'<a id="n{k}" href="#r{k}">1</a>t<br>' for k in range(n))
    ),
    "bytes of no charset": lambda n: b"\xe9\xf1\xff" * 20 * n,
    "links in Markdown": lambda n: "# x\n\n" + "[a](b) " * n,
    "notes in Markdown": lambda n: "# x\n\n" + "[^1] " * n + "\n\n[^1]: n",
}


def seconds(reads, body):
    """Processor seconds of one reading, the collector held: it walks other tests' values too."""
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        with suppress(DocumentError):
            reads(body, "grown.md" if isinstance(body, str) and body.startswith("# x") else "grown")
        return time.process_time() - started
    finally:
        gc.enable()


@pytest.mark.parametrize("kind", GROWING)
def test_ten_times_the_size_takes_at_most_twenty_times_the_time(reads, kind):
    small, large = GROWING[kind](800), GROWING[kind](8_000)
    least = 0.02  # below this, the clock decides

    before = max(least, min(seconds(reads, small) for _ in range(3)))
    after = min(seconds(reads, large) for _ in range(3))

    assert after < 20 * before
