"""Places of dead links in Markdown: targets, definitions, autolinks, printed addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from repair_kit import COPIES, COPY, DEAD, MARKDOWN, left, mended, repair

D = DEAD


@pytest.mark.parametrize(
    "source",
    [
        "[x]({})",
        '[x]({} "title")',
        "[x]({} 'title')",
        "[x](<{}>)",
        "[x]( {} )",
        "![pic](p.png) [x]({})",
        "[![pic](p.png)]({})",
        "[x][r]\n\n[r]: {} 'Title'\n",
        "[r]\n\n[r]:\n{}\n",
        "[r]: <{}>\n\n[r]\n",
        "<{}>",
        "bare {} here",
        "bare {}.",
        "({})",
        "**{}**, and",
        "- a\r\n  [x]({})\r\n",
        "> quoted {}\r> more\r",
        "| a | b |\n|---|---|\n| [x]({}) | c |\n",
        "Said[^1].\n\n[^1]: See {} there.\n",
        "Said^[{}].",
        "# Heading [x]({})\n",
        "~~[x]({})~~",
        'raw <a class="k" href="{}">q</a>',
        '<div>\n<a href="{}">q</a>\n</div>',
        "[خبر]({})، وقال",
        "منبع: {}، همان",
        "Текст ({}) и",
        "---\ntitle: t\n---\n\n[x]({})\n",
        "`code` and [x]({}) `code`",
        "\\[x]({})",
    ],
)
def test_an_address_becomes_the_copys_and_nothing_else_changes(source):
    assert mended(source.format(D), MARKDOWN) == source.format(COPY)


@pytest.mark.parametrize(
    "source",
    [
        "`{}`",
        "``a {} b``",
        "    {}\n",
        "```\n{}\n```\n",
        "~~~ md\n[x]({})\n~~~\n",
        "<code>{}</code>",
        "![pic]({})",
        "---\nurl: {}\n---\n\ntext\n",
        "[x]({}b)",
        "[x]({}/b) and a",
        "{}?q=1",
        "[x](https://web.archive.org/web/2020/{})",
        "<http://other.example/{}>",
        "<!-- {} -->",
        "no address",
    ],
)
def test_what_is_no_link_to_that_address_stays(source):
    written = source.format(D)
    assert mended(written, MARKDOWN) == written


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("`{0}` and [x]({0})", ["code"]),
        ("[x]({0}) ![pic]({0})", ["code"]),
        ("[x]({0}) [y]({0}b)", ["no-place"]),
        ("<!-- {0} -->\n\n{0}", ["code"]),
        ("[x]({0})", []),
    ],
)
def test_places_that_are_left_are_told(source, why):
    assert left(source.format(D), MARKDOWN) == why


@pytest.mark.parametrize(
    ("url", "source", "wanted"),
    [
        ("http://dead.example/a_(b)", "[x](http://dead.example/a_(b))", "[x]({c}a_(b))"),
        ("http://dead.example/a_b", r"[x](http://dead.example/a\_b)", r"[x]({c}a\_b)"),
        ("http://dead.example/b/c", "[x](http:&#x2F;&#47;dead.example/b&#x2f;c)",
         "[x]({p}http:&#x2F;&#47;dead.example/b&#x2f;c)"),
        ("http://dead.example/?x=1&y=2", "[x](http://dead.example/?x=1&amp;y=2)",
         "[x]({c}?x=1&amp;y=2)"),
        ("http://dead.example/?x=1&y=2", "http://dead.example/?x=1&y=2", "{c}?x=1&y=2"),
        ("http://dead.example/سلام", "[x](http://dead.example/سلام)",
         "[x]({c}%D8%B3%D9%84%D8%A7%D9%85)"),
        ("http://dead.example/сайт", "[x](http://dead.example/%D1%81%D0%B0%D0%B9%D1%82)",
         "[x]({c}%D1%81%D0%B0%D0%B9%D1%82)"),
        ("http://dead.example/a*b*c", "x http://dead.example/a*b*c y", None),
    ],
)  # fmt: skip
def test_spellings_of_an_address_are_known(url, source, wanted):
    found = mended(source, MARKDOWN, [repair(url)])
    assert found == (
        wanted.format(c=COPIES + "http://dead.example/", p=COPIES) if wanted else source
    )


def test_an_address_in_letters_is_found_where_it_is_printed():
    url = "http://dead.example/سلام"
    copy = "http://dead.example/%D8%B3%D9%84%D8%A7%D9%85"
    assert mended(f"see {url} there", MARKDOWN, [repair(url)]) == f"see {COPIES}{copy} there"


def test_of_two_addresses_that_begin_alike_each_is_whole():
    both = [repair(D), repair(f"{D}b")]
    source = f"[x]({D}) [y]({D}b) {D}b {D}"
    assert mended(source, MARKDOWN, both) == source.replace(D, COPY)


def test_what_is_broken_over_lines_or_cut_off_is_told():
    url = "http://dead.example/a-b-2026.html"
    assert left("see http://dead.example/a-\nb-2026.html there", MARKDOWN, [repair(url)]) == [
        "broken"
    ]
    assert left(f"see {D}… there", MARKDOWN) == ["cut"]


def test_escapes_that_are_no_utf8_are_letters_like_others():
    url = "http://dead.example/%E4%F6"
    assert mended(f"[x]({url})", MARKDOWN, [repair(url)]) == f"[x]({COPIES}{url})"


def test_a_page_that_looks_like_our_own_signs_is_read_all_the_same():
    source = f"zq0probe zq9probe [zq1probe]({D}) zq0probe"
    assert mended(source, MARKDOWN) == source.replace(D, COPY)


def test_signs_of_a_copy_that_mean_something_in_markdown_are_escaped():
    odd = repair(copy="https://archive.example/1*x*y(")
    assert mended(f"bare {D}", MARKDOWN, [odd]) == "bare https://archive.example/1%2Ax%2Ay%28"


def test_a_copy_that_would_break_the_page_is_left_out_alone():
    odd = repair(copy="https://archive.example/_x_")
    both = [odd, repair("http://gone.example/b")]
    source = f"bare {D} and [x](http://gone.example/b)"
    found = mended(source, MARKDOWN, both)
    assert found == f"bare {D} and [x]({COPIES}http://gone.example/b)"
    assert left(source, MARKDOWN, both) == ["no-place"]


PIECES = ("[", "]", "(", ")", "`", "```", "\n", "\n\n", "    ", "> ", "- ", "*", "_", "<", ">",
          "!", "|", "word", " ", "\\", "[^1]", "[^1]: ", f"[x]({D})", D, f"<{D}>", D + "b", "سطر",
          f"`{D}`", "<!--", "-->", "&amp;", "~~", "---\n", "# ")  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_mending_changes_what_a_page_is(source):
    found = mended(source, MARKDOWN)
    assert found.replace(COPY, D) == source.replace(COPY, D)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    kinds = [[token.type for token in parser.parse(text)] for text in (source, found)]
    assert kinds[0] == kinds[1]
