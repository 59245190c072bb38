"""The log is kept on this computer, in a folder of its owner's own."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from tests.support.windows import needs_mode_bits, needs_mount_table
from titrator.store.errors import DataFolderUnusable, NetworkFolder, folder_unusable, os_reason
from titrator.store.folder import make_private, prepare_folder, refuse_network

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local ext4 rw 0 0
//server/share /mnt/ward\\040share cifs rw 0 0
/dev/sdc1 /mnt/over ext4 rw 0 0
user@server: /mnt/over fuse.sshfs rw 0 0
cut
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        pytest.param("/home/nurse", "nfs4", marks=needs_mount_table),
        pytest.param("/home", "nfs4", marks=needs_mount_table),
        pytest.param("/mnt/ward share/titrator", "cifs", marks=needs_mount_table),
        pytest.param("/mnt/over/titrator", "fuse.sshfs", marks=needs_mount_table),
        ("\\\\server\\share", "a network path"),
        ("//server/share", "a network path"),
        ("\\\\?\\UNC\\server\\share", "a network path"),
        ("\\\\?\\unc\\server\\share", "a network path"),
    ],
)
def test_a_folder_on_another_computer_is_refused(folder: str, kind: str) -> None:
    """Locks and syncs cannot be trusted there: a log can be lost."""
    with pytest.raises(NetworkFolder) as refusal:
        refuse_network(Path(folder), mounts=MOUNTS)
    assert f"is on the network ({kind})" in refusal.value.sentence
    assert "this computer's own disk" in refusal.value.next_action


@pytest.mark.parametrize(
    "folder",
    [
        "/home/local/nurse",
        "/homes",
        "/var/lib",
        "/mnt/other",
        "\\\\?\\C:\\titrator",
        "C:\\titrator",
    ],
)
def test_a_folder_on_this_computer_is_accepted(folder: str) -> None:
    """The innermost mount decides, and a name that only begins alike does not."""
    refuse_network(Path(folder), mounts=MOUNTS)
    refuse_network(Path(folder), mounts="")


@needs_mode_bits
@pytest.mark.hazard("H44")
def test_a_missing_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    """Also below folders that are missing themselves; an existing one is left as it is."""
    folder = tmp_path / "new" / "titrator"
    prepare_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o750)
    prepare_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


@pytest.mark.parametrize("below", ["", "titrator"])
def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path, below: str) -> None:
    """One sentence, whether it is the folder itself or one above it."""
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(DataFolderUnusable, match="there is a file where a folder should be"):
        prepare_folder(file / below)


@pytest.mark.hazard("H35")
def test_a_folder_that_cannot_be_made_is_named() -> None:
    """With what to do instead."""
    with a_folder_for_everyone() as parent:
        parent.chmod(0o555)
        with (
            without_privileges(),
            pytest.raises(DataFolderUnusable, match="it cannot be written") as refusal,
        ):
            prepare_folder(parent / "titrator")
        assert "--data-dir" in refusal.value.next_action


@needs_mode_bits
@pytest.mark.hazard("H44")
def test_a_file_that_others_could_read_is_made_private(tmp_path: Path) -> None:
    """Rights of the owner are not added to."""
    file = tmp_path / "log"
    make_private(file)
    for before, after in ((0o666, 0o600), (0o640, 0o600), (0o400, 0o400), (0o600, 0o600)):
        file.touch()
        file.chmod(before)
        make_private(file)
        assert stat.S_IMODE(file.stat().st_mode) == after
        file.unlink()


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "it cannot be written"),
        (errno.EROFS, "it cannot be written"),
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.ENOENT, "there is no such folder"),
        (errno.EIO, "the system says input/output error"),
    ],
)
def test_what_the_system_refused_is_said_in_words(number: int, reason: str) -> None:
    """No numbers, no traceback."""
    error = OSError(number, "Input/output error")
    assert os_reason(error) == reason
    assert reason in folder_unusable(Path("/data"), error).sentence


def test_an_error_without_words_still_makes_a_sentence() -> None:
    """Some errors carry no number and no text."""
    assert os_reason(OSError()) == "the system says nothing"
