"""Exit codes, arguments, and what each command refuses, with a sentence."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engage_eval.actions import demo as demo_action
from engage_eval.cli.main import TASKS

Run = Callable[..., Result]
Json = Callable[..., dict[str, Any]]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]
STUDY_COMMANDS = [
    ("check",),
    ("analyse", "dispositions"),
    ("analyse", "responses"),
    ("analyse", "engagement"),
    ("analyse", "outcomes"),
    ("report",),
    ("explain",),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, write_study: Write) -> Path:
    """Return a study with one error: a consent of someone who is no participant."""
    return write_study(
        tmp_path_factory.mktemp("broken") / "studi",
        {
            "participants.csv": "id,site\nP1,RS\n",
            "consent.csv": (
                "participant,event,at,form,version,language,mode,quotation,evidence\n"
                "P9,given,2024-01-05T09:00,psp,v1,id,ink,none,map/1\n"
            ),
        },
    )


@pytest.fixture
def small(tmp_path: Path, write_study: Write) -> Path:
    """Return a study that is sound and tiny."""
    return write_study(tmp_path / "studi", {"participants.csv": "id,site\nP1,RS\n"})


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


# Without a command, unknown words


def test_without_a_command_the_five_usual_tasks_are_printed(run: Run) -> None:
    result = run("--lang", "en")

    assert result.exit_code == 0
    assert len(TASKS) == 5
    assert [command for command, _text in TASKS if command not in result.stdout] == []


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").stdout.startswith("engage-eval ")


@pytest.mark.parametrize(
    "words",
    [
        ("nosuch",),
        ("analyse", "nosuch"),
        ("stats", "nosuch"),
        ("--nosuch",),
        ("check", "--nosuch"),
        ("check", "a", "b"),
        ("explain", "a", "b", "c"),
        ("new",),
        ("stats", "proportion", "1"),
        ("stats", "proportion", "x", "y"),
        ("report", "--kind", "panjang"),
        ("--lang", "fr"),
    ],
)
def test_a_wrong_word_is_exit_code_2_and_says_so_on_standard_error(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "--help" in result.stderr


def test_too_many_words_are_named(run: Run) -> None:
    assert "(c)" in run("explain", "a", "b", "c").stderr


# STUDY


@pytest.mark.parametrize("command", STUDY_COMMANDS)
def test_a_folder_that_is_not_there_is_exit_code_2(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    words = (*command, tmp_path / "tidak-ada", *(("claim",) if command == ("explain",) else ()))
    result = run(*words, "--lang", "en")

    assert result.exit_code == 2
    assert "There is no folder" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", STUDY_COMMANDS)
def test_a_file_in_place_of_the_folder_is_exit_code_2(run: Run, small: Path, command: tuple[str, ...]) -> None:
    result = run(*command, small / "study.yaml", "--lang", "en")

    assert result.exit_code == 2
    assert "is a file, not a study folder" in result.stderr


@pytest.mark.parametrize("name", ["studi.engage", "postgresql://rs/studi"])
@pytest.mark.parametrize("command", [one for one in STUDY_COMMANDS if one != ("explain",)])
def test_a_study_file_or_a_database_is_exit_code_2(run: Run, command: tuple[str, ...], name: str) -> None:
    result = run(*command, name, "--lang", "en")

    assert result.exit_code == 2
    assert name in result.stderr


def test_explain_refuses_a_database_and_an_empty_study_file_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "studi.engage").write_bytes(b"")

    assert run("explain", "postgresql://rs/studi").exit_code == 2
    assert run("explain", tmp_path / "studi.engage").exit_code == 3


@pytest.mark.parametrize("command", STUDY_COMMANDS)
def test_without_study_the_current_folder_is_read(
    run: Run, small: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(small)

    assert run(*command).exit_code == 0


# check


def test_check_exits_0_with_warnings_only_and_1_with_errors(run: Run, sample: Path, broken: Path) -> None:
    assert run("check", sample).exit_code == 0
    assert run("check", broken).exit_code == 1


def test_check_says_where_what_and_how(run: Run, broken: Path) -> None:
    shown = run("check", broken, "--lang", "en").stdout

    assert "ERROR  consent.csv, line 2, participant" in shown
    assert "“P9”" in shown
    assert "[participants.unknown]" in shown
    assert "Errors: 1." in shown


@pytest.mark.parametrize("command", [one for one in STUDY_COMMANDS if one != ("check",)])
def test_a_study_with_errors_is_exit_code_1_and_each_error_is_listed(
    run: Run, broken: Path, command: tuple[str, ...]
) -> None:
    result = run(*command, broken, "--lang", "en")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "consent.csv, line 2" in result.stderr
    assert "[participants.unknown]" in result.stderr
    assert "nothing was analysed" in result.stderr


# analyse --csv


@pytest.mark.parametrize("what", ["dispositions", "responses", "engagement", "outcomes"])
def test_analyse_writes_a_csv_file_that_excel_reads(run: Run, sample: Path, tmp_path: Path, what: str) -> None:
    target = tmp_path / "hasil.csv"

    assert run("analyse", what, sample, "--csv", target).exit_code == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) > 10
    assert run("analyse", what, sample, "--csv", target).exit_code == 0  # it is replaced
    assert names(tmp_path) == {"hasil.csv"}


@pytest.mark.parametrize("name", ["participants.csv", "hasil.csv", "../studi/hasil.csv"])
def test_results_are_never_written_into_the_study_s_folder(run: Run, small: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in small.rglob("*") if path.is_file()}
    result = run("analyse", "dispositions", small, "--csv", small / name, "--lang", "en")

    assert result.exit_code == 2
    assert "only read" in result.stderr
    assert {path: path.read_bytes() for path in small.rglob("*") if path.is_file()} == before


def test_a_csv_file_that_cannot_be_written_is_exit_code_3(run: Run, small: Path, tmp_path: Path) -> None:
    assert run("analyse", "dispositions", small, "--csv", tmp_path / "tidak-ada" / "x.csv").exit_code == 3


# report


def test_report_without_o_writes_laporan_kind_language(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "kerja"
    work.mkdir()
    monkeypatch.chdir(work)
    run("report", small)
    run("report", small, "--kind", "ringkas", "--lang", "en")

    assert names(work) == {"laporan-lengkap-id.docx", "laporan-ringkas-en.docx"}


def test_report_never_overwrites_without_force(run: Run, small: Path, tmp_path: Path) -> None:
    target = tmp_path / "laporan.md"
    target.write_text("milik saya", encoding="utf-8")
    refused = run("report", small, "-o", target, "--lang", "en")

    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert target.read_text(encoding="utf-8") == "milik saya"
    assert run("report", small, "-o", target, "--force").exit_code == 0
    assert "# Uji" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["laporan.pdf", "laporan", "laporan.doc"])
def test_report_refuses_an_unknown_suffix(run: Run, small: Path, tmp_path: Path, name: str) -> None:
    result = run("report", small, "-o", tmp_path / name, "--lang", "en")

    assert result.exit_code == 2
    assert ".docx, .html or .md" in result.stderr
    assert not (tmp_path / name).exists()


def test_the_suffix_may_be_written_large(run: Run, small: Path, tmp_path: Path) -> None:
    assert run("report", small, "-o", tmp_path / "LAPORAN.MD").exit_code == 0


def test_a_folder_in_the_way_of_the_report_is_left_alone(run: Run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "laporan.docx").mkdir()
    result = run("report", small, "-o", tmp_path / "laporan.docx", "--force")

    assert result.exit_code == 2
    assert names(tmp_path / "laporan.docx") == set()


@pytest.mark.parametrize("place", ["tidak-ada/laporan.md", "berkas/laporan.md"])
def test_a_report_into_no_folder_is_exit_code_2(run: Run, small: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "berkas").write_text("", encoding="utf-8")
    before = names(tmp_path)
    result = run("report", small, "-o", tmp_path / place, "--lang", "en")

    assert result.exit_code == 2
    assert "is not there" in result.stderr
    assert names(tmp_path) == before


@pytest.mark.parametrize("lock", ["~$laporan.docx", "~$poran.docx"])
def test_a_report_that_word_has_open_is_not_replaced(run: Run, small: Path, tmp_path: Path, lock: str) -> None:
    (tmp_path / "laporan.docx").write_bytes(b"lama")
    (tmp_path / lock).write_bytes(b"")
    result = run("report", small, "-o", tmp_path / "laporan.docx", "--force", "--lang", "en")

    assert result.exit_code == 3
    assert "Close it first" in result.stderr
    assert (tmp_path / "laporan.docx").read_bytes() == b"lama"


def test_nothing_half_written_stays_where_the_disk_refuses(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    target = tmp_path / "laporan.md"
    target.write_text("lama", encoding="utf-8")
    before = names(tmp_path)
    monkeypatch.setattr(Path, "replace", full)
    result = run("report", small, "-o", target, "--force", "--lang", "en")

    assert result.exit_code == 3
    assert "can't be written" in result.stderr
    assert names(tmp_path) == before
    assert target.read_text(encoding="utf-8") == "lama"


# explain


def test_explain_lists_all_claims_or_says_what_one_rests_on(run: Run, sample: Path) -> None:
    listed = run("explain", sample, "--lang", "en").stdout
    one = run("explain", sample, "dispositions.agree.eligible", "--lang", "en").stdout

    assert len(listed.splitlines()) > 100
    assert "13/14" in one
    assert "RSX-1DQ4-K" in one


def test_a_single_word_is_the_study_where_such_a_path_exists_else_the_claim(
    run: Run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample)
    claim = run("explain", "dispositions.recruited")
    monkeypatch.chdir(tmp_path)
    study = run("explain", sample)

    assert "dispositions.recruited  20" in claim.stdout.splitlines()
    assert len(claim.stdout.splitlines()) < 15
    assert len(study.stdout.splitlines()) > 100


def test_an_unknown_claim_is_exit_code_2_and_a_near_one_is_offered(run: Run, sample: Path) -> None:
    result = run("explain", sample, "dispositions.agre.eligible", "--lang", "en")

    assert result.exit_code == 2
    assert "Did you mean “dispositions.agree.eligible”?" in result.stderr


# demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, run: Run) -> tuple[Path, Result]:
    target = tmp_path_factory.mktemp("demo") / "contoh"
    return target, run("demo", target, "--lang", "en")


def test_demo_writes_the_study_and_eight_reports_and_says_what_they_say(demo: tuple[Path, Result]) -> None:
    target, result = demo

    assert result.exit_code == 0
    assert {path.name for path in target.iterdir()} == {
        "study",
        ".engage-eval-demo.json",
        *(
            f"{name}.{suffix}"
            for name in ("laporan-lengkap", "laporan-ringkas", "report-full", "report-brief")
            for suffix in ("docx", "html")
        ),
    }
    assert "SAMPLE DATA" in result.stdout.upper()
    assert "65.0%" in result.stdout
    assert "+24.66%" in result.stdout
    assert (target / "report-full.docx").as_posix() in result.stdout


@pytest.fixture
def short_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have demo write one small report, so that it is quick."""
    monkeypatch.setattr(demo_action, "REPORTS", {"laporan-ringkas": ("ringkas", "id")})
    monkeypatch.setattr(demo_action, "SUFFIXES", (".html",))


@pytest.mark.usefixtures("short_demo")
def test_demo_replaces_its_own_unchanged_one(tmp_path: Path, run: Run) -> None:
    run("demo", tmp_path / "contoh")
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path) if (tmp_path / name).is_file()}
    (tmp_path / "contoh" / "study" / "kosong").mkdir()
    result = run("demo", tmp_path / "contoh")

    assert result.exit_code == 0
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path) if (tmp_path / name).is_file()} == before


@pytest.mark.parametrize("change", ["edited", "added", "removed"])
def test_demo_leaves_a_changed_one_alone(demo: tuple[Path, Result], tmp_path: Path, run: Run, change: str) -> None:
    target = tmp_path / "contoh"
    shutil.copytree(demo[0], target)
    if change == "edited":
        (target / "report-brief.html").write_text("milik saya", encoding="utf-8")
    elif change == "added":
        (target / "catatan.txt").write_text("milik saya", encoding="utf-8")
    else:
        (target / "report-brief.html").unlink()
    before = names(target)
    result = run("demo", target)

    assert result.exit_code == 2
    assert names(target) == before


@pytest.mark.parametrize("content", ["file", "mark"])
def test_demo_leaves_a_foreign_folder_alone(tmp_path: Path, run: Run, content: str) -> None:
    (tmp_path / ("milik.txt" if content == "file" else ".engage-eval-demo.json")).write_text("x", encoding="utf-8")
    before = names(tmp_path)

    assert run("demo", tmp_path).exit_code == 2
    assert names(tmp_path) == before


def test_demo_refuses_a_file_and_a_place_where_no_folder_can_be(tmp_path: Path, run: Run) -> None:
    (tmp_path / "berkas").write_text("x", encoding="utf-8")

    assert run("demo", tmp_path / "berkas").exit_code == 2
    assert run("demo", tmp_path / "berkas" / "contoh").exit_code == 3


@pytest.mark.usefixtures("short_demo")
def test_demo_fills_and_replaces_the_folder_in_which_one_stands(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run("demo", ".").exit_code == 0
    made = names(Path.cwd())
    assert {"study", "laporan-ringkas.html", ".engage-eval-demo.json"} <= made
    assert run("demo", ".").exit_code == 0
    assert names(Path.cwd()) == made


# new


@pytest.mark.parametrize("option", [(), ("--csv",)])
def test_a_new_study_has_no_errors_but_for_what_is_to_be_filled_in(
    run: Run, run_json: Json, tmp_path: Path, option: tuple[str, ...]
) -> None:
    made = run("new", tmp_path / "studi", *option)
    found = run_json("check", tmp_path / "studi")

    assert made.exit_code == 0
    assert {row["code"] for row in found["problems"] if row["severity"] != "warning"} == {"consent.placeholder"}


def test_new_refuses_a_folder_that_is_not_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "milik.txt").write_text("x", encoding="utf-8")

    assert run("new", tmp_path).exit_code == 2
    assert names(tmp_path) == {"milik.txt"}


def test_new_fills_the_empty_folder_in_which_one_stands(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("new", ".")

    assert result.exit_code == 0
    assert "study.yaml" in result.stdout
    assert (Path.cwd() / "study.yaml").is_file()


def test_new_takes_an_instrument_file_and_refuses_an_unknown_kit(run: Run, tmp_path: Path, small: Path) -> None:
    made = run("new", tmp_path / "satu", "--kit", small / "instruments" / "mini-v1.yaml")
    refused = run("new", tmp_path / "dua", "--kit", "tidak-ada", "--lang", "en")

    assert made.exit_code == 0
    assert (tmp_path / "satu" / "instruments" / "mini-v1.yaml").is_file()
    assert refused.exit_code == 2
    assert "Allowed: wa-blast." in refused.stderr
    assert not (tmp_path / "dua").exists()


def test_new_with_an_instrument_that_has_errors_lists_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "salah.yaml").write_text("key: salah\n", encoding="utf-8")
    result = run("new", tmp_path / "studi", "--kit", tmp_path / "salah.yaml")

    assert result.exit_code == 1
    assert "salah.yaml" in result.stderr
    assert not (tmp_path / "studi").exists()


# stats


def test_stats_proportion_prints_both_intervals(run: Run) -> None:
    shown = run("stats", "proportion", "13", "20", "--lang", "en").stdout

    assert "65.0%" in shown
    assert "[43.3; 81.9]" in shown
    assert "[40.8; 84.6]" in shown


@pytest.mark.parametrize("figures", [("3", "1"), ("0", "-1")])
def test_what_is_no_share_is_exit_code_2(run: Run, figures: tuple[str, ...]) -> None:
    assert run("stats", "proportion", "--", *figures).exit_code == 2
