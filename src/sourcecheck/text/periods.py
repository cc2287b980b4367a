"""Whether a day falls into a span of time; ISO dates may be partial, and count whole years."""

from __future__ import annotations


def within(day: str, start: str, end: str) -> bool:
    """Tell whether an ISO day lies between two ISO dates, "" = open.

    Without a day the span must be open at its end: it lasts to this day.

    >>> within("2013-05-01", "2013", "")
    True
    >>> within("2019-05-01", "", "2018")
    False
    """
    if not day:
        return not end
    return start <= day and (not end or day[: len(end)] <= end)
