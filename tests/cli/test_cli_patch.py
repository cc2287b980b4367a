"""``patch``: what the database knows of dead links becomes a diff; nothing is changed."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from repair_kit import COPIES, COPY, DEAD

from sourcecheck import config
from sourcecheck.cli.hints import hints
from sourcecheck.cli.outcome import Tally
from sourcecheck.data.load_archiving import load_archiving
from sourcecheck.errors import DataError
from sourcecheck.model import Check, LinkState, Observation, Verdict, WebSource
from sourcecheck.model.memento import PRINTED, CopyAnswer, CopySearch, Memento
from sourcecheck.store.sqlite import open_store

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
GONE = "http://gone.example/b"
WORDS = "The town mends its pipes, the office said on Monday [1].\n\nSources:\n\n"
TEXT = f"{WORDS}[1] Paper, {DEAD}\n"


def copy_of(url, **how):
    """A search that found a copy that holds."""
    best = Memento(
        url=url,
        source="wayback",
        captured_at=datetime(2021, 3, 5, tzinfo=UTC),
        memento_url=how.pop("memento_url", COPIES + url),
        verified=how.pop("verified", True),
    )
    told = {"source": "wayback", "answer": CopyAnswer.FOUND, "asked_at": NOON, "best": best}
    return CopySearch(url=url, **(told | how))


def without(url, answer, **how):
    """A search that found nothing."""
    told = {"source": "wayback", "asked_at": NOON, "because": ("answered 503",)}
    return CopySearch(url=url, answer=answer, **(told | how))


HELD = (copy_of(DEAD),)


@pytest.fixture
def known(run, here):
    """A function that audits a file and lets the database know its links as dead."""

    def prepare(name, body, dead=(DEAD,), searches=HELD, *, confirmed=True):
        body = body if isinstance(body, bytes) else body.encode()
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(body)
        run(
            "audit", name, "--offline", "--db", "x.db", "--no-archive", "-f", "json", "-o", "x.json"
        )
        store = open_store(here / "x.db", lambda: NOON)
        entry = store.audits(hashlib.sha256(body).hexdigest())[0]
        store.remember_audit(judged(store.audit(entry.id), dead, confirmed=confirmed))
        store.remember_copies(searches)
        store.close()
        return name

    return prepare


def judged(audit, dead, *, confirmed):
    """An audit whose links were looked at: these are dead."""

    def part(each):
        if not isinstance(each.source, WebSource) or each.source.link.canonical not in dead:
            return each
        verdict = Verdict(
            url=each.source.link.canonical,
            state=LinkState.NOT_FOUND,
            rule="not-found",
            confirmed=confirmed,
        )
        return replace(each, verdict=verdict)

    lines = tuple(
        replace(line, sources=tuple(part(each) for each in line.sources)) for line in audit.lines
    )
    return replace(audit, lines=lines)


def patch(run, *args):
    return run("patch", *args, "--db", "x.db", "--no-config")


def apply(here, diff):
    (here / "made.diff").write_text(diff, encoding="utf-8")
    done = subprocess.run(
        ["patch", "-p0", "-i", "made.diff"], cwd=here, capture_output=True, check=False
    )
    assert done.returncode == 0, done


def addresses(run, name):
    """What the article's sources are, read anew: address and flags."""
    found = json.loads(run("extract", name, "-f", "json").out)
    return [
        (source["url"], source["flags"])
        for citation in found["citations"]
        for source in citation["sources"]
        if source["type"] == "web"
    ]


def test_a_dead_link_gets_its_copy_and_the_file_stays_as_it_is(run, known, here):
    name = known("a.txt", TEXT)
    done = patch(run, name)
    assert done.status == 0
    assert f"-[1] Paper, {DEAD}\n+[1] Paper, {COPY}\n" in done.out
    assert (here / name).read_bytes() == TEXT.encode()
    assert "1 dead link" in done.complaints[0]
    assert done.complaints[0].endswith("1 place mended")
    assert f"line 5     {DEAD}" in done.err
    assert "wayback, 2021-03-05" in done.err
    assert done.complaints[-1] == "nothing was changed; to apply it: patch -p0 < FILE.diff"


ARTICLES = {
    "a.txt": TEXT,
    "b.md": f"# Pipes\n\nThe town mends [its pipes]({DEAD}), the office said.\n",
    "c.html": f"<html><body><h1>Pipes</h1><p>The town mends its pipes, as <a href='{DEAD}'>the "
    "office</a> said on Monday in the old town hall.</p></body></html>",
    "d.wiki": "== Pipes ==\nThe town mends its pipes.<ref>{{cite web|url=" + DEAD + "|title=Pipes"
    "}}</ref> It said so.<ref>[" + DEAD + " Office]</ref>\n\n== References ==\n{{reflist}}\n",
    "e.txt": f"يقول الوزير إن الخطة ستمضي قدما [1].\r\n\r\nالمصادر:\r\n\r\n[1] صحيفة، {DEAD}\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_a_patched_article_read_again_shows_the_copy(run, known, here, name):
    known(name, ARTICLES[name])
    apply(here, patch(run, name).out)
    found = addresses(run, name)
    assert (COPY, ["archived-copy"]) in found
    if name != "d.wiki":  # there the template names both, the copy beside the address
        assert DEAD not in [url for url, _ in found]
    known_again = patch(run, name)
    assert known_again.status == 2
    assert "the file has changed since it was audited" in known_again.err


PARAGRAPH = "Министр сказал в понедельник, что план будет выполнен в срок, и город это увидит. "
IN_CHARSETS = [
    ("e.txt", "windows-1256", ARTICLES["e.txt"].replace("قدما", "قدما والوزير يقول إن الخطة ستمضي")),
    ("e.txt", "utf-16", ARTICLES["e.txt"]),
    ("e.txt", "utf-8-sig", ARTICLES["e.txt"]),
    ("f.txt", "koi8-r", f"{PARAGRAPH * 3}[1].\n\nИсточники:\n\n[1] Газета, {DEAD}"),
    ("g.html", "windows-1251", ('<html><head><meta charset="windows-1251"></head><body><p>'
     f'{PARAGRAPH * 2}<a href={DEAD}>Газета</a> писала об этом.\r\n</p></body></html>')),
    ("h.wiki", "utf-16", "== Başlık ==\r\nBakan öyle dedi.<ref>{{Web kaynağı|url=" + DEAD
     + "|başlık=Gazete}}</ref> Şehir bekliyor.\r\n\r\n== Kaynakça ==\r\n{{kaynakça}}\r\n"),
    ("i.md", "windows-1251", f"# Заголовок\n\n{PARAGRAPH * 2}[Газета]({DEAD} 'Слова')."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "charset", "text"), IN_CHARSETS)
def test_a_patch_keeps_the_files_charset(run, known, here, name, charset, text):
    known(name, text.encode(charset))
    done = patch(run, name, "-o", "made.diff")
    assert (done.status, done.out) == (0, "")
    subprocess.run(["patch", "-p0", "-i", "made.diff"], cwd=here, capture_output=True, check=True)
    after = (here / name).read_bytes()
    assert COPY in after.decode(charset)
    robust = f' data-originalurl="{DEAD}" data-versionurl="{COPY}" data-versiondate="2021-03-05"'
    named = f"|arşiv-url={COPY}|arşiv-tarihi=2021-03-05"
    back = after.decode(charset).replace(named, "").replace(f'"{COPY}"{robust}', DEAD)
    assert back.replace(COPY, DEAD).encode(charset) == text.encode(charset)


@pytest.mark.parametrize(
    ("searches", "words"),
    [
        ((), "nobody has looked for a copy"),
        ((without(DEAD, CopyAnswer.NO_RECORD),), "have no copy that holds"),
        ((without(DEAD, CopyAnswer.FAILED),), "could not be asked"),
        ((copy_of(DEAD, verified=False),), "have no copy that holds"),
        ((copy_of(DEAD, memento_url="javascript:alert(1)//"),), "have no copy that holds"),
        ((copy_of(DEAD, trusted=False),), "does not leave its copies"),
        ((copy_of(DEAD, source=PRINTED, verified=False),), "named here already"),
        ((copy_of(DEAD), without(DEAD, CopyAnswer.NO_RECORD, asked_at=NOON.replace(hour=13))),
         "have no copy that holds"),
    ],
)  # fmt: skip
def test_a_dead_link_without_a_copy_is_told_with_the_reason(run, known, searches, words):
    done = patch(run, known("a.txt", TEXT, searches=searches))
    assert done.out == ""
    assert words in done.err
    assert done.status == (0 if "named" in words else 1)


def test_what_is_not_sure_to_be_dead_is_left_unless_it_is_asked_for(run, known):
    name = known("a.txt", TEXT, confirmed=False)
    done = patch(run, name)
    assert (done.status, done.out) == (1, "")
    assert "not yet confirmed to be dead" in done.err
    done = patch(run, name, "--unconfirmed")
    assert done.status == 0
    assert f"+[1] Paper, {COPY}\n" in done.out
    assert "NOT confirmed to be dead" in done.err


def looked(here, state, *, confirmed=False):
    """Let the database know of a later look at the link."""
    seen = Observation(url=DEAD, at=NOON.replace(day=22), final_url=DEAD, status=200)
    verdict = Verdict(url=DEAD, state=state, rule="made", confirmed=confirmed)
    store = open_store(here / "x.db", lambda: NOON)
    store.remember_check(Check(observation=seen), verdict)
    store.close()


@pytest.mark.parametrize("state", [LinkState.ALIVE, LinkState.TIMEOUT])
def test_a_link_that_answered_since_the_audit_is_not_replaced(run, known, here, state):
    name = known("a.txt", TEXT)
    looked(here, state)
    done = patch(run, name)
    assert (done.status, done.out) == (0, "")
    assert "later looks say otherwise" in done.err
    assert state.value in done.err


def test_a_later_look_that_confirms_is_enough(run, known, here):
    name = known("a.txt", TEXT, confirmed=False)
    looked(here, LinkState.GONE, confirmed=True)
    assert patch(run, name).status == 0


def test_a_link_that_lives_is_left_alone(run, known):
    done = patch(run, known("a.txt", TEXT, dead=()))
    assert (done.status, done.out) == (0, "")
    assert "nothing to mend" in done.err


def test_what_was_never_audited_and_what_is_no_file_are_refused_and_the_others_go_on(
    run, known, here
):
    known("a.txt", TEXT)
    (here / "new.txt").write_text("Another one.\n", encoding="utf-8")
    done = patch(run, "new.txt", "a.txt", "https://news.example/a", "missing.txt")
    assert done.status == 2
    assert f"+[1] Paper, {COPY}\n" in done.out
    assert "new.txt: it was never audited" in done.err
    assert "https://news.example/a: a patch is made for a file" in done.err
    assert "missing.txt: cannot be read" in done.err


def test_the_diff_is_never_written_over_an_article(run, known, here):
    name = known("a.txt", TEXT)
    done = patch(run, name, "-o", f"./{name}")
    assert done.status == 2
    assert "written over the article" in done.err
    assert (here / name).read_bytes() == TEXT.encode()


def test_what_an_earlier_run_wrote_does_not_stay(run, known, here):
    name = known("a.txt", TEXT, searches=())
    (here / "made.diff").write_text("an old one", encoding="utf-8")
    assert patch(run, name, "-o", "made.diff").status == 1
    assert (here / "made.diff").read_bytes() == b""


def test_links_left_end_with_1_and_exit_zero_forgives_that_alone(run, known):
    name = known("a.txt", TEXT, searches=())
    assert patch(run, name).status == 1
    assert patch(run, name, "--exit-zero").status == 0
    assert patch(run, "missing.txt", "--exit-zero").status == 2


def test_quiet_says_nothing_beside_the_diff(run, known):
    done = patch(run, known("a.txt", TEXT), "-q")
    assert done.err == ""
    assert done.out.startswith("--- a.txt\n+++ a.txt\n@@ ")


def test_a_format_that_cannot_be_patched_has_its_replacements_listed(run, known, here):
    from docx import Document

    made = Document()
    made.add_paragraph("The town mends its pipes, the office said on Monday [1].")
    made.add_paragraph("Sources:")
    made.add_paragraph(f"[1] Paper, {DEAD}")
    made.save(here / "a.docx")
    name = known("a.docx", (here / "a.docx").read_bytes())
    done = patch(run, name)
    assert done.status == 1
    assert done.out == f"# a.docx\t{DEAD}\t{COPY}\n"
    assert "are not patched" in done.err


def test_a_file_whose_bytes_would_not_come_back_is_left_and_listed(run, known, here):
    body = b"\xff\xfe" + TEXT.encode("utf-16-le") + b"x"
    done = patch(run, known("a.txt", body))
    assert done.status == 1
    assert done.out == f"# a.txt\t{DEAD}\t{COPY}\n"
    assert "would not keep all its bytes" in done.err


def test_an_address_that_is_nowhere_in_the_source_as_one_piece_is_told(run, known):
    body = (
        "<html><body><p>The town mends its pipes, see http://dead.ex<b>ample/a</b> now.</p></body>"
    )
    done = patch(run, known("c.html", body))
    assert (done.status, done.out) == (1, "")
    assert "not written here as one whole address" in done.err


def test_the_line_of_a_place_above_the_last_one_is_right(run, known):
    text = f"{WORDS}[1] Paper, {DEAD}\n\n[2] Other {GONE}…\n[3] Third {DEAD}\n"
    done = patch(run, known("a.txt", text, dead=(DEAD, GONE), searches=(*HELD, copy_of(GONE))))
    assert f"line 5     {DEAD}" in done.err
    assert f"line 7     {GONE}" in done.err
    assert f"line 8     {DEAD}" in done.err


def test_what_is_no_file_is_refused_before_it_is_read(run, known):
    known("a.txt", TEXT)
    done = patch(run, "/dev/null")
    assert done.status == 2
    assert "this is no file" in done.err


def test_a_list_of_replacements_does_not_disturb_the_patches_behind_it(run, known, here):
    known("a.txt", TEXT)
    diff = f"# b.pdf\t{DEAD}\t{COPY}\n" + patch(run, "a.txt").out
    apply(here, diff)
    assert COPY in (here / "a.txt").read_text(encoding="utf-8")


def test_several_articles_are_one_patch_and_folders_are_named(run, known, here):
    known("drafts/مقال أول.txt", TEXT)
    known("drafts/b.md", ARTICLES["b.md"])
    done = patch(run, "drafts", "-o", "all.diff")
    assert done.status == 0
    assert done.complaints[-1].endswith("patch -p0 < all.diff")
    apply(here, (here / "all.diff").read_text(encoding="utf-8"))
    assert COPY in (here / "drafts/مقال أول.txt").read_text(encoding="utf-8")
    assert COPY in (here / "drafts/b.md").read_text(encoding="utf-8")


def test_a_file_elsewhere_is_patched_in_its_own_folder(run, known, here, monkeypatch):
    known("drafts/a.txt", TEXT)
    (here / "other").mkdir()
    monkeypatch.chdir(here / "other")
    done = run("patch", "../drafts/a.txt", "--db", "../x.db", "--no-config")
    assert done.out.startswith("--- a.txt\n")
    assert f"patch -p0 -d {here}/drafts < FILE.diff" in done.err


def test_a_right_to_left_name_is_isolated_in_the_summary(run, known):
    done = patch(run, known("مقال.txt", TEXT))
    assert done.complaints[0].startswith("\u2068مقال.txt\u2069: 1 dead link")
    assert done.out.startswith("--- مقال.txt\n")


def test_two_dead_links_of_one_article_are_told_apart(run, known):
    text = f"{TEXT}[2] Other, {GONE}\n"
    searches = (copy_of(DEAD), without(GONE, CopyAnswer.FAILED))
    done = patch(run, known("a.txt", text, dead=(DEAD, GONE), searches=searches))
    assert done.status == 1
    assert COPY in done.out
    assert f"left       {GONE}" in done.err
    assert "wayback: answered 503" in done.err


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"archive_date": ""}, "archive_date is empty"),
        ({"status": "url-status", "dead": ""}, "come together"),
    ],
)
def test_a_wrong_row_of_the_archiving_table_is_told(cells, words, monkeypatch):
    from sourcecheck.data import load_archiving as loader
    from sourcecheck.data.files import Row

    sound = dict.fromkeys(("template", "url", "archive_url", "archive_date"), "x")
    row = Row(
        where="archiving.csv:3", cells=sound | {"language": "", "status": "", "dead": ""} | cells
    )
    rows = {"wiki/archiving.csv": [row]}
    monkeypatch.setattr(loader, "rows", lambda _, name, __: rows.get(name, []))
    with pytest.raises(DataError, match=rf"archiving.csv:3.*{words}"):
        load_archiving.__wrapped__()


@pytest.mark.parametrize(("codes", "told"), [({"SC711": 2}, True), ({"SC712": 2}, False)])
def test_an_audit_that_found_copies_names_the_verb(codes, told):
    tally = Tally(fail_on="error", articles=1, codes=Counter(codes))
    found = list(hints(tally, (), config.settled(db="my x.db")))
    assert any("sourcecheck patch --db 'my x.db' ARTICLE" in hint for hint in found) == told
