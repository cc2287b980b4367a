"""Whether this process has time to spare, by the clock and by what it used of it."""

from __future__ import annotations

from time import perf_counter, process_time

_BUSY = 0.7  # of the time spent on our own work: more connections would not help


class Load:
    """Whether this process has time to spare.

    Several requests at a time with one host are of use while its answers take their time. Where
    they come as fast as we can read them, further connections only cost; so a lane is served
    by one task first, and by more as soon as the processor is seen to wait.
    """

    def __init__(self) -> None:
        self.is_light = False
        self._wall, self._own = perf_counter(), process_time()

    def measured(self) -> bool:
        """Measure the time since the last measure; True = there is time to spare."""
        wall, own = perf_counter(), process_time()
        self.is_light = own - self._own < _BUSY * (wall - self._wall)
        self._wall, self._own = wall, own
        return self.is_light
