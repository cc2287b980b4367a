"""Looks handed from one process to another are the same afterwards."""

import dataclasses
import marshal
from dataclasses import fields
from datetime import UTC, datetime

from sourcecheck.model import (
    Certificate,
    Check,
    Exchange,
    Failure,
    Hop,
    LinkState,
    Observation,
    PageFacts,
    Peer,
    Publishing,
    Verdict,
)
from sourcecheck.pipeline.judging import Seen
from sourcecheck.pipeline.lanes import Waiting
from sourcecheck.pipeline.looks import Cited
from sourcecheck.session.parcels import packed, packed_check, unpacked, unpacked_check

AT = datetime(2026, 11, 21, 6, 7, 8, 123456, tzinfo=UTC)
PEER = Peer(address="127.0.0.1", port=443)
SHOWN = Certificate(sha256="ab", version="TLSv1.3", cipher="x", verified=False)
TOLD = Publishing(site_names=("x",), policies=(("ethicsPolicy", "https://a.example/e"),))
OBSERVATION = Observation(
    url="http://a.example/",
    at=AT,
    final_url="http://b.example/مقال",
    hops=(Hop(url="http://a.example/", status=301, location="/x", how="http"),),
    status=200,
    failure=Failure.TLS_EXPIRED,
    reason="the certificate has expired",
    headers=(("server", "x"), ("date", "\udce9")),
    media_type="text/html",
    charset="utf-8",
    body_sha256="cd",
    body_size=7,
    truncated="length",
    certificate=SHOWN,
    peer=PEER,
    elapsed_ms=12,
    retry_after_s=3,
    attempts=2,
    vantage="elsewhere",
)
EXCHANGE = Exchange(
    url="http://a.example/",
    request=b"GET / HTTP/1.1\r\n\r\n",
    response=b"\xff\x00",
    started_at=AT,
    elapsed_ms=5,
    peer=PEER,
    addresses=("127.0.0.1",),
    certificate=SHOWN,
    truncated="time",
    failure=Failure.READ_TIMEOUT,
    reason="slow",
)
VERDICT = Verdict(
    url="http://a.example/#x",
    state=LinkState.TLS_EXPIRED,
    rule="tls",
    because=("one", "two"),
    confidence=0.5,
    strikes=2,
    since="2026-11-20",
)
SEEN = Seen(
    waiting=Waiting(
        "http://a.example/",
        (
            Cited(
                url="http://a.example/",
                address="http://a.example/#x",
                short_link=True,
                origin="list.txt",
            ),
        ),
    ),
    check=Check(
        observation=OBSERVATION,
        page=PageFacts(title="عنوان", ids=("a", "b"), words=3, publishing=TOLD),
    ),
    chain=((EXCHANGE,), b"body", "ef"),
    verdicts=(VERDICT,),
    void=True,
)


def test_nothing_that_a_value_can_hold_is_left_out_of_this_test():
    for value in (OBSERVATION, EXCHANGE):
        untold = [
            each.name
            for each in fields(value)
            if getattr(value, each.name) == each.default and each.name != "method"
        ]
        assert untold == []


def test_a_look_is_the_same_after_the_way_from_one_process_to_another():
    back = unpacked(marshal.loads(marshal.dumps(packed(SEEN, pages=True))))
    for name in ("check", "chain", "verdicts", "void"):
        assert getattr(back, name) == getattr(SEEN, name)
    assert (back.waiting.url, back.waiting.namings) == (SEEN.waiting.url, SEEN.waiting.namings)


def brief(seen):
    return dataclasses.replace(
        seen, headers=(), media_type="", charset="", body_sha256="", peer=None
    )


def test_what_nobody_keeps_or_tells_is_left_behind():
    assert unpacked(packed(SEEN, pages=False)).check == Check(observation=brief(OBSERVATION))


def test_a_look_that_is_only_noted_is_the_same_too():
    plain = Check(observation=Observation(url="x", at=AT, final_url="x"))
    for check in (plain, Check(observation=OBSERVATION)):
        back = unpacked_check(marshal.loads(marshal.dumps(packed_check(check))))
        assert back == Check(observation=brief(check.observation))
