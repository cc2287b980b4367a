"""Where a sentence and a quotation begin and end, in every language."""

import pytest
from reading import LANGUAGES

from sourcecheck.extract.sentences import find_quotes, shortened_words, split_sentences
from sourcecheck.model import Span


def _split(text, language="en", marks=()):
    spans = [Span(text.index(mark), text.index(mark) + len(mark)) for mark in marks]
    abbreviations = shortened_words(LANGUAGES[language])
    found = split_sentences(text, [Span(0, len(text))], spans, abbreviations)
    return [span.of(text) for span in found]


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("en", "It rained. It stopped.", ["It rained.", "It stopped."]),
        ("en", "It rained? Yes! Good.", ["It rained?", "Yes!", "Good."]),
        ("en", "It grew by 3.5 percent. It fell.", ["It grew by 3.5 percent.", "It fell."]),
        ("en", "J. Smith came. He left.", ["J. Smith came.", "He left."]),
        ("en", "Mr. Smith came. He left.", ["Mr. Smith came.", "He left."]),
        ("en", "See no. 5 there. Go.", ["See no. 5 there.", "Go."]),
        ("en", "He said “go away.” She went.", ["He said “go away.”", "She went."]),
        ("en", "First, then, next, last. End.", ["First, then, next, last.", "End."]),
        ("en", "Wait... Then go.", ["Wait...", "Then go."]),
        ("en", "Version 1.2.3 is out. Good.", ["Version 1.2.3 is out.", "Good."]),
        ("ar", "بقي الجسر مغلقا. افتتح المتحف.", ["بقي الجسر مغلقا.", "افتتح المتحف."]),
        ("ar", "هل بقي مغلقا؟ نعم.", ["هل بقي مغلقا؟", "نعم."]),
        ("ar", "بقي الجسر مغلقا.وافتتح المتحف.", ["بقي الجسر مغلقا.", "وافتتح المتحف."]),
        ("ar", "قال د. سامي ذلك. ثم مضى.", ["قال د. سامي ذلك.", "ثم مضى."]),
        ("ar", "بلغت 3.5 في المئة، ثم تراجعت.", ["بلغت 3.5 في المئة، ثم تراجعت."]),
        ("ur", "پل بند رہا۔ میلہ لگا۔", ["پل بند رہا۔", "میلہ لگا۔"]),
        ("ru", "Мост закрыт. Музей открыт.", ["Мост закрыт.", "Музей открыт."]),
        ("ru", "А. С. Петров пришёл. Ушёл.", ["А. С. Петров пришёл.", "Ушёл."]),
        ("tr", "Köprü kapandı. Müze açıldı.", ["Köprü kapandı.", "Müze açıldı."]),
        ("zh", "桥关闭了。 博物馆开了。", ["桥关闭了。", "博物馆开了。"]),
        (
            "ru",
            "Это следует из ст. 7 закона. Спор идёт.",
            ["Это следует из ст. 7 закона.", "Спор идёт."],
        ),
        (
            "fr",
            "L’article L. 412 le dit. Rien de plus.",
            ["L’article L. 412 le dit.", "Rien de plus."],
        ),
        ("de", "Am 4. Juni kam sie. Er blieb.", ["Am 4. Juni kam sie.", "Er blieb."]),
        ("de", "Sie wurde 3. Der Rest fehlte.", ["Sie wurde 3.", "Der Rest fehlte."]),
        ("de", "Im Jahr 1919. Dann Ruhe.", ["Im Jahr 1919.", "Dann Ruhe."]),
        ("tr", "IV. Murat tahta çıktı. 17. yüzyıldı.", ["IV. Murat tahta çıktı.", "17. yüzyıldı."]),
        (
            "en",
            "He came at 5 p.m. on Friday. It rained.",
            ["He came at 5 p.m. on Friday.", "It rained."],
        ),
        ("en", "“Why now?” she asked. No answer.", ["“Why now?” she asked.", "No answer."]),
        (
            "en",
            "As Holt et al. (2020) show, it fell. So what.",
            ["As Holt et al. (2020) show, it fell.", "So what."],
        ),
        ("ru", "Это было в 1905 г. На мосту стояли.", ["Это было в 1905 г.", "На мосту стояли."]),
        ("es", "Es del s. XIX y dura. Nada más.", ["Es del s. XIX y dura.", "Nada más."]),
        ("fa", "م. رضایی آمد. باران بود.", ["م. رضایی آمد.", "باران بود."]),
        ("ar", "ثم طُبّق. وبقي.", ["ثم طُبّق.", "وبقي."]),
        ("hy", "Շուկան կայարանում է. Թիվը նվազեց.", ["Շուկան կայարանում է.", "Թիվը նվազեց."]),
        ("ka", "ხიდი დაკეტილი იყო. მუზეუმი გაიხსნა.", ["ხიდი დაკეტილი იყო.", "მუზეუმი გაიხსნა."]),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(language, text, sentences):
    assert _split(text, language) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained.[1] It stopped.[2]", ["It rained.", "It stopped."]),
        ("It rained [1]. It stopped [2].", ["It rained [1].", "It stopped [2]."]),
        ("It rained.[1]. It stopped.[2].", ["It rained.", "It stopped."]),
        ("It rained. [1] It stopped.", ["It rained.", "It stopped."]),
        ("It rained,[1] then stopped.", ["It rained,[1] then stopped."]),
    ],
)
def test_a_mark_between_sentences_belongs_to_neither(text, sentences):
    marks = [mark for mark in ("[1]", "[2]") if mark in text]
    assert _split(text, marks=marks) == sentences


def test_a_bracket_that_is_no_mark_cuts_nothing():
    assert _split("He wrote to Co.(the firm) again.") == ["He wrote to Co.(the firm) again."]


def test_nothing_but_signs_is_no_sentence():
    assert _split("... !? .") == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ('He said "go away" and left.', ['"go away"']),
        ("He said “go away” and left.", ["“go away”"]),
        ("قال «لن نذهب» ومضى.", ["«لن نذهب»"]),
        ("Er sagte „geh weg“ und ging.", ["„geh weg“"]),
        ('He said "call it "home" now" and left.', ['"call it "home" now"']),
        ("He said «call it “home” now» and left.", ["«call it “home” now»"]),
        ('First "one two" then "three four".', ['"one two"', '"three four"']),
        ('A 5" pipe stays alone.', []),
        ("An opening “ without an end.", []),
        ("", []),
    ],
)
def test_quotations_are_the_outermost_ones_with_their_signs(text, quotes):
    found = find_quotes(text, [Span(0, len(text))])
    assert [span.of(text) for span in found] == quotes


def test_a_quotation_does_not_reach_into_the_next_paragraph():
    text = 'He said "go.\n\nShe said "no" loudly.'
    cut = text.index("\n\n")
    found = find_quotes(text, [Span(0, cut), Span(cut + 2, len(text))])
    assert [span.of(text) for span in found] == ['"no"']
