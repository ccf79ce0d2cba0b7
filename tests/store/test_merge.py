"""A merge is a union: the same from either side, nothing new the second time, and what was erased stays erased."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage_eval.actions.doctor import examine
from engage_eval.core.errors import EngageError, ProblemsError, StoreError, UsageError
from engage_eval.model.contact import Contact
from engage_eval.model.definition import DefinitionText
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Outcome
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.model.study import SettingChange
from engage_eval.store import connect, erase, register, restore, schema
from engage_eval.store.merge import Merged, Request, merge, rows_of
from engage_eval.store.merge_plan import Rows
from engage_eval.store.register import Opening
from engage_eval.store.register_schema import PERSON
from engage_eval.store.study_file import Store, create, open_study
from engage_eval.store.verify import verify
from engage_eval.store.write import Stamp

MORNING = Moment.of(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
WORDS = "enam kata yang dipakai di sini"
_SECONDS, _IDS = count(), count(1)


def tick() -> datetime:
    return datetime(2026, 3, 2, 3, 0, tzinfo=UTC) + timedelta(seconds=next(_SECONDS))


def next_id() -> str:
    return f"m{next(_IDS):09}"


def fill(store: Store, person: str, site: str = "RS", interview: str = "") -> None:
    """Record somebody with an interview of three answers and a note."""
    with store.writing("recruit add", by="AB", subjects=[person]) as writer:
        writer.add("participants", [Participant(id=person, site=site, role="bidan")])
        writer.add("recruitment", [RecruitmentEvent(participant=person, event="nominated", on=MORNING)])
        writer.add("consent", [ConsentEvent(participant=person, event="given", at=MORNING, evidence="map 3")])
        writer.add("attributes", [Attribute(participant=person, key="sex", value="p")])
    key = interview or f"W-{person}"
    with store.writing("interview finish", by="AB", subjects=[person]) as writer:
        writer.add("interviews", [meeting(key, person)])
        writer.answers([Answer(key, "jelas", number=4), Answer(key, "putusan", choice="ya")])


def meeting(key: str, person: str) -> Interview:
    return Interview(
        id=key,
        participant=person,
        instrument="wa",
        version="v1",
        mode="face",
        started_at=MORNING,
        end="complete",
        field_notes="tenang",
    )


def answer(store: Store, interview: str, item: str, number: float) -> None:
    with store.writing("answers correct", by="AB") as writer:
        writer.answers([Answer(interview, item, number=number)], stamp=Stamp(at=MORNING, by="AB", reason="salah"))


def wipe(store: Store, person: str) -> None:
    erase.erase(store, person, {}, at=MORNING, by="AB")


def begin(name: str) -> None:
    """Make a study with two people and the definitions."""
    with create(name, study="uji", title="Uji", clock=tick, ids=next_id) as store:
        with store.writing("staff add", by="AB") as writer:
            writer.add("staff", [Staff(key="AB", roles=("lead",))])
            writer.define(DefinitionText(kind="study", file="study.yaml", text="id: uji\n"))
        fill(store, "R01")
        fill(store, "R02")
        with store.writing("outcomes add", by="AB") as writer:
            writer.add("outcomes", [Outcome(facility="F", period="2022", measure="visits", count=1, kind="observed")])


def write(name: str) -> Store:
    return open_study(name, write=True, clock=tick, ids=next_id)


def take(name: str, other: str, names: Sequence[tuple[str, str]] = (), *, is_preview: bool = False) -> Merged:
    """Merge ``other`` into ``name``."""
    request = Request(other=other, by="AB", names=names, is_preview=is_preview)
    with write(name) as store, open_study(other) as source:
        return merge(store, source, request, lambda _: ())


def rows(name: str) -> dict[str, Counter[tuple[Any, ...]]]:
    """Return all rows of a study but meta, which says when each file was made."""
    with open_study(name) as store, store.reading() as connection:
        found: Rows = rows_of(connection)
    return {table: Counter(map(tuple, listed)) for table, listed in found.items() if table != "meta"}


def as_one(name: str) -> dict[str, Counter[tuple[Any, ...]]]:
    """Return all rows; of keys that copies may have made on their own without when, by whom and the digest of that."""
    found = rows(name)
    nodes = {"participant": 3, "interview": 2, "staff": 1}
    return found | {table: Counter(row[:n] for row in found[table]) for table, n in nodes.items()}


def without_log(name: str) -> dict[str, Counter[tuple[Any, ...]]]:
    return {table: listed for table, listed in rows(name).items() if table != "log"}


def answers(name: str) -> dict[tuple[str, str], Any]:
    with open_study(name) as store:
        return {(one[0], one[1]): one[3] or one[4] or one[5] for one in store.read().answers}


def codes(found: EngageError) -> list[tuple[str, Any]]:
    assert isinstance(found, ProblemsError)
    return [(one.code, dict(one.params)) for one in found.problems]


@pytest.fixture
def pair(new_name: Callable[[], str]) -> tuple[str, str]:
    """Return two copies of one study: a copied file, or on a server a study that took in the other."""
    first, second = new_name(), new_name()
    begin(first)
    if first.startswith("postgres"):
        with create(second, study="uji", title="Uji", clock=tick, ids=next_id):
            pass
        take(second, first)
    else:
        shutil.copyfile(first, second)
    return first, second


def test_both_copies_hold_the_union_and_again_nothing_changes(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        fill(store, "R03")
        answer(store, "W-R01", "jelas", 2)
    with write(there) as store:
        fill(store, "R04")
        with store.writing("outcomes correct", by="AB") as writer:
            two = Outcome(facility="F", period="2022", measure="visits", count=2, kind="observed")
            writer.add("outcomes", [two])
            writer.add("outcomes", [Outcome(**{**_fields(two), "count": 3})])

    found = take(here, there)
    assert (found.rows["participant"], found.rows["answer"], found.rows["outcome"]) == (1, 2, 2)
    take(there, here)
    assert without_log(here) == without_log(there)
    assert len(rows(there)["log"] - rows(here)["log"]) == 1
    assert answers(here)["W-R01", "jelas"] == 2
    before = rows(there)
    assert sum(take(here, there).rows.values()) == 0
    assert sum(take(there, here).rows.values()) == 0
    assert rows(here) == rows(there) == before
    assert verify(here).problems == verify(there).problems == ()


def _fields(one: Outcome) -> dict[str, Any]:
    names = ("facility", "period", "measure", "count", "kind", "registered_members")
    return {name: getattr(one, name) for name in names}


def test_either_way_round_gives_the_same_rows(pair: tuple[str, str], new_name: Callable[[], str]) -> None:
    here, there = pair
    with write(here) as store:
        fill(store, "R03")
        wipe(store, "R01")
    with write(there) as store:
        answer(store, "W-R01", "jelas", 1)
        answer(store, "W-R02", "jelas", 5)
    third = new_name()
    with create(third, study="uji", title="Uji", clock=tick, ids=next_id):
        pass
    take(third, there)
    take(third, here)
    take(here, there)
    assert without_log(here) == without_log(third)
    assert verify(here).problems == verify(third).problems == ()


def test_what_was_erased_in_either_is_erased_in_both_and_nothing_of_it_comes_back(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        wipe(store, "R01")
    with write(there) as store:
        answer(store, "W-R01", "jelas", 1)  # recorded by somebody who didn't know
        wipe(store, "R02")

    found = take(here, there)
    assert (found.erased, found.left_out) == (("R02",), 1)
    back = take(there, here)
    assert (back.erased, back.left_out) == (("R01",), 0)
    for name in pair:
        with open_study(name) as store, store.reading() as connection:
            for table in schema.CONTENT:
                assert connection.execute(table.select()).all() == []
        assert verify(name).problems == ()
    assert without_log(here) == without_log(there)


def test_who_was_erased_in_the_other_copy_leaves_the_register_here_too(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        opening = Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS)
        register.make(store, opening)
        with register.unlocked(store, opening) as opened:
            opened.put(Contact(participant="R01", name="Nama Rekaan"))
    with write(there) as store:
        wipe(store, "R01")
    take(here, there)
    with write(here) as store, store.writing("test") as writer:
        register.attach(writer.connection, store.target)
        assert register.erased_in_register(writer.connection) == {"R01"}
        assert writer.connection.execute(PERSON.select()).all() == []


def test_who_was_erased_in_the_other_copy_leaves_the_register_though_nothing_else_of_them_was_here(
    pair: tuple[str, str],
) -> None:
    here, there = pair
    with write(here) as store, store.writing("recruit add", by="AB") as writer:
        writer.add("participants", [Participant(id="R07", site="RS")])
    take(there, here)
    with write(here) as store:
        opening = Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS)
        register.make(store, opening)
        with register.unlocked(store, opening) as opened:
            opened.put(Contact(participant="R07", name="Nama Rekaan"))
    with write(there) as store:
        wipe(store, "R07")
    take(here, there)
    with open_study(here) as store, store.reading() as connection:
        register.attach(connection, store.target)
        assert connection.execute(PERSON.select()).all() == []
        assert register.erased_in_register(connection) == {"R07"}


def test_a_copy_that_dies_before_the_bytes_are_rewritten_does_it_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = str(tmp_path / "a.engage"), str(tmp_path / "b.engage")
    begin(here)
    shutil.copyfile(here, there)
    with write(here) as store, store.writing("answers", by="AB") as writer:
        writer.answers([Answer("W-R01", "cerita", text="rahasiakenari")])
    shutil.copyfile(here, tmp_path / "a.backups" / "20260302T030000Z-work.engage")
    take(there, here)
    with write(there) as store:
        wipe(store, "R01")
    with monkeypatch.context() as patch:
        patch.setattr(erase, "finish_pending", lambda _: ())
        take(here, there)
    left = [path.name for path in tmp_path.rglob("*.engage") if b"rahasiakenari" in path.read_bytes()]
    assert left != []
    with write(here):
        pass
    assert [path.name for path in tmp_path.rglob("*.engage") if b"rahasiakenari" in path.read_bytes()] == []


def test_two_answers_to_one_question_are_kept_and_count_as_missing_until_decided(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        answer(store, "W-R01", "jelas", 2)
        answer(store, "W-R02", "jelas", 3)
    with write(there) as store:
        answer(store, "W-R01", "jelas", 5)
        answer(store, "W-R02", "jelas", 3)
    assert take(here, there).conflicts == (("W-R01", "jelas"),)
    assert ("W-R01", "jelas") not in answers(here)
    assert answers(here)["W-R02", "jelas"] == 3
    with write(here) as store:
        answer(store, "W-R01", "jelas", 5)
    take(there, here)
    assert answers(there)["W-R01", "jelas"] == 5
    assert take(here, there).conflicts == ()


@pytest.mark.parametrize("is_here", [True, False])
def test_a_correction_stands_beside_two_of_the_other_copy(pair: tuple[str, str], *, is_here: bool) -> None:
    once, often = pair if is_here else reversed(pair)
    with write(once) as store:
        answer(store, "W-R01", "jelas", 2)
    with write(often) as store:
        answer(store, "W-R01", "jelas", 5)
        answer(store, "W-R01", "jelas", 1)
    here, there = pair
    assert take(here, there).conflicts == (("W-R01", "jelas"),)
    assert ("W-R01", "jelas") not in answers(here)
    with open_study(here) as store:
        assert sorted(one.value for one in store.read().tables["superseded"]) == ["4", "5"]
    take(there, here)
    assert take(here, there).conflicts == ()
    before = rows(here)
    assert before == rows(there)
    assert take(there, here).conflicts == take(here, there).conflicts == ()
    assert rows(here) == rows(there) == before
    with write(there) as store:
        answer(store, "W-R01", "jelas", 2)
    assert take(here, there).conflicts == ()
    assert answers(here)["W-R01", "jelas"] == 2
    with open_study(here) as store:
        assert sorted(one.value for one in store.read().tables["superseded"]) == ["1", "2", "4", "5"]
    assert verify(here).problems == verify(there).problems == ()


def test_who_corrected_the_same_answer_further_knew_it(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        answer(store, "W-R01", "jelas", 2)
    with write(there) as store:
        answer(store, "W-R01", "jelas", 2)
        answer(store, "W-R01", "jelas", 3)
    assert take(here, there).conflicts == ()
    assert answers(here)["W-R01", "jelas"] == 3


def test_a_dispute_that_was_settled_does_not_come_back_by_a_copy_that_saw_less(
    pair: tuple[str, str], new_name: Callable[[], str]
) -> None:
    here, there = pair
    third = new_name()
    with create(third, study="uji", title="Uji", clock=tick, ids=next_id):
        pass
    take(third, here)
    with write(here) as store:
        answer(store, "W-R01", "jelas", 2)
    take(third, here)
    with write(third) as store:
        answer(store, "W-R01", "jelas", 5)  # knowing the 2
    with write(there) as store:
        answer(store, "W-R01", "jelas", 3)
        answer(store, "W-R01", "jelas", 1)
    assert take(third, there).conflicts == (("W-R01", "jelas"),)
    with write(third) as store:
        answer(store, "W-R01", "jelas", 1)
    assert take(here, there).conflicts == (("W-R01", "jelas"),)  # 2 against 1: nobody decided that here
    assert take(third, here).conflicts == ()
    assert answers(third)["W-R01", "jelas"] == 1
    assert take(here, third).conflicts == ()
    assert answers(here)["W-R01", "jelas"] == 1


def test_an_answer_was_replaced_by_who_gave_the_later_one_of_its_own_copy(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store, store.writing("answers correct", by="AB") as writer:
        writer.answers([Answer("W-R01", "jelas", number=2)], stamp=Stamp(at=MORNING, by="AB", reason="sekali"))
    for value, reason in ((5, "pertama"), (1, "kedua")):
        with write(there) as store, store.writing("answers correct", by="AB") as writer:
            writer.answers([Answer("W-R01", "jelas", number=value)], stamp=Stamp(at=MORNING, by="AB", reason=reason))
    take(here, there)
    with open_study(here) as store:
        replaced = {one.value: one.reason for one in store.read().tables["superseded"]}
    assert replaced == {"4": "pertama", "5": "kedua"}


def test_copies_that_put_an_answer_beside_the_other_at_the_same_time_come_to_rest(
    pair: tuple[str, str], new_name: Callable[[], str]
) -> None:
    here, there = pair
    with write(here) as store:
        answer(store, "W-R01", "jelas", 2)
    with write(there) as store:
        answer(store, "W-R01", "jelas", 5)
        answer(store, "W-R01", "jelas", 1)
    third = new_name()
    with create(third, study="uji", title="Uji", clock=tick, ids=next_id):
        pass
    take(third, there)
    take(third, here)
    take(here, there)  # each put it there on its own
    for name, other in (*permutations((here, there, third), 2), *permutations((here, there, third), 2)):
        take(name, other)
    assert without_log(here) == without_log(there) == without_log(third)
    assert all(verify(name).problems == () for name in (here, there, third))


def test_counts_and_versions_that_both_copies_changed_are_named_and_the_later_holds(pair: tuple[str, str]) -> None:
    here, there = pair
    for name, n in zip(pair, (7, 9), strict=True):
        with write(name) as store, store.writing("outcomes correct", by="AB") as writer:
            writer.add("outcomes", [Outcome(facility="F", period="2022", measure="visits", count=n, kind="observed")])
            writer.add("outcomes", [Outcome(facility="F", period="2023", measure="visits", count=2, kind="observed")])
            writer.add("attributes", [Attribute(participant="R02", key="sex", value="pl"[n % 2])])
            writer.add("attributes", [Attribute(participant="R01", key="sex", value=f"rahasia{n}")])
    with write(there) as store:
        wipe(store, "R01")
    found = take(here, there)
    assert found.things == (("outcome", "F, 2022, visits"),)
    with write(there) as store, store.writing("x", by="AB") as writer:
        writer.add("attributes", [Attribute(participant="R02", key="sex", value="l")])
    with write(here) as store, store.writing("x", by="AB") as writer:
        writer.add("attributes", [Attribute(participant="R02", key="sex", value="p")])
    assert take(here, there).things == (("attribute", "R02, sex"),)
    with open_study(here) as store:
        counts = {one.period: one.count for one in store.read().tables["outcomes"]}
    assert counts == {"2022": 9, "2023": 2}
    assert take(here, there).things == ()


def test_one_key_for_two_people_is_refused_until_the_other_gets_a_new_one(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        fill(store, "R03")
    with write(there) as store:
        fill(store, "R03", site="RS lain", interview="W-lain")
    before = rows(here)
    with pytest.raises(ProblemsError) as refused:
        take(here, there)
    assert codes(refused.value) == [("merge.participant", {"key": "R03", "differs": "site"})]
    assert rows(here) == before

    found = take(here, there, names=[("R03", "R93")])
    assert found.renamed == {"R03": "R93"}
    with open_study(here) as store:
        contents = store.read()
    assert {one.id: one.site for one in contents.tables["participants"]} == {
        "R01": "RS",
        "R02": "RS",
        "R03": "RS",
        "R93": "RS lain",
    }
    assert {one.id: one.participant for one in contents.tables["interviews"]}["W-lain"] == "R93"
    assert verify(here).problems == ()
    before = rows(here)
    assert sum(take(here, there, names=[("R03", "R93")]).rows.values()) == 0
    assert rows(here) == before


def test_what_an_earlier_map_renamed_is_told_as_that(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        fill(store, "R03")
    with write(there) as store:
        fill(store, "R03", site="RS lain", interview="W-lain")
    take(here, there, names=[("R03", "R93")])
    for one, other, code, params in (
        (here, there, "merge.renamed", {"here": "R93", "there": "R03"}),
        (there, here, "merge.renamed_there", {"here": "R03", "there": "R93"}),
    ):
        with pytest.raises(ProblemsError) as refused:
            take(one, other)
        assert codes(refused.value) == [(code, params)]


def test_a_second_name_for_somebody_who_came_in_already_is_told_as_that(pair: tuple[str, str]) -> None:
    here, there = pair
    for name in pair:
        with write(name) as store:
            fill(store, "R03", interview=f"W-{name[-9:-7]}")
    take(here, there, names=[("R03", "R03")])
    before = rows(here)
    with pytest.raises(ProblemsError) as refused:
        take(here, there, names=[("R03", "R93")])
    assert ("merge.came_in", {"key": "R03", "here": "R03", "wanted": "R93"}) in codes(refused.value)
    assert not [code for code, _ in codes(refused.value) if code.startswith("merge.renamed")]
    assert rows(here) == before


def test_a_register_that_knows_an_older_code_does_not_have_another_person_erased(tmp_path: Path) -> None:
    here, there = str(tmp_path / "a.engage"), str(tmp_path / "b.engage")
    begin(here)
    shutil.copyfile(here, there)
    with write(here) as store:
        fill(store, "R03")
    with write(there) as store:
        fill(store, "R03", site="RS lain", interview="W-lain")
        opening = Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS)
        register.make(store, opening)
        wipe(store, "R03")
    take(here, there, names=[("R03", "R93")])
    shutil.copyfile(here, there)  # as the hint of merge.renamed has it
    with write(there) as store:
        erased = {one.participant for one in store.read().tables["erasures"]}
        assert erase.in_doubt(store) == ("R03",)
    assert erased == {"R93"}
    assert answers(there)["W-R03", "jelas"] == 4
    assert "doctor.erased_in_register" in {one.code for one in examine(there).problems}


def test_nobody_comes_back_by_a_code_that_only_the_register_knows_as_erased(tmp_path: Path) -> None:
    here, there = str(tmp_path / "a.engage"), str(tmp_path / "b.engage")
    begin(here)
    with write(here) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
    shutil.copyfile(here, there)
    for name, site in ((here, "RS"), (there, "RS lain")):
        with write(name) as store:
            fill(store, "R03", site=site, interview=f"W-{site}")
    before = Path(here).read_bytes()
    take(here, there, names=[("R03", "R93")])
    with write(here) as store:
        wipe(store, "R93")
    # The file is gone; what is put back, and the other copy, are from before the merge.
    Path(here).write_bytes(before)
    with pytest.raises(UsageError) as refused:
        take(here, there, names=[("R03", "R93")])
    assert refused.value.problem.code == "merge.map_erased"
    assert Path(here).read_bytes() == before
    # As the hint has it.
    with write(there) as store:
        wipe(store, "R03")
    take(here, there, names=[("R03", "R93")])
    with write(here) as store:
        assert {one.participant for one in store.read().tables["erasures"]} == {"R93"}
        assert erase.in_doubt(store) == ()
    assert verify(here).problems == ()


@pytest.mark.parametrize("person", ["R03", "R93"])
def test_a_register_made_after_a_merge_means_by_a_code_whom_the_file_means(tmp_path: Path, person: str) -> None:
    here, there = str(tmp_path / "a.engage"), str(tmp_path / "b.engage")
    begin(here)
    shutil.copyfile(here, there)
    for name, site in ((here, "RS"), (there, "RS lain")):
        with write(name) as store:
            fill(store, "R03", site=site, interview=f"W-{site}")
    take(here, there, names=[("R03", "R93")])
    with write(here) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
    before = Path(here).read_bytes()
    with write(here) as store:
        wipe(store, person)
    # An older copy is put back by hand.
    Path(here).write_bytes(before)
    with write(here) as store:
        assert {one.participant for one in store.read().tables["erasures"]} == {person}
    # The file is gone, and only an older copy is left beside.
    folder = tmp_path / "a.backups"
    kept = folder / "20260302T030000Z-work.engage"
    folder.mkdir(exist_ok=True)
    for one in (*folder.iterdir(), Path(here)):
        one.unlink()
    kept.write_bytes(before)
    assert restore.restore(here, kept.name, clock=tick, ids=next_id).outlook.erased == (person,)


def test_what_a_copy_with_a_clock_ahead_erased_is_rewritten_here_too_where_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "berkas").write_text("tidak bisa menjadi folder")
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "berkas" / "data"))
    here, there = str(tmp_path / "a.engage"), str(tmp_path / "b.engage")
    begin(here)
    shutil.copyfile(here, there)
    with open_study(there, write=True, clock=lambda: tick() + timedelta(days=1), ids=next_id) as store:
        wipe(store, "R01")
    done: list[str] = []
    monkeypatch.setattr(erase, "_vacuum_files", lambda store, _fault: done.append(store.target.name))
    take(here, there)
    assert done == [here]


def test_who_was_said_to_be_one_person_is_one_the_other_way_round_too(pair: tuple[str, str]) -> None:
    here, there = pair
    for name, site in zip(pair, ("RS", "RS lain"), strict=True):
        with write(name) as store:
            with store.writing("recruit add", by="AB") as writer:
                writer.add("participants", [Participant(id="R03", site=site, role="bidan")])
            with store.writing("staff add", by="AB") as writer:
                writer.add("staff", [Staff(key="CD", roles=("coder",) if site == "RS" else ("lead",))])
    take(here, there, names=[("R03", "R03"), ("CD", "CD")])
    take(there, here)
    take(here, there)
    assert [verify(name).problems for name in pair] == [(), ()]


def test_one_interview_of_two_people_is_refused_until_it_is_renamed(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        fill(store, "R03", interview="W9")
    with write(there) as store:
        fill(store, "R04", interview="W9")
    with pytest.raises(ProblemsError) as refused:
        take(here, there)
    assert codes(refused.value) == [("merge.interview", {"key": "W9", "here": "R03", "there": "R04"})]
    take(here, there, names=[("W9", "W10")])
    with open_study(here) as store:
        found = {one.id: one.participant for one in store.read().tables["interviews"]}
    assert (found["W9"], found["W10"]) == ("R03", "R04")
    assert answers(here)["W10", "jelas"] == 4
    assert verify(here).problems == ()


def test_the_interview_of_an_erased_person_does_not_swallow_another_with_its_key(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(here) as store:
        fill(store, "R03", interview="W9")
        wipe(store, "R03")
    with write(there) as store:
        fill(store, "R04", interview="W9")
    for one, other, params in ((here, there, ("-", "R04")), (there, here, ("R04", "-"))):
        with pytest.raises(ProblemsError) as refused:
            take(one, other)
        assert codes(refused.value) == [
            ("merge.interview", {"key": "W9", "here": params[0], "there": params[1]}),
        ]
    take(here, there, names=[("W9", "W10")])
    assert answers(here)["W10", "jelas"] == 4
    assert verify(here).problems == ()


def test_a_person_whom_both_copies_took_in_on_their_own_is_one_person(pair: tuple[str, str]) -> None:
    here, there = pair
    for name in pair:
        with write(name) as store:
            fill(store, "R03")
    take(here, there)
    take(there, here)
    take(here, there)
    for name in pair:
        assert verify(name).problems == ()
        with open_study(name) as store:
            assert [one.id for one in store.read().tables["participants"]].count("R03") == 1
        assert answers(name)["W-R03", "jelas"] == 4


def test_copies_that_took_each_other_in_at_the_same_time_come_to_rest(
    pair: tuple[str, str], new_name: Callable[[], str]
) -> None:
    here, there = pair
    for name in pair:
        with write(name) as store:
            fill(store, "R03")
    third = new_name()
    with create(third, study="uji", title="Uji", clock=tick, ids=next_id):
        pass
    take(third, there)
    take(there, here)
    take(here, third)  # each counted R03 once less
    for name, other in (*permutations((here, there, third), 2), *permutations((here, there, third), 2)):
        take(name, other)
    logs = [rows(name)["log"] for name in (here, there, third)]
    take(here, there)
    take(there, here)
    assert [rows(name)["log"] for name in (here, there, third)] == logs
    assert all(verify(name).problems == () for name in (here, there, third))


@pytest.mark.parametrize("changed", [False, True])
def test_staff_of_one_key_is_one_person_where_the_copies_agree(pair: tuple[str, str], *, changed: bool) -> None:
    here, there = pair
    for name in pair:
        with write(name) as store, store.writing("staff add", by="AB") as writer:
            writer.add("staff", [Staff(key="CD", roles=("coder",))])
    with write(there) as store, store.writing("staff add", by="AB") as writer:
        writer.add("staff", [Staff(key="AB", roles=("lead", "keeper"))])  # known to both: a later version
        if changed:
            writer.add("staff", [Staff(key="CD", roles=("interviewer",))])
    if changed:
        with pytest.raises(ProblemsError) as refused:
            take(here, there)
        assert codes(refused.value) == [("merge.staff", {"key": "CD", "differs": "roles"})]
        take(here, there, names=[("CD", "CD")])
    else:
        take(here, there)
    with open_study(here) as store:
        found = {one.key: one.roles for one in store.read().tables["staff"]}
    assert found == {"AB": ("lead", "keeper"), "CD": ("interviewer",) if changed else ("coder",)}
    assert verify(here).problems == ()


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([("R99", "R98")], "merge.map_unknown"),
        ([("R01", "R98")], "merge.map_shared"),
        ([("R03", "R01")], "merge.map_taken"),
        ([("R03", "AB")], "merge.map_taken"),
        ([("ZZ", "R02")], "merge.map_taken"),
    ],
)
def test_a_map_that_can_not_be_is_refused(pair: tuple[str, str], names: list[tuple[str, str]], code: str) -> None:
    here, there = pair
    with write(here) as store:
        fill(store, "R03")
    with write(there) as store:
        fill(store, "R03", site="lain")
        with store.writing("staff add", by="AB") as writer:
            writer.add("staff", [Staff(key="ZZ", roles=("coder",))])
    with pytest.raises(UsageError) as refused:
        take(here, there, names=names)
    assert refused.value.problem.code == code


def test_texts_and_settings_that_both_changed_are_told_and_the_later_holds(pair: tuple[str, str]) -> None:
    for name, after in zip(pair, ("4", "5"), strict=True):
        with write(name) as store, store.writing("import definition", by="AB") as writer:
            writer.define(DefinitionText(kind="study", file="study.yaml", text=f"id: uji\nrules: {{cut: {after}}}\n"))
            writer.add("settings", [SettingChange(at=MORNING, setting="rule.cut", before="3", after=after)])
    here, there = pair
    found = take(here, there)
    assert (found.texts, found.settings) == (("study.yaml",), ("rule.cut",))
    with open_study(here) as store:
        assert store.read().definitions[-1].text.endswith("{cut: 5}}\n".replace("}}", "}"))
    assert take(here, there).texts == ()


def test_a_preview_says_the_same_and_writes_nothing(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(there) as store:
        fill(store, "R03")
    before = rows(here)
    seen = take(here, there, is_preview=True)
    assert rows(here) == before
    assert take(here, there) == seen


def test_what_the_look_refuses_is_undone(pair: tuple[str, str]) -> None:
    here, there = pair
    with write(there) as store:
        fill(store, "R03")
    before = rows(here)

    def refuse(_: object) -> None:
        raise ProblemsError([], "merge.not_sound")

    with write(here) as store, open_study(there) as source, pytest.raises(ProblemsError):
        merge(store, source, Request(other=there), refuse)
    assert rows(here) == before


def test_another_study_and_the_same_file_are_refused(pair: tuple[str, str], new_name: Callable[[], str]) -> None:
    here, _ = pair
    other = new_name()
    with create(other, study="lain", title="Lain", clock=tick, ids=next_id):
        pass
    with pytest.raises(StoreError) as refused:
        take(here, other)
    assert refused.value.problem.code == "merge.other_study"
    with pytest.raises(UsageError) as same:
        take(here, here)
    assert same.value.problem.code == "merge.same_file"


def test_two_studies_of_one_id_that_never_were_one_are_refused(new_name: Callable[[], str]) -> None:
    here, there = new_name(), new_name()
    for name in (here, there):
        begin(name)
    with write(there) as store:
        wipe(store, "R01")
    before = rows(here)
    with pytest.raises(StoreError) as refused:
        take(here, there)
    assert refused.value.problem.code == "merge.no_origin"
    assert rows(here) == before


def test_a_copy_with_a_changed_row_is_refused_and_named(tmp_path: Path) -> None:
    here, there = str(tmp_path / "a.engage"), str(tmp_path / "b.engage")
    begin(here)
    shutil.copyfile(here, there)
    with closing(connect.open_sqlite(Path(there), "rw")) as connection:
        trigger = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'attribute_update'").fetchone()[0]
        connection.execute('DROP TRIGGER "attribute_update"')
        connection.execute("UPDATE attribute SET value = 'l' WHERE key = 'sex' AND participant = 'R01'")
        connection.execute(trigger)
    for one, other in ((here, there), (there, here)):
        with pytest.raises(ProblemsError) as refused:
            take(one, other)
        assert refused.value.problem.code == "merge.damaged"
        assert refused.value.problem.params["name"] == there
        assert [one.code for one in refused.value.problems] == ["verify.row"]


def test_a_file_and_a_database_merge_both_ways(tmp_path: Path, server: str) -> None:
    file = str(tmp_path / "a.engage")
    begin(file)
    base = f"{server}{'&' if '?' in server else '?'}study=m_{random.getrandbits(48):012x}"
    with create(base, study="uji", title="Uji", clock=tick, ids=next_id):
        pass
    take(base, file)
    with write(file) as store:
        fill(store, "R03")
        wipe(store, "R01")
    with write(base) as store:
        fill(store, "R04")
        answer(store, "W-R02", "jelas", 1.5)
    take(base, file)
    take(file, base)
    assert without_log(file) == without_log(base)
    assert answers(base)["W-R02", "jelas"] == 1.5
    assert verify(file).problems == verify(base).problems == ()


VERBS = ("fill", "answer", "wipe", "count", "staff", "define", "merge")


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(1, 4), st.integers(1, 5)), max_size=14
    ),
    order=st.sampled_from(list(permutations(range(3)))),
)
def test_whatever_was_recorded_in_three_copies_and_however_they_merge_they_end_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int, int]], order: tuple[int, ...]
) -> None:
    folder = tmp_path_factory.mktemp("salinan")
    names = [str(folder / f"{n}.engage") for n in range(3)]
    begin(names[0])
    for name in names[1:]:
        shutil.copyfile(names[0], name)
    for verb, at, who, value in steps:
        if verb == "merge":
            take(names[at], names[(at + who) % 3 if who % 3 else (at + 1) % 3])
        else:
            with write(names[at]) as store:
                do(store, verb, f"R0{who}", value)
    first, *others = (names[n] for n in order)
    for name in others:
        take(first, name)
    for name in others:
        take(name, first)
    # Only the entries of those merges are still to be passed on.
    ends = [{table: found for table, found in as_one(name).items() if table != "log"} for name in names]
    assert ends[0] == ends[1] == ends[2]
    for name, other in permutations(names, 2):
        take(name, other)
    ends = [as_one(name) for name in names]
    assert ends[0] == ends[1] == ends[2]
    assert all(verify(name).problems == () for name in names)
    for name, other in permutations(names, 2):
        take(name, other)
    assert [as_one(name) for name in names] == ends
    with open_study(first) as store:
        contents = store.read()
    for name in others:
        with open_study(name) as store:
            other_contents = store.read()
        assert sorted(other_contents.answers, key=str) == sorted(contents.answers, key=str)
        assert other_contents.conflicts == contents.conflicts


def do(store: Store, verb: str, person: str, value: int) -> None:
    """Record something, if the study has not erased the person."""
    with store.reading() as connection:
        here = connection.execute(schema.PARTICIPANT.select()).all()
        gone = connection.execute(schema.ERASURE.select()).all()
    people, erased = {one.id for one in here}, {one.participant for one in gone}
    if verb == "fill" and person not in people:
        fill(store, person)
    elif verb == "answer" and person in people - erased:
        answer(store, f"W-{person}", "jelas", value)
    elif verb == "wipe" and person in people - erased:
        wipe(store, person)
    elif verb == "count":
        with store.writing("outcomes correct", by="AB") as writer:
            one = Outcome(facility="F", period="2022", measure="visits", count=value, kind="observed")
            writer.add("outcomes", [one])
    elif verb == "staff":
        with store.writing("staff add", by="AB") as writer:
            writer.add("staff", [Staff(key="AB", roles=("lead",), occupation=f"{value}")])
    elif verb == "define":
        with store.writing("import definition", by="AB") as writer:
            writer.define(DefinitionText(kind="study", file="study.yaml", text=f"id: uji\n# {value}\n"))
