"""Kits are archives that others made: read by name, under caps, never extracted."""

import zipfile
from pathlib import Path

import pytest

from engage_eval.core.errors import StudyError
from engage_eval.formats.kit import Definition, KitHead, head_text, read_head, read_kit, zip_bytes

HEAD = head_text(KitHead(instrument=Definition(key="mini", version="v1", sha256="a" * 64)))


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def test_only_members_of_a_kit_are_read(tmp_path: Path) -> None:
    found = read_kit(
        archive(
            tmp_path / "k.zip",
            {
                "kit.yaml": HEAD.encode(),
                "instruments/mini-v1.yaml": b"key: mini\n",
                "../luar.yaml": b"x",
                "instruments/../../luar.yaml": b"x",
                "/consent/psp-v1.id.md": b"x",
                "consent/sub/psp-v1.id.md": b"x",
                "data.xlsx": b"x",
            },
        )
    )

    assert found.instrument == ("instruments/mini-v1.yaml", "key: mini\n")
    assert found.forms == {}


def test_folder_around_a_kit_is_taken_off(tmp_path: Path) -> None:
    found = read_kit(
        archive(tmp_path / "k.zip", {"paket/kit.yaml": HEAD.encode(), "paket/instruments/mini-v1.yaml": b"key: mini\n"})
    )

    assert found.instrument[0] == "instruments/mini-v1.yaml"


@pytest.mark.parametrize(
    "members",
    [
        {"instruments/mini-v1.yaml": b" " * 3_000_000},
        {f"consent/f{n}-v1.id.md": b" " * 1_900_000 for n in range(12)},
        {f"lain/{n}": b"" for n in range(600)},
        {"instruments/mini-v1.yaml": b"\xff\xfe\x00"},
    ],
    ids=["member", "all", "count", "encoding"],
)
def test_archive_beyond_the_caps_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    path = archive(tmp_path / "k.zip", {"kit.yaml": HEAD.encode(), **members})

    with pytest.raises(StudyError) as caught:
        read_kit(path)

    assert caught.value.problem.code == "kit.broken"


def test_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "rahasia.md").write_text("rahasia", encoding="utf-8")
    kit = tmp_path / "k"
    (kit / "consent").mkdir(parents=True)
    (kit / "instruments").mkdir()
    (kit / "kit.yaml").write_text(HEAD, encoding="utf-8")
    (kit / "instruments" / "mini-v1.yaml").write_text("key: mini\n", encoding="utf-8")
    (kit / "consent" / "psp-v1.id.md").symlink_to(tmp_path / "rahasia.md")

    assert read_kit(kit).forms == {}


def test_head_takes_keys_versions_and_digests_alone() -> None:
    found = read_head(
        'instrument: {key: mini, version: v2, digest: "not a digest"}\nparent: {key: "A B", version: v1}\n'
    )

    assert found == KitHead(instrument=Definition(key="mini", version="v2", sha256=""))


def test_same_files_give_the_same_archive() -> None:
    assert zip_bytes({"b": b"1", "a": b"2"}) == zip_bytes({"a": b"2", "b": b"1"})
