"""What is worth telling about copies of a link that is gone: findings SC711 to SC713."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model.memento import PRINTED, CopyAnswer, CopySearch, best_of, is_open
from sourcecheck.model.span import Span
from sourcecheck.model.verdict import Finding, Severity


def copy_finding(
    citation_id: str, url: str, searches: Sequence[CopySearch], span: Span | None = None
) -> Finding:
    """Return what searches for copies of a page came to; at least one was made.

    SC711: a copy is known; ``args`` are the address, the copy's day and its address. SC713: no
    copy is known, and an archive or a copy could not be asked; the address, which archive and
    why. SC712: every archive answered, and none has a copy that holds; the address, and which
    were asked. A failed search never counts as "nobody has it".
    """
    best = best_of(searches)
    args: tuple[str, ...]
    if best is not None:
        code, args = "SC711", (url, best.captured_at.date().isoformat(), best.memento_url)
    elif is_open(searches):
        code, args = "SC713", (url, *_trouble(searches))
    else:
        code, args = "SC712", (url, ", ".join(each.source for each in searches))
    return Finding(
        code=code,
        severity=Severity.INFO,
        span=span,
        args=args,
        because=tuple(
            f"{each.source}: {why}"
            for each in searches
            if each.source != PRINTED
            for why in each.because
        ),
        citation=citation_id,
    )


def _trouble(searches: Sequence[CopySearch]) -> tuple[str, str]:
    """Return the first archive that said nothing, and why."""
    for each in searches:
        if each.answer is CopyAnswer.FAILED:
            return each.source, "; ".join(each.because)
        for copy in each.refused:
            if copy.state is None:
                return each.source, "; ".join(copy.because)
    return "", ""
