"""A kit has definitions and nothing else: data are planted everywhere, and looked for in every byte."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.instrument import read_instrument

Run = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str]], Path]
CANARY = "burungkenari"
CODEBOOK = f"""\
# {CANARY}-comment
key: buku
version: v1
title: {{id: Buku, en: Book}}
codes:
  umum:
    id: Umum
    en: General
    example: {{id: "kata {CANARY}-example", en: "{CANARY}-example"}}
    codes:
      invivo:
        id: "{CANARY}-invivo"
        en: "{CANARY}-invivo"
        from_participant: {CANARY}-P1
        keywords: [{CANARY}-keyword]
        codes:
          anak: {{id: Anak, en: Child}}
"""
FORM = f"""\
---
id: psp
version: v1
language: id
approved: {{from: 2024-01-01, to: 2024-12-31}}
---
# PSP

<!-- {CANARY}-hidden -->
Rumah sakit: RS {CANARY} Sehat. Peneliti: {{researcher}}.
"""
SETTINGS = f"""\
placeholders:
  hospital: "RS {CANARY} Sehat"
  researcher: "Dr. {CANARY}-researcher"
  contact_phone: "0812-{CANARY}"
limitations: [{{id: "{CANARY}-limit", en: "{CANARY}-limit"}}]
team: {{relationship: {{id: "{CANARY}-rel", en: "{CANARY}-rel"}}}}
conflicts: {{id: "{CANARY}-conflict", en: "{CANARY}-conflict"}}
codebook: buku
"""
PLANTED = {
    "participants.csv": f"id,site,facility,facility_kind,role\n{CANARY}-P1,{CANARY}-site,{CANARY}-F1,{CANARY}-kind,"
    f"{CANARY}-role\n",
    "attributes.csv": f"participant,key,value\n{CANARY}-P1,{CANARY}-key,{CANARY}-value\n",
    "recruitment.csv": f"participant,event,on,reason\n{CANARY}-P1,ineligible,2024-01-03,other: {CANARY}-reason\n",
    "consent.csv": "participant,event,at,form,version,language,mode,take_part,evidence,witness,place\n"
    f"{CANARY}-P1,given,2024-01-05,psp,v1,id,ink,yes,{CANARY}-evidence,{CANARY}-witness,{CANARY}-place\n",
    "interviews.csv": "id,participant,instrument,version,mode,started_at,end,field_notes,interviewer\n"
    f"W1,{CANARY}-P1,mini,v1,face,2024-01-05T10:00,complete,{CANARY}-notes,{CANARY}-staff\n",
    "responses.csv": f"interview,nomor,jelas,jelas_why,cerita\nW1,ya,4,{CANARY}-why,{CANARY}-story\n",
    "staff.csv": f"key,roles,credentials,relationship\n{CANARY}-staff,interviewer,{CANARY}-cred,{CANARY}-relation\n",
    "outcomes.csv": f"facility,period,measure,count,kind\n{CANARY}-F1,2022,visits,7654321,observed\n",
    "broadcasts.csv": f"on,topic,recipients\n2024-02-13,{CANARY}-topic,1200\n",
    "panel.csv": f"expert,item,rating\n{CANARY}-expert,jelas,4\n",
    "catatan.txt": f"{CANARY}-note",
    "laporan.docx": f"{CANARY}-docx",
    "kit.yaml": f"instrument: {{key: {CANARY}, version: v1, digest: {'a' * 64}}}\nhistory: {CANARY}-history\n",
    "consent/catatan.md": f"{CANARY}-beside-the-forms",
    "consent/psp-v1.id.md": FORM,
    "codebooks/buku-v1.yaml": CODEBOOK,
    "papers/catatan.md": f"{CANARY}-paper",
    "transcripts/t1.txt": f"{CANARY}-transcript",
}


@pytest.fixture
def study(tmp_path: Path, write_study: Write) -> Path:
    made = write_study(tmp_path / f"{CANARY}-folder", {})
    for name, text in PLANTED.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = made / "study.yaml"
    text = settings.read_text(encoding="utf-8").replace("id: uji", f"id: {CANARY}-id")
    text = text.replace("title: {id: Uji, en: Trial}", f'title: {{id: "{CANARY}-title", en: "{CANARY}-title"}}')
    settings.write_text(f"# {CANARY}-comment\n{text}{SETTINGS}", encoding="utf-8")
    instrument = next((made / "instruments").glob("*.yaml"))
    instrument.write_text(f"# {CANARY}-comment\n{instrument.read_text(encoding='utf-8')}", encoding="utf-8")
    return made


def everything(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield every member of an archive, and of the archives in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield "comment", archive.comment
        for entry in archive.infolist():
            content = archive.read(entry)
            yield entry.filename, entry.filename.encode() + entry.comment + entry.extra + content
            if entry.filename.endswith((".docx", ".xlsx")):
                yield from ((f"{entry.filename}/{name}", inner) for name, inner in everything(content))


def test_no_planted_word_is_in_any_byte_of_the_kit(run: Run, study: Path, tmp_path: Path) -> None:
    result = run("export", "kit", study, tmp_path / "kit.zip", "--json")

    assert result.exit_code == 0, result.stdout + result.stderr
    members = list(everything((tmp_path / "kit.zip").read_bytes()))
    names = [name for name, _ in members]
    assert "consent/psp-v1.id.md" in names
    assert "papers/protocol.id.docx/word/document.xml" in names
    assert [name for name, data in members if CANARY.encode() in data.lower() or b"7654321" in data] == []
    found = json.loads(result.stdout)
    assert (found["codes_left_out"], found["examples_left_out"]) == (1, 1)


def test_definitions_come_through_whole(run: Run, study: Path, tmp_path: Path) -> None:
    run("export", "kit", study, tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        instrument, problems = read_instrument(archive.read("instruments/mini-v1.yaml").decode(), "mini")
        codebook, _ = read_codebook(archive.read("codebooks/buku-v1.yaml").decode(), "buku")
        form = archive.read("consent/psp-v1.id.md").decode()
    original, _ = read_instrument(next((study / "instruments").glob("*.yaml")).read_text(encoding="utf-8"), "mini")

    assert problems == []
    assert instrument
    assert original
    assert codebook
    assert instrument.digest == original.digest
    # The child of the code that went hangs on its parent.
    assert [(code.key, code.parent) for code in codebook.codes] == [("umum", ""), ("anak", "umum")]
    assert "Rumah sakit: {hospital}. Peneliti: {researcher}." in form
    assert "approved: {from: null, to: null}" in form


def test_new_study_from_a_kit_has_its_definitions_and_no_rows(run: Run, study: Path, tmp_path: Path) -> None:
    run("export", "kit", study, tmp_path / "kit.zip")
    result = run("new", tmp_path / "lain", "--kit", tmp_path / "kit.zip")

    assert result.exit_code == 0, result.stderr
    made = sorted(path.relative_to(tmp_path / "lain").as_posix() for path in (tmp_path / "lain").rglob("*.*"))
    assert {"instruments/mini-v1.yaml", "codebooks/buku-v1.yaml", "consent/psp-v1.id.md", "kit.yaml"} <= set(made)
    checked = json.loads(run("check", tmp_path / "lain", "--json").stdout)
    codes = {row["code"] for row in checked["problems"] if row["severity"] == "error"}
    assert codes <= {"consent.placeholder", "study.missing", "field.missing"}
    again = run("export", "kit", tmp_path / "lain", tmp_path / "enkel", "--json")
    assert again.exit_code == 0, again.stdout
    assert "papers/changes.id.docx" in json.loads(again.stdout)["files"]
    third = run("new", tmp_path / "ketiga", "--kit", tmp_path / "enkel")
    assert third.exit_code == 0, third.stderr


@pytest.mark.parametrize(
    ("where", "planted", "kind"),
    [
        ("instruments", "Hubungi 0812-3456-7890", "phone"),
        ("codebooks", f"RS {CANARY} Sehat", "name"),
        ("codebooks", "saya selalu membaca siaran itu pada malam hari", "said"),
    ],
)
def test_definitions_that_tell_who_or_where_stop_the_kit(
    run: Run, study: Path, tmp_path: Path, where: str, planted: str, kind: str
) -> None:
    answers = "interview,nomor,cerita\nW1,ya,Saya selalu membaca siaran itu pada malam hari.\n"
    (study / "responses.csv").write_text(answers, encoding="utf-8")
    path = next((study / where).glob("*.yaml"))
    old, new = ("id: Jelas", f'id: "Jelas. {planted}"') if where == "instruments" else ("id: Anak", f'id: "{planted}"')
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    result = run("export", "kit", study, tmp_path / "kit.zip", "--json", "--lang", "en")

    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [row["code"] for row in found["problems"]] == ["kit.identifies"]
    assert kind in found["problems"][0]["message"]
    assert not (tmp_path / "kit.zip").exists()


@pytest.mark.parametrize(
    "written",
    [
        "RS\n{} Ágatha",
        "RS\u00a0{}  Ágatha",
        "RS {} A\u0301gatha",
        "RS bur\u00adungkenari \u200bÁgatha",
        "RS **{}** Ágatha",
        "[//]: # (RS {} Ágatha)",
    ],
)
def test_the_hospital_s_name_leaves_a_form_however_it_is_written(
    run: Run, study: Path, tmp_path: Path, written: str
) -> None:
    settings, form = study / "study.yaml", study / "consent" / "psp-v1.id.md"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Sehat", "Ágatha"), encoding="utf-8")
    text = form.read_text(encoding="utf-8").replace(f"RS {CANARY} Sehat", "RS")
    form.write_text(f"{text}\nx\n\n{written.format(CANARY)}\n", encoding="utf-8")
    result = run("export", "kit", study, tmp_path / "kit.zip")

    assert result.exit_code == 0
    members = dict(everything((tmp_path / "kit.zip").read_bytes()))
    assert "gatha" not in members["consent/psp-v1.id.md"].decode()


@pytest.mark.parametrize("written", ["A\u0301GATHA RUMAH", "\u00c1gatha\n rumah", "\u00c1gatha \u200brumah"])
def test_the_hospital_s_name_in_other_words_stops_the_kit_however_it_is_written(
    run: Run, study: Path, tmp_path: Path, written: str
) -> None:
    settings, form = study / "study.yaml", study / "consent" / "psp-v1.id.md"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(f"RS {CANARY} Sehat", "Ágatha Rumah"), encoding="utf-8"
    )
    form.write_text(f"{form.read_text(encoding='utf-8')}\n{written}\n", encoding="utf-8")
    result = run("export", "kit", study, tmp_path / "kit.zip", "--json")

    found = json.loads(result.stdout)
    assert [(row["code"], row["line"]) for row in found["problems"]] == [("kit.identifies", 12)]


def words_of(kit: Path, name: str) -> str:
    with zipfile.ZipFile(kit) as archive, zipfile.ZipFile(io.BytesIO(archive.read(name))) as paper:
        return re.sub("<[^>]*>", "", paper.read("word/document.xml").decode())


def test_change_log_names_what_differs_from_the_kit_that_the_study_began_with(
    run: Run, study: Path, tmp_path: Path
) -> None:
    run("export", "kit", study, tmp_path / "kit.zip")
    run("new", tmp_path / "lain", "--kit", tmp_path / "kit.zip")
    instruments = tmp_path / "lain" / "instruments"
    text = (instruments / "mini-v1.yaml").read_text(encoding="utf-8")
    changed = text.replace("version: v1", "version: v2").replace('id: "Putusan"', 'id: "Putusan akhir"')
    (instruments / "mini-v2.yaml").write_text(changed, encoding="utf-8")
    result = run("export", "kit", tmp_path / "lain", tmp_path / "baru.zip")

    assert result.exit_code == 0, result.stderr
    assert changed.count("Putusan akhir") == 1
    assert "Against mini v1:" in words_of(tmp_path / "baru.zip", "papers/changes.en.docx")
    assert "question putusan: changed (Indonesian wording)" in words_of(tmp_path / "baru.zip", "papers/changes.en.docx")
    assert "pertanyaan putusan: diubah" in words_of(tmp_path / "baru.zip", "papers/changes.id.docx")
    assert "Codes that are a participant's own words were left out of this kit: 1." in words_of(
        tmp_path / "kit.zip", "papers/changes.en.docx"
    )


def test_papers_list_what_must_be_adapted_and_what_is_in_the_kit(run: Run, study: Path, tmp_path: Path) -> None:
    run("export", "kit", study, tmp_path / "kit.zip")

    assert "nomor: nomor" in words_of(tmp_path / "kit.zip", "papers/adapt.id.docx")
    assert "sheets/schedule-inti.id.docx" in words_of(tmp_path / "kit.zip", "papers/read-me-first.en.docx")
    assert "{hospital}" in words_of(tmp_path / "kit.zip", "papers/permit-letter.id.docx")


def test_same_study_gives_the_same_kit(run: Run, study: Path, tmp_path: Path) -> None:
    run("export", "kit", study, tmp_path / "a.zip")
    run("export", "kit", study, tmp_path / "b.zip")

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_is_no_kit_is_refused_with_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rusak.zip").write_bytes(b"PK\x03\x04 no archive")
    with zipfile.ZipFile(tmp_path / "lain.zip", "w") as archive:
        archive.writestr("surat.txt", "halo")
    (tmp_path / "folder").mkdir()

    for name, code in (("rusak.zip", "kit.broken"), ("lain.zip", "kit.no_kit"), ("folder", "kit.no_kit")):
        result = run("new", tmp_path / "baru", "--kit", tmp_path / name, "--json")
        assert json.loads(result.stdout)["error"]["code"] == code
        assert not (tmp_path / "baru").exists()
