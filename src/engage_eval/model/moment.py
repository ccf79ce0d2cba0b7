"""When something was: a day, or a minute in a zone, never more exact than it was recorded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

# Indonesia's three zones; it has no summer time, so fixed offsets are right and need no time-zone data on Windows.
ZONES = {
    "WIB": timezone(timedelta(hours=7), "WIB"),
    "WITA": timezone(timedelta(hours=8), "WITA"),
    "WIT": timezone(timedelta(hours=9), "WIT"),
    "UTC": UTC,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """The local day as written, and the minute in UTC where a time was recorded (else None)."""

    day: date
    utc: datetime | None = None

    @staticmethod
    def of(local: datetime) -> "Moment":
        """Return the moment of an aware local time, cut to the minute."""
        return Moment(local.date(), local.astimezone(UTC).replace(second=0, microsecond=0))

    def is_after(self, other: "Moment") -> bool:
        """Return whether this is later than ``other``; with only a day on either side, the same day is not later."""
        if self.utc is None or other.utc is None:
            return self.day > other.day
        return self.utc > other.utc

    def sort_key(self) -> str:
        """Return a key that never puts a moment before one that it ``is_after``.

        Minutes sort as instants, whatever their zone. A day alone stands at its first minute in UTC, before a minute
        of that instant: every minute written under an earlier day, in any zone of ``ZONES``, is before that, and every
        minute of a later day after it, since no zone lies west of UTC or as much as a day east of it. Within the day
        the place is a convention (07:00 in Jakarta); who must know whether one was later asks ``is_after``.
        """
        return self.day.isoformat() if self.utc is None else self.utc.isoformat()

    def day_in(self, zone: str) -> date:
        """Return the day that it was in a zone of ``ZONES``; the day as recorded where there is no time or zone."""
        return self.day if self.utc is None or zone not in ZONES else self.utc.astimezone(ZONES[zone]).date()

    def canonical(self) -> str:
        """Return ISO text: UTC to the minute, or the day alone."""
        return self.day.isoformat() if self.utc is None else f"{self.utc.isoformat()[:16]}Z"
