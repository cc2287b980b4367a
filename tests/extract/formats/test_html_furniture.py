"""What is page is labelled and kept; what only looks like it is left alone."""

import pytest

from sourcecheck.model import BlockKind

LONG = (
    "The harbour master read the tide tables twice before he let the first boat out, and then "
    "he wrote the hour into the book that lies on the window sill of his office."
)
PAGE = (
    '<!doctype html><html><head><link rel="canonical" href="https://own.example/a"></head><body>'
    "{before}<article><h1>Tide</h1><p>{long}</p>{inside}<p>{long}</p></article>{after}</body>"
)


def kinds(read):
    return {b.span.of(read.text): (b.kind.value, b.why) for b in read.blocks}


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("<nav>{}</nav>", "html-nav"),
        ('<div role="navigation">{}</div>', "html-nav"),
        ('<ul class="main-menu">{}</ul>', "html-nav"),
        ('<div class="c-breadcrumbs__list">{}</div>', "html-nav"),
        ('<div class="site-header">{}</div>', "html-header"),
        ("<footer>{}</footer>", "html-footer"),
        ("<aside>{}</aside>", "html-aside"),
        ('<div id="left-sidebar">{}</div>', "html-aside"),
        ("<form>{}</form>", "html-form"),
        ('<div class="comments-area">{}</div>', "html-comments"),
        ('<section id="disqus_thread">{}</section>', "html-comments"),
        ('<div class="share-buttons">{}</div>', "html-share"),
        ('<div class="relatedPosts">{}</div>', "html-related"),
        ('<div class="author-bio">{}</div>', "html-author"),
        ('<div class="entry-meta">{}</div>', "html-meta"),
        ('<div class="cookie-notice">{}</div>', "html-consent"),
        ('<div role="dialog">{}</div>', "html-dialog"),
        ('<div class="newsletter-signup">{}</div>', "html-newsletter"),
        ('<div class="adsbygoogle">{}</div>', "html-advert"),
        ('<div class="post-tags">{}</div>', "html-tags"),
    ],
)
def test_a_part_of_the_page_is_labelled_and_its_links_are_no_citations(reads, markup, why):
    inside = markup.format('<p>side words</p><a href="https://x.example/1">side link</a>')
    read = reads(PAGE.format(before="", long=LONG, inside=inside, after=""))

    labelled = [words for words, kind in kinds(read).items() if kind == ("furniture", why)]
    assert " ".join(labelled).split() == ["side", "words", "side", "link"]
    assert [link.note for link in read.hyperlinks] == [why]


@pytest.mark.parametrize(
    "line",
    [
        "اقرأ أيضا: {}",
        "اقرأ أيضاً | {}",
        "بیشتر بخوانید: {}",
        "Читайте также: {}",
        "İlgili haberler: {}",
        "Read also: {}",
        "Lesen Sie auch {}",
    ],
)
def test_a_line_that_says_read_also_is_furniture(reads, line):
    link = '<a href="https://own.example/2">another story with quite a long title of its own</a>'
    read = reads(PAGE.format(before="", long=LONG, inside=f"<p>{line.format(link)}</p>", after=""))

    assert [link.note for link in read.hyperlinks] == ["html-related"]


def test_a_sentence_that_begins_like_one_is_not(reads):
    inside = (
        '<p>Read more slowly, he said, and <a href="https://x.example/1">nobody</a> answered '
        "for a while, because the wind had turned.</p>"
    )
    read = reads(PAGE.format(before="", long=LONG, inside=inside, after=""))

    assert [link.note for link in read.hyperlinks] == [""]


def test_a_list_of_links_to_the_own_site_is_furniture_and_one_of_sources_is_not(reads):
    own = "".join(f'<li><a href="/story/{n}">Story number {n}</a></li>' for n in range(4))
    others = "".join(f'<li><a href="https://s{n}.example/">Source {n}</a></li>' for n in range(4))
    read = reads(
        PAGE.format(before="", long=LONG, inside=f"<ul>{own}</ul><ul>{others}</ul>", after="")
    )

    assert {link.note for link in read.hyperlinks if "own" in link.target} == {"html-links"}
    assert {link.note for link in read.hyperlinks if "own" not in link.target} == {""}


def test_what_stands_outside_the_body_is_furniture(reads):
    read = reads(
        PAGE.format(
            before="<div>Weather today</div>",
            long=LONG,
            inside="",
            after='<div>Exchange rates <a href="https://x.example/">here</a></div>',
        )
    )

    assert kinds(read)["Weather today"] == ("furniture", "outside-body")
    assert kinds(read)["Exchange rates here"] == ("furniture", "outside-body")
    assert [link.note for link in read.hyperlinks] == ["outside-body"]


def test_notes_printed_below_the_article_s_own_element_are_kept(reads):
    read = reads(
        PAGE.format(
            before="", long=LONG, inside="",
            after="<div><h3>المصادر</h3><p>[1] https://a.example/1</p><p>2- كتاب</p></div>",
        )
    )  # fmt: skip

    found = kinds(read)
    assert found["المصادر"] == ("heading", "h3")
    assert found["[1] https://a.example/1"][0] == "paragraph"
    assert found["2- كتاب"][0] == "paragraph"


@pytest.mark.parametrize(
    "wrapper",
    [
        '<body class="single has-sidebar comments-open">{}</body>',
        '<div class="comments">{}</div>',
        '<div class="widget">{}</div>',
        '<form id="aspnetForm">{}</form>',
        '<div id="sidebar-right-page">{}</div>',
        '<main class="share">{}</main>',
        "<header>{}</header>",
    ],
)
def test_a_name_around_the_whole_article_makes_it_no_furniture(reads, wrapper):
    inside = f"<article><h1>Tide</h1><p>{LONG}</p><p>{LONG} Again.</p></article>"
    read = reads("<!doctype html>" + wrapper.format(inside))

    assert kinds(read)[LONG] == ("paragraph", "")


def test_the_paragraph_between_title_and_body_is_the_article_s(reads):
    read = reads(
        f"<!doctype html><body><div>Top story</div><div><h1>Tide</h1><p>{LONG}</p><i>9 May</i></div>"
        f'<div itemprop="articleBody"><p>{LONG} One.</p><p>{LONG} Two.</p></div>'
    )

    found = kinds(read)
    assert found["Top story"] == ("furniture", "outside-body")
    assert found["Tide"][0] == "title"
    assert found[LONG] == ("paragraph", "")
    assert found["9 May"] == ("furniture", "outside-body")


def test_an_article_in_two_parts_without_a_name_is_one_body(reads):
    menu = '<div><p><a href="/x">Ferry times</a></p></div>'
    parts = f"<div><p>{LONG}</p><p>{LONG}</p></div><div><p>{LONG} End.</p></div>"
    read = reads(f"<!doctype html><body>{menu}<div>{parts}</div>")

    found = kinds(read)
    assert found[f"{LONG} End."] == ("paragraph", "")
    assert found["Ferry times"] == ("furniture", "outside-body")


def test_a_page_of_tables_without_a_name_is_found_by_its_text(reads):
    menu = "".join(f'<p><a href="/{n}">Rubrik {n}</a></p>' for n in range(9))
    body = f"<p>{LONG}</p>" * 5
    read = reads(
        f"<html><body><table><tr><td>{menu}</td><td>{body}</td><td><b>Werbung</b></td></table>"
    )

    found = kinds(read)
    assert found["\n".join(f"Rubrik {n}" for n in range(9))] == ("furniture", "html-link-list")
    assert found[LONG] == ("paragraph", "")
    assert found["Werbung"] == ("furniture", "outside-body")


def test_nothing_is_deleted(reads_page):
    read = reads_page("easy-footnotes.html")

    for words in ("Новости", "Поделиться", "А паром ходит?", "Популярное", "© Берег"):
        assert words in read.text
    assert [b.kind for b in read.blocks if b.kind is BlockKind.TITLE] == [BlockKind.TITLE]


def test_a_comment_s_links_and_marks_are_no_citations(reads_page):
    read = reads_page("easy-footnotes.html")

    notes = {link.target: link.note for link in read.hyperlinks}
    assert notes["https://parom.example"] == "html-comments"
    assert notes["https://bereg.example/news"] == "html-header"
    assert notes["https://svodka.example/7"] == ""
