"""Names that are nearly a known name: misspelled, or heard through another script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from sourcecheck.classify.brands import countries_of, families, kind_of
from sourcecheck.classify.cases import CASED, printed_big
from sourcecheck.classify.choice import FUZZY_WORDS, SOUND, Asked, decide
from sourcecheck.classify.index import aliases_at, alike
from sourcecheck.classify.media import BODIES, fits, media_of
from sourcecheck.classify.states import countries_in
from sourcecheck.model import Classification
from sourcecheck.model.tables.outlets import Alias, NameIndex, OutletTables
from sourcecheck.text.nameindex import countries_named
from sourcecheck.text.naming import core_words, forms, key_of, latin, plain_key, skeleton, words_of
from sourcecheck.text.scripts import counts, main_script

_ABJADS = frozenset({"Arab", "Hebr"})  # scripts that leave most vowels out
_SAFE = 7  # letters of a name that nothing says is an outlet's
_SHORT = 6  # letters of a name without what says that it is an outlet's
_WELL_KNOWN = 12  # names of an outlet that more than its own readers speak of
_UNMISTAKABLE = 12  # letters of a name of which one may be wrong, whatever its words are
_LONGEST = 120  # letters of a name
_WORD = 80.0  # ratio that two words of misspelled names have at least
_VOWELS = "اوي"  # letters for long vowels, as folded
_WITHIN = re.compile(f"(?<=.)[{_VOWELS}](?=.)")  # long vowels inside a word
_SHORT_VOWEL = "[aeiou]?"  # that an abjad does not write
_SLIP = 5  # letters of a bare word that may be misspelled
_ARTICLE = "ال"
_LONG = {"w": "ouwv", "y": "iyej", "u": "ouwv", "i": "iyej"}


def by_spelling(asked: Asked) -> Classification | None:
    """Accept a misspelling when no other outlet's name is nearly as close."""
    kept = core_words(asked.split, asked.index.words)
    core, countries = _core(kept, asked)
    if len(key_of(core)) < asked.tables.limits.fuzzy_letters or _plain_word(kept, asked):
        return None
    no_country: set[str] = set()
    for words, told in ((asked.split, no_country), (kept, no_country), (core, countries)):
        if told is not countries or (countries and core != kept):
            hits = _most_alike(words, _near(plain_key(words, asked.index.words), asked), asked)
            if told:
                hits = hits if media_of(asked.split, asked.index) else []
                hits = [hit for hit in hits if told & countries_of(hit.outlet, asked.tables)]
            if len(families(hits, asked.tables)) == 1:
                return _heard_as_another(words, hits, asked) or decide(asked, hits, FUZZY_WORDS)
    return None


def by_slip(asked: Asked) -> Classification | None:
    """Accept one wrong letter in a name of head words and a country: "Agence France Press"."""
    key = plain_key(asked.split, asked.index.words)
    if len(key) < _UNMISTAKABLE:
        return None
    told = [word.country for word in countries_in(asked.split, asked.index)]
    near = (each for each in alike(key, asked.index) if OSA.distance(key, each, score_cutoff=1) < 2)
    places = [place for each in near for place in asked.index.exact.get(each, ())]
    hits = [
        hit
        for hit in aliases_at(places, asked.index)
        if not hit.common
        and [w.country for w in countries_in(words_of(hit.text), asked.index)] == told
    ]
    return decide(asked, hits, FUZZY_WORDS) if len(families(hits, asked.tables)) == 1 else None


def _plain_word(core: list[str], asked: Asked) -> bool:
    """Tell whether a name is one word in small letters: «соцсети», "politics".

    Who misspells an outlet's name still writes it as a name, where its script has capitals.
    """
    if len(core) != 1 or main_script(asked.name) not in CASED:
        return False
    return not (printed_big(core, asked.name) or media_of(asked.split, asked.index))


def _heard_as_another(words: list[str], hits: list[Alias], asked: Asked) -> Classification | None:
    """Find a better known outlet whose name only differs in vowels: Al Jazira, Al Jazeera."""
    sounds = skeleton(key_of(words))
    if len(sounds) < asked.tables.limits.skeleton_letters:
        return None
    mine, media = families(hits, asked.tables), media_of(asked.split, asked.index)
    spoken, least = _plain(latin(key_of(words)).lower()), asked.tables.limits.sound_ratio
    others = [
        hit
        for hit in aliases_at(asked.index.skeletons.get(sounds, ()), asked.index)
        if not hit.common
        and fits(hit, media, asked)
        and _is_well_known(hit, asked)
        and fuzz.ratio(spoken, _plain(latin(key_of(words_of(hit.text))).lower())) >= least
    ]
    if not families(others, asked.tables) - mine:
        return None
    return decide(asked, [*hits, *others], FUZZY_WORDS)


def _is_well_known(hit: Alias, asked: Asked) -> bool:
    return len(asked.tables.outlets[hit.outlet].names) >= _WELL_KNOWN


def near_names(asked: Asked) -> list[Alias]:
    """Return the names nearest to one that is not known, for a reader to choose from."""
    kept = core_words(asked.split, asked.index.words)
    return _near(key_of(kept), asked)


def _core(kept: list[str], asked: Asked) -> tuple[list[str], set[str]]:
    """Return the words that make the name, and the countries its other words name."""
    named = countries_named(kept, asked.index)
    covered = {place for start, end, _ in named for place in range(start, end)}
    core = [word for place, word in enumerate(kept) if place not in covered]
    return core, {word.country for _, _, word in named}


def _near(key: str, asked: Asked) -> list[Alias]:
    """Return the names spelled most like ``key``, all within the lead a winner needs."""
    limits, index = asked.tables.limits, asked.index
    if not limits.fuzzy_letters <= len(key) <= _LONGEST:
        return []
    least = limits.fuzzy_ratio - limits.fuzzy_lead
    scored = _scored(key, least, index)
    if not scored or not (scored[0][0] >= limits.fuzzy_ratio or _one_slip(key, scored[0][1])):
        return []
    near = [each for score, each in scored if score > scored[0][0] - limits.fuzzy_lead]
    places = (place for each in near for place in _places(each, asked))
    return [hit for hit in aliases_at(dict.fromkeys(places), index) if not hit.common]


@lru_cache(maxsize=256)
def _scored(key: str, least: float, index: NameIndex) -> list[tuple[float, str]]:
    """Return the keys at least as similar to ``key`` as ``least``, nearest first."""
    scored = ((fuzz.ratio(key, each, score_cutoff=least), each) for each in alike(key, index))
    return sorted((pair for pair in scored if pair[0]), reverse=True)


def _one_slip(key: str, other: str) -> bool:
    """Tell whether one letter is wrong, or two are in each other's place."""
    return len(key) >= _SAFE and OSA.distance(key, other, score_cutoff=1) <= 1


def _places(key: str, asked: Asked) -> tuple[int, ...]:
    return (*asked.index.exact.get(key, ()), *asked.index.cores.get(key, ()))


def _most_alike(words: list[str], hits: Iterable[Alias], asked: Asked) -> list[Alias]:
    """Keep the names that may be meant, with the fewest words not asked for."""
    media = media_of(asked.split, asked.index)
    own = set(asked.split)
    extra: dict[int, list[Alias]] = {}
    for hit in hits:
        if fits(hit, media, asked) and _misspelled(words, hit, media, asked):
            missing = sum(1 for word in words_of(hit.text) if word not in own)
            extra.setdefault(missing, []).append(hit)
    return extra[min(extra)] if extra else []


def _misspelled(words: list[str], hit: Alias, media: frozenset[str], asked: Asked) -> bool:
    """Tell whether one name is likely another, misspelled, rather than another word.

    A known name with letters behind it is a word of its own, or a case of one. Word by word no
    two may differ much: what an outlet is makes half of many names, and is alike in all.
    """
    index = asked.index
    theirs = [word for word in words_of(hit.text) if word not in index.words.get("article", ())]
    kept = core_words(theirs, index.words)
    mine, core, whole = key_of(words), key_of(kept), key_of(theirs)
    longer = [key_of(each) for each in (theirs, kept) if each and len(words) <= len(each)]
    if any(mine != each and mine.startswith(each) for each in longer):
        return False
    if len(words) == 1 and not media and main_script(asked.name) == "Arab":
        known = len(mine) >= _SAFE or _is_well_known(hit, asked)
        return any(_slip(mine, each, index, known=known) for each in (whole, core))
    own = key_of(core_words(words, index.words))
    if len(own if media else mine) < (_SHORT if media else _SAFE) and not _is_well_known(
        hit, asked
    ):
        return False
    dropped = index.words.get("head", frozenset()) | index.words.get("filler", frozenset())
    if set(words) < set(theirs) and not set(theirs) - set(words) <= dropped:
        return False
    if len(words) == len(theirs):
        return _word_by_word(words, theirs, asked)
    if core != whole and (len(words) == 1 or mine == core):
        return bool(media & media_of(theirs, index))  # not misspelled, but a part of the name
    return len(words) != len(kept) or _word_by_word(words, kept, asked)


def _slip(word: str, other: str, index: NameIndex, *, known: bool) -> bool:
    """Tell whether a bare Arabic or Persian word is another with one slip of the pen.

    A long vowel left out or put in, a letter left out, two letters in each other's place, dots
    forgotten. Any other letter makes another word: the language has one for most. A short word
    for an outlet that is not ``known`` far and wide may lack a long vowel, no more.
    """
    if min(len(word), len(other)) < _SLIP or OSA.distance(word, other, score_cutoff=1) > 1:
        return False
    vowel = _WITHIN.sub("", word) == _WITHIN.sub("", other)
    shorter, noun = len(word) < len(other), word.startswith(_ARTICLE)
    if not known:
        return vowel and shorter and not noun
    if len(word) == len(other):
        differ = [
            {mine, theirs} for mine, theirs in zip(word, other, strict=True) if mine != theirs
        ]
        shapes = index.words.get("shape", frozenset())
        return len(differ) > 1 or any(differ[0] <= set(shape) for shape in shapes if differ)
    if noun:  # with its article nearly every plain word is near to some name
        return vowel and shorter and len(word) >= _SAFE
    return vowel or shorter


def _word_by_word(words: list[str], theirs: list[str], asked: Asked) -> bool:
    return all(
        any(fuzz.ratio(form, other) >= _WORD for form in forms(word, asked.index.words))
        or _one_place(word, other, asked)
        for word, other in zip(words, theirs, strict=True)
    )


def _one_place(word: str, other: str, asked: Asked) -> bool:
    """Tell whether two words are the same country's or capital's: Kiev, Kyiv."""
    mine, theirs = (countries_in([each], asked.index) for each in (word, other))
    return bool(mine and theirs) and mine[0].country == theirs[0].country


def by_sound(asked: Asked) -> Classification | None:
    """Compare consonants with names of other scripts: "أزرتك" and "AZERTAC"."""
    index, limits = asked.index, asked.tables.limits
    core = core_words(asked.split, index.words)
    key = key_of(core)
    sounds = skeleton(key)
    if len(sounds) < limits.skeleton_letters or countries_in(asked.split, index):
        return None
    if _plain_word(core, asked):
        return None
    script = main_script(asked.name)
    if sum(counts(asked.name).values()) != counts(asked.name).get(script):
        return None  # letters of two scripts have no one sound
    media = media_of(asked.split, index)
    hits = [
        hit
        for hit in aliases_at(index.skeletons.get(sounds, ()), index)
        if (main_script(hit.text) != script or _respelled(key, hit, script, asked))
        and not _common(hit, asked)
        and fits(hit, media, asked)
        and not (core == asked.split and _says_its_kind(hit, asked))
        and (media or kind_of(hit.outlet, asked.tables) not in BODIES)
        and (
            script in _ABJADS
            or main_script(hit.text) == script
            or not _has_script(hit.outlet, script, asked)
        )
        and _alike(core, script, hit, asked)
        and (bool(media) or script != "Arab" or _spelled_out(asked.split, hit, asked))
    ]
    if len(families(hits, asked.tables)) != 1:
        return None
    return decide(asked, hits, SOUND)


def _says_its_kind(hit: Alias, asked: Asked) -> bool:
    words = words_of(hit.text)
    return core_words(words, asked.index.words) != words


def _respelled(key: str, hit: Alias, script: str, asked: Asked) -> bool:
    """Tell whether a name of the same script is the name in another of its spellings.

    Traditional and simplified Chinese are read alike; "Khalij" is "Khaleej".
    """
    other = key_of(core_words(words_of(hit.text), asked.index.words))
    if script == "Hani":
        return latin(key).lower() == latin(other).lower()
    if script != "Latn" or len(key) < _SAFE - 1 or key == other:
        return False
    return _romanised(key) == _romanised(other)


def _romanised(text: str) -> str:
    """Return a Latin spelling of a foreign name in one spelling of its long vowels."""
    text = latin(text).lower()
    for old, new in (("ee", "i"), ("oo", "u"), ("ou", "u"), ("ij", "y"), ("iy", "y"), ("y", "i")):
        text = text.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", text)


def _has_script(outlet: str, script: str, asked: Asked) -> bool:
    """Tell whether a name of an outlet is known in a script, and was compared by its letters."""
    return any(main_script(name) == script for name in asked.tables.outlets[outlet].names)


def _alike(core: list[str], script: str, hit: Alias, asked: Asked) -> bool:
    """Tell whether two names of one skeleton have as many words, and vowels that agree."""
    other = core_words(words_of(hit.text), asked.index.words)
    if [skeleton(word) for word in other] != [skeleton(word) for word in core]:
        return False
    mine, theirs = latin(key_of(core)).lower(), latin(key_of(other)).lower()
    written = main_script(hit.text)
    if script in _ABJADS and written in _ABJADS:
        return True
    if script in _ABJADS:
        return vowels_agree(mine, theirs)
    if written in _ABJADS:
        return vowels_agree(theirs, mine)
    return fuzz.ratio(_plain(mine), _plain(theirs)) >= asked.tables.limits.sound_ratio


def _spelled_out(words: list[str], hit: Alias, asked: Asked) -> bool:
    """Tell whether a Latin name spells each letter of a bare Arabic or Persian word.

    Consonants alone make a name of every third verb: "كردم" is no Cridem. A word without a long
    vowel says too little, and what stands in the Latin name must all be in the word.
    """
    if len(words) != 1 or main_script(hit.text) in _ABJADS:
        return True
    if not any(letter in _VOWELS for letter in words[0]):
        return False
    pattern = _SHORT_VOWEL.join(_ways(letter, asked.tables) for letter in words[0])
    spoken = latin(key_of(core_words(words_of(hit.text), asked.index.words))).lower()
    return re.fullmatch(pattern, spoken) is not None


def _ways(letter: str, tables: OutletTables) -> str:
    written = "|".join(map(re.escape, tables.letters.get(letter, (letter,))))
    return f"(?:{written})" if letter in _VOWELS else f"(?:{written}){{1,2}}"


def _plain(text: str) -> str:
    """Return a transliteration in one spelling of each sound, vowels kept."""
    for old, new in (("ph", "f"), ("x", "ks"), ("c", "k"), ("q", "k"), ("w", "v"), ("j", "y")):
        text = text.replace(old, new)
    return re.sub(r"[^a-z0-9]", "", text)


def vowels_agree(abjad: str, vocalised: str) -> bool:
    """Tell whether the long vowels that an abjad writes are vowels of the other spelling.

    Both are transliterations with the same consonants. "tlwbywn" has a "w" where "taliban"
    has no "o" or "u": they are two words.
    """
    at = 0
    for letter in abjad:
        if letter not in _LONG:
            continue
        place = next((n for n in range(at, len(vocalised)) if vocalised[n] in _LONG[letter]), -1)
        if place < 0:
            return False
        at = place + 1
    return True


def _common(hit: Alias, asked: Asked) -> bool:
    """Tell whether a name, or another of the outlet's names in any script, is a plain word.

    What is common in the outlet's own language is not made special by another script.
    """
    index = asked.index
    sounds = skeleton(key_of(core_words(words_of(hit.text), index.words)))
    return any(
        other.common and other.outlet == hit.outlet
        for other in aliases_at(index.skeletons.get(sounds, ()), index)
    )
