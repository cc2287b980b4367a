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


RELATED = "<a href='/n/7'>The ferry stops</a>"


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        (f"Read also: {RELATED}", ""),
        (f"<b>READ ALSO</b> - {RELATED}.", ""),
        (f"İlgili haberler: {RELATED}", ""),
        (f"Read also {RELATED}", ""),
        (f"and the boats, as we also read {RELATED}", "and the boats, as we also read The ferry stops"),
        ("Read also: <a href='https://o.example/'>the report</a>", "Read also: the report"),
        (f"Read also: {RELATED} and two more", "Read also: The ferry stops and two more"),
    ],
)  # fmt: skip
def test_a_paragraph_s_end_that_leads_to_another_story_is_page(reads, end, shown):
    page = f"<html><head><link rel=canonical href='https://p.example/1'></head><body><article><h1>T</h1><p>{LONG}</p><p>{LONG} {end}</p><p>{LONG}</p></article>"
    read = reads(page)

    shown_text = [b.span.of(read.text) for b in read.blocks if b.kind is BlockKind.PARAGRAPH]
    assert shown_text[1] == f"{LONG} {shown}".strip()
    related = [link for link in read.hyperlinks if "/n/7" in link.target]
    assert all(bool(link.note) == (not shown) for link in related)


@pytest.mark.parametrize(
    "heading", ["Comments (3)", "12 Комментариев", "نظرات کاربران", "Yorumlar"]
)
def test_what_stands_below_a_heading_of_comments_is_page(reads, heading):
    words = f"<p>{LONG} said a reader.</p>"
    read = reads(f"<body><div><h1>T</h1><p>{LONG}</p><p>{LONG}</p><h3>{heading}</h3>{words}</div>")

    assert kinds(read)[f"{LONG} said a reader."] == ("furniture", "html-comments")


def test_a_chapter_on_comments_is_read(reads):
    read = reads(
        f"<body><div><h1>T</h1><h2>Comments</h2><p>{LONG}</p><h2>More</h2><p>{LONG} End.</p></div>"
    )

    assert kinds(read)[LONG] == ("paragraph", "")


def test_a_question_with_buttons_is_page(reads):
    ask = "<div class='x'><p>Did this help?</p><button>Yes</button><button>No</button></div>"
    read = reads(f"<body><article><h1>T</h1><p>{LONG}</p>{ask}<p>{LONG}</p></article>")

    assert kinds(read)["Did this help?"] == ("furniture", "html-form")


def test_lists_of_links_to_the_own_site_are_page_whatever_they_are_called(reads):
    rows = "".join(
        f"<div class='q{n}'><h3><a href='/n/{n}'>Story number {n}</a></h3></div>" for n in range(8)
    )
    away = "".join(
        f"<li><a href='https://s{n}.example/'>Paper number {n}</a></li>" for n in range(8)
    )
    text = f"<div><h1>T</h1><div class='a'><p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div></div>"
    read = reads(f"<body>{text}<div class='zz'>{rows}</div><div class='yy'><ul>{away}</ul></div>")

    lists = {b.why for b in read.blocks if "Story" in b.span.of(read.text)}
    assert lists == {"html-link-list"}
    assert {b.why for b in read.blocks if "Paper" in b.span.of(read.text)} != lists


def test_every_author_of_a_paper_is_named(reads):
    names = "".join(
        f"<meta name='citation_author' content='{n}'>" for n in ("Ada Bo", "Cy Di", "Ada Bo")
    )
    read = reads(f"<html><head><title>T</title>{names}</head><body><p>{LONG}</p>")

    assert read.byline.value == "Ada Bo, Cy Di"
