"""Read when a link is confirmed dead: the shipped policy, and a file that overrides it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from sourcecheck.data.files import PACKAGED
from sourcecheck.errors import DataError
from sourcecheck.model.tables.confirmation import ConfirmationPolicy, Strikes
from sourcecheck.model.verdict import Group, LinkState

_SHIPPED = "web/confirmation.toml"
_KEYS = {
    "flapping": ("turns", "checks"),
    "unreachable": ("times", "days", "states"),
    "evidence": ("vantages",),
}
_STRIKES = ("times", "days")
_NEVER = ("never",)


@cache
def load_confirmation(override: str = "") -> ConfirmationPolicy:
    """Return when a link is confirmed dead.

    ``override`` names a file of the same form whose sections replace the shipped ones. Raises
    ``DataError`` with file and line for an unknown state, a state that is no evidence of death,
    an unknown or missing key, and a value out of range.
    """
    shipped = PACKAGED.joinpath(_SHIPPED).read_text(encoding="utf-8")
    policy = read_confirmation(shipped, _SHIPPED, None)
    if not override:
        return policy
    return read_confirmation(confirmation_text(override), override, policy)


def confirmation_text(override: str) -> str:
    """Return the text of a policy file; "" = none is named. Raises ``DataError``."""
    if not override:
        return ""
    try:
        return Path(override).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise DataError(f"{override}: the confirmation policy cannot be read: {why}") from error


def read_confirmation(text: str, name: str, base: ConfirmationPolicy | None) -> ConfirmationPolicy:
    """Turn the text of a policy file into the policy; sections it lacks are those of ``base``.

    Without a base every section but those of states must be there.
    """
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise DataError(f"{name}: {error}", hint="mend the file at that line") from error
    sections = {key: _Section(name=name, key=key, text=text, row=row) for key, row in data.items()}
    policy = _frame(sections, name, base)
    strikes = dict(policy.strikes)
    for section in sections.values():
        if section.key in _KEYS:
            continue
        state = section.dead_state()
        strikes.pop(state, None)
        strikes.update((state, row) for row in section.strikes())
    return dataclasses.replace(policy, strikes=strikes)


def _frame(
    sections: Mapping[str, _Section], name: str, base: ConfirmationPolicy | None
) -> ConfirmationPolicy:
    """Read what is no state's row."""
    if base is None and (missing := [key for key in _KEYS if key not in sections]):
        raise DataError(f"{name}: no section [{missing[0]}]")
    found: dict[str, Any] = {}
    if section := sections.get("flapping"):
        section.check_keys(_KEYS["flapping"])
        found["flapping_turns"] = section.whole("turns")
        found["flapping_checks"] = section.whole("checks")
    if section := sections.get("unreachable"):
        section.check_keys(_KEYS["unreachable"])
        found["unreachable"] = section.span()
        found["unreachable_states"] = section.doubtful_states()
    if section := sections.get("evidence"):
        section.check_keys(_KEYS["evidence"])
        found["vantages"] = section.whole("vantages")
    if base is not None:
        return dataclasses.replace(base, **found)
    return ConfirmationPolicy(strikes={}, **found)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """One section of a policy file, and where to find it."""

    name: str
    key: str
    text: str
    row: Any

    def wrong(self, why: str, key: str = "") -> DataError:
        """Return a complaint with file and line."""
        return DataError(f"{self.name}:{self._line(key)}: [{self.key}] {why}")

    def check_keys(self, *wanted: tuple[str, ...]) -> None:
        """Refuse a section that holds other keys than one of these sets."""
        if not isinstance(self.row, dict) or set(self.row) not in [set(keys) for keys in wanted]:
            listed = ", or ".join(", ".join(keys) for keys in wanted)
            raise self.wrong(f"must hold exactly {listed}")

    def dead_state(self) -> LinkState:
        """Return the state the section is about: only those of group dead have strikes."""
        if self.key not in tuple(LinkState):
            raise self.wrong("is no link state")
        state = LinkState(self.key)
        if state.group is not Group.DEAD:
            raise self.wrong(f"is {state.group.value}: such a look never counts towards dead")
        return state

    def strikes(self) -> Iterator[Strikes]:
        """Read a state's row; nothing where it is never confirmed."""
        self.check_keys(_STRIKES, _NEVER)
        if "never" not in self.row:
            yield self.span()
        elif self.row["never"] is not True:
            raise self.wrong("never can only be true", "never")

    def span(self) -> Strikes:
        """Read how often over how many days."""
        days = self.row["days"]
        if isinstance(days, bool) or not isinstance(days, int | float) or not 0 <= days < 10**5:
            raise self.wrong("days must be a number from 0 on", "days")
        return Strikes(times=self.whole("times"), days=float(days))

    def whole(self, key: str) -> int:
        """Read a whole number above zero."""
        value = self.row[key]
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong(f"{key} must be a whole number above zero", key)
        return value

    def doubtful_states(self) -> frozenset[LinkState]:
        """Read a list of states of group doubtful."""
        value = self.row["states"]
        doubtful = {state.value for state in LinkState if state.group is Group.DOUBTFUL}
        if not isinstance(value, list) or not set(map(str, value)) <= doubtful:
            raise self.wrong("states must be a list of doubtful link states", "states")
        return frozenset(map(LinkState, value))

    def _line(self, key: str) -> int:
        """Return the line of a key, of its section, or 1."""
        inside, line = False, 1
        for number, printed in enumerate(self.text.splitlines(), start=1):
            opened = printed.split("#")[0].strip()
            if opened.startswith("["):
                inside = opened.strip("[] \"'") == self.key
            elif opened.partition("=")[0].strip() == self.key:
                return number
            if inside and opened.startswith("["):
                line = number
            elif inside and key and opened.partition("=")[0].strip() == key:
                return number
        return line
