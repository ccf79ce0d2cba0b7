"""Where a study lies: in a folder that is synchronised, on a network share, on an encrypted disk."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

# Parts of a path by which folders that are synchronised are known, in small letters.
_CLOUDS = (
    ("OneDrive", re.compile(r"onedrive($|[ -].*)")),
    ("Dropbox", re.compile(r"dropbox($|[ (-].*)")),
    ("Google Drive", re.compile(r"(google ?drive($|[ -].*)|my drive|drive saya)")),
    ("iCloud Drive", re.compile(r"(icloud ?drive|com~apple~clouddocs|mobile documents)")),
    ("Nextcloud", re.compile(r"(nextcloud|owncloud)")),
    ("Box", re.compile(r"box(-box)?")),
    ("MEGA", re.compile(r"mega(sync)?")),
    ("pCloud", re.compile(r"pcloud ?drive")),
)
_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_NETWORK = re.compile(
    r"(nfs\d?|cifs|smb\d?|smbfs|smb2|afpfs|9p|ceph|glusterfs|lustre|davfs|webdav|afs|ncpfs"
    r"|fuse\.(sshfs|rclone|davfs2?|gvfsd-fuse|s3fs|glusterfs|curlftpfs|smbnetfs))"
)
_ENCRYPTED = re.compile(r"(ecryptfs|fuse\.(gocryptfs|cryfs|encfs|securefs))")
# A line of the list of mounts: device, place, type, and what else there is.
_MOUNT = re.compile(r"^\S+ (\S+) (\S+)", re.MULTILINE)
_MOST_STACKED = 8  # no disk is stacked so high
_REMOTE_DRIVE = 4  # what Windows calls a drive that is a network share


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What the computer says of itself; tests say something else."""

    platform: str = sys.platform
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    mounts: Path = Path("/proc/self/mounts")
    blocks: Path = Path("/sys/dev/block")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where something lies; ``encrypted`` None where it can't be known."""

    cloud: str = ""
    network: str = ""
    encrypted: bool | None = None
    free: int | None = None


def locate(path: Path, system: System | None = None) -> Location:
    """Return where ``path`` lies, as far as this computer tells."""
    here = system or System()
    real = path.resolve()
    kind = file_system(real, here)
    return Location(
        cloud=cloud(real, here.env) or _marked(real),
        network=network(str(path.absolute()), kind, here.platform),
        encrypted=encrypted(real, kind, here),
        free=_free(real),
    )


def cloud(path: PurePath, env: Mapping[str, str]) -> str:
    r"""Return which service synchronises the folder; empty where none is known to.

    >>> from pathlib import PureWindowsPath
    >>> cloud(PureWindowsPath(r"C:\Users\Sari\OneDrive - RS X\studi.engage"), {})
    'OneDrive'
    """
    for name in _ONEDRIVE_VARIABLES:
        if env.get(name) and path.is_relative_to(env[name]):
            return "OneDrive"
    for part in (one.lower() for one in path.parts[:-1]):
        for name, pattern in _CLOUDS:
            if pattern.fullmatch(part):
                return name
    return ""


def _marked(path: Path) -> str:
    """Return whose mark lies in a folder above: Dropbox's folder may have any name."""
    marks = {".dropbox.cache": "Dropbox", ".dropbox": "Dropbox", ".tmp.drivedownload": "Google Drive"}
    for folder in path.parents:
        for mark, name in marks.items():
            if folder != Path.home() and (folder / mark).exists():
                return name
    return ""


def file_system(path: Path, system: System) -> str:
    """Return the type of the file system that holds ``path``, as Linux or macOS calls it; empty where not known."""
    try:
        if system.platform == "darwin":
            listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False, timeout=5).stdout
            found = re.findall(r" on (.+?) \((\w+)", listed)
        else:
            listed = system.mounts.read_text(encoding="utf-8", errors="replace")
            found = [(_unescaped(place), kind) for place, kind in _MOUNT.findall(listed)]
    except (OSError, subprocess.SubprocessError):
        return ""
    # Of two on one place the later one covers the earlier.
    holding = [(len(place), n, kind) for n, (place, kind) in enumerate(found) if path.is_relative_to(place)]
    return max(holding)[2] if holding else ""


def _unescaped(place: str) -> str:
    r"""Return a mount point as it is called: blanks stand as \040 in the list."""
    return re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), place)


def network(path: str, kind: str, platform: str) -> str:
    r"""Return what kind of network share holds ``path``; empty where it is this computer's own disk.

    >>> network(r"\\server\studi\a.engage", "", "win32"), network("/mnt/studi/a.engage", "cifs", "linux")
    ('UNC', 'cifs')
    """
    if path.startswith("\\\\") and not path.startswith("\\\\?\\"):
        return "UNC"
    if platform == "win32":  # pragma: no cover - asked of Windows itself
        import ctypes

        windows = getattr(ctypes, "windll", None)
        drive = PurePath(path).anchor
        return "drive" if windows and windows.kernel32.GetDriveTypeW(drive) == _REMOTE_DRIVE else ""
    return kind if _NETWORK.fullmatch(kind) else ""


def encrypted(path: Path, kind: str, system: System) -> bool | None:
    """Return whether the disk below ``path`` is encrypted; None where only an administrator could tell, or nobody."""
    if _ENCRYPTED.fullmatch(kind):
        return True
    if system.platform == "darwin":
        return _file_vault()
    if system.platform != "linux" or _NETWORK.fullmatch(kind):
        return None  # Windows: manage-bde answers administrators only
    try:
        device = next(one for one in (path, *path.parents) if one.exists()).stat().st_dev
        block = system.blocks / f"{os.major(device)}:{os.minor(device)}"
        return _below(block.resolve()) if block.exists() else None
    except OSError:
        return None


def _below(block: Path, depth: int = 0) -> bool | None:
    """Return whether a block device, or every one below it (a volume of several disks), is encrypted."""
    try:
        uuid = (block / "dm" / "uuid").read_text(encoding="ascii", errors="replace")
    except OSError:
        uuid = ""
    if uuid.startswith("CRYPT-"):
        return True
    try:
        below = sorted((block / "slaves").iterdir())
    except OSError:
        below = []
    if below and depth < _MOST_STACKED:
        answers = {_below(one.resolve(), depth + 1) for one in below}
        return answers == {True}
    return False


def _file_vault() -> bool | None:  # pragma: no cover - asked of macOS itself
    try:
        said = subprocess.run(["/usr/bin/fdesetup", "status"], capture_output=True, text=True, check=False, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return None
    return True if "FileVault is On" in said.stdout else False if "FileVault is Off" in said.stdout else None


def _free(path: Path) -> int | None:
    import shutil

    try:
        return shutil.disk_usage(next(one for one in (path, *path.parents) if one.exists())).free
    except (OSError, StopIteration):
        return None
