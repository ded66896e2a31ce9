"""When a session may be held: a window of the week, in the time of the place that is asked."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
"""China keeps one time, without summer time."""

DAYS = {
    "工作日": range(5),
    "周末": range(5, 7),
    "每天": range(7),
    "weekdays": range(5),
    "weekends": range(5, 7),
    "daily": range(7),
}
"""Monday is 0. Public holidays and the working weekends around them are not known here."""

_WRITTEN = re.compile(r"(\S+)\s+(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")
_WEEK = 8
"""So many days from now a window opens at the latest, today counted twice."""


@dataclass(frozen=True)
class Window:
    """Some days of the week, from one time of day to a later one."""

    days: range
    opens: time
    closes: time

    def holds(self, at: datetime) -> bool:
        """Whether `at`, a time with a zone, lies in it; the closing minute does not."""
        local = at.astimezone(ZONE)
        return local.weekday() in self.days and self.opens <= local.time() < self.closes

    def ends(self, at: datetime) -> datetime:
        """When it closes on the day of `at`, a time with a zone."""
        return datetime.combine(at.astimezone(ZONE).date(), self.closes, ZONE)

    def next_after(self, at: datetime) -> datetime:
        """When it opens next after `at`, a time with a zone."""
        local = at.astimezone(ZONE)
        days = (local.date() + timedelta(days=n) for n in range(_WEEK))
        opening = (datetime.combine(day, self.opens, ZONE) for day in days)
        return next(o for o in opening if o > local and o.weekday() in self.days)


def window(text: str) -> Window | None:
    """The window that `text` names, like `工作日 10:00–11:00`; None where it names none.

    It may close at 24:00.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found or found[1] not in DAYS:
        return None
    hours = [int(part) for part in found.groups()[1:]]
    midnight = hours[2:] == [24, 0]
    if max(hours[0], 0 if midnight else hours[2]) > 23 or max(hours[1::2]) > 59:
        return None
    opens = time(hours[0], hours[1])
    closes = time.max if midnight else time(hours[2], hours[3])
    return Window(DAYS[found[1]], opens, closes) if opens < closes else None
