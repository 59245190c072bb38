"""What is kept of people: what was typed into fields that are kept, and nothing from around it."""

from __future__ import annotations

import contextlib
import io
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.log_entries import tamper
from tests.support.shift import UNCHANGED
from tests.support.windows import needs_mode_bits
from titrator import resources
from titrator.core import commands as do
from titrator.session.desk import Desk, open_desk
from titrator.session.diagnostics import DIAGNOSTICS, keep_trace
from titrator.session.summons import ask_to_show
from titrator.store.archive import archive
from titrator.store.export import export_entries, export_to
from titrator.store.opening import LOG_NAME

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H44")

NAME = "Planted-Musterfrau"
LATER = "2027-01-01T00:00:00.000000Z"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder below a home that is named after its user, as is all else around it."""
    home = tmp_path / NAME
    home.mkdir()
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    for variable in ("USER", "LOGNAME", "USERNAME", "HOSTNAME", "COMPUTERNAME"):
        monkeypatch.setenv(variable, NAME)
    return home / "data"


def opening(bed: str) -> do.OpenEpisode:
    """What opens a bed of this name."""
    return do.OpenEpisode(bed=bed, weight="70 kg", weight_kind="measured", adult=True)


def desk_over(folder: Path) -> Desk:
    """The desk with a policy that lies below that home too."""
    site = folder.parent / "policy" / "drug_library"
    if not site.exists():
        site.mkdir(parents=True)
        for name, content in resources.shipped_library_files().items():
            (site / name).write_bytes(content)
    return open_desk(data_dir=folder, policy_dir=site.parent, clock=FakeClock())


def a_shift(folder: Path) -> None:
    """A bed is opened, assessed and closed; another stays open; the log is damaged and set aside."""
    with contextlib.closing(desk_over(folder)) as desk:
        desk.open_bed(opening("ICU-1"), "AB")
        _, bed_id = desk.open_bed(opening("ICU-2"), "AB")
        seen = do.RecordAssessment(map_mmhg="72", map_source="arterial_line", perfusion=UNCHANGED)
        desk.handle(bed_id, seen, "AB")
        desk.handle(bed_id, do.CloseEpisode(), "AB")
    tamper(folder / LOG_NAME, "DROP INDEX entry_marks")
    with contextlib.closing(desk_over(folder)) as desk:
        desk.acknowledge("AB")
        _, bed_id = desk.open_bed(opening("ICU-3"), "AB")
        desk.handle(bed_id, do.CloseEpisode(), "AB")
        ask_to_show(folder)


def test_a_name_from_around_the_program_is_in_none_of_its_files(folder: Path) -> None:
    """User, home, host, folders: not in the log, its archive, an export, the lock, a trace."""
    a_shift(folder)
    assert archive(folder, before_utc=LATER, opened_at_utc=LATER) is not None
    export_to(folder / LOG_NAME, folder / "export.jsonl")
    keep_trace(folder, KeyError, KeyError("drug"), None)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 7
    found = [path.name for path in files if NAME.encode() in path.read_bytes()]
    assert found == []


def test_what_an_error_quotes_and_where_it_was_is_not_in_the_trace(folder: Path) -> None:
    """What was typed could be in its words, and the account's name in the path of the program."""
    place = compile("int(typed)", str(folder.parent / "program" / "form.py"), "exec")
    try:
        try:
            exec(place, {"typed": NAME})
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError as error:
        keep_trace(folder, KeyError, error, error.__traceback__)
    kept = (folder / DIAGNOSTICS).read_text(encoding="utf-8")
    assert NAME not in kept
    assert str(Path("~/program/form.py")) in kept
    assert kept.index("ValueError") < kept.index("KeyError")


@needs_mode_bits
def test_every_file_is_readable_by_its_owner_alone(folder: Path) -> None:
    """Whatever the person's own settings are."""
    a_shift(folder)
    archive(folder, before_utc=LATER, opened_at_utc=LATER)
    export_to(folder / LOG_NAME, folder / "export.jsonl")
    keep_trace(folder, KeyError, KeyError("drug"), None)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()
    }
    assert set(modes.values()) == {0o600}, modes
    assert modes.keys() >= {LOG_NAME, "titrator.lock", "titrator.reserve", DIAGNOSTICS}
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_what_is_typed_as_a_reason_is_kept_as_typed(folder: Path) -> None:
    """Such a field says that it is stored; whoever writes a name there has put it into the log."""
    with contextlib.closing(desk_over(folder)) as desk:
        _, bed_id = desk.open_bed(opening("ICU-12"), "AB")
        desk.handle(bed_id, do.Hold(reason=f"asked by {NAME}"), "AB")
    out = io.StringIO()
    export_entries(folder / LOG_NAME, out.write)
    assert NAME in out.getvalue()
