"""Coroutines run to their end."""

from __future__ import annotations

import pytest

from sourcecheck.session.finishing import result_of


class Long:
    """A result that takes long to spell out."""

    def __init__(self) -> None:
        self.spelt = 0

    def __repr__(self) -> str:
        self.spelt += 1
        return "Long()"


def test_what_a_run_comes_to_is_returned_and_never_spelt_out() -> None:
    made = Long()

    async def work() -> Long:
        return made

    assert result_of(work()) is made
    assert made.spelt == 0


def test_what_goes_wrong_inside_is_raised() -> None:
    async def work() -> None:
        raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        result_of(work())
