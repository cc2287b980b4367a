"""Starting is quick, and what surrounds a run behaves like a good citizen of a shell."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys

import pytest
from acceptance_articles import citing

pytestmark = pytest.mark.acceptance

HEAVY = {
    "asyncio", "bs4", "httpx", "jinja2", "lxml", "requests", "rich", "selectolax", "sqlite3",
    "sqlite_utils", "ssl", "tldextract", "trafilatura",
}  # fmt: skip

LIGHT = [
    ("--help",),
    ("--version",),
    ("audit", "--help"),
    ("check", "--help"),
    ("extract", "--help"),
    ("report", "--help"),
    ("db", "--help"),
    ("config", "show"),
    ("completion", "bash"),
    ("explain", "SC101"),
]

PROBE = """
import sys
from sourcecheck.cli import main
sys.argv = ["sourcecheck", *sys.argv[1:]]
try:
    main()
finally:
    print("\\nMODULES", *sys.modules, file=sys.stderr)
"""


def modules(folder, *args):
    run = subprocess.run(
        [sys.executable, "-c", PROBE, *args],
        capture_output=True, text=True, check=False, timeout=60, cwd=folder,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[:500]
    return {name.partition(".")[0] for name in run.stderr.rpartition("MODULES ")[2].split()}


@pytest.mark.parametrize("args", LIGHT, ids=" ".join)
def test_nothing_heavy_is_imported_where_nothing_heavy_is_done(tmp_path, args):
    assert modules(tmp_path, *args) & HEAVY == set()


@pytest.mark.parametrize(
    ("form", "absent"),
    [("text", {"jinja2", "httpx"}), ("json", {"jinja2", "httpx"}), ("html", {"httpx"})],
)
def test_an_offline_audit_of_plain_text_needs_no_client(tmp_path, form, absent):
    (tmp_path / "a.txt").write_text(citing("http://news.example/a"))
    found = modules(tmp_path, "audit", "a.txt", "--offline", "--db", "x.db", "-f", form)
    assert found & absent == set()


@pytest.mark.parametrize(
    ("shell", "words"),
    [("bash", "complete -o"), ("zsh", "#compdef sourcecheck"), ("fish", "complete --no-files")],
)
def test_every_shell_gets_its_completion(sourcecheck, shell, words):
    run = sourcecheck("completion", shell)
    assert (run.status, run.err) == (0, "")
    assert words in run.out


def test_completion_knows_verbs_and_options(sourcecheck):
    words = {"COMP_WORDS": "sourcecheck au", "COMP_CWORD": "1"}
    run = sourcecheck(_SOURCECHECK_COMPLETE="bash_complete", **words)
    assert run.out.split() == ["plain,audit"]
    words = {"COMP_WORDS": "sourcecheck audit --off", "COMP_CWORD": "2"}
    run = sourcecheck(_SOURCECHECK_COMPLETE="bash_complete", **words)
    assert run.out.split() == ["plain,--offline"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("audit art", ["file,art"]),
        ("archive import cap", ["file,cap"]),
        ("archive verify cap", ["file,cap"]),
        ("patch art", ["file,art"]),
        ("audit --replay cap", ["file,cap"]),
        ("archive list --archive-dir arch", ["dir,arch"]),
        ("audit --copies a", ["plain,arquivo", "plain,archive-it"]),
        ("explain SC711", ["plain,SC711"]),
        ("explain soft", ["plain,soft_404"]),
        ("audit --select SC712", ["plain,SC712"]),
        ("audit --pace 1", []),
        ("archive sea", ["plain,search"]),
    ],
)
def test_completion_knows_what_stands_behind_them(sourcecheck, typed, told):
    line = f"sourcecheck {typed}"
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    run = sourcecheck(_SOURCECHECK_COMPLETE="bash_complete", **words)
    assert run.out.split() == told


@pytest.mark.parametrize(
    ("args", "statuses"),
    [
        (("explain",), {0}),
        (("audit", "a.txt", "--offline", "--db", "x.db"), {1}),
        (("check", "a.txt", "--offline", "--db", "x.db"), {0}),
    ],
)
def test_a_reader_that_has_seen_enough_is_no_error(sourcecheck, args, statuses):
    # findings are findings, whoever reads of them
    sourcecheck.write("a.txt", citing("http://news.example/a", fault=True))
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        sourcecheck.command(*args), stdout=write, stderr=subprocess.PIPE, check=False,
        timeout=60, cwd=sourcecheck.folder, env=sourcecheck.environment(),
    )  # fmt: skip
    os.close(write)
    assert done.stderr == b""
    assert done.returncode in statuses


def at_a_terminal(sourcecheck, *args, **env):
    """Run with standard error on a terminal; returns what was shown there."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        sourcecheck.command(*args), stdout=subprocess.DEVNULL, stderr=slave,
        cwd=sourcecheck.folder, env=sourcecheck.environment(**env),
    ) as process:  # fmt: skip
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        process.wait(60)
    os.close(master)
    return shown.decode()


@pytest.mark.parametrize(("environment", "shown"), [({}, True), ({"CI": "true"}, False)])
def test_progress_and_hints_are_for_people_at_a_terminal(sourcecheck, environment, shown):
    sourcecheck.write("a.txt", citing("http://news.example/a", fault=True))
    seen = at_a_terminal(sourcecheck, "audit", "a.txt", "--offline", "--db", "x.db", **environment)
    hints = [line for line in seen.splitlines() if "hint: " in line]
    assert ("links: 1 of 1" in seen) is shown
    assert (1 <= len(hints) <= 3) is shown
    if not shown:
        assert seen == ""


def test_a_quiet_run_says_nothing_at_a_terminal(sourcecheck):
    sourcecheck.write("a.txt", citing("http://news.example/a", fault=True))
    assert at_a_terminal(sourcecheck, "audit", "a.txt", "--offline", "--db", "x.db", "-q") == ""


@pytest.mark.parametrize("verb", ["audit", "check"])
def test_progress_can_be_asked_for_where_nobody_looks(sourcecheck, verb):
    sourcecheck.write("a.txt", citing("http://news.example/a"))
    run = sourcecheck(verb, "a.txt", "--offline", "--db", "x.db", "--progress", "always")
    assert "links: 1 of 1" in run.err


def test_hints_can_be_followed_as_they_are_printed(sourcecheck):
    sourcecheck.write("a.txt", citing("http://news.example/a", fault=True))
    seen = at_a_terminal(sourcecheck, "audit", "a.txt", "--offline", "--db", "my x.db")
    commands = [line.partition("hint: ")[2] for line in seen.splitlines() if "hint: source" in line]
    assert len(commands) == 2
    for command in commands:
        import shlex

        assert sourcecheck(*shlex.split(command)[1:]).status == 0
    assert (sourcecheck.folder / "report.html").read_text(encoding="utf-8").startswith("<!")


def test_python_m_is_the_same_program(sourcecheck):
    import sourcecheck as package

    assert sourcecheck("--version").out == f"{package.__version__}\n"


def test_a_fault_of_ours_is_70_and_no_traceback(sourcecheck):
    sourcecheck.write("a.txt", citing("http://news.example/a"))
    faulty = sourcecheck.folder / "guard"
    faulty.mkdir()
    (faulty / "sitecustomize.py").write_text(
        "import sourcecheck.data.load_rules as rules\n"
        "def explode():\n"
        "    raise ZeroDivisionError('by \\x1b[31m zero')\n"
        "rules.load_rules = explode\n"
    )
    run = sourcecheck("explain", "SC101", PYTHONPATH=str(faulty))
    assert run.status == 70
    assert run.err.startswith("internal error: ZeroDivisionError: by \\x1b[31m zero\n")
    assert len(run.err.splitlines()) == 2


def test_an_interrupt_ends_a_run_that_is_busy_with_a_long_text(sourcecheck):
    paragraph = "The ministry said that the bridge opens again in spring [1]. " * 5
    sourcecheck.write("long.txt", f"{paragraph}\n\n" * 12_000)
    with subprocess.Popen(
        sourcecheck.command("audit", "long.txt", "--offline", "--db", "x.db"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=sourcecheck.folder, env=sourcecheck.environment(),
    ) as process:  # fmt: skip
        import time

        time.sleep(1.5)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - sent < 5
    assert err.decode().split("\n")[-2] == (
        "interrupted: 0 of 1 articles are reported; links not reached are not checked"
    )


@pytest.mark.parametrize("verb", ["extract", "audit", "check"])
def test_an_interrupt_before_anything_was_found_ends_with_130(sourcecheck, verb):
    # standard input never comes: the run waits for its article
    with subprocess.Popen(
        sourcecheck.command(verb, "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, cwd=sourcecheck.folder, env=sourcecheck.environment(),
    ) as process:  # fmt: skip
        import time

        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in err.decode()
    assert "Traceback" not in err.decode()
