"""The loop that everything runs on, and the sockets it may hold."""

import asyncio
import resource
import sys

import pytest

from sourcecheck.fetch.loops import factory, run, sockets


async def kind():
    return type(asyncio.get_running_loop()).__module__.partition(".")[0]


def test_uvloop_runs_it_where_it_is_installed():
    pytest.importorskip("uvloop")
    assert run(kind()) == "uvloop"


def test_asyncio_runs_it_where_there_is_no_uvloop(monkeypatch):
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert factory() is None
    assert run(kind()) == "asyncio"


def test_what_is_raised_inside_comes_out():
    async def broken():
        raise LookupError("here")

    with pytest.raises(LookupError, match="here"):
        run(broken())


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "granted"),
    [
        (1024, 4096, 600, 600),
        (256, 4096, 600, 600),
        (256, 400, 600, 400),
        (256, resource.RLIM_INFINITY, 600, 600),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 600, 600),
    ],
)
def test_no_more_sockets_are_planned_than_the_system_grants(
    monkeypatch, soft, hard, wanted, granted
):
    limits = [soft, hard]
    monkeypatch.setattr(resource, "getrlimit", lambda _: tuple(limits))
    monkeypatch.setattr(
        resource, "setrlimit", lambda _, asked: limits.__setitem__(slice(None), asked)
    )
    assert sockets(wanted) == granted


def test_a_system_that_refuses_leaves_what_there_was(monkeypatch):
    def refuse(*_):
        raise ValueError("not allowed")

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 4096))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert sockets(600) == 256
