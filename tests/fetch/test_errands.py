"""Requests to services: more fields, a body, and nothing of either where a redirect leads."""

from __future__ import annotations

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.fetch.errands import Errand
from sourcecheck.testing.script import Visit, answer, redirect
from sourcecheck.testing.web import ScriptedWeb

KEY = ("Authorization", "LOW access:secret")


def service(visit: Visit):
    if visit.path == "/leads-on":
        return (redirect("302 Found", "https://elsewhere.example/there"),)
    return (answer("200 OK", f"{visit.method} {visit.body.decode()}", kind="text/plain"),)


@pytest.fixture(scope="module")
def web():
    scripts = {"service.example": service, "elsewhere.example": service}
    with ScriptedWeb(behaviours=(), helpers=scripts) as made:
        yield made


async def fetched(web, path: str, errand: Errand, method: str = "GET"):
    web.forget()
    async with Fetcher(web.settings(), load_addresses()) as fetcher:
        found = await fetcher.fetch(f"https://service.example{path}", known=errand, method=method)
    return found, [served.request for served in web.served]


async def test_a_body_is_sent_whole_with_its_length(web):
    errand = Errand(said=(KEY,), body=b"url=https%3A%2F%2Fa.example")
    found, (request,) = await fetched(web, "/save", errand, "POST")
    assert found.body == b"POST url=https%3A%2F%2Fa.example"
    head, _, body = request.partition(b"\r\n\r\n")
    assert body == errand.body
    assert f"Content-Length: {len(errand.body)}".encode() in head
    assert b"Connection: close" in head
    assert head.lower().count(b"content-length") == 1


async def test_a_key_goes_to_the_service_and_not_where_it_leads(web):
    errand = Errand(said=(KEY,))
    _, requests = await fetched(web, "/leads-on", errand)
    assert [b"access:secret" in each for each in requests] == [True, False]


async def test_what_follows_a_redirect_is_no_second_post(web):
    errand = Errand(said=(KEY,), body=b"a=1")
    found, requests = await fetched(web, "/leads-on", errand, "POST")
    assert [each.partition(b" ")[0] for each in requests] == [b"POST", b"GET"]
    assert found.body == b"GET "


async def test_an_errand_is_no_ordinary_look_that_another_may_share(web):
    web.forget()
    async with Fetcher(web.settings(), load_addresses()) as fetcher:
        url = "https://service.example/page"
        await fetcher.fetch(url)
        await fetcher.fetch(url, known=Errand(said=(("Accept-Datetime", "x"),)))
    asked = [b"Accept-Datetime: x\r\n" in served.request for served in web.served]
    assert asked == [False, True]


async def test_a_line_break_in_a_field_is_never_sent(web):
    web.forget()
    async with Fetcher(web.settings(), load_addresses()) as fetcher:
        with pytest.raises(ValueError, match="line"):
            await fetcher.fetch(
                "https://service.example/", known=Errand(said=(("X", "a\r\nY: b"),))
            )
    assert web.served == ()
