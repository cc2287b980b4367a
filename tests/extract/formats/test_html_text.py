"""What a reader of the page sees becomes text."""

import pytest

from sourcecheck.model import BlockKind

PAGE = "<!doctype html><html><body>{}</body></html>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one</p> \n <div>two<p>three</p>four</div>", "one\n\ntwo\n\nthree\n\nfour"),
        ("<p>  a \n\t b  </p>", "a b"),
        ("<p>a<b> b </b>c</p>", "a b c"),
        ("<p><span>a</span><span>b</span></p>", "ab"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p>a <br> b<br></p>", "a\nb"),
        ("<div>a<br><br>b</div>", "a\n\nb"),
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", "a\nb\n\nc"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<ol start="4"><li>a</li><li value="9">b</li><li>c</li></ol>', "4. a\n9. b\n10. c"),
        ('<ol type="a"><li>a</li></ol><ol type="I"><li>x</li></ol>', "a. a\nI. x"),
        ("<ol><li>1. a</li></ol>", "1. a"),
        ('<ol style="list-style: none"><li>a</li></ol>', "a"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\nb\n2. c"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a\tb\n1\t2"),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "a\n\nb\n\nc"),
        ("<table><tr><td><table><tr><td>x<td>y</table></td></tr></table>", "x\ty"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\nb"),
        ("<pre>a\n  b\n</pre>", "a\n  b\n"),
        ("<p>a&nbsp;b &amp; &laquo;c&raquo; &#1601;</p>", "a\u00a0b & «c» ف"),
        ("<p>&nbsp;</p><p>a</p>", "a"),
        ("<p>мно&shy;го</p>", "много"),
        ("<p>می\u200cشود \u200fنص</p>", "می\u200cشود \u200fنص"),
        ("<p>m<sup>2</sup> 10<sup>6</sup></p>", "m² 10⁶"),
        ("<p>كلمة<sup>١٢</sup></p>", "كلمة¹²"),
        ("<p>the 21<sup>st</sup></p>", "the 21st"),
        ("<p>H<sub>2</sub>O</p>", "H2O"),
        ('<p>a <img alt="🙂" src="x"> b</p>', "a 🙂 b"),
        ("<p>a</p><script>b</script><style>c</style><noscript>d</noscript>", "a"),
        ("<p>a<template>b</template></p>", "a"),
        ('<p hidden>a</p><p style="display : none">b</p><p>c</p>', "c"),
        ('<p>a <span class="sr-only">b</span></p>', "a"),
        ("<p>a<!-- b --></p>", "a"),
        ("<p>a</b></i></p></div>b<p>c", "a\n\nb\n\nc"),
        ("<p><b>a<p>b</b>c", "a\n\nbc"),
        ("<details><summary>a</summary>b</details>", "a\n\nb"),
        ('<p dir="rtl">نص <bdo dir="ltr">abc</bdo> <bdi>x</bdi></p>', "نص abc x"),
    ],
)
def test_markup_becomes_the_text_a_reader_sees(reads, body, text):
    assert reads(PAGE.format(body)).text == text


def test_every_block_knows_what_it_is(reads):
    read = reads(
        PAGE.format(
            "<h1>T</h1><h2>H</h2><p>p</p><blockquote>q</blockquote>"
            '<figure><img alt="A grey harbour"><figcaption>c</figcaption></figure>'
        )
    )

    assert [(b.span.of(read.text), b.kind, b.why) for b in read.blocks] == [
        ("T", BlockKind.TITLE, "h1"),
        ("H", BlockKind.HEADING, "h2"),
        ("p", BlockKind.PARAGRAPH, ""),
        ("q", BlockKind.PARAGRAPH, "blockquote"),
        ("A grey harbour", BlockKind.FURNITURE, "image-alt"),
        ("c", BlockKind.PARAGRAPH, "figcaption"),
    ]


@pytest.mark.parametrize(
    ("body", "printed", "target", "note"),
    [
        ('<a href="https://x.example/a?b=1&amp;c=2">w</a>', "w", "https://x.example/a?b=1&c=2", ""),
        ('a <a href="/r"> w </a> b', "w", "https://p.example/r", ""),
        ('<a href="r">w</a>', "w", "https://p.example/d/r", ""),
        ('<a href="../r#f">w</a>', "w", "https://p.example/r#f", ""),
        ('<a href="//y.example/r">w</a>', "w", "https://y.example/r", ""),
        ('<a href="?q=1">w</a>', "w", "https://p.example/d/a?q=1", ""),
        ('<a href="https://x.example/a\n b">w</a>', "w", "https://x.example/a b", ""),
        ('<a href="https://x.example/نص">w <b>v</b></a>', "w v", "https://x.example/نص", ""),
        ('<a href="#x">w</a>', "w", "https://p.example/d/a#x", "same-page"),
        ('<a href="">w</a>', "w", "https://p.example/d/a", "same-page"),
        ('<a href="mailto:a@b.example">w</a>', "w", "mailto:a@b.example", "mail"),
        ('<a href="javascript:f()">w</a>', "w", "javascript:f()", "script"),
        ('<a rel="tag" href="/t">w</a>', "w", "https://p.example/t", "tag"),
        (
            '<a href="https://t.me/share/url?url=x">w</a>',
            "w",
            "https://t.me/share/url?url=x",
            "share",
        ),
    ],
)
def test_a_link_has_its_words_and_its_whole_address(reads, body, printed, target, note):
    read = reads(PAGE.format(f"<p>{body}</p>"), "https://p.example/d/a")

    (link,) = read.hyperlinks
    assert (link.span.of(read.text), link.target, link.note) == (printed, target, note)


def test_a_link_without_words_is_none(reads):
    assert reads(PAGE.format('<p>a<a href="/x"></a><a name="y">b</a></p>')).hyperlinks == ()


@pytest.mark.parametrize(
    ("head", "origin", "target"),
    [
        ('<base href="https://b.example/k/">', "page.html", "https://b.example/k/r"),
        ('<base href="/k/">', "https://p.example/d/a", "https://p.example/k/r"),
        (
            '<link rel="canonical" href="https://c.example/k/a">',
            "page.html",
            "https://c.example/k/r",
        ),
        ('<meta property="og:url" content="https://o.example/a">', "p.html", "https://o.example/r"),
        ("<!-- saved from url=(0024)https://s.example/k/a -->", "p.html", "https://s.example/k/r"),
        ("", "page.html", "r"),
    ],
)
def test_relative_links_are_read_against_the_page_s_own_address(reads, head, origin, target):
    read = reads(f'<!doctype html><html><head>{head}</head><p><a href="r">w</a>', origin)

    assert read.hyperlinks[0].target == target


def test_a_comment_before_the_page_says_where_it_was_saved_from(reads):
    read = reads(
        "<!-- saved from url=(0024)https://s.example/k/a -->\n<html><p><a href=r>w</a>", "p.html"
    )

    assert read.hyperlinks[0].target == "https://s.example/k/r"


def test_origins_lead_back_into_the_document(reads):
    read = reads(PAGE.format("<p>one <b>two</b></p><ol><li>three</li></ol>"))

    assert [(o.span.of(read.text), o.locator) for o in read.origins] == [
        ("one two", "(//p)[1]"),
        ("three", "(//li)[1]"),
    ]


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-16"])
def test_a_page_in_an_old_charset_is_read(reads, charset):
    page = (
        f'<html><head><meta charset="{charset}"><title>Порт</title></head>'
        "<p>Администрация порта сообщила об этом вечером.</p>"
    )

    read = reads(page.encode(charset))

    assert read.text == "Администрация порта сообщила об этом вечером."
    assert read.suspicions == ()
