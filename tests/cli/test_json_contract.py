"""Every --json output holds to its schema in docs/reference/schemas, and to the keys that scripts rely on."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (REFERENCE / "schemas").glob("*.json")}
Run = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]

ESTIMATE = {"value", "low", "high", "level", "method", "n", "why"}
PAIRED = {
    "pairs",
    "total_before",
    "total_after",
    "ratio_of_totals",
    "mean_change",
    "median_change",
    "geometric_mean_ratio",
    "wilcoxon",
    "hodges_lehmann",
    "cohen_dz",
    "rank_biserial",
    "rate_ratio_clustered",
    "dispersion",
    "leave_one_out",
}
RECRUITMENT = {
    "people",
    "seeds",
    "links",
    "waves",
    "longest_chain",
    "largest_tree_share",
    "recruits_per_recruiter",
    "homophily",
    "rds_i",
    "rds_ii",
    "seeds_included",
    "refused",
}
# What the contract of the command line names, whatever the schemas say.
NAMED = {
    "check": {"problems", "errors", "held", "warnings"},
    "analyse-dispositions": {
        "recruited",
        "not_contacted",
        "pending",
        "unreachable",
        "declined",
        "ineligible",
        "eligible",
        "consented",
        "consented_no_interview",
        "complete",
        "partial",
        "break_off",
        "withdrawn",
        "held_back",
        "reach",
        "reach_exact",
        "headline",
        "aapor",
    },
    "analyse-responses": {"items", "rule", "crosstabs"},
    "analyse-engagement": {"items", "total_score", "total_score_why", "broadcasts"},
    "analyse-fit": {"respondents", "characteristics", "overall", "reliability", "refused"},
    "analyse-outcomes": PAIRED
    | {"measure", "projected_periods", "excluding_projected", "per_member", "segmented", "segmented_why", "rivals"},
    "verify": {"claims", "same", "edited", "outdated", "missing", "digest_in_report", "digest_of_study"},
    "verify-study": {"study", "revision", "rows", "copies", "unfinished", "differences", "problems"},
    "doctor": {"versions", "wal_reset_bug", "study", "upgraded", "problems"},
    "merge": {
        "study",
        "other",
        "rows",
        "definitions",
        "entries",
        "erased",
        "left_out",
        "changed_in_both",
        "disputed",
        "renamed",
        "recorded",
    },
    "backup-list": {"study", "backups"},
    "backup-restore": {
        "study",
        "backup",
        "at",
        "lost_entries",
        "erased_again",
        "kept",
        "deleted",
        "register_unreadable",
    },
    "refresh": {"file", "claims", "edited", "outdated", "missing", "figures"},
    "analyse-recruitment": RECRUITMENT | {"network_sizes", "stopped", "approached"},
    "export-workbook": {"file", "language", "rows"},
    "export-responses": {"file", "dictionary", "people", "held_back"},
    "export-xlsform": {"file", "form_id", "version"},
    "import-xlsform": {"file", "key", "version", "items", "problems"},
    "import-responses": {"new", "changed", "same", "refused", "folder"},
    "import-bundle": {"study", "new_file", "rows", "definitions", "refused", "recorded"},
    "import-definition": {"kind", "name", "version", "new", "settings", "recorded"},
    "export-bundle": {"folder", "rows"},
    "import-participants": {"table", "new", "same", "refused"},
    "import-outcomes": {"table", "new", "same", "refused"},
    "staff-add": {"outcome", "member"},
    "staff-list": {"staff"},
    "recruit-add": {"participant", "event", "on", "recruiter"},
    "recruit-refer": {"participant", "event", "on", "recruiter"},
    "recruit-screen": {"participant", "event", "on", "reason"},
    "recruit-status": {"people"},
    "recruit-tree": {"people", "waves"},
    "consent-record": {"participant", "event", "at", "missing"},
    "consent-show": {"on", "people"},
    "consent-due": {"due", "overdue"},
    "consent-request": {"participant", "until", "hours_left"},
    "consent-letter": {"file", "language"},
    "consent-certificate": {"file", "language"},
    "interview-start": {"interview", "participant", "event", "at"},
    "interview-pause": {"interview", "participant", "event", "at"},
    "interview-resume": {"interview", "participant", "event", "at"},
    "interview-finish": {"interview", "participant", "event", "at"},
    "answers-correct": {"interview", "items"},
    "outcomes-add": {"outcome", "before"},
    "outcomes-correct": {"outcome", "before"},
    "export-panel": {"file", "items"},
    "export-kit": {"file", "files"},
    "explain": {"claims"},
    "stats-proportion": {"count", "n", "share", "wilson", "clopper_pearson"},
    "stats-agreement": {
        "units",
        "coders",
        "level",
        "percent_agreement",
        "cohen_kappa",
        "fleiss_kappa",
        "krippendorff_alpha",
        "gwet_ac1",
        "gwet_ac2",
    },
    "stats-paired": PAIRED,
    "stats-recruitment": RECRUITMENT,
    "stats-saturation": {"new_codes", "cumulative", "runs", "francis", "order_quartiles"},
    "stats-plan": {"interval", "theme"},
    "stats-reliability": {
        "respondents",
        "items",
        "cronbach_alpha",
        "mcdonald_omega",
        "item_rest",
        "alpha_if_dropped",
    },
    "stats-validity": {"items", "s_cvi_ave"},
    "error": {"error"},
}


def held_to(schema: str, result: Result) -> dict[str, Any]:
    """Return the one object on standard output after holding it against its schema."""
    assert result.stdout.isascii()
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    assert result.stderr == ""
    assert NAMED.get(schema, set()) <= set(found)
    Draft202012Validator(SCHEMAS[schema]).validate(found)
    return found


def objects(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory, write_study: Write, sample: Path) -> dict[str, Path]:
    """Return studies of every kind: full, empty, with held content, with months, with errors, not readable."""
    root = tmp_path_factory.mktemp("studies")
    people = "id,site\nP1,RS\nP2,RS\n"
    months = [
        f"F{n},{year}-{month:02d},visits,{n * 10 + month}"
        for n in (1, 2)
        for year in (2022, 2023)
        for month in range(1, 13)
    ]
    kinds = ["projected" if "2023-12" in row else "observed" for row in months]
    rows = "".join(f"{row},{kind}\n" for row, kind in zip(months, kinds, strict=True))
    settings = (write_study(root / "kosong", {}) / "study.yaml").read_text(encoding="utf-8")
    return {
        "sample": sample,
        "empty": root / "kosong",
        "held": write_study(
            root / "ditahan",
            {
                "participants.csv": people,
                "interviews.csv": "id,participant,instrument,version,mode,started_at,end\n"
                "W1,P1,mini,v1,face,2024-01-05T10:00,complete\n",
                "responses.csv": "interview,nomor,jelas,putusan\nW1,ya,4,ya\n",
            },
        ),
        "months": write_study(
            root / "bulanan",
            {
                "study.yaml": settings + 'compare: {measure: visits, before: "2022", after: "2023"}\n',
                "participants.csv": people,
                "outcomes.csv": "facility,period,measure,count,kind\n" + rows,
            },
        ),
        "broken": write_study(root / "rusak", {"participants.csv": "id,site\nP1,RS\nP1,RS\n"}),
        "unreadable": write_study(root / "parah", {"study.yaml": "id: [\n"}),
    }


def test_every_schema_is_one_and_every_object_in_it_names_and_demands_each_key() -> None:
    for name, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        for one in objects(schema):
            if "properties" in one:
                assert one["additionalProperties"] is False, name
                assert set(one["required"]) == set(one["properties"]), name


def test_every_command_has_a_schema_and_every_schema_a_part_in_the_reference() -> None:
    commands = {
        "check",
        "analyse-dispositions",
        "analyse-responses",
        "analyse-engagement",
        "analyse-fit",
        "analyse-outcomes",
        "analyse-recruitment",
        "export-workbook",
        "export-schedule",
        "export-consent",
        "export-xlsform",
        "import-xlsform",
        "import-responses",
        "import-bundle",
        "import-definition",
        "export-bundle",
        "import-participants",
        "import-outcomes",
        "staff-add",
        "staff-list",
        "recruit-add",
        "recruit-refer",
        "recruit-screen",
        "recruit-status",
        "recruit-tree",
        "consent-record",
        "consent-show",
        "consent-due",
        "consent-request",
        "consent-withdraw",
        "consent-letter",
        "consent-certificate",
        "interview-start",
        "interview-pause",
        "interview-resume",
        "interview-finish",
        "answers-correct",
        "outcomes-add",
        "outcomes-correct",
        "export-responses",
        "export-panel",
        "export-kit",
        "register-unlock",
        "register-add",
        "register-find",
        "register-rotate",
        "report",
        "verify",
        "verify-study",
        "doctor",
        "merge",
        "backup-list",
        "backup-restore",
        "refresh",
        "explain",
        "demo",
        "new",
        "stats-proportion",
        "stats-agreement",
        "stats-paired",
        "stats-recruitment",
        "stats-saturation",
        "stats-plan",
        "stats-reliability",
        "stats-validity",
    }
    page = (REFERENCE / "json.md").read_text(encoding="utf-8")

    assert set(SCHEMAS) == commands | {"error"}
    assert [name for name in SCHEMAS if f"(schemas/{name}.json)" not in page] == []
    assert [name for name in commands if f"\n## {name.replace('-', ' ')}\n" not in page] == []


def test_the_reference_explains_every_key() -> None:
    page = (REFERENCE / "json.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`([a-z_0-9]+)`", page))
    keys = {key for schema in SCHEMAS.values() for one in objects(schema) for key in one.get("properties", {})}

    assert sorted(keys - explained) == []


@pytest.mark.parametrize("name", ["sample", "empty", "held", "months", "broken", "unreadable"])
def test_check(run: Run, studies: dict[str, Path], name: str) -> None:
    result = run("check", studies[name], "--json")
    found = held_to("check", result)
    by_severity = [sum(one["severity"] == kind for one in found["problems"]) for kind in ("error", "held", "warning")]

    assert by_severity == [found["errors"], found["held"], found["warnings"]]
    assert result.exit_code == (1 if found["errors"] or found["held"] else 0)
    assert (found["errors"] > 0) is (name in ("broken", "unreadable"))
    assert (found["held"] > 0) is (name == "held")


@pytest.mark.parametrize("name", ["sample", "empty", "held", "months"])
@pytest.mark.parametrize("what", ["dispositions", "responses", "engagement", "fit", "outcomes", "recruitment"])
def test_analyse(run: Run, studies: dict[str, Path], name: str, what: str) -> None:
    result = run("analyse", what, studies[name], "--json")

    assert result.exit_code == 0
    held_to(f"analyse-{what}", result)


def test_the_sample_s_figures_stand_under_their_keys(run: Run, sample: Path) -> None:
    states = held_to("analyse-dispositions", run("analyse", "dispositions", sample, "--json"))
    visits = held_to("analyse-outcomes", run("analyse", "outcomes", sample, "--json"))

    assert states["headline"][0]["estimate"].keys() == ESTIMATE
    assert states["headline"][0]["estimate"]["value"] == 0.65
    assert states["headline"][0]["estimate"]["low"] == pytest.approx(0.4329, abs=5e-5)
    assert states["headline"][0]["estimate"]["high"] == pytest.approx(0.8188, abs=5e-5)
    assert visits["ratio_of_totals"] == pytest.approx(1.2466, abs=5e-5)
    assert visits["mean_change"] == pytest.approx(0.3460, abs=5e-5)
    assert visits["wilcoxon"]["statistic"] == 55
    assert visits["excluding_projected"] is None
    assert visits["excluding_projected_why"]["code"] == "annual_only"


def test_projected_months_are_left_out_where_months_are_known(run: Run, studies: dict[str, Path]) -> None:
    found = held_to("analyse-outcomes", run("analyse", "outcomes", studies["months"], "--json"))

    assert found["excluding_projected"]["months"] == ["12"]
    assert found["excluding_projected_why"] is None


@pytest.mark.parametrize("kind", ["lengkap", "ringkas"])
@pytest.mark.parametrize("name", ["empty", "held"])
def test_report(run: Run, studies: dict[str, Path], tmp_path: Path, name: str, kind: str) -> None:
    target = tmp_path / "laporan.md"
    found = held_to("report", run("report", studies[name], "-o", target, "--kind", kind, "--json"))

    assert found["file"] == target.as_posix()
    assert found["held_back"] == ({"no_consent": 1} if name == "held" else {})


@pytest.mark.parametrize("name", ["sample", "empty", "held", "months"])
def test_export_workbook(run: Run, studies: dict[str, Path], tmp_path: Path, name: str) -> None:
    target = tmp_path / "data.xlsx"
    found = held_to("export-workbook", run("export", "workbook", studies[name], target, "--json"))

    assert found["file"] == target.as_posix()
    assert {"participants", "responses", "outcomes"} <= set(found["rows"])


@pytest.mark.parametrize("name", ["sample", "empty", "held", "broken"])
def test_export_schedule_and_consent(run: Run, studies: dict[str, Path], tmp_path: Path, name: str) -> None:
    target = tmp_path / "pedoman.docx"
    found = held_to("export-schedule", run("export", "schedule", studies[name], target, "--json"))
    forms = held_to("export-consent", run("export", "consent", studies[name], tmp_path / "psp", "--json"))

    assert found["file"] == target.as_posix()
    assert found["consent"] == ("study" if name == "sample" else "program")
    assert len(forms["forms"]) == (6 if name == "sample" else 1)


@pytest.mark.parametrize("name", ["sample", "empty", "held"])
def test_export_and_import_xlsform(run: Run, studies: dict[str, Path], tmp_path: Path, name: str) -> None:
    target = tmp_path / "form.xlsx"
    found = held_to("export-xlsform", run("export", "xlsform", studies[name], target, "--json"))
    back = held_to("import-xlsform", run("import", "xlsform", target, "-o", tmp_path / "form.yaml", "--json"))

    assert found["file"] == target.as_posix()
    assert found["form_id"] == f"{back['key']}-{found['form']}"
    assert back["problems"] == []


def test_the_verbs_of_a_study_file(
    run: Run, studies: dict[str, Path], tmp_path: Path, make_file: Callable[..., str]
) -> None:
    study = make_file(studies["empty"])
    counts = tmp_path / "angka.csv"
    counts.write_text("facility,period,measure,count,kind\nk-b,2023-01,visits,4,observed\n", encoding="utf-8")
    people = tmp_path / "orang.csv"
    people.write_text("id,site\nP7,RS\nP8,\n", encoding="utf-8")
    answers = tmp_path / "jawaban.csv"
    answers.write_text("interview,jelas\nP1-1,5\n", encoding="utf-8")
    at = ("--at", "2024-01-05 10:00")
    count = ("klinik-a", "2023-01", "visits")
    verbs: list[tuple[str, tuple[object, ...]]] = [
        ("staff add", ("AB",)),
        ("staff list", ()),
        ("recruit add", ("--id", "P1", *at)),
        ("recruit refer", ("P1", "--id", "P2", *at)),
        ("recruit screen", ("P1", "--contacted", *at)),
        ("recruit status", ()),
        ("recruit tree", ()),
        ("interview start", ("P1", "--mode", "face", *at)),
        ("interview pause", ("P1", "--at", "2024-01-05 10:05")),
        ("interview resume", ("P1", "--at", "2024-01-05 10:06")),
        ("answers correct", ("P1-1", "jelas=4")),
        ("interview finish", ("P1", "--end", "partial", "--at", "2024-01-05 10:30")),
        ("recruit status", ("P1",)),
        ("outcomes add", (*count, 4)),
        ("outcomes correct", (*count, 5)),
    ]
    for name, words in verbs:
        result = run(*name.split(), study, *words, "--json")
        assert result.exit_code == 0, (name, result.output)
        held_to(name.replace(" ", "-"), result)

    for table, source, more in (("participants", people, "--skip-refused"), ("outcomes", counts, "--dry-run")):
        held_to(f"import-{table}", run("import", table, source, study, more, "--json"))
    found = held_to("import-responses", run("import", "responses", answers, study, "--reason", "x", "--json"))

    assert (found["folder"], found["study"], found["changed"]) == (None, study, 1)


@pytest.mark.parametrize("name", ["sample", "empty", "held"])
def test_export_responses_panel_and_kit(run: Run, studies: dict[str, Path], tmp_path: Path, name: str) -> None:
    answers = held_to("export-responses", run("export", "responses", studies[name], tmp_path / "a.csv", "--json"))
    panel = held_to("export-panel", run("export", "panel", studies[name], tmp_path / "panel.xlsx", "--json"))
    kit = held_to("export-kit", run("export", "kit", studies[name], tmp_path / "kit.zip", "--json"))

    assert answers["people"] == (20 if name == "sample" else 0)
    assert panel["items"]
    assert "kit.yaml" in kit["files"]


@pytest.mark.parametrize("rows", ["", "W1,jelas,2\n", "W1,jelas,9\nW9,jelas,2\n"])
@pytest.mark.parametrize("target", ["--dry-run", "--skip-refused"])
def test_import_responses(run: Run, studies: dict[str, Path], tmp_path: Path, rows: str, target: str) -> None:
    (tmp_path / "a.csv").write_text("interview,item,value\n" + rows, encoding="utf-8")
    words = ("import", "responses", tmp_path / "a.csv", studies["held"], "-o", tmp_path / "baru", "--reason", "keliru")
    found = held_to("import-responses", run(*words, target, "--json"))

    assert (found["changed"], len(found["refused"])) == {0: (0, 0), 1: (1, 0), 2: (0, 2)}[rows.count("\n")]
    assert found["folder"] == (None if target == "--dry-run" else (tmp_path / "baru").as_posix())


def test_consent(run: Run, studies: dict[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "s.engage"
    assert run("import", "bundle", studies["sample"], file).exit_code == 0
    people = held_to("consent-show", run("consent", "show", file, "--json"))["people"]
    person = next(one["participant"] for one in people if not one["held"])
    by = ("--by", "P1", "--json")
    words = ("consent", "record", file, person, "--mode", "ink", "--take-part", "yes")
    assert "recording" in held_to("consent-record", run(*words, *by))["missing"]
    asked = run("consent", "request", file, person, "--received-at", "2026-01-05 09:00", *by)
    if asked.exit_code == 0:
        assert held_to("consent-request", asked)["participant"] == person
    assert held_to("consent-due", run("consent", "due", file, "--json"))["overdue"] in (0, 1)
    folder = run("consent", "withdraw", studies["sample"], person, "--kind", "erase", "--json")
    assert held_to("consent-withdraw", folder)["erased"] is False
    gone = run("consent", "withdraw", file, person, "--kind", "erase", "--confirm", person, *by)
    assert held_to("consent-withdraw", gone)["counts"]
    for paper in ("letter", "certificate"):
        made = run("consent", paper, file, person, tmp_path / f"{paper}.docx", "--json")
        assert held_to(f"consent-{paper}", made)["language"] == "id"


@pytest.mark.parametrize("how", [(), ("--dry-run",)])
def test_bundle_and_definition(run: Run, studies: dict[str, Path], tmp_path: Path, how: tuple[str, ...]) -> None:
    file = tmp_path / "s.engage"
    found = held_to("import-bundle", run("import", "bundle", studies["sample"], file, *how, "--json"))
    assert (found["new_file"], found["recorded"]) == (True, not how)
    if how:
        return
    again = run("import", "definition", studies["sample"] / "study.yaml", file, "--by", "P1", "--json")
    assert held_to("import-definition", again)["new"] is False
    out = held_to("export-bundle", run("export", "bundle", file, tmp_path / "out", "--json"))
    assert out["rows"] == found["rows"]


@pytest.mark.parametrize("name", ["sample", "empty", "held", "months"])
def test_explain(run: Run, studies: dict[str, Path], name: str) -> None:
    found = held_to("explain", run("explain", studies[name], "--json"))
    one = held_to("explain", run("explain", studies[name], "dispositions.agree.eligible", "--json"))

    assert one["claims"] == [claim for claim in found["claims"] if claim["id"] == "dispositions.agree.eligible"]
    assert len({claim["id"] for claim in found["claims"]}) == len(found["claims"])


@pytest.mark.parametrize("name", ["empty", "held", "months"])
def test_verify_and_refresh(run: Run, studies: dict[str, Path], tmp_path: Path, name: str) -> None:
    report, new = tmp_path / "laporan.docx", tmp_path / "baru.docx"
    run("report", studies[name], "-o", report)
    found = held_to("verify", run("verify", report, studies[name], "--json"))
    made = held_to("refresh", run("refresh", report, studies[name], "-o", new, "--json"))

    assert found["claims"] == found["same"] == made["claims"] > 0
    assert (made["file"], made["figures"]) == (new.as_posix(), [])


def test_merge_and_backups(run: Run, tmp_path: Path, make_file: Callable[..., str], studies: dict[str, Path]) -> None:
    here = make_file(studies["sample"])
    there = shutil.copyfile(here, tmp_path / "salinan.engage")
    for file, answer in ((here, "puskesmas"), (there, "dokter_mandiri")):
        words = ("answers", "correct", file, "RSX-1DQ4-K-1", f"jenis_faskes={answer}", "--reason", "uji", "--by", "P1")
        assert run(*words).exit_code == 0
    ahead = held_to("merge", run("merge", here, there, "--by", "P1", "--dry-run", "--json"))
    found = held_to("merge", run("merge", here, there, "--by", "P1", "--json"))
    assert ahead == {**found, "recorded": False}
    assert [one["code"] for one in found["disputed"]] == ["merge.answer"]

    (one,) = held_to("backup-list", run("backup", "list", here, "--json"))["backups"]
    made = held_to("backup-restore", run("backup", "restore", here, one["name"], "--yes", "--json"))
    assert (made["lost_entries"], made["kept"] is None) == (3, False)
    assert (one["own"], made["unrelated"]) == (True, [])


def test_verify_of_a_study_and_doctor(run: Run, tmp_path: Path) -> None:
    file = Path(shutil.copyfile(ROOT / "tests" / "store" / "fixtures" / "studi-0001.engage", tmp_path / "studi.engage"))
    found = held_to("verify-study", run("verify", file, "--json"))
    looked = held_to("doctor", run("doctor", file, "--json"))

    assert (found["differences"], found["problems"], found["copies"]) == (0, [], 1)
    assert looked["study"]["id"] == found["study"]
    assert held_to("doctor", run("doctor", "--json"))["study"] is None
    file.write_bytes(file.read_bytes().replace(b"salah ketik", b"salah kutip"))
    changed = run("verify", file, "--json")
    assert changed.exit_code == 1
    assert [one["code"] for one in held_to("verify-study", changed)["problems"]] == ["verify.row"]


def test_demo(run: Run, tmp_path: Path) -> None:
    found = held_to("demo", run("demo", tmp_path / "contoh", "--json"))

    assert [name for name in found["files"] if not Path(name).exists()] == []


def test_new(run: Run, tmp_path: Path) -> None:
    found = held_to("new", run("new", tmp_path / "studi", "--json"))

    assert "study.yaml" in found["files"]


@pytest.mark.parametrize("figures", [(13, 20), (0, 0), (0, 5), (5, 5)])
def test_stats_proportion(run: Run, figures: tuple[int, int]) -> None:
    found = held_to("stats-proportion", run("stats", "proportion", *figures, "--json"))

    assert (found["count"], found["n"]) == figures
    assert found["wilson"].keys() == ESTIMATE


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("rows", ["", "1,W,1,1\n", "1,W,1,1\n2,W,2,3\n3,,3,\n4,V,2,2\n5,V,1,3\n", "1,W,,\n2,W,,2\n"])
def test_stats_agreement(run: Run, tmp_path: Path, rows: str, level: str) -> None:
    (tmp_path / "a.csv").write_text("unit,interview,ani,budi\n" + rows, encoding="utf-8")
    words = ("stats", "agreement", tmp_path / "a.csv", "--level", level, "--cluster", "interview", "--json")
    found = held_to("stats-agreement", run(*words))

    assert (found["units"], found["coders"], found["level"]) == (rows.count("\n"), 2, level)
    assert found["krippendorff_alpha"].keys() == ESTIMATE
    # Without a single interview there is no cluster to resample.
    assert (found["cluster"], found["skipped_column"]) == ("interview" if rows else "", "unit")


@pytest.mark.parametrize("rows", ["", "1,2,3\n", "1,2,3\n2,2,\n3,1,3\n4,5,3\n", "1,2,4\n2,3,3\n3,3,5\n4,4,4\n5,6,5\n"])
def test_stats_reliability(run: Run, tmp_path: Path, rows: str) -> None:
    (tmp_path / "a.csv").write_text("a,b,c\n" + rows, encoding="utf-8")
    found = held_to("stats-reliability", run("stats", "reliability", tmp_path / "a.csv", "--json"))

    assert found["items"] == 3
    assert set(found["item_rest"]) == set(found["alpha_if_dropped"]) == {"a", "b", "c"}


@pytest.mark.parametrize("rows", ["", "A,5,4,\n", "A,5,4,1\nB,4,,2\nC,4,3,5\n"])
def test_stats_validity(run: Run, tmp_path: Path, rows: str) -> None:
    (tmp_path / "p.csv").write_text("pakar,a,b,c\n" + rows, encoding="utf-8")
    found = held_to("stats-validity", run("stats", "validity", tmp_path / "p.csv", "--low", 1, "--high", 5, "--json"))

    assert set(found["items"]) == {"a", "b", "c"}
    assert all(one["aiken_v"].keys() == ESTIMATE for one in found["items"].values())
    assert found["skipped_column"] == "pakar"


@pytest.mark.parametrize("rows", ["", "A;1;2\n", "A;0;2\nB;3;\n", "A;10;12\nB;20;19\nC;5;9\n"])
def test_stats_paired(run: Run, tmp_path: Path, rows: str) -> None:
    (tmp_path / "a.csv").write_text("nama;dulu;kini\n" + rows, encoding="utf-8")
    words = ("stats", "paired", tmp_path / "a.csv", "--before", "dulu", "--after", "kini", "--json")
    found = held_to("stats-paired", run(*words))

    assert found["pairs"] + len(found["left_out"]) == rows.count("\n")
    assert found["hodges_lehmann"].keys() == ESTIMATE


@pytest.mark.parametrize("rows", ["", "W1,a\n", *("".join(f"W{n},{n % k}\n" for n in range(16)) for k in (3, 16))])
def test_stats_saturation(run: Run, tmp_path: Path, rows: str) -> None:
    (tmp_path / "a.csv").write_text("interview,code\n" + rows, encoding="utf-8")
    found = held_to("stats-saturation", run("stats", "saturation", tmp_path / "a.csv", "--json"))

    assert len(found["interviews"]) == len(found["new_codes"]) == rows.count("\n")
    assert len(found["runs"]) == 12


@pytest.mark.parametrize(
    "words",
    [("--theme", "10%"), ("--share", "0,65", "--width", "20%"), ("--share", 0, "--width", 0.3, "--population", 9)],
)
def test_stats_plan(run: Run, words: tuple[object, ...]) -> None:
    found = held_to("stats-plan", run("stats", "plan", *words, "--json"))

    assert (found["interval"] is None) is ("--share" not in words)
    assert (found["theme"] is None) is ("--theme" not in words)


@pytest.mark.parametrize("attribute", ["sex", "role"])
def test_analyse_responses_by_an_attribute(run: Run, sample: Path, attribute: str) -> None:
    without = held_to("analyse-responses", run("analyse", "responses", sample, "--json"))
    found = held_to("analyse-responses", run("analyse", "responses", sample, "--by", attribute, "--json"))

    assert without["crosstabs"] == []
    assert {one["attribute"] for one in found["crosstabs"]} == {attribute}
    assert found["items"] == without["items"]


@pytest.mark.parametrize("rows", ["", "A,,3,x\n", "A,,3,x\nB,A,2,y\nC,B,,x\nD,C,5,y\nE,D,4,x\n"])
def test_stats_recruitment(run: Run, tmp_path: Path, rows: str) -> None:
    (tmp_path / "orang.csv").write_text("id,perekrut,kenalan,peran\n" + rows, encoding="utf-8")
    words = ("stats", "recruitment", tmp_path / "orang.csv", "--id", "id", "--recruiter", "perekrut")
    options = ("--degree", "kenalan", "--trait", "peran", "--population", 50)
    for more in ((), options, (*options, "--without-seeds")):
        found = held_to("stats-recruitment", run(*words, *more, "--json"))
        assert found["people"] == rows.count("\n")
        assert bool(found["refused"]) is not bool(found["rds_ii"])


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("report", "{unreadable}"), "study.not_sound", 1),
        (("analyse", "responses", "{broken}"), "study.not_sound", 1),
        (("explain", "{broken}"), "study.not_sound", 1),
        (("check", "{empty}/tidak-ada"), "files.no_folder", 2),
        (("check", "x.engage"), "store.no_file", 2),
        (("report", "{empty}", "-o", "laporan.pdf"), "command.unknown_format", 2),
        (("report", "{empty}", "-o", "{empty}/tidak-ada/a.md"), "command.no_folder", 2),
        (("analyse", "outcomes", "{empty}", "--csv", "{sample}/tidak-ada/a.csv"), "command.cannot_write", 3),
        (("analyse", "outcomes", "{empty}", "--csv", "{empty}/a.csv"), "command.inside_study", 2),
        (("explain", "{empty}", "x.y"), "command.unknown_claim", 2),
        (("verify", "{empty}"), "verify.folder", 2),
        (("verify", "{empty}/study.yaml"), "word.unreadable", 2),
        (("refresh", "{empty}/study.yaml", "{empty}", "-o", "{empty}/a.docx"), "word.unreadable", 2),
        (("demo", "{empty}"), "command.foreign_folder", 2),
        (("new", "{empty}"), "command.folder_not_empty", 2),
        (("stats", "proportion", "3", "1"), "command.bad_count", 2),
        (
            ("stats", "recruitment", "{sample}/participants.csv", "--id", "id", "--recruiter", "x"),
            "command.no_column",
            2,
        ),
        (("stats", "plan"), "command.no_plan", 2),
        (("stats", "plan", "--theme", "2"), "command.bad_plan", 2),
        (("stats", "saturation", "{empty}/tidak-ada.csv"), "command.no_file", 2),
        (("stats", "saturation", "{sample}/outcomes.csv"), "command.no_column", 2),
        (("analyse", "responses", "{sample}", "--by", "usia"), "command.unknown_attribute", 2),
    ],
)
def test_errors(run: Run, studies: dict[str, Path], words: tuple[str, ...], code: str, exit_code: int) -> None:
    result = run(*(word.format_map(studies) for word in words), "--json")
    found = held_to("error", result)

    assert found["error"]["code"] == code
    assert bool(found["problems"]) is (code == "study.not_sound")
    assert result.exit_code == exit_code


def test_wrong_words_leave_standard_output_empty(run: Run) -> None:
    result = run("check", "--json", "--tidak-ada")

    assert result.exit_code == 2
    assert result.stdout == ""
