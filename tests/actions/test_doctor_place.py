"""Where a study lies is told from paths, mount lists and block devices, on whatever computer that is."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from engage_eval.actions.doctor_place import System, cloud, encrypted, file_system, locate, network


@pytest.mark.parametrize(
    ("path", "service"),
    [
        (PureWindowsPath(r"C:\Users\Sari\OneDrive\studi.engage"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\Sari\OneDrive - RS X\2026\studi.engage"), "OneDrive"),
        (PurePosixPath("/Users/sari/Library/CloudStorage/OneDrive-RSX/studi.engage"), "OneDrive"),
        (PurePosixPath("/home/sari/Dropbox/studi.engage"), "Dropbox"),
        (PureWindowsPath(r"D:\Dropbox (RS X)\studi.engage"), "Dropbox"),
        (PureWindowsPath(r"G:\My Drive\studi.engage"), "Google Drive"),
        (PureWindowsPath(r"G:\Drive Saya\studi.engage"), "Google Drive"),
        (PurePosixPath("/Users/sari/Library/CloudStorage/GoogleDrive-sari@rs.example/studi.engage"), "Google Drive"),
        (PurePosixPath("/Users/sari/Library/Mobile Documents/com~apple~CloudDocs/studi.engage"), "iCloud Drive"),
        (PurePosixPath("/home/sari/Nextcloud/studi.engage"), "Nextcloud"),
        (PurePosixPath("/home/sari/studi/studi.engage"), ""),
        (PurePosixPath("/home/sari/Dropbox.engage"), ""),
        (PurePosixPath("/home/sari/onedriver/studi.engage"), ""),
        (PurePosixPath("/home/sari/boxes/studi.engage"), ""),
    ],
)
def test_a_folder_that_is_synchronised_is_known_by_its_name(path: PurePosixPath, service: str) -> None:
    assert cloud(path, {}) == service


def test_a_folder_that_onedrive_took_under_another_name_is_known_by_the_environment() -> None:
    path = PureWindowsPath(r"C:\Users\Sari\Kantor\studi.engage")

    assert cloud(path, {"OneDriveCommercial": r"C:\Users\Sari\Kantor"}) == "OneDrive"
    assert cloud(path, {"OneDriveCommercial": r"C:\Users\Sari\Lain"}) == ""
    assert cloud(path, {"OneDriveCommercial": ""}) == ""


def test_dropbox_under_another_name_is_known_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / ".dropbox.cache").mkdir()
    (tmp_path / "studi").mkdir()

    assert locate(tmp_path / "studi" / "a.engage").cloud == "Dropbox"


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/studi /mnt/studi\\040bersama cifs rw 0 0
server:/ekspor /home nfs4 rw 0 0
sari@server:/ /home/sari/jauh fuse.sshfs rw 0 0
/dev/sdb1 /home/sari/lokal ext4 rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind", "share"),
    [
        ("/srv/a.engage", "ext4", ""),
        ("/mnt/studi bersama/2026/a.engage", "cifs", "cifs"),
        ("/home/sari/a.engage", "nfs4", "nfs4"),
        ("/home/sari/jauh/a.engage", "fuse.sshfs", "fuse.sshfs"),
        ("/home/sari/lokal/a.engage", "ext4", ""),
        ("/mnt/studi/a.engage", "ext4", ""),
    ],
)
def test_a_network_share_is_known_by_the_longest_mount_point(tmp_path: Path, path: str, kind: str, share: str) -> None:
    (tmp_path / "mounts").write_text(MOUNTS, encoding="utf-8")
    system = System(platform="linux", mounts=tmp_path / "mounts")

    assert file_system(Path(path), system) == kind
    assert network(path, kind, "linux") == share


def test_where_no_mounts_are_listed_nothing_is_claimed(tmp_path: Path) -> None:
    assert file_system(tmp_path, System(platform="linux", mounts=tmp_path / "tidak-ada")) == ""


@pytest.mark.parametrize(
    ("path", "share"),
    [(r"\\server\studi\a.engage", "UNC"), (r"C:\studi\a.engage", ""), (r"\\?\C:\studi\a.engage", "")],
)
def test_a_unc_path_is_a_network_share(path: str, share: str) -> None:
    assert network(path, "", "linux") == share


def _device(tmp_path: Path, uuids: dict[str, str], below: dict[str, list[str]]) -> System:
    """Return a computer whose block devices are called as in ``uuids``; the first holds ``tmp_path``."""
    for name, uuid in uuids.items():
        (tmp_path / name / "slaves").mkdir(parents=True)
        if uuid:
            (tmp_path / name / "dm").mkdir()
            (tmp_path / name / "dm" / "uuid").write_text(uuid, encoding="ascii")
        for other in below.get(name, []):
            (tmp_path / name / "slaves" / other).symlink_to(tmp_path / other)
    number = tmp_path.stat().st_dev
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / f"{os.major(number)}:{os.minor(number)}").symlink_to(tmp_path / next(iter(uuids)))
    return System(platform="linux", blocks=tmp_path / "blocks")


@pytest.mark.parametrize(
    ("uuids", "below", "answer"),
    [
        ({"sda1": ""}, {}, False),
        ({"dm-0": "CRYPT-LUKS2-0123-root"}, {}, True),
        ({"dm-1": "LVM-x", "dm-0": "CRYPT-LUKS2-x"}, {"dm-1": ["dm-0"]}, True),
        ({"dm-1": "LVM-x", "dm-0": "CRYPT-LUKS2-x", "sdb": ""}, {"dm-1": ["dm-0", "sdb"]}, False),
        ({"md0": "", "sda": "", "sdb": ""}, {"md0": ["sda", "sdb"]}, False),
    ],
)
def test_encryption_is_looked_for_down_to_the_disks(
    tmp_path: Path, uuids: dict[str, str], below: dict[str, list[str]], *, answer: bool
) -> None:
    assert encrypted(tmp_path / "a.engage", "ext4", _device(tmp_path, uuids, below)) is answer


def test_encryption_is_not_known_where_only_an_administrator_or_a_server_could_tell(tmp_path: Path) -> None:
    no_blocks = System(platform="linux", blocks=tmp_path / "tidak-ada")

    assert encrypted(tmp_path, "ext4", no_blocks) is None
    assert encrypted(tmp_path, "cifs", no_blocks) is None
    assert encrypted(tmp_path, "", System(platform="win32")) is None
    assert encrypted(tmp_path, "fuse.gocryptfs", no_blocks) is True
