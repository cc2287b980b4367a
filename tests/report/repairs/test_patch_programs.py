"""The diff is taken by the programs that apply diffs, and gives the very bytes of the edits."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourcecheck.report.repairs.base import Edit
from sourcecheck.report.repairs.diff import ByteEdit, quoted_name, unified_diff
from sourcecheck.report.repairs.files import byte_edits, opened, patched

PROGRAMS = {
    "patch": ("patch", "-p0", "--posix", "-i"),
    "gnu patch": ("patch", "-p0", "-i"),
    "git": ("git", "apply", "-p0", "--whitespace=nowarn"),
}
NAME = "article.txt"


@pytest.fixture(params=sorted(PROGRAMS))
def apply(request, tmp_path):
    """A function that lets one of the programs apply a diff."""
    program = PROGRAMS[request.param]
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")

    def run(body, diff, name=NAME):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
        (tmp_path / "made.diff").write_bytes(diff)
        done = subprocess.run(
            [*program, "made.diff"], cwd=tmp_path, capture_output=True, check=False
        )
        assert done.returncode == 0, (done.stdout, done.stderr, diff)
        left = [each.name for each in tmp_path.rglob("*") if each.suffix in {".rej", ".orig"}]
        assert left == []
        return place.read_bytes()

    return run


TEXT = "первая строка\nسطر ثان http://dead.example/a\nthird\n\nfifth\nsixth\nseventh\neighth\n"
WHERE = TEXT.index("http")
OLD = "http://dead.example/a"
NEW = "https://archive.example/web/2021/http://dead.example/a"


@pytest.mark.parametrize(
    ("text", "codec", "charset", "mark"),
    [
        (TEXT, "utf-8", "utf-8", b""),
        (TEXT, "utf-8", "utf-8", b"\xef\xbb\xbf"),
        (TEXT.replace("\n", "\r\n"), "utf-8", "utf-8", b""),
        (TEXT.replace("\n", "\r"), "utf-8", "utf-8", b""),
        (TEXT.rstrip("\n"), "utf-8", "utf-8", b""),
        (TEXT[: TEXT.index("\nthird")], "utf-8", "utf-8", b""),
        (TEXT.replace("первая строка", "سطر أول"), "cp1256", "windows-1256", b""),
        (TEXT.replace("سطر ثان", "вторая"), "cp1251", "windows-1251", b""),
        (TEXT.replace("سطر ثان", "вторая"), "koi8-r", "koi8-r", b""),
        (TEXT.replace("سطر ثان", "вторая"), "cp866", "ibm866", b""),
        (TEXT, "utf-16-le", "utf-16le", b"\xff\xfe"),
        (TEXT, "utf-16-be", "utf-16be", b"\xfe\xff"),
        (TEXT.replace("\n", "\r\n"), "utf-16-le", "utf-16le", b"\xff\xfe"),
        (TEXT.replace("سطر ثان", "第二行"), "gb18030", "gb18030", b""),
        (TEXT.replace("سطر", "\u0a41\u0a0a"), "utf-16-le", "utf-16le", b"\xff\xfe"),
    ],
)
def test_a_patched_file_differs_in_nothing_but_the_edit(apply, text, codec, charset, mark):
    body = mark + text.encode(codec)
    file = opened(body, charset)
    assert file is not None
    assert file.text == text
    start = text.index(OLD)
    edits = byte_edits(file, [Edit(start=start, end=start + len(OLD), new=NEW)])
    diff = unified_diff(body, edits, NAME.encode())
    assert apply(body, diff) == mark + text.replace(OLD, NEW).encode(codec)


def test_bytes_that_are_no_text_of_the_charset_stay_as_they_are(apply):
    body = b"first \xff\xfe line\nsee http://dead.example/a \x80\n"
    file = opened(body, "utf-8")
    start = file.text.index(OLD)
    edits = byte_edits(file, [Edit(start=start, end=start + len(OLD), new=NEW)])
    wanted = body.replace(OLD.encode(), NEW.encode())
    assert apply(body, unified_diff(body, edits, NAME.encode())) == wanted


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (b"a\x00b", "utf-16le"),  # half a letter at the end
        (b"text", "none-such"),
        (b"\x1b$B$\x1b(B", "iso2022_jp"),
    ],
)
def test_bytes_that_would_not_come_back_are_not_opened(body, charset):
    assert opened(body, charset) is None


def test_an_edit_the_charset_has_no_letters_for_is_refused():
    file = opened("слово".encode("cp1251"), "windows-1251")
    assert byte_edits(file, [Edit(start=0, end=1, new="س")]) is None


@pytest.mark.parametrize(
    "name",
    [
        "two words.txt",
        "خبر عاجل.md",
        "drafts/новость.html",
        'a"quote.txt',
        "back\\slash.txt",
        "tab\there.txt",
        "-dash.txt",
        " lead.txt",
    ],
)
def test_files_of_any_name_are_found(apply, name):
    body = b"one\nhttp://dead.example/a\n"
    edit = ByteEdit(start=4, end=len(body) - 1, new=NEW.encode())
    diff = unified_diff(body, [edit], name.encode())
    assert apply(body, diff, name) == b"one\n" + NEW.encode() + b"\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a.txt", b"a.txt"),
        (b"two words.txt", b"two words.txt\t"),
        (b'a"b', b'"a\\"b"'),
        (b"a\nb", b'"a\\012b"'),
    ],
)
def test_a_name_is_written_as_programs_read_it_back(name, shown):
    assert quoted_name(name) == shown


def test_nothing_to_change_is_no_patch():
    assert unified_diff(b"a\nb\n", [], b"a.txt") == b""


def test_lines_far_apart_are_hunks_of_their_own():
    body = b"".join(b"line %d\n" % number for number in range(40))
    edits = [
        ByteEdit(start=body.index(line), end=body.index(line) + len(line), new=b"other")
        for line in (b"line 5", b"line 30")
    ]
    diff = unified_diff(body, edits, b"a.txt")
    assert diff.count(b"@@ -") == 2
    assert b"@@ -3,7 +3,7 @@\n" in diff
    assert diff.count(b"\n-line") == 2


@st.composite
def changed(draw):
    """Bytes with line ends of every kind, and edits of them."""
    piece = st.sampled_from(
        [b"\n", b"\r\n", b"\r", b"a", b"word ", b"\xd8\xb3", b"", b"\\ No", b"-x"]
    )
    body = b"".join(draw(st.lists(piece, min_size=1, max_size=60))) or b"x"
    cuts = sorted(draw(st.lists(st.integers(0, len(body)), max_size=8, unique=True)))
    news = st.sampled_from([b"NEW", b"N\nE", b"\n", b"N\r\n"])
    edits = [
        ByteEdit(start=start, end=end, new=draw(news))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return body, edits


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=changed())
def test_any_edits_of_any_lines_are_applied_exactly(apply, case):
    body, edits = case
    wanted = patched(body, edits)
    diff = unified_diff(body, edits, NAME.encode())
    if diff and wanted != body and wanted:  # a program removes a file that would be empty
        assert apply(body, diff) == wanted
