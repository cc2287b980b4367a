"""Saved pages in one file: the page among the parts, its charset, its address, broken ones."""

import base64
import quopri

import pytest

from sourcecheck.errors import DocumentError, NoTextInDocument, UnreadableDocument

PAGE = (
    "<html><head><title>Ferry timetable changed</title></head><body><h1>Ferry timetable"
    " changed</h1><p>The first boat now leaves at six, the harbour office wrote."
    '<a href="#n1" id="m1">[1]</a></p><p>See <a href="tides.html">the tides</a>.</p>'
    '<ol><li id="n1"><a href="#m1">1</a> Harbour office, https://harbour.example/notice</li></ol>'
    "</body></html>"
)


def part(body, coding="quoted-printable", media_type="text/html", **fields):
    raw = body if isinstance(body, bytes) else body.encode()
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(
        coding, lambda same: same
    )(raw)
    head = {"Content-Type": media_type, "Content-Transfer-Encoding": coding} | {
        name.replace("_", "-"): value for name, value in fields.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return lines.encode() + b"\r\n" + coded


def saved(*parts, kind='multipart/related; type="text/html"', head=""):
    lines = f"From: <Saved by a browser>\r\n{head}MIME-Version: 1.0\r\nContent-Type: {kind};\r\n"
    opening = f'{lines}\tboundary="--b0+x--"\r\n\r\n'.encode()
    return opening + b"".join(b"----b0+x--\r\n" + one + b"\r\n" for one in parts) + b"----b0+x----"


def nested(depth):
    body = part(PAGE)
    for level in range(depth):
        line = f"--b{level}\r\n".encode()
        body = f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n".encode() + line + body
    return saved(body)


PICTURE = part(bytes(range(256)), "base64", "image/png", Content_Location="https://a.example/p.png")


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit", "binary"])
def test_the_page_is_read_whatever_its_transfer_encoding(reads, coding):
    found = reads(saved(PICTURE, part(PAGE, coding), PICTURE))
    assert found.media_type == "multipart/related"
    assert found.title.value == "Ferry timetable changed"
    assert [note.label for note in found.notes] == ["1"]
    assert "six, the harbour office wrote.[1]" in found.text


def test_the_address_it_was_saved_from_is_the_base_of_links_and_the_canonical_one(reads):
    found = reads(saved(part(PAGE, Content_Location="https://news.example/2026/ferry")))
    assert "https://news.example/2026/tides.html" in [link.target for link in found.hyperlinks]
    assert found.canonical_url.value == "https://news.example/2026/ferry"
    assert found.canonical_url.found_in == "content-location"


def test_the_address_may_stand_in_the_head_of_the_message_folded_over_lines(reads):
    head = "Snapshot-Content-Location: https://news.example/\r\n a-long-way\r\n"
    found = reads(saved(part(PAGE, Content_Location="cid:frame-1@mhtml.blink"), head=head))
    assert found.canonical_url.value == "https://news.example/a-long-way"


def test_the_part_that_the_message_names_is_the_page(reads):
    frame = part("<p>An advertisement in a frame, and nothing else.</p>", Content_ID="<1@x>")
    kind = 'multipart/related; start="<2@x>"; type="text/html"'
    found = reads(saved(frame, part(PAGE, Content_ID="<2@x>"), kind=kind))
    assert found.title.value == "Ferry timetable changed"


@pytest.mark.parametrize(
    ("charset", "text"),
    [("windows-1256", "وصلت العبارة الى الميناء في الصباح الباكر"),
     ("windows-1251", "Паром прибыл в порт рано утром, сообщили в порту"),
     ("utf-8", "کشتی صبح زود به بندر رسید")],
)  # fmt: skip
def test_each_part_has_its_own_charset(reads, charset, text):
    body = f"<html><body><p>{text}</p></body></html>".encode(charset)
    found = reads(saved(part(body, media_type=f"text/html; charset={charset}")))
    assert (found.text.strip(), found.charset) == (text, charset)


def test_a_page_nested_in_an_alternative_is_found(reads):
    inner = (
        b"Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n"
        b"Content-Type: text/plain\r\n\r\nFerry\r\n--in\r\n" + part(PAGE) + b"\r\n--in--"
    )
    assert reads(saved(inner, PICTURE)).title.value == "Ferry timetable changed"


def test_a_file_cut_off_in_the_page_gives_what_is_there(reads):
    whole = saved(part(PAGE, "8bit"))
    cut = whole[: whole.index(b"See <a")]
    assert "the harbour office wrote." in reads(cut).text


HOSTILE = {
    "no page": saved(PICTURE),
    "no parts": saved(),
    "no boundary": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\ntext",
    "broken base64": saved(part(PAGE, "8bit", Content_Transfer_Encoding="base64")),
    "only a head": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b",
    "too deep": nested(6),
    "many parts": saved(*[b"\r\nx"] * 30_000),
    "many boundaries": saved() + b"\r\n----b0+x--" * 200_000,
    "blank page": saved(part("<html><body> </body></html>")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_saved_page_is_told_with_a_way_out(reads, name):
    with pytest.raises(DocumentError) as told:
        reads(HOSTILE[name], origin="page.mht")
    assert isinstance(told.value, UnreadableDocument | NoTextInDocument)
    assert told.value.message.startswith("page.mht: ")
    assert told.value.hint


def test_a_base64_page_that_is_cut_off_gives_what_is_there(reads):
    whole = saved(part(PAGE, "base64"))
    assert "The first boat now leaves" in reads(whole[: len(whole) - 200]).text
