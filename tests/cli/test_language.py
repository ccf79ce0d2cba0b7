"""Which language a command speaks: --lang, ENGAGE_EVAL_LANG, study.yaml, the computer's, Indonesian."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]
INDONESIAN, ENGLISH = "Nomor tersimpan?", "Number saved?"


@pytest.fixture
def english(tmp_path: Path, write_study: Write) -> Path:
    """Return a study whose first language is English."""
    made = write_study(tmp_path / "studi", {"participants.csv": "id,site\nP1,RS\n"})
    settings = (made / "study.yaml").read_text(encoding="utf-8").replace("[id, en]", "[en, id]")
    (made / "study.yaml").write_text(settings, encoding="utf-8")
    return made


@pytest.mark.parametrize("words", [("--lang", "en", "check"), ("check", "--lang", "en"), ("check", "--lang=en")])
def test_lang_stands_before_or_after_the_command(run: Run, sample: Path, words: tuple[str, ...]) -> None:
    assert "Errors: 0." in run(*words, sample).stdout


def test_of_two_lang_the_last_counts_also_for_click_s_own_words(run: Run) -> None:
    assert "Usage:" in run("--lang", "id", "check", "--lang", "en", "--help").stdout
    assert "Pemakaian:" in run("--lang", "en", "check", "--lang", "id", "--help").stdout


def test_lang_wins_over_the_variable_and_the_variable_over_the_study(
    run: Run, sample: Path, english: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGE_EVAL_LANG", "en")

    assert "Errors: 0." in run("check", sample).stdout
    assert "Errors: 0." not in run("check", sample, "--lang", "id").stdout
    monkeypatch.setenv("ENGAGE_EVAL_LANG", "id")
    assert "Errors: 0." not in run("check", english).stdout


def test_a_variable_that_names_no_language_of_ours_is_ignored(
    run: Run, english: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGE_EVAL_LANG", "fr")

    assert "Errors: 0." in run("check", english).stdout


def test_the_study_s_first_language_is_spoken_whatever_the_computer_speaks(
    run: Run, sample: Path, english: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Errors: 0." in run("check", english).stdout
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert "Errors: 0." not in run("check", sample).stdout


def test_what_looks_at_a_study_file_speaks_the_study_s_language(
    run: Run, english: Path, make_file: Callable[..., str]
) -> None:
    file = make_file(english)

    assert "Nothing differs" in run("verify", file).stdout
    assert "open for writing" in run("doctor", file).stdout
    assert "every 30 minutes of recording" in run("backup", "list", file).stdout
    assert "Nothing differs" not in run("verify", file, "--lang", "id").stdout
    Path(file).write_bytes(Path(file).read_bytes()[:8192])
    assert "lebih pendek" in run("verify", file).stderr


def test_the_report_is_in_the_study_s_first_language(run: Run, english: Path, tmp_path: Path) -> None:
    run("report", english, "-o", tmp_path / "a.md")
    run("report", english, "-o", tmp_path / "b.md", "--lang", "id")

    assert "# Trial" in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "# Uji" in (tmp_path / "b.md").read_text(encoding="utf-8")


def test_help_does_not_read_study_yaml(run: Run, english: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(english)

    assert "Pemakaian:" in run("check", "--help").stdout


@pytest.mark.parametrize(
    ("system", "head"),
    [
        ({"LANG": "en_US.UTF-8"}, "Usage:"),
        ({"LANG": "id_ID.UTF-8"}, "Pemakaian:"),
        ({"LANG": "de_DE.UTF-8"}, "Pemakaian:"),
        ({"LANG": ""}, "Pemakaian:"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "Usage:"),
    ],
)
def test_the_computer_s_language_is_spoken_where_it_is_ours_else_indonesian(
    run: Run, monkeypatch: pytest.MonkeyPatch, system: dict[str, str], head: str
) -> None:
    for name, value in system.items():
        monkeypatch.setenv(name, value)

    assert run("--help").stdout.startswith(head)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tidakada",), "Tidak ada perintah 'tidakada'."),
        (("check", "--tidakada"), "--tidakada"),
        (("new",), "'DIR'"),
        (("stats", "proportion", "x", "1"), "“x” bukan bilangan bulat"),
        (("explain", "a", "b", "c"), "(c)"),
        (("report", "--kind", "panjang"), "'panjang'"),
    ],
)
def test_wrong_words_are_told_in_indonesian(run: Run, words: tuple[str, ...], told: str) -> None:
    shown = run(*words, "--lang", "id").stderr

    assert told in shown
    assert "Pemakaian:" in shown
    assert "Kesalahan:" in shown
    assert [word for word in ("Usage", "Error", "Invalid", "Missing", "Try ", "Got ", "No such") if word in shown] == []


def test_every_help_is_wholly_in_indonesian(run: Run) -> None:
    for words in ((), ("report",), ("new",), ("analyse", "outcomes")):
        shown = run(*words, "--help", "--lang", "id").stdout
        english = ("Show ", "Print ", "Write ", "Language ", "Options:", "Commands:", "Example:", "default:")
        assert [word for word in english if word in shown] == [], words
