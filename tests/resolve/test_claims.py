"""The words a mark supports: its sentence, the quotation it closes, the voice that goes on."""

import pytest
from reading import LEAD, LEAD_AR, audit

NOTES = "\n\n[1] https://a.example/1\n[2] https://a.example/2\n"


def _claims(body, lead=LEAD):
    text = f"{lead}{body}{NOTES}"
    _, joined = audit(text)
    return {c.label: c.claim.of(text) for c in joined.citations if c.marks and c.claim}


@pytest.mark.parametrize(
    ("body", "first", "second"),
    [
        ("It rained.[1] It stopped.[2]", "It rained.", "It stopped."),
        ("It rained [1]. It stopped [2].", "It rained", "It stopped"),
        ("It rained.[1]. It stopped.[2].", "It rained.", "It stopped."),
        ("It rained. [1] It stopped. [2]", "It rained.", "It stopped."),
        ("It rained,[1] then it stopped.[2]", "It rained,", "It rained,[1] then it stopped."),
        ("It grew by 3.5 percent.[1] It fell.[2]", "It grew by 3.5 percent.", "It fell."),
        ("Mr. J. Smith came.[1] He left.[2]", "Mr. J. Smith came.", "He left."),
    ],
)
def test_a_mark_supports_the_sentence_it_stands_in_or_after(body, first, second):
    assert _claims(body) == {"1": first, "2": second}


@pytest.mark.parametrize(
    ("body", "claim"),
    [
        (
            "Mayor Ann Lowe said: “We go. We stay. We wait for the rain.”[1] It stopped.[2]",
            "Mayor Ann Lowe said: “We go. We stay. We wait for the rain.”",
        ),
        (
            'Mayor Ann Lowe said: "We go. We stay. We wait for the rain".[1] It stopped.[2]',
            'Mayor Ann Lowe said: "We go. We stay. We wait for the rain".',
        ),
    ],
)
def test_a_mark_that_closes_a_quotation_supports_all_of_it_with_its_lead_in(body, claim):
    assert _claims(body)["1"] == claim


def test_a_sentence_that_goes_on_with_a_voice_takes_its_sentence_along():
    body = "قال الوزير سامي حداد إن الجسر مغلق. وأضاف أن المتحف مفتوح.[1] وانتقل السوق.[2]"
    assert _claims(body, LEAD_AR) == {
        "1": "قال الوزير سامي حداد إن الجسر مغلق. وأضاف أن المتحف مفتوح.",
        "2": "وانتقل السوق.",
    }


def test_a_voice_in_another_paragraph_is_not_taken_along():
    body = "قال الوزير سامي حداد إن الجسر مغلق.\n\nوأضاف أن المتحف مفتوح.[1] وانتقل السوق.[2]"
    assert _claims(body, LEAD_AR)["1"] == "وأضاف أن المتحف مفتوح."


def test_the_reach_of_a_mark_goes_back_to_the_mark_before_it():
    text = f"{LEAD}It rained.[1] It stopped. It rained again.[2]{NOTES}"
    _, joined = audit(text)
    scopes = [c.scope.of(text) for c in joined.citations if c.marks]
    assert scopes[1] == "It stopped. It rained again."


def test_a_link_of_the_body_supports_the_sentence_it_stands_in():
    text = f"{LEAD}It rained. It stopped, says https://a.example/x today. It ended.\n"
    _, joined = audit(text)
    link = next(c for c in joined.citations if c.kind.value == "hyperlink")
    assert link.claim.of(text) == "It stopped, says https://a.example/x today."


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Anadolu Ajansı'nın haberine göre köprü yarın açılacak.", "tr", "Anadolu Ajansı"),
        (
            "Reuters'ın eski muhabiri Ali Can köprünün açılacağını söyledi.",
            "tr",
            "Reuters'ın eski muhabiri Ali Can",
        ),
        ("TRT’ye göre köprü yarın açılacak.", "tr", "TRT"),
        ("Vali Ayşe Kaya köprünün yarın açılacağını söyledi.", "tr", "Vali Ayşe Kaya"),
        ("Kyiv's mayor Ann O'Hare said that the bridge opens.", "en", "Kyiv's mayor Ann O'Hare"),
    ],
)
def test_a_name_is_told_without_the_ending_behind_its_apostrophe(text, language, name):
    read, joined = audit(f"{text}\n", language)
    (source,) = (s for c in joined.citations for s in c.sources)
    assert source.name == name
    assert source.span.of(read.text).startswith(name)
