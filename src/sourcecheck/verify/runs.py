"""The start of a page whose markup is as plain as most: read in runs, not tag by tag.

One pattern takes a whole run of text and tags that neither hide what is in them nor change how
it is read; a title, a heading, a script or a comment between two runs is cut out by its end
tag. Whatever is written otherwise is not told here, and ``glance`` looks closer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = (  # of a tag, in small letters; longer names that begin alike are not told either
    rb"(?:[abcdegjklqruvwyz]"
    rb"|(?!script|style|svg|select|title|textarea|template|iframe|noscript|noembed|noframes"
    rb"|h1|plaintext|xmp|frameset|math|object)[fhimnopstx])[^\s\"'=/<>A-Z]*+"
)
_ATTRIBUTES = (  # values without "<" and ">": every ">" of a run ends a tag or stands in a text
    rb"(?:\s++(?:(?!hidden[\s=/>])[^\s\"'=/<>A-Z]++(?:=(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'=<>`]++))?+)?+)*+/?>"
)
_TAG = rb"/?" + _NAME + _ATTRIBUTES
_RAW = (  # without a "<" in it, its end cannot be mistaken
    rb"script" + _ATTRIBUTES + rb"[^<]*+</script>|style" + _ATTRIBUTES + rb"[^<]*+</style>"
)
_COMMENT = rb"!--(?!-?>)(?:[^<>-]++|-(?!->))*+-->"
_PLACED = rb"(?:\s*+<(?!body[\s>])(?:" + _TAG + rb"|" + _RAW + rb"|" + _COMMENT + rb"))*+"
_HEAD = re.compile(  # what stands before the title, the title, what stands before the body
    rb"(?:<![dD][oO][cC][tT][yY][pP][eE] [^<>\"']*+>)?+" + _PLACED + rb"\s*+"
    rb"<title>([^<&]*+)</title>" + _PLACED
)
_RUN = re.compile(rb"[^<]*+(?:<" + _TAG + rb"[^<]*+)*+")
_H1 = re.compile(rb"<h1" + _ATTRIBUTES + rb"([^<&]*+)</h1>")
_SKIPPED = re.compile(rb"<(?:" + _RAW + rb"|" + _COMMENT + rb")")
_TEXTS = re.compile(rb">([^<]{16,})")  # shorter ones are not worth their time
_SHORT = 40  # bytes: a run that is not worth it either
_STEP = 2_000  # bytes read at first: in many pages all that is needed
_MOST = 12_000  # bytes
_SPACES = (b"\xc2", b"\xe2", b"\xe1\x9a\x80", b"\xe3\x80\x80")  # begin blanks beyond ASCII


class Start(NamedTuple):
    """What was read of a page."""

    title: str
    h1: str | None  # None = not met
    words: int  # at least


def start_of(body: bytes, enough: int) -> Start | None:
    """Return title, heading and so many words of a page, or None: it must be read closer.

    The bytes are valid UTF-8. The words are a lower bound of what the parser counts.
    """
    head = _HEAD.match(body, 0, _MOST)
    if head is None:
        return None
    at, words, h1 = head.end() - 1, 0, None  # at the ">" that a text may follow
    end, most = at + _STEP, min(len(body), _MOST)
    while (run := _RUN.match(body, at, end)) is not None:
        so_far = words + _words_of(run[0])
        if so_far >= enough:
            return Start(_shown(head[1]), h1, so_far)
        found = None
        if run.end() < end:
            words, at = so_far, run.end()
            found = _H1.match(body, at) if h1 is None else None
            h1 = _shown(found[1]) if found else h1
            found = found or _SKIPPED.match(body, at)
        if found is not None:
            at = found.end() - 1
            end = max(end, at + _STEP)
        elif end >= most:
            break
        else:  # in the middle of a text or tag
            end = 3 * end
    return None


def _shown(text: bytes) -> str:
    return " ".join(text.decode().split())[:1000]


def _words_of(run: bytes) -> int:
    """Return a number of words that a run shows at least."""
    if len(run) < _SHORT:
        return 0
    texts = _TEXTS.findall(run)
    text = b"<".join(texts)
    if b"  " in text or b"\n" in text or b"\t" in text or b"\r" in text:
        count = len(text.replace(b"<", b" ").split())
    else:
        count = text.count(b" ")
    count -= len(texts)  # between two texts a tag that is ignored may part no words
    if b"&" in text:  # may be written for a blank, each of them
        count -= text.count(b"&")
    if not text.isascii():
        count -= sum(map(text.count, _SPACES))
    return max(count, 0)
