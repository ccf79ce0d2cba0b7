"""Which instrument, in which version, a study is read by."""

from engage_eval.model.instrument import Instrument, by_version, newest
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts


def instrument(key: str, version: str, digest: str = "") -> Instrument:
    return Instrument(
        key=key,
        version=version,
        title=Texts(key),
        forms={"inti": 20},
        characteristics=(),
        scales={},
        sections=(),
        items=(),
        digest=digest,
    )


def test_the_newest_version_is_by_number_and_not_by_letters() -> None:
    found = newest([instrument("wa", "v10"), instrument("wa", "v9")], "wa")
    assert found is not None
    assert found.version == "v10"


def test_without_a_key_the_first_by_key_is_taken_in_any_order() -> None:
    two = (instrument("zeta", "v9"), instrument("alfa", "v1"))
    for ordered in (two, two[::-1]):
        record = StudyRecord(study=Study(id="s", title=Texts("S")), instruments=ordered)
        assert record.instrument() == two[1]


def test_of_two_with_one_version_the_content_decides_in_any_order() -> None:
    two = (instrument("wa", "v1", digest="b"), instrument("wa", "v1", digest="a"))
    for ordered in (two, two[::-1]):
        assert newest(ordered) == by_version(ordered)["wa", "v1"] == two[0]


def test_an_instrument_that_is_not_there_is_none() -> None:
    assert newest([instrument("wa", "v1")], "lain") is None
    assert newest([]) is None
