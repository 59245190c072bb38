"""The folder of the log: on this computer, private to its owner, and ours to write."""

from __future__ import annotations

import re
import stat
import sys
from pathlib import Path

from titrator.core.language import say
from titrator.store.errors import NetworkFolder, folder_unusable

FOLDER_MODE = 0o700
FILE_MODE = 0o600

# File systems on which locks and syncs reach another computer, or pretend to.
NETWORK_FILE_SYSTEMS = frozenset(
    {
        "afs", "ceph", "cifs", "coda", "davfs", "fuse.ceph", "fuse.davfs2", "fuse.glusterfs",
        "fuse.gvfsd-fuse", "fuse.rclone", "fuse.smbnetfs", "fuse.sshfs", "glusterfs", "lustre",
        "ncpfs", "nfs", "nfs4", "smb3", "smbfs",
    }
)  # fmt: skip

_OCTAL = re.compile(r"\\([0-7]{3})")  # how the mount table writes blanks in a path
_MOUNT_TABLE = Path("/proc/mounts")


def prepare_folder(folder: Path) -> None:
    """Makes the folder, for its owner alone, if it is missing.

    Raises NetworkFolder for a folder on another computer, DataFolderUnusable when it cannot be
    made.
    """
    try:
        refuse_network(folder, mounts=_mounts())
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise folder_unusable(folder, error) from error


def make_private(path: Path) -> None:
    """Takes from everyone but its owner what rights they have on the file."""
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & ~FILE_MODE:
        path.chmod(FILE_MODE)


def refuse_network(folder: Path, *, mounts: str) -> None:
    """Raises NetworkFolder when the folder lies on another computer.

    Args:
        folder: need not exist yet.
        mounts: the mount table in the form of /proc/mounts; empty where there is none.
    """
    if _is_unc(str(folder)) or _is_remote_drive(folder):
        raise NetworkFolder(folder, say("a network path"))
    kind = _file_system(folder.resolve(), mounts)
    if kind in NETWORK_FILE_SYSTEMS:
        raise NetworkFolder(folder, kind)


def _is_unc(path: str) -> bool:
    r"""Returns whether the path names a server, as in \\server\share. \\?\C: does not."""
    forward = path.replace("\\", "/")
    if forward.startswith(("//?/", "//./")):
        return forward[4:8].upper() == "UNC/"
    return forward.startswith("//")


def _file_system(folder: Path, mounts: str) -> str:
    """Returns the type of the file system that holds the folder; "" when unknown."""
    holds, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        mount = Path(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), fields[1]))
        # A later mount on the same place hides the earlier one.
        if folder.is_relative_to(mount) and len(mount.parts) >= holds:
            holds, kind = len(mount.parts), fields[2]
    return kind


def _mounts() -> str:
    if not _MOUNT_TABLE.exists():  # pragma: no cover -- Linux has one
        return ""
    return _MOUNT_TABLE.read_text("utf-8", "surrogateescape")


if sys.platform == "win32":  # pragma: no cover -- Windows only

    def _is_remote_drive(folder: Path) -> bool:
        import ctypes

        drive_remote = 4
        anchor = Path(folder.absolute().anchor)
        return ctypes.windll.kernel32.GetDriveTypeW(str(anchor)) == drive_remote

else:

    def _is_remote_drive(folder: Path) -> bool:
        return False
