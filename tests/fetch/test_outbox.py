"""Requests of one turn of the loop are sent in a row, and only where they still can be."""

import asyncio

from sourcecheck.fetch.budget import Budget
from sourcecheck.fetch.http1 import Answer, Caps
from sourcecheck.fetch.pool import Connection, Patience, Watch

CAPS = Caps(head=4096, page=4096, file=4096)
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Transport:
    def __init__(self, sent):
        self.sent = sent
        self.closed = False

    def write(self, data):
        assert not self.closed
        self.sent.append(data)

    def is_closing(self):
        return self.closed

    def abort(self):
        self.closed = True


def connections(count, sent):
    loop = asyncio.get_running_loop()
    watch = Watch(Budget(1000))
    found = [Connection(watch, Patience(head_s=5, body_s=5), loop) for _ in range(count)]
    for each in found:
        each.begin(b"first", Answer(CAPS), loop.time() + 5)
        each.connection_made(Transport(sent))
    return watch, found


async def test_requests_leave_in_order_at_the_end_of_the_turn():
    sent = []
    watch, found = connections(3, sent)
    assert sent == []
    await asyncio.sleep(0)
    assert sent == [b"first"] * 3
    for number, each in enumerate(found):
        each.data_received(PAGE)
        each.begin(b"%d" % number, Answer(CAPS), each.due)
    await asyncio.sleep(0)
    assert sent[3:] == [b"0", b"1", b"2"]
    watch.close()


async def test_what_was_broken_off_before_the_end_of_the_turn_sends_nothing():
    sent = []
    watch, found = connections(2, sent)
    found[0].abort()
    await asyncio.sleep(0)
    assert sent == [b"first"]
    watch.close()


async def test_an_answer_before_its_request_has_left_sends_no_request_twice():
    sent = []
    watch, (one,) = connections(1, sent)
    one.data_received(PAGE)
    one.begin(b"second", Answer(CAPS), one.due)
    await asyncio.sleep(0)
    assert sent == [b"first", b"second"]
    watch.close()
