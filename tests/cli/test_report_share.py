"""`engage-eval report --share`: what is refused, what is written."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]

CONSENT = (
    "participant,event,at,zone,form,version,language,mode,take_part,obtained_by,copy_given,evidence\n"
    "P1,given,2024-01-05T09:00,WIB,psp,v1,id,ink,yes,S1,yes,lembar/1.pdf\n"
)


@pytest.fixture
def talkative(write_study: Write, tmp_path: Path) -> Path:
    """Return a study whose only participant was interviewed beside somebody with a telephone number."""
    return write_study(
        tmp_path / "studi",
        {
            "participants.csv": "id,site,role\nP1,RS,bidan\n",
            "staff.csv": "key,roles\nS1,interviewer\n",
            "consent.csv": CONSENT,
            "interviews.csv": "id,participant,instrument,version,mode,interviewer,started_at,end,others_present\n"
            'W1,P1,mini,v1,face,S1,2024-01-05T10:00,complete,"rekannya, hubungi 0812-3456-7890"\n',
            "responses.csv": "interview,nomor,jelas,putusan,cerita\nW1,ya,4,ya,Telepon saya 0813-9999-0000\n",
        },
    )


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
@pytest.mark.parametrize(("language", "said"), [("id", "nomor telepon"), ("en", "telephone number")])
def test_a_telephone_number_in_a_free_text_stops_it_and_nothing_is_written(
    run: Run, talkative: Path, tmp_path: Path, language: str, said: str, suffix: str
) -> None:
    target = tmp_path / f"a{suffix}"
    result = run("report", talkative, "-o", target, "--share", "--checklist", "coreq", "--lang", language)

    assert result.exit_code == 1
    assert "0812-3456-7890" in result.stderr
    assert said in result.stderr
    assert "interviews.csv" in result.stderr
    assert "others_present" in result.stderr
    assert result.stdout == ""
    assert sorted(one.name for one in tmp_path.iterdir()) == ["studi"]


def test_an_older_file_stays_as_it_was_where_the_check_refuses(run: Run, talkative: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.md"
    target.write_text("older", encoding="utf-8")
    result = run("report", talkative, "-o", target, "--share", "--force", "--checklist", "coreq")

    assert result.exit_code == 1
    assert target.read_text(encoding="utf-8") == "older"


def test_words_that_the_report_does_not_print_do_not_stop_it(run: Run, talkative: Path, tmp_path: Path) -> None:
    result = run("report", talkative, "-o", tmp_path / "a.docx", "--share", "--lang", "en")
    with zipfile.ZipFile(tmp_path / "a.docx") as written:
        parts = b"".join(written.read(name) for name in written.namelist())

    assert result.exit_code == 0
    assert b"0813-9999-0000" not in parts
    assert b"0812-3456-7890" not in parts


def test_as_json_each_finding_has_its_code_and_place(run: Run, talkative: Path, tmp_path: Path) -> None:
    result = run("report", talkative, "-o", tmp_path / "a.md", "--share", "--checklist", "coreq", "--json")

    assert result.exit_code == 1
    assert '"disclosure.found"' in result.stdout
    assert '"disclosure.phone"' in result.stdout


def test_listed_names_stop_it(run: Run, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "nama.txt").write_text("# register\n\nTim Peneliti\n", encoding="utf-8")
    words = ("report", sample, "-o", tmp_path / "a.md", "--share", "--names", tmp_path / "nama.txt")
    result = run(*words, "--lang", "id")

    assert result.exit_code == 1
    assert "Tim Peneliti" in result.stderr
    assert "study.yaml" in result.stderr
    assert not (tmp_path / "a.md").exists()


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
def test_the_shared_sample_holds_no_pseudonym_in_any_part(run: Run, sample: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"a{suffix}"
    result = run("report", sample, "-o", target, "--share", "--lang", "en")
    data = target.read_bytes()
    if suffix == ".docx":
        with zipfile.ZipFile(target) as written:
            data = b"".join(written.read(name) for name in written.namelist())

    assert result.exit_code == 0
    assert "6 counts were left out" in result.stdout
    assert "FKTP-01" in result.stdout
    assert b"RSX-1DQ4-K" not in data
    assert b"recruitment.approach.puskesmas.enrolled" not in data


def test_the_json_says_that_it_is_for_sharing(run_json: RunJson, sample: Path, tmp_path: Path) -> None:
    shared = run_json("report", sample, "-o", tmp_path / "a.md", "--share")
    own = run_json("report", sample, "-o", tmp_path / "b.md")

    assert (shared["share"], shared["cells_left_out"]) == (True, 6)
    assert (own["share"], own["cells_left_out"]) == (False, 0)


def test_a_shared_word_file_can_be_verified(run_json: RunJson, sample: Path, tmp_path: Path) -> None:
    run_json("report", sample, "-o", tmp_path / "a.docx", "--share")
    found = run_json("verify", tmp_path / "a.docx", sample)

    assert (len(found["edited"]), len(found["outdated"]), len(found["missing"])) == (0, 0, 0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--share", "--annotate"), "--annotate"),
        (("--names", "{names}"), "--share"),
        (("--share", "--names", "{empty}"), "no names"),
        (("--share", "--names", "{folder}/none.txt"), "none.txt"),
    ],
)
def test_options_that_make_no_sense_are_wrong_usage(
    run: Run, sample: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    (tmp_path / "nama.txt").write_text("Wulan\n", encoding="utf-8")
    (tmp_path / "kosong.txt").write_text("# nobody\n\n", encoding="utf-8")
    given = {"names": tmp_path / "nama.txt", "empty": tmp_path / "kosong.txt", "folder": tmp_path}
    words = [one.format(**given) for one in options]
    result = run("report", sample, "-o", tmp_path / "a.docx", *words, "--lang", "en")

    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "a.docx").exists()


def test_a_list_of_names_that_is_no_text_is_refused(run: Run, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "nama.txt").write_bytes(b"PK\x03\x04\x00\x81\x00")
    result = run("report", sample, "-o", tmp_path / "a.md", "--share", "--names", tmp_path / "nama.txt", "--lang", "en")

    assert result.exit_code == 1
    assert "nama.txt" in result.stderr
    assert not (tmp_path / "a.md").exists()
