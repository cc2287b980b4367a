"""An archive tells where its copy is, and a stranger runs the archive: nothing breaks out."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from repair_kit import DEAD, HTML, MARKDOWN, TEXT, WIKITEXT, mended, repair

from sourcecheck.extract.formats.wiki_tree import parse_wikitext
from sourcecheck.report.repairs.scan import Tag, scan
from sourcecheck.report.repairs.templates import arguments_of

HOSTILE = st.text(
    st.one_of(st.sampled_from("'\"<>&|{}[]()*_`\\ \n\r\t#=~!;%\u202e\u2028\u00ad\x1b\x00سЯ"), st.characters()),
    max_size=20,
).map("https://archive.example/".__add__)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
@example("https://archive.example/'onclick='x'><script>")
def test_a_page_gets_no_tag_and_no_attribute_but_ours(url):
    for quote in ('"', "'", ""):
        source = f"<p>a <a href={quote}{DEAD}{quote} id=i>x</a> {DEAD} b</p>"
        tags = [
            each for each in scan(mended(source, HTML, [repair(copy=url)])) if type(each) is Tag
        ]
        assert [each.name for each in tags] == ["p", "a", "a", "p"]
        assert [each.name for each in tags[1].attributes] == [
            "href", "data-originalurl", "data-versionurl", "data-versiondate", "id",
        ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
@example("https://archive.example/}}{{evil|x=y}}<nowiki>")
def test_a_template_gets_no_parameter_but_ours(url):
    made = mended(f"{{{{cite web|url={DEAD}|title=T}}}}", WIKITEXT, [repair(copy=url)])
    (part,) = parse_wikitext(made)
    names = [each.plain for each in arguments_of(made, part)[1:]]
    assert names == ["url", "archive-url", "archive-date", "url-status", "title"]


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
@example("https://archive.example/a)[x](javascript:y")
def test_a_text_stays_on_its_lines_and_in_signs_that_are_seen(url):
    for media_type in (TEXT, MARKDOWN, WIKITEXT):
        made = mended(f"one [x]({DEAD}) {DEAD} two\nthree", media_type, [repair(copy=url)])
        assert made.count("\n") == 1
        assert made.isascii()
        assert made.replace("\n", "").isprintable()
        assert made.startswith("one [x](http")
        assert made.endswith(" two\nthree")


REPEATED = [
    (f"[{DEAD}](", MARKDOWN),
    (f"*{DEAD}* ", MARKDOWN),
    ("{{cite web|url=", WIKITEXT),
    (f"<ref>{DEAD}", WIKITEXT),
    (f"<a href={DEAD}>", HTML),
    (f"<b>{DEAD}", HTML),
    (f"{DEAD}(", TEXT),
]


@pytest.mark.parametrize(("piece", "media_type"), REPEATED)
def test_time_grows_with_length_and_no_faster(piece, media_type):
    def seconds(length):
        source = piece * (length // len(piece))
        begun = time.process_time()
        mended(source, media_type)
        return time.process_time() - begun

    short, long = (min(seconds(length) for _ in range(2)) for length in (5_000, 20_000))
    assert long < 10 * short + 0.2  # four times as long; sixteen times where it were squared
