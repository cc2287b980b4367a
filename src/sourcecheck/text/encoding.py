"""Bytes to text: byte order mark, then UTF-8, then what was declared, then what the bytes show.

UTF-8 is tried before any declaration, because text in another charset is almost never valid
UTF-8 by accident, while pages that declare the wrong charset are common. A declared legacy
charset is believed unless its letters make no words and another charset's do: then the bytes
win and the reading says so. Text that was spoilt before it reached us ("ÊÞÑíÑ", "Ø§Ù„") is
flagged, never silently repaired.

Newlines are kept as they are; only the byte order mark is removed.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise


class How(StrEnum):
    """How the charset of a document was found."""

    BOM = "bom"  # a byte order mark
    UTF8 = "utf-8"  # the bytes are valid UTF-8
    HEADER = "header"  # declared outside the bytes
    META = "meta"  # declared inside: HTML meta, XML declaration
    DETECTED = "detected"  # by the letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text made of bytes, and what is to be doubted about it."""

    text: str
    charset: str  # IANA name, lower case: "utf-8", "windows-1256", "utf-16le"
    how: How
    suspicions: tuple[str, ...] = ()


_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)

# Labels that browsers read as another charset (WHATWG Encoding Standard, "Names and labels"):
# pages that say ISO 8859-1 or ISO 8859-9 hold characters only the Windows supersets have.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
# Python also offers codecs that are no charsets (zip, rot13, unicode_escape) or that hide text
# from a reader (utf-7): a declaration may only name one of these.
_CHARSETS = re.compile(
    r"utf-(?:8|16|16-le|16-be|32|32-le|32-be)|cp\d{3,4}|iso8859-\d+|koi8-[rtu]|mac-\w+"
    r"|gb18030|big5(?:hkscs)?|euc_j\w+|iso2022_(?:jp|kr)\w*|johab|tis-620|ptcp154|kz1048"
)

# Where Python's name differs from the registered one.
_NAMES = {
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "cp866": "ibm866",
    "cp932": "shift_jis",
    "cp949": "euc-kr",
    "euc_jis_2004": "euc-jp",
    "euc_jisx0213": "euc-jp",
}

_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD = 4096  # browsers look for the meta element in the first 1024 bytes; saved pages need more

_SAMPLE = 12_000  # bytes a charset is judged by: about 1,500 words
_WIDE_SAMPLE = 8_000
_GOOD = 0.6  # prose in the right charset scores 0.7 to 1 (tests); below this, others are asked
_CLEAR = 0.2  # by so much must another charset be better to overrule a declaration
_BROKEN = 20  # valid sequences per invalid one, from which on bytes are damaged UTF-8


def decode(body: bytes, declared: str = "", *, markup: bool = False) -> Decoded:
    """Turn bytes into text.

    ``declared`` is the charset somebody outside the bytes named; with ``markup``, a charset
    named by an HTML meta element or an XML declaration is heard too. Never raises: bytes that
    fit no charset become U+FFFD, with the suspicion ``undecodable:<charset>:<count>``.
    """
    found = _by_mark(body) or _wide(body) or _by_utf8(body, declared, markup=markup)
    found = found or _legacy(body, declared, markup=markup)
    return Decoded(
        text=found.text,
        charset=found.charset,
        how=found.how,
        suspicions=(*found.suspicions, *_spoilt(found.text)),
    )


def declared_inside(body: bytes) -> str:
    """Return the charset an HTML page or XML file names in its first lines, or ""."""
    head = body[:_HEAD]
    found = _XML.search(head) or _META.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def codec_of(label: str) -> str:
    """Return the Python codec for a charset's label, or "" when it names no charset."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return ""
    return _SUPERSETS.get(name, name) if _CHARSETS.fullmatch(name) or name == "ascii" else ""


def _iana(codec: str) -> str:
    if codec.startswith("cp125") or codec == "cp874":
        return "windows-" + codec[2:]
    return _NAMES.get(codec, codec.replace("iso8859", "iso-8859").replace("_", "-"))


def _strictly(body: bytes, codec: str, how: How) -> Decoded | None:
    try:
        return Decoded(text=body.decode(codec), charset=_iana(codec), how=how)
    except UnicodeError:
        return None


def _anyhow(body: bytes, codec: str, how: How) -> Decoded:
    text = body.decode(codec, "replace")
    doubt = f"undecodable:{_iana(codec)}:{text.count(chr(0xFFFD))}"
    return Decoded(text=text, charset=_iana(codec), how=how, suspicions=(doubt,))


def _by_mark(body: bytes) -> Decoded | None:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            rest = body[len(mark) :]
            return _strictly(rest, codec, How.BOM) or _anyhow(rest, codec, How.BOM)
    return None


def _wide(body: bytes) -> Decoded | None:
    """Read UTF-16 without a mark: every other byte is one of very few block numbers."""
    sample = body[:_WIDE_SAMPLE]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    for codec, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        # 0, 1: Latin; 4: Cyrillic; 5: Hebrew; 6: Arabic; 32: typographic marks
        if sum(map(high.count, (0, 1, 4, 5, 6, 32))) > 0.9 * len(high):
            return _strictly(body, codec, How.DETECTED)
    return None


def _by_utf8(body: bytes, declared: str, *, markup: bool) -> Decoded | None:
    found = _strictly(body, "utf-8", How.UTF8)
    if found is None:
        return _damaged_utf8(body)
    label, how = _declaration(body, declared, markup=markup)
    codec = codec_of(label)
    if codec == "utf-8":
        return Decoded(text=found.text, charset="utf-8", how=how)
    if body.isascii():
        escaped = b"\x1b" in body and codec.startswith("iso2022")
        return _strictly(body, codec, how) if escaped else found
    if not codec:
        return found
    doubt = f"charset:declared-wrong:{label}"
    return Decoded(text=found.text, charset="utf-8", how=How.UTF8, suspicions=(doubt,))


def _damaged_utf8(body: bytes) -> Decoded | None:
    """Read UTF-8 with a few bad bytes: cut at the end, or pasted together from two pages."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(body) - len(text)  # every sequence of n bytes shrinks by n - 1
    return _anyhow(body, "utf-8", How.UTF8) if good >= _BROKEN * bad else None


def _declaration(body: bytes, declared: str, *, markup: bool) -> tuple[str, How]:
    if codec_of(declared):
        return declared, How.HEADER
    return (declared_inside(body) if markup else ""), How.META


def _legacy(body: bytes, declared: str, *, markup: bool) -> Decoded:
    """Read bytes that are not UTF-8: the declared charset, unless the letters refute it."""
    label, how = _declaration(body, declared, markup=markup)
    codec = codec_of(label)
    sample = body[:_SAMPLE]
    told = _score(sample, codec) if codec and codec != "utf-8" else 0.0
    best, score = _detect(sample)
    if told and (codec not in _ALPHABETS or score - told < _CLEAR):
        return _strictly(body, codec, how) or _anyhow(body, codec, how)
    codec, wrong = best, bool(label)
    found = _strictly(body, codec, How.DETECTED) or _anyhow(body, codec, How.DETECTED)
    doubts = (f"charset:declared-wrong:{label}",) if wrong else ()
    if score < _GOOD:
        doubts = (*doubts, f"charset:guessed:{found.charset}")
    return Decoded(
        text=found.text,
        charset=found.charset,
        how=How.DETECTED,
        suspicions=(*found.suspicions, *doubts),
    )


def _detect(sample: bytes) -> tuple[str, float]:
    """Return the codec whose letters make the best words, and how good they are (0 to 1)."""
    scored = [(codec, _score(sample, codec)) for codec in _ALPHABETS]
    best, score = max(scored, key=lambda pair: pair[1])  # the first of equals
    if score >= _GOOD:
        return best, score
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and seldom asked

    other = from_bytes(sample).best()
    codec = codec_of(other.encoding) if other is not None else ""
    return (codec, _score(sample, codec)) if codec else (best, score)


# The letters of the 8-bit charsets our readers meet, commonest first, the likeliest charset
# first: what text in that charset consists of apart from ASCII. Orders are those of news prose,
# to the nearest third of the alphabet: no finer order is used.
_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйіхжшюцщэфъёїєґўј"
_ARABIC = "الينمرتوبةعدسفهكقحجأشیکصطخىپچگضإغذئءثزظؤآژھہےںًٌٍَُِّْـ"
_GREEK = "αοιετσνηυρπκμλωςγδάίέόχήθφβύξζώψϊϋΐΰ"
_HEBREW = "יוהלאתרבשמנחקדעפסכגזטםןצךץף"
_TURKISH = "ıüşçğöâîûêôé"
_WESTERN = "éàèçäöüßóíáñêãõúôâîûåæøœëïìòùýÿðþ"
_CENTRAL = "ąęóśćżłíáěščńéřžýůúőäöüđťďňűźľăâîĺŕôşţß"
_FRENCH = "éèàçêâôûîïëùüœ"  # windows-1256 holds them beside the Arabic letters, rarely used


def _weights(letters: str, *, capitals: bool = False) -> dict[str, float]:
    """Weigh letters by the third of the alphabet they stand in; capitals are rare."""
    third = -(-len(letters) // 3)
    known = {letter: (1.0, 0.7, 0.3)[place // third] for place, letter in enumerate(letters)}
    upper = {letter.upper(): 0.4 for letter in letters if len(letter.upper()) == 1}
    return upper | known if capitals else known


_CYRILLIC = _weights(_RUSSIAN, capitals=True)
_ALPHABETS: dict[str, dict[str, float]] = {
    "cp1256": dict.fromkeys(_FRENCH, 0.3) | _weights(_ARABIC),
    "cp1251": _CYRILLIC,
    "cp1254": _weights(_TURKISH, capitals=True) | {"İ": 1.0, "Ş": 1.0},
    "cp1252": _weights(_WESTERN, capitals=True),
    "koi8-r": _CYRILLIC,
    "cp866": _CYRILLIC,
    "iso8859-5": _CYRILLIC,
    "iso8859-6": _weights(_ARABIC),
    "cp1250": _weights(_CENTRAL, capitals=True),
    "cp1253": _weights(_GREEK, capitals=True),
    "cp1255": _weights(_HEBREW),
}

# Signs that stand in prose of any of these charsets, and are neither for nor against one.
_NEUTRAL = frozenset("\u00a0\u00ad\u200c\u200e\u200f«»“”„‘’‚‹›–—…•·،؛؟٪№§©®°€£±")
_RUN = re.compile(r"[^\W\d_]+|[^\w\s]")
_LATIN_END = 0x250


def _score(sample: bytes, codec: str) -> float:
    """Return how much the sample looks like prose in that codec, 0 to 1.

    Every pair of neighbouring letters with one beyond ASCII scores the mean weight of those
    letters, or nothing where it mixes scripts or has a capital after a small letter. Undecodable
    bytes and signs no prose has (box drawing, in a wrong codec) score nothing.
    """
    text = sample.decode(codec, "replace")
    alphabet = _ALPHABETS.get(codec)
    if alphabet is None:
        return 0.0 if text.count("\ufffd") > len(text) // 100 else _GOOD
    pairs: Counter[tuple[str, str]] = Counter()
    for run in _RUN.findall(text):
        if not run.isascii() and run not in _NEUTRAL:
            pairs.update(pairwise(f" {run}" if len(run) == 1 else run))
    told = [(times, a, b) for (a, b), times in pairs.items() if not (a.isascii() and b.isascii())]
    total = sum(times for times, _, _ in told)
    return sum(times * _fit(a, b, alphabet) for times, a, b in told) / total if total else 0.0


def _fit(first: str, second: str, alphabet: Mapping[str, float]) -> float:
    if first != " " and (ord(first) < _LATIN_END) != (ord(second) < _LATIN_END):
        return 0.0
    if first.islower() and second.isupper():
        return 0.0
    weights = [alphabet.get(letter, 0.0) for letter in (first, second) if not letter.isascii()]
    return sum(weights) / len(weights)


_SPOILERS = ("cp1252", "latin-1", "cp1251", "cp1256", "cp1254")
_SPOILT = 0.6  # share of words that look misread
_DOUBTFUL_WORDS = 80  # words beyond ASCII that are looked at


def _spoilt(text: str) -> tuple[str, ...]:
    """Tell whether text was decoded with the wrong charset before it came to us."""
    words = _foreign_words(text)
    if len(words) < 3:
        return ()
    joined = " ".join(words)
    if any(
        len(_misread(spoiler).findall(joined)) > _SPOILT * len(words)
        and _share(words, spoiler) > _SPOILT
        for spoiler in _SPOILERS
    ):
        return ("mojibake:utf-8",)
    return _latin_that_is_not(words)


@cache
def _misread(spoiler: str) -> re.Pattern[str]:
    """Match what two bytes of UTF-8 look like in another charset: a cheap first look.

    Every word that can be undone holds such a pair, so texts with few of them need no undoing.
    """
    leads, tails = (
        "".join(
            re.escape(char) for char in (bytes([code]).decode(spoiler, "ignore") for code in codes)
        )
        for codes in (range(0xC2, 0xF5), range(0x80, 0xC0))
    )
    return re.compile(f"[{leads}][{tails}]")


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\s]\S*")
_CHUNK = 4_096  # characters; a string knows whether it is ASCII, so most chunks are skipped at once


def _foreign_words(text: str) -> list[str]:
    """Return the first words beyond ASCII."""
    found: list[str] = []
    at = 0  # where the last word ended
    while at < len(text) and len(found) < _DOUBTFUL_WORDS:
        start = _first_beyond(text, at)
        match = _BEYOND_ASCII.search(text, start)
        if match is None:
            break
        before = text[at : match.start()]
        whole = not before or before[-1].isspace()
        found.append(match[0] if whole else before.rsplit(None, 1)[-1] + match[0])
        at = match.end()
    return found


def _first_beyond(text: str, at: int) -> int:
    """Return the start of the chunk that holds the next character beyond ASCII."""
    while at < len(text) and text[at : at + _CHUNK].isascii():
        at += _CHUNK
    return at


def _share(words: Sequence[str], spoiler: str) -> float:
    """Return the share of words that are UTF-8 once their misreading is undone."""
    undone = 0
    for word in words:
        try:
            undone += len(word.encode(spoiler).decode("utf-8")) < len(word)
        except UnicodeError:
            continue
    return undone / len(words)


def _latin_that_is_not(words: Sequence[str]) -> tuple[str, ...]:
    """Tell of words made of accented letters alone: no Latin language writes "ÊÞÑíÑ"."""
    odd = [word for word in words if re.search(r"[\u00c0-\u00ff]{3}", word)]
    if len(odd) < 3 or len(odd) < 0.5 * len(words):
        return ()
    body = " ".join(odd).encode("cp1252", "ignore")
    best, score = max(
        ((codec, _score(body, codec)) for codec in ("cp1256", "cp1251", "cp1253", "cp1255")),
        key=lambda pair: pair[1],
    )
    return (f"mojibake:{_iana(best)}",) if score >= _GOOD else ()
