"""The self-test: what stops a start, and what each part of the full form finds."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.support.fake_clock import FakeClock
from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from titrator import __version__, resources
from titrator.session import self_test
from titrator.session.build import Build
from titrator.session.clock import ClockResetError, Reading
from titrator.session.policy import LoadedPolicy, load_policy
from titrator.session.self_test import Part, SelfTestFailed
from titrator.session.workstation import ALONE
from titrator.store.chain import utc_text
from titrator.store.errors import DataFolderUnusable

POLICY = load_policy(library_dir=None, protocol_file=None)


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> list[Build | None]:
    """What the note of the build says: the shipped policy, until a test says otherwise."""
    told: list[Build | None] = [note()]
    monkeypatch.setattr(self_test, "this_build", lambda: told[-1])
    return told


def note(
    *, version: str = __version__, library: str = POLICY.library.fingerprint, protocol: str = ""
) -> Build:
    """The note of a build that ships this policy."""
    return Build(
        version=version,
        commit="0123456789ab",
        library=library,
        protocol=protocol or POLICY.protocol.fingerprint,
    )


def test_a_sound_program_may_guide(released: list[Build | None]) -> None:
    """Nothing is raised with the arithmetic right, every sign drawn and the released policy."""
    self_test.require_sound((), "")
    self_test.require_released(POLICY)


def test_a_font_that_lacks_a_sign_stops_the_start() -> None:
    """Boxes instead of figures are not taken for figures."""
    with pytest.raises(SelfTestFailed, match="The font does not draw 7 ×") as stopped:
        self_test.require_sound((), "7×")
    assert stopped.value.faults == ("The font does not draw 7 ×.",)
    assert "neither for guidance nor to calculate" in stopped.value.next_action


def test_a_font_file_that_is_missing_stops_the_start() -> None:
    """Another weight stands in for it and draws every sign: the installation is not whole all the same."""
    with pytest.raises(SelfTestFailed) as stopped:
        self_test.require_sound(("Inter-Bold.otf",), "")
    assert stopped.value.faults == (
        "The program's own font (Inter-Bold.otf) is missing or damaged.",
    )


def test_a_font_that_is_gone_is_said_by_its_files_and_not_sign_by_sign() -> None:
    """Nobody reads a list of the alphabet."""
    with pytest.raises(SelfTestFailed) as stopped:
        self_test.require_sound(("a.otf", "b.otf"), "0123456789")
    assert stopped.value.faults == ("The program's own font (a.otf, b.otf) is missing or damaged.",)


def test_wrong_arithmetic_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many faults the first three are said, and all are kept."""
    wrong = ("One.", "Two.", "Three.", "Four.")
    monkeypatch.setattr(self_test, "arithmetic_faults", lambda: wrong)
    with pytest.raises(SelfTestFailed) as stopped:
        self_test.require_sound((), "")
    assert stopped.value.sentence == "The self-test of this program failed: One. Two. Three."
    assert stopped.value.faults == wrong
    assert self_test.arithmetic_part() == Part(
        name="arithmetic", is_passed=False, found="One. Two. Three. Four."
    )


@pytest.mark.hazard("H45")
@pytest.mark.parametrize("what", ["drug library", "protocol"])
def test_a_swapped_shipped_file_stops_the_start(what: str, released: list[Build | None]) -> None:
    """A file swapped together with its sums differs from what the build noted."""
    other = "f" * 64
    released.append(note(library=other) if what == "drug library" else note(protocol=other))
    with pytest.raises(SelfTestFailed, match=f"The {what} that ships with the program is not"):
        self_test.require_released(POLICY)


@pytest.mark.hazard("H45")
def test_files_of_two_releases_in_one_folder_stop_the_start(released: list[Build | None]) -> None:
    """The note of the build belongs to another version than the program beside it."""
    released.append(note(version="0.0.1"))
    with pytest.raises(SelfTestFailed, match=r"build\.json belongs to another version"):
        self_test.require_released(POLICY)


def test_a_hospitals_own_policy_need_not_be_the_shipped_one(released: list[Build | None]) -> None:
    """Only what ships was released; a hospital's own folder has its seal and its signature."""
    released.append(note(library="f" * 64, protocol="f" * 64))
    own = msgspec.structs.replace(POLICY, library_origin="/a", protocol_origin="/b")
    self_test.require_released(own)


def test_a_checkout_was_never_released(released: list[Build | None]) -> None:
    """Without a note there is nothing to compare."""
    released.append(None)
    changed: LoadedPolicy = msgspec.structs.replace(POLICY, fingerprint="f" * 64)
    self_test.require_released(changed)
    assert self_test.release_part().is_passed


def test_the_policy_part_names_both_hashes(released: list[Build | None]) -> None:
    """What would guide beds here, in full."""
    part = self_test.policy_part(None, ALONE, FakeClock())
    assert part.is_passed
    assert POLICY.library.fingerprint in part.found
    assert POLICY.protocol.fingerprint in part.found
    released.append(note(library="f" * 64))
    part = self_test.policy_part(None, ALONE, FakeClock())
    assert part.found == (
        "The drug library that ships with the program is not the one that was released."
    )
    assert not part.is_passed


def test_the_arithmetic_part_passes() -> None:
    """As released, every example is right."""
    assert self_test.arithmetic_part().is_passed


def test_the_font_part_counts_or_names_the_signs() -> None:
    """All drawn: how many. Not all: which."""
    assert self_test.font_part((), "", count=105) == Part(
        name="font", is_passed=True, found="105 signs are drawn by the program's own font"
    )
    assert self_test.font_part((), "÷", count=105) == Part(
        name="font", is_passed=False, found="The font does not draw ÷."
    )


def test_the_clock_part_reads_both_clocks() -> None:
    """A clock that stands at eight says so in UTC."""
    clock = FakeClock()
    part = self_test.clock_part(clock)
    assert part == Part(name="clock", is_passed=True, found=utc_text(clock.read().utc))


class _Backwards(FakeClock):
    """Its clock that counts sleep loses a second with each look."""

    left = timedelta(hours=1)

    def read(self) -> Reading:
        self.left -= timedelta(seconds=1)
        return msgspec.structs.replace(super().read(), counted=self.left)


class _Reset(FakeClock):
    """A flat battery took it back to 1980."""

    def read(self) -> Reading:
        return msgspec.structs.replace(super().read(), utc=datetime(1980, 1, 1, tzinfo=UTC))


def test_a_clock_that_goes_backwards_fails() -> None:
    """No interval can be timed with it."""
    part = self_test.clock_part(_Backwards())
    assert part == Part(
        name="clock", is_passed=False, found="The clock that counts sleep goes backwards."
    )


def test_a_reset_clock_is_refused() -> None:
    """As at a start: the sentence is the clock's own."""
    with pytest.raises(ClockResetError):
        self_test.clock_part(_Reset())


def test_the_log_part_leaves_nothing_behind(tmp_path: Path) -> None:
    """It writes a throw-away log in the folder, made when missing, reads it, and removes it."""
    folder = tmp_path / "data"
    part = self_test.log_part(folder, FakeClock())
    assert part == Part(name="log", is_passed=True, found=f"an entry can be written in {folder}")
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named_with_who_mends_it(tmp_path: Path) -> None:
    """Not the bare words of the system: which folder it is, and that IT support is to be called."""
    with a_folder_for_everyone() as folder:
        folder.chmod(0o555)
        with without_privileges(), pytest.raises(DataFolderUnusable) as refused:
            self_test.log_part(folder, FakeClock())
        folder.chmod(0o755)
    assert refused.value.sentence == (
        f"The data folder {folder} cannot be used: it cannot be written."
    )
    assert refused.value.next_action.startswith("Call IT support: ")


def test_the_log_part_believes_only_what_it_reads_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that forgets what was written is found."""
    from titrator.store import verify

    right = verify.verify
    forgetful = lambda path: msgspec.structs.replace(right(path), entries=0)  # noqa: E731
    monkeypatch.setattr(verify, "verify", forgetful)
    part = self_test.log_part(tmp_path, FakeClock())
    assert part == Part(name="log", is_passed=False, found="What was written is not there.")


def installed(folder: Path) -> Path:
    """A package of two files with their list."""
    (folder / "lib").mkdir(parents=True)
    names = ("titrator", "lib/a.so")
    for name in names:
        (folder / name).write_text(name, encoding="utf-8")
    sums = "".join(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    return folder


def test_an_untouched_installation_passes(tmp_path: Path) -> None:
    """Each file is as it was packed."""
    part = self_test.files_part(installed(tmp_path / "here"))
    assert part == Part(name="files", is_passed=True, found="2 files are as they were packed")


@pytest.mark.hazard("H45")
def test_every_touched_file_is_named(tmp_path: Path) -> None:
    """One changed, one taken away, one put beside them."""
    folder = installed(tmp_path / "here")
    (folder / "titrator").write_text("altered", encoding="utf-8")
    (folder / "lib" / "a.so").unlink()
    (folder / "lib" / "b.so").write_text("added", encoding="utf-8")
    part = self_test.files_part(folder)
    assert not part.is_passed
    assert part.found == "lib/b.so is not listed. lib/a.so is missing. titrator was changed."


def test_a_package_without_its_list_fails_and_a_checkout_does_not(
    tmp_path: Path, released: list[Build | None]
) -> None:
    """Whoever removes the list removes the proof."""
    assert not self_test.files_part(tmp_path).is_passed
    released.append(None)
    assert self_test.files_part(tmp_path).is_passed


def test_a_note_of_another_version_fails(released: list[Build | None]) -> None:
    """Files of two releases mixed in one folder."""
    released.append(note(version="0.0.1"))
    assert self_test.release_part() == Part(
        name="release", is_passed=False, found="build.json belongs to another version."
    )


def test_the_installed_folder_is_above_both_layouts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FOLDER/app/titrator/_resources and FOLDER/_internal/titrator/_resources: it is FOLDER."""
    inner = tmp_path / "_internal" / "titrator"
    (inner / "_resources").mkdir(parents=True)
    (inner / "_resources" / "references.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr(resources, "_PACKAGE", inner)
    assert self_test.installed_folder() == tmp_path
