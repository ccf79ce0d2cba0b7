"""Days and minutes in order, whatever the zone."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.model.moment import ZONES, Moment

days = st.dates(date(2024, 2, 27), date(2024, 2, 29)).map(Moment)
minutes = st.builds(
    lambda hours, zone: Moment.of((datetime(2024, 2, 27, tzinfo=UTC) + timedelta(hours=hours)).astimezone(ZONES[zone])),
    st.integers(14, 25),
    st.sampled_from(sorted(ZONES)),
)


@settings(max_examples=300, deadline=None)
@given(days | minutes, days | minutes)
def test_sorting_never_puts_a_moment_before_one_that_it_is_after(one: Moment, other: Moment) -> None:
    if one.is_after(other):
        assert one.sort_key() > other.sort_key()
        assert not other.is_after(one)


def test_minutes_of_different_zones_sort_as_instants() -> None:
    jayapura = Moment.of(datetime(2023, 6, 2, 0, 30, tzinfo=ZONES["WIT"]))  # 15:30 UTC on the day before
    jakarta = Moment.of(datetime(2023, 6, 1, 23, 30, tzinfo=ZONES["WIB"]))  # 16:30 UTC
    assert jakarta.is_after(jayapura)
    assert sorted([jakarta, jayapura], key=Moment.sort_key) == [jayapura, jakarta]


def test_a_day_alone_sorts_between_the_days_beside_it() -> None:
    day = Moment(date(2023, 6, 2))
    late = Moment.of(datetime(2023, 6, 1, 23, 59, tzinfo=UTC))
    early = Moment.of(datetime(2023, 6, 3, 0, 0, tzinfo=ZONES["WIT"]))
    assert sorted([early, day, late], key=Moment.sort_key) == [late, day, early]
