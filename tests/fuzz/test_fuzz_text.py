"""The check of the fuzzer on texts by chance, without the fuzzer."""

import random

import pytest
from texts import check, text_of


@pytest.mark.parametrize("seed", range(40))
def test_texts_by_chance_end_in_no_error(seed):
    chance = random.Random(seed)
    for _ in range(10):
        check(text_of(chance.randbytes(chance.choice((5, 40, 200)))))
