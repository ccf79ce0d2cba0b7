"""The commands of the register as a keeper, and as a careless person, uses them."""

import json
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from engage_eval.cli.main import main
from engage_eval.core.catalogue import CATALOGUE
from engage_eval.model.definition import DefinitionText
from engage_eval.model.people import Participant, Staff
from engage_eval.store import register_crypto
from engage_eval.store.register_crypto import Cost
from engage_eval.store.study_file import create, open_study
from small_study import FORM

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "schemas"
Run = Callable[..., Result]
STUDY = "study: studi-uji\ntitle: Studi uji\nlanguages: [id, en]\n"
NAME, PHONE = "Kenari Widyastuti", "0812-3450-9876"
# Eight digits of the phone: four stand by chance in one of the file's thousands of hexadecimal digests.
SECRET = ("Kenari", "Widya", "3450-9876", "34509876")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(register_crypto, "COST", Cost(n=16))
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ENGAGE_EVAL_PASSPHRASE", "kucing hujan meja lampu")
    monkeypatch.setenv("ENGAGE_EVAL_BY", "K1")
    for name in ("ENGAGE_EVAL_NEW_PASSPHRASE", "ENGAGE_EVAL_RECOVERY_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def study(tmp_path: Path) -> str:
    """Return a study file with a keeper, a lead and three participants."""
    path = tmp_path / "studi.engage"
    with (
        create(str(path), study="studi-uji", title="Studi uji") as store,
        store.writing("import bundle", by="K1") as to,
    ):
        to.define(DefinitionText(kind="study", file="study.yaml", text=STUDY))
        to.add("staff", [Staff(key="K1", roles=("keeper",)), Staff(key="L1", roles=("lead",))])
        to.add("participants", [Participant(id=f"R0{n}", site="BU") for n in (1, 2, 3)])
    return str(path)


@pytest.fixture
def made(study: str, run: Run) -> str:
    """Return the study with its register, and one person in it."""
    assert run("register", "unlock", study, "--reason", "buat", "--lang", "en").exit_code == 0
    added = run("register", "add", study, "R01", "--name", NAME, "--phone", PHONE, "--reason", "isi", "--lang", "en")
    assert added.exit_code == 0, added.output
    return study


def answer(result: Result) -> dict[str, object]:
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_the_first_unlocking_makes_the_register_and_shows_the_recovery_key_once(study: str, run: Run) -> None:
    first = answer(run("register", "unlock", study, "--reason", "buat", "--json"))
    assert first["made"] is True
    assert first["file"] == "studi.contacts"
    assert len(str(first["recovery_key"]).replace("-", "")) == 33
    again = answer(run("register", "unlock", study, "--reason", "lihat", "--json"))
    assert (again["made"], again["recovery_key"], again["people"]) == (False, None, [])


def test_who_was_added_is_found_by_name_number_and_code(made: str, run: Run) -> None:
    for text in ("kenari", "+62 812 3450", "r01"):
        found = answer(run("register", "find", made, text, "--reason", "telepon", "--json"))
        (person,) = found["people"]  # type: ignore[misc] # one person
        assert (person["participant"], person["name"], person["phone"]) == ("R01", NAME, PHONE)
    assert answer(run("register", "find", made, "Budi", "--reason", "telepon", "--json"))["people"] == []


def test_fields_that_are_not_given_stay_and_an_empty_one_goes(made: str, run: Run) -> None:
    run("register", "add", made, "R01", "--note", "sore", "--phone", "", "--reason", "isi")
    (person,) = answer(run("register", "unlock", made, "--reason", "lihat", "--json"))["people"]  # type: ignore[misc]
    assert (person["name"], person["phone"], person["note"]) == (NAME, "", "sore")


def test_two_people_on_one_phone_is_a_warning(made: str, run: Run) -> None:
    done = run(
        "register",
        "add",
        made,
        "R02",
        "--name",
        "Budi",
        "--phone",
        "+62 81234509876",
        "--reason",
        "isi",
        "--lang",
        "en",
    )
    assert done.exit_code == 0
    assert "R01 has the same telephone number" in done.output


def test_a_signed_form_is_kept_with_the_digest_of_its_scan(made: str, run: Run, tmp_path: Path) -> None:
    scan = tmp_path / "psp kenari.pdf"
    scan.write_bytes(b"abc")
    words = ("--form", "psp", "--form-version", "v1", "--scan", str(scan), "--reason", "arsip")
    assert run("register", "add", made, "R01", *words).exit_code == 0
    (person,) = answer(run("register", "unlock", made, "--reason", "lihat", "--json"))["people"]  # type: ignore[misc]
    (form,) = person["forms"]
    assert (form["form"], form["version"], form["kept_at"]) == ("psp", "v1", "psp kenari.pdf")
    assert form["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert scan.read_bytes() == b"abc"


@pytest.mark.parametrize("words", ["lembar", "psp --form-version v9", "psp --form-language en"])
def test_a_form_that_the_study_does_not_have_is_refused(made: str, run: Run, words: str) -> None:
    _with_form(made)
    done = run("register", "add", made, "R01", "--form", *words.split(), "--reason", "arsip", "--json")
    assert answer(done)["error"]["code"] == "register.unknown_form"  # type: ignore[index]
    spoken = run("register", "add", made, "R01", "--form", *words.split(), "--reason", "arsip", "--lang", "en")
    assert "psp v1 id" in spoken.stderr


@pytest.mark.parametrize("words", ["psp", "psp --form-version v1", "psp --form-version v1 --form-language id"])
def test_of_a_form_that_the_study_has_version_and_language_can_be_left_out(made: str, run: Run, words: str) -> None:
    _with_form(made)
    done = answer(run("register", "add", made, "R01", "--form", *words.split(), "--reason", "arsip", "--json"))
    assert done["form"] is True


def _with_form(study: str) -> None:
    with open_study(study, write=True) as store, store.writing("import definition", by="K1") as to:
        to.define(DefinitionText(kind="consent", file="consent/psp.id.md", text=FORM, name="psp", version="v1"))


def test_a_forgotten_passphrase_is_replaced_by_the_recovery_key(
    study: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = answer(run("register", "unlock", study, "--reason", "buat", "--json"))["recovery_key"]
    monkeypatch.setenv("ENGAGE_EVAL_RECOVERY_KEY", str(key).lower())
    monkeypatch.setenv("ENGAGE_EVAL_NEW_PASSPHRASE", "frasa yang lain lagi")
    assert run("register", "unlock", study, "--recovery", "--reason", "lupa").exit_code == 0
    assert run("register", "unlock", study, "--reason", "lihat").exit_code == 2
    monkeypatch.setenv("ENGAGE_EVAL_PASSPHRASE", "frasa yang lain lagi")
    assert run("register", "unlock", study, "--reason", "lihat").exit_code == 0


def test_after_a_rotation_only_the_new_passphrase_opens(made: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGAGE_EVAL_NEW_PASSPHRASE", "frasa yang lain lagi")
    assert "recovery_key" in answer(run("register", "rotate", made, "--reason", "ganti", "--json"))
    assert run("register", "find", made, "kenari", "--reason", "lihat").exit_code == 2
    monkeypatch.setenv("ENGAGE_EVAL_PASSPHRASE", "frasa yang lain lagi")
    assert NAME in run("register", "find", made, "kenari", "--reason", "lihat").output


def test_json_holds_to_its_schemas(study: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGAGE_EVAL_NEW_PASSPHRASE", "frasa yang lain lagi")
    runs = {
        "register-unlock": ("unlock", study),
        "register-add": ("add", study, "R01", "--name", NAME, "--form", "psp", "--kept-at", "map 3"),
        "register-find": ("find", study, "kenari"),
        "register-rotate": ("rotate", study),
    }
    for name, words in runs.items():
        schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
        found = answer(run("register", *words, "--reason", "uji", "--json"))
        assert list(Draft202012Validator(schema).iter_errors(found)) == []


REFUSED = {
    "register.no_reason": ("find", "kenari"),
    "register.unknown_person": ("add", "R99", "--name", NAME, "--reason", "isi"),
    "register.bad_phone": ("add", "R01", "--phone", "09876 Kenari", "--reason", "isi"),
    "register.bad_email": ("add", "R01", "--email", "Kenari", "--reason", "isi"),
    "register.too_long": ("add", "R01", "--note", "Kenari" * 100, "--reason", "isi"),
    "register.nothing_given": ("add", "R01", "--reason", "isi"),
    "register.no_form": ("add", "R01", "--kept-at", "map Kenari", "--reason", "isi"),
    "register.no_scan": ("add", "R01", "--form", "psp", "--scan", "/tidak/ada/Kenari.pdf", "--reason", "isi"),
    "register.adopt_or_new": ("unlock", "--adopt", "--new", "--reason", "lihat"),
    "register.remove_only": ("add", "R01", "--form", "psp", "--remove-form", "--scan", "x.pdf", "--reason", "isi"),
    "register.nothing_sought": ("find", "  ", "--reason", "cari"),
    "register.exists": ("unlock", "--new", "--reason", "baru"),
    "register.not_keeper": ("unlock", "--by", "L1", "--reason", "lihat"),
    "register.mistyped_recovery": ("unlock", "--recovery", "--reason", "lupa"),
    "register.same_passphrase": ("rotate", "--reason", "ganti"),
}


@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_refusal_is_a_sentence_that_names_nobody(
    code: str, language: str, made: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGE_EVAL_NEW_PASSPHRASE", "kucing hujan meja lampu")
    monkeypatch.setenv("ENGAGE_EVAL_RECOVERY_KEY", "bukan kunci")
    command, *words = REFUSED[code]
    logged = _verbs(made)
    refused = run("register", command, made, *words, "--json")
    assert refused.exit_code == 2
    assert answer(refused)["error"]["code"] == code  # type: ignore[index]
    spoken = run("register", command, made, *words, "--lang", language)
    assert spoken.exit_code == 2
    assert len(spoken.stderr.strip().splitlines()) >= 2
    assert not [one for one in SECRET if one in spoken.output + refused.output]
    assert _verbs(made) == logged


def test_without_a_terminal_and_without_the_variable_the_way_is_said(
    made: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ENGAGE_EVAL_PASSPHRASE")
    refused = run("register", "unlock", made, "--reason", "lihat", "--lang", "en")
    assert refused.exit_code == 2
    assert "ENGAGE_EVAL_PASSPHRASE" in refused.stderr


def test_on_a_terminal_reason_and_passphrases_are_asked_for(study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from engage_eval.cli import register_asking

    def typed(answers: list[str], *words: str) -> Result:
        return CliRunner().invoke(main, ["register", *words, "--lang", "en"], input="\n".join([*answers, ""]))

    monkeypatch.delenv("ENGAGE_EVAL_PASSPHRASE")
    monkeypatch.setattr(register_asking, "is_terminal", lambda: True)
    words = "four words or five"
    differ = typed(["why", words, "other words or five"], "unlock", study)
    assert differ.exit_code == 2
    assert "not the same" in differ.stderr
    assert "too short" in typed(["why", "abc"], "unlock", study).stderr  # before it is to be repeated
    assert typed(["why", words, words], "unlock", study).exit_code == 0
    again = typed([NAME, "12", PHONE, "", "", "why", words], "add", study, "R02")
    assert again.exit_code == 0
    assert again.stderr.count("Telephone") == 2
    shown = typed(["why", words], "find", study, "widya")
    assert NAME in shown.stdout
    assert words not in shown.output


def test_a_lost_register_is_not_made_anew_by_mistake(made: str, run: Run) -> None:
    Path(made).with_suffix(".contacts").unlink()
    lost = run("register", "unlock", made, "--reason", "lihat", "--json")
    assert answer(lost)["error"]["code"] == "register.lost"  # type: ignore[index]
    assert run("register", "unlock", made, "--new", "--reason", "baru").exit_code == 0


def test_a_folder_and_a_missing_file_are_refused_with_the_way_to_a_study_file(run: Run, tmp_path: Path) -> None:
    for name in (str(tmp_path), str(tmp_path / "tidak ada.engage")):
        refused = run("register", "unlock", name, "--reason", "lihat", "--lang", "en")
        assert refused.exit_code == 2
        assert "import bundle" in refused.stderr


def test_one_flipped_bit_names_person_and_field_and_shows_the_rest(made: str, run: Run) -> None:
    with sqlite3.connect(Path(made).with_suffix(".contacts")) as file:
        (phone,) = file.execute("SELECT phone FROM contact_person").fetchone()
        file.execute("UPDATE contact_person SET phone = ?", (bytes([phone[0] ^ 1, *phone[1:]]),))
    file.close()
    shown = run("register", "unlock", made, "--reason", "lihat", "--lang", "en")
    assert shown.exit_code == 1
    assert NAME in shown.stdout
    assert "phone of R01 can't be read" in shown.stderr
    refused = run("register", "add", made, "R01", "--note", "x", "--reason", "isi", "--json")
    assert answer(refused)["error"]["code"] == "register.unreadable"  # type: ignore[index]
    run("register", "add", made, "R01", "--phone", PHONE, "--reason", "isi")
    assert run("register", "unlock", made, "--reason", "lihat").exit_code == 0


def test_nothing_of_the_register_stands_in_the_study_file_or_its_log(made: str, run: Run) -> None:
    run("register", "find", made, "kenari", "--reason", "cari Kenari Widyastuti")
    with open_study(made) as store:
        told = repr(store.read()) + repr(store.log()) + repr([dict(one.counts) for one in store.log()])
    data = Path(made).read_bytes()
    assert [one for one in _verbs(made) if one.startswith("register")] == [
        "register make",
        "register add",
        "register find",
    ]
    assert not [one for one in SECRET if one in told or one.encode() in data]


def _verbs(study: str) -> list[str]:
    with open_study(study) as store:
        return [one.verb for one in store.log()]


@pytest.mark.parametrize("phone", ["0812 3450 987\U0001f600", "0812=3450987", "<b>081234509</b>"])
def test_what_no_telephone_number_has_is_refused(made: str, run: Run, phone: str) -> None:
    refused = run("register", "add", made, "R02", "--phone", phone, "--reason", "isi", "--json")
    assert answer(refused)["error"]["code"] == "register.bad_phone"  # type: ignore[index]
    assert run("register", "add", made, "R02", "--phone", "+62 (812) 3450-987", "--reason", "isi").exit_code == 0


@pytest.fixture
def anew(made: str, tmp_path: Path) -> Path:
    """Return a file of the same study that was made anew, with the register of the first one beside it."""
    anew = tmp_path / "baru.engage"
    with (
        create(str(anew), study="studi-uji", title="Studi uji") as store,
        store.writing("import bundle", by="K1") as to,
    ):
        to.define(DefinitionText(kind="study", file="study.yaml", text=STUDY))
        to.add("staff", [Staff(key="K1", roles=("keeper",))])
        to.add("participants", [Participant(id="R01", site="BU")])
    Path(made).with_suffix(".contacts").rename(anew.with_suffix(".contacts"))
    return anew


def test_a_register_of_a_file_that_was_made_anew_is_adopted(anew: Path, run: Run) -> None:
    refused = run("register", "unlock", anew, "--reason", "lihat", "--lang", "en")
    assert refused.exit_code == 3
    assert "--adopt" in refused.stderr
    assert "[register.not_known]" in run("doctor", anew, "--lang", "en").stdout
    (person,) = answer(run("register", "unlock", anew, "--adopt", "--reason", "lanjut", "--json"))["people"]  # type: ignore[misc]
    assert person["name"] == NAME
    assert run("register", "unlock", anew, "--reason", "lihat").exit_code == 0
    assert _verbs(str(anew))[-3:] == ["register keep", "register unlock", "register unlock"]


def test_what_is_advised_for_a_register_that_the_file_does_not_know_can_be_done(anew: Path, run: Run) -> None:
    told = " ".join(run("register", "unlock", anew, "--reason", "lihat", "--lang", "en").stderr.split())
    advised = told.partition("engage-eval ")[2].split(" [", maxsplit=1)[0].replace("STUDY", anew.as_posix())
    done = run(*shlex.split(advised), "--lang", "en")

    assert "--adopt" in advised
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("code", [code for code in CATALOGUE if "engage-eval register" in CATALOGUE[code].hint])
def test_every_advised_command_of_the_register_has_the_reason_that_it_needs(code: str) -> None:
    advised = CATALOGUE[code].hint.partition("engage-eval register")[2]
    assert '--reason "..."' in advised


def test_a_bad_number_is_told_what_may_stand_in_one(made: str, run: Run) -> None:
    told = run("register", "add", made, "R01", "--phone", "0812 tengah", "--reason", "isi", "--lang", "en")

    said = " ".join(told.stderr.split())
    assert "6 to 15 digits" in said
    assert "blanks and + - ( ) . / , ; # *" in said


def test_a_signed_form_that_was_entered_by_mistake_is_taken_away(made: str, run: Run) -> None:
    def kept() -> list[tuple[str, str, str]]:
        (person,) = answer(run("register", "find", made, NAME, "--reason", "lihat", "--json"))["people"]  # type: ignore[misc]
        return [(one["form"], one["version"], one["kept_at"]) for one in person["forms"]]

    for version, where in (("v1", "map 1"), ("v1", "map 2"), ("v2", "map 3")):
        words = ("--form", "psp", "--form-version", version, "--kept-at", where, "--reason", "arsip")
        assert run("register", "add", made, "r01", *words).exit_code == 0
    assert kept() == [("psp", "v1", "map 1"), ("psp", "v1", "map 2"), ("psp", "v2", "map 3")]
    words = (
        "--form",
        "psp",
        "--form-version",
        "v2",
        "--form-language",
        "id",
        "--kept-at",
        "map 4",
        "--reason",
        "arsip",
    )
    assert run("register", "add", made, "R01", *words).exit_code == 0
    words = ("--form", "psp", "--form-version", "v2", "--remove-form", "--reason", "keliru")
    assert answer(run("register", "add", made, "R01", *words, "--json"))["form"] is False
    assert kept() == [("psp", "v1", "map 1"), ("psp", "v1", "map 2"), ("psp", "v2", "map 4")]
    assert answer(run("register", "add", made, "R01", *words, "--json"))["form"] is False
    assert kept() == [("psp", "v1", "map 1"), ("psp", "v1", "map 2")]
    again = run("register", "add", made, "R01", *words, "--json")
    assert answer(again)["error"]["code"] == "register.no_such_form"  # type: ignore[index]


def test_where_a_form_is_kept_is_corrected_by_entering_it_anew_and_taking_the_wrong_one_away(
    made: str, run: Run
) -> None:
    form = ("--form", "psp", "--form-version", "v1", "--form-language", "id", "--reason", "arsip")
    add = ("register", "add", made, "R01", *form)

    def kept() -> list[str]:
        (person,) = answer(run("register", "find", made, "R01", "--reason", "x", "--json"))["people"]  # type: ignore[misc]
        return [one["kept_at"] for one in person["forms"]]

    for place, is_new in (("map 1", True), ("map 2", True), ("map 2", False)):
        assert answer(run(*add, "--kept-at", place, "--json"))["form"] is is_new
    assert "sudah ada" in run(*add, "--kept-at", "map 2").stdout
    refused = run(*add, "--remove-form", "--lang", "en")
    assert "psp v1 id (map 1); psp v1 id (map 2)" in " ".join(refused.stderr.split())
    assert kept() == ["map 1", "map 2"]
    removed = answer(run(*add, "--remove-form", "--kept-at", "map 1", "--json"))
    assert removed["removed_form"] == {"form": "psp", "version": "v1", "language": "id", "kept_at": "map 1"}
    assert kept() == ["map 2"]
    told = run("register", "add", made, "R01", "--form", "psp", "--remove-form", "--reason", "x", "--lang", "en")
    assert told.stdout == "Removed: R01, psp v1 id (map 2).\n"


def test_a_name_has_nothing_that_a_terminal_would_obey(made: str, run: Run) -> None:
    run("register", "add", made, "R02", "--name", "Melati \x1b[2J\x07Putri", "--reason", "isi")
    (person,) = answer(run("register", "find", made, "Melati", "--reason", "lihat", "--json"))["people"]  # type: ignore[misc]
    assert person["name"] == "Melati [2J Putri"
