"""The desk: beds of one workstation over a real log, on a clock that is told what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.site_folder import PAGE, a_signed_site
from titrator import resources
from titrator.core import commands as do
from titrator.core.errors import KnownError
from titrator.core.policy_fault import PolicyFileError
from titrator.session.clock import ClockResetError
from titrator.session.desk import Desk, open_desk
from titrator.session.screen import Answer, Tone
from titrator.session.workstation import Workstation
from titrator.store.errors import LogNotWritten
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.store.record import NewRecord, StoredRecord

BED = do.OpenEpisode(bed="ICU-12", weight="70 kg", weight_kind="measured", adult=True)
FOUR = dict.fromkeys(("mental_state", "capillary_refill", "urine_output", "skin"), "same_or_better")
GOOD = do.RecordAssessment(map_mmhg="72", map_source="arterial_line", perfusion=FOUR)


def _set_up(desk: Desk, bed_id: str) -> None:
    for command in (
        do.RecordInfusion(
            drug="norepinephrine", amount="4 mg", volume="250 mL", pump_shows="7.9 mL/h"
        ),
        do.RecordOrder(
            drug="norepinephrine",
            route="central",
            initial="0.05 mcg/kg/min",
            increment="0.01 mcg/kg/min",
            interval_min="15",
            maximum="0.5 mcg/kg/min",
            map_target_mmhg="65",
            prescriber="CD",
        ),
        GOOD,
        do.RecordStartGate(
            map_stable_since="2026-03-01T04:00:00Z",
            lactate_clearing="met",
            urine_output="met",
            mental_state="met",
            capillary_refill="met",
            skin="met",
            fluids="met",
            arterial_line="met",
        ),
        do.StartWean(),
    ):
        answer = desk.handle(bed_id, command, "AB")
        assert answer.is_accepted, answer.blocked


def test_a_wean_is_guided_from_an_empty_folder(desk: Desk, clock: FakeClock) -> None:
    """A bed is opened, set up and started, and the advised rate is taken at the pump."""
    answer, bed_id = desk.open_bed(BED, "AB")
    assert answer.is_accepted
    _set_up(desk, bed_id)
    form = desk.reduce_form(bed_id)
    assert form.options[0].to == "0.02 mcg/kg/min"
    assert form.options[0].pump_rate_number == "5.3"
    step = do.Step(drug="norepinephrine", to="0.02 mcg/kg/min", pump_shows="5.3 mL/h")
    assert desk.handle(bed_id, step, "AB").is_accepted
    clock.run(timedelta(minutes=5), desk.tick)
    assert desk.bedside(bed_id).next.heading == "REASSESS NOW"
    assert [tab.bed for tab in desk.beds()] == ["ICU-12"]
    assert desk.beds()[0].tone is Tone.DUE
    assert desk.clock_text() == "08:05"
    assert desk.standing_notice == ""


@pytest.mark.hazard("H39")
@pytest.mark.hazard("H34")
def test_a_restart_returns_to_the_same_bed_and_asks_for_a_fresh_assessment(
    data_dir: Path, clock: FakeClock
) -> None:
    """Nothing acknowledged is lost, and no reduction is possible before an assessment."""
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    before = desk.bedside(bed_id).drugs
    desk.close()

    again = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    after = again.bedside(bed_id).drugs
    assert [(one.chain, one.bag) for one in after] == [(one.chain, one.bag) for one in before]
    assert after[0].note.endswith("wean suspended")
    assert again.bedside(bed_id).next.heading == "WEAN SUSPENDED: REASSESS"
    step = do.Step(drug="norepinephrine", to="0.02 mcg/kg/min", pump_shows="5.3 mL/h")
    refused = again.handle(bed_id, step, "AB")
    assert {one.code for one in refused.blocked} == {"SUSPENDED", "CLOCK_NOT_TRUSTED"}
    assert again.handle(bed_id, GOOD, "AB").is_accepted
    assert again.handle(bed_id, step, "AB").is_accepted
    again.close()


@pytest.mark.hazard("H13")
def test_sleep_that_nobody_saw_suspends_until_a_fresh_assessment(
    desk: Desk, clock: FakeClock
) -> None:
    """After 22 minutes of sleep the reassessment is due at once and no step is possible."""
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    clock.pass_unseen(timedelta(minutes=22))
    desk.tick()
    strip = desk.bedside(bed_id).next
    assert strip.heading == "WEAN SUSPENDED: REASSESS"
    assert any("slept 22 minutes;" in line.text for line in desk.log_lines(bed_id))
    warnings = desk.bedside(bed_id).banner.warnings
    assert warnings[0] == "This workstation slept 22 minutes; reassessment became due 08:05."


@pytest.mark.hazard("H14")
@pytest.mark.parametrize("is_same_start", [True, False])
def test_a_clock_set_forward_while_the_program_was_closed_opens_no_step(
    data_dir: Path, clock: FakeClock, *, is_same_start: bool
) -> None:
    """Stepped at 08:00, closed, the clock set an hour on: 15 min are waited by the other clock."""
    clock.boot = "first"
    clock.counted = timedelta(hours=5)
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    step = do.Step(drug="norepinephrine", to="0.02 mcg/kg/min", pump_shows="5.3 mL/h")
    assert desk.handle(bed_id, step, "AB").is_accepted
    desk.close()
    clock.pass_unseen(timedelta(minutes=2))
    clock.set_utc(timedelta(hours=1))
    if not is_same_start:
        clock.start_anew("second", up_for=timedelta(minutes=1))
    again = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    assert again.handle(bed_id, GOOD, "AB").is_accepted
    step = do.Step(drug="norepinephrine", to="0.01 mcg/kg/min", pump_shows="2.7 mL/h")
    early = again.handle(bed_id, step, "AB")
    assert {one.code for one in early.blocked} == {"STEP_TOO_EARLY"}
    clock.run(timedelta(minutes=13 if is_same_start else 14), again.tick)
    assert again.handle(bed_id, GOOD, "AB").is_accepted
    assert again.handle(bed_id, step, "AB").is_accepted
    again.close()


@pytest.mark.hazard("H14")
def test_a_clock_that_was_reset_stops_the_start(data_dir: Path) -> None:
    """Nothing is stamped with a time that cannot be; no log is made."""
    reset = FakeClock(datetime(2000, 1, 1, tzinfo=UTC))
    with pytest.raises(ClockResetError):
        open_desk(data_dir=data_dir, policy_dir=None, clock=reset)
    assert not data_dir.exists()


@pytest.mark.hazard("H14")
def test_a_clock_set_back_suspends_and_opens_nothing_early(desk: Desk, clock: FakeClock) -> None:
    """An hour back: the clock is not trusted, at every bed that is open."""
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    clock.set_utc(timedelta(hours=-1))
    desk.tick()
    assert desk.beds()[0].status == "suspended"
    assert any("clock" in line.text for line in desk.log_lines(bed_id))


def test_five_seconds_between_two_looks_are_no_sleep(desk: Desk, clock: FakeClock) -> None:
    """A window that is busy for a moment suspends nothing."""
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    clock.run(timedelta(minutes=1), desk.tick)
    assert desk.bedside(bed_id).phase == "wean running"


def test_the_numbers_of_entries_do_not_count_the_seconds(desk: Desk, clock: FakeClock) -> None:
    """A minute of looks later the next entry has the next number."""
    _, bed_id = desk.open_bed(BED, "AB")
    clock.run(timedelta(minutes=1), desk.tick)
    desk.handle(bed_id, GOOD, "AB")
    assert [line.line for line in desk.log_lines(bed_id)] == [2, 1]


@pytest.mark.hazard("H02")
@pytest.mark.hazard("H19")
def test_two_beds_are_kept_apart_and_one_name_is_not_opened_twice(desk: Desk) -> None:
    """Each bed has its own entries; a second bed of the same name is refused in words."""
    _, first = desk.open_bed(BED, "AB")
    other = do.OpenEpisode(bed="ICU-14", weight="80 kg", weight_kind="stated", adult=True)
    _, second = desk.open_bed(other, "AB")
    assert desk.bedside(first).banner.weight == "70 kg measured 08:00"
    assert desk.bedside(second).banner.weight == "80 kg stated 08:00"
    answer, none = desk.open_bed(BED, "AB")
    assert not answer.is_accepted
    assert none == ""
    assert answer.blocked[0].what == "ICU-12 is open at this workstation already."


@pytest.mark.hazard("H48")
def test_a_bed_that_was_refused_is_not_open(desk: Desk) -> None:
    """A child is out of scope: the refusal is logged, and no bed appears."""
    child = do.OpenEpisode(bed="ICU-12", weight="40 kg", weight_kind="measured", adult=False)
    answer, bed_id = desk.open_bed(child, "AB")
    assert [one.code for one in answer.blocked] == ["OUT_OF_SCOPE"]
    assert bed_id == ""
    assert desk.beds() == ()


def test_a_named_higher_dose_says_where_the_pump_goes(desk: Desk) -> None:
    """0.04 mcg/kg/min at 70 kg is 10.5 mL/h of 16 mcg/mL; not while MAP is on target."""
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    asked = {"drug": "norepinephrine", "to": "0.04 mcg/kg/min"}
    refused = desk.raise_preview(bed_id, **asked).refused
    assert [one.code for one in refused] == ["NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"]
    low = do.RecordAssessment(map_mmhg="60", map_source="arterial_line", perfusion=FOUR)
    assert desk.handle(bed_id, low, "AB").is_accepted
    assert desk.raise_preview(bed_id, **asked).pump_rate == "10.5 mL/h"


@pytest.mark.ruling(14)
def test_only_a_hold_by_a_low_map_with_a_good_repeat_may_be_called_an_artefact(desk: Desk) -> None:
    """Not before a hold, not in one by hand, not before the repeat of 60; then with 72 it may."""
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    low = do.RecordAssessment(map_mmhg="60", map_source="arterial_line", perfusion=FOUR)
    told = []
    for command in (do.Hold(), GOOD, do.Resume(), low, GOOD):
        told.append(desk.may_be_artefact(bed_id))
        assert desk.handle(bed_id, command, "AB").is_accepted
    assert told == [False] * 5
    assert desk.may_be_artefact(bed_id)


def test_a_log_that_is_whole_is_checked_to_its_end(desk: Desk) -> None:
    """A few entries at a time, and no notice comes of it."""
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    for _ in desk.check_log():
        assert desk.standing_notice == ""
    assert desk.standing_notice == ""


def test_a_closed_bed_leaves_the_desk(desk: Desk) -> None:
    """Closing takes the bed off the tabs; its log stays in the file."""
    _, bed_id = desk.open_bed(BED, "AB")
    assert desk.handle(bed_id, do.CloseEpisode(), "AB").is_accepted
    assert desk.beds() == ()
    assert desk.conversion_start(bed_id) is None


def test_the_calculator_starts_from_what_runs(desk: Desk) -> None:
    """Bag and weight of the first running drug, as texts; nothing before one is recorded."""
    _, bed_id = desk.open_bed(BED, "AB")
    assert desk.conversion_start(bed_id) is None
    _set_up(desk, bed_id)
    start = desk.conversion_start(bed_id)
    assert start is not None
    assert (start.drug, start.amount, start.volume, start.weight) == (
        "norepinephrine",
        "4 mg",
        "250 mL",
        "70 kg",
    )


def test_the_drugs_to_choose_carry_their_units_and_bags(desk: Desk) -> None:
    """Vasopressin is measured in units and ordered per minute or per hour, never per kg."""
    drugs = {one.name: one for one in desk.drugs()}
    assert len(drugs) == 8
    assert drugs["vasopressin"].amount_unit == "units"
    assert drugs["vasopressin"].dose_units == ("units/min", "units/h")
    assert drugs["norepinephrine"].amount_unit == "mg"
    assert ("4 mg", "250 mL") in drugs["norepinephrine"].preparations
    assert desk.library.drug("vasopressin").name == "vasopressin"


class _FullLog(MemoryLog):
    """A log whose disk is full while `is_full` is set."""

    is_full = False

    def append(self, record: NewRecord) -> StoredRecord:
        if self.is_full:
            reason = "the disk is full"
            raise LogNotWritten(reason)
        return super().append(record)


@pytest.mark.hazard("H35")
def test_what_cannot_be_logged_is_not_acknowledged_and_the_screen_says_so(
    desk: Desk, clock: FakeClock
) -> None:
    """A step on a full disk changes nothing; when writing works again the notice goes."""
    log = _FullLog()
    full = Desk(log=log, policy=desk.policy, clock=clock, new_id=lambda: "bed")
    _, bed_id = full.open_bed(BED, "AB")
    _set_up(full, bed_id)
    log.is_full = True
    step = do.Step(drug="norepinephrine", to="0.02 mcg/kg/min", pump_shows="5.3 mL/h")
    answer = full.handle(bed_id, step, "AB")
    assert [one.code for one in answer.blocked] == ["LOG_NOT_WRITTEN"]
    assert full.standing_notice.startswith("LOG NOT WRITTEN: write on paper")
    assert full.bedside(bed_id).drugs[0].chain[2] == "7.9 mL/h"
    full.tick()
    assert full.standing_notice != ""
    log.is_full = False
    assert full.handle(bed_id, step, "AB").is_accepted
    assert full.standing_notice == ""


def test_a_site_folder_is_used_or_refused_and_never_passed_over(
    tmp_path: Path, clock: FakeClock
) -> None:
    """A folder with a library is taken; one that is empty or missing is refused with what to do."""
    site = tmp_path / "policy"
    (site / "drug_library").mkdir(parents=True)
    for name, content in resources.shipped_library_files().items():
        (site / "drug_library" / name).write_bytes(content)
    opened = open_desk(data_dir=tmp_path / "data", policy_dir=site, clock=clock)
    assert opened.policy.library_origin == str(site / "drug_library")
    opened.close()
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "gone"):
        with pytest.raises(KnownError) as refused:
            open_desk(data_dir=tmp_path / "data", policy_dir=folder, clock=clock)
        assert refused.value.next_action


def test_a_log_that_cannot_be_read_is_let_go_again(tmp_path: Path, clock: FakeClock) -> None:
    """A desk that could not take up its beds holds no lock on the log."""
    folder = tmp_path / "data"
    first = open_desk(data_dir=folder, policy_dir=None, clock=clock)
    first.open_bed(BED, "AB")
    first.close()

    class Broken(FakeClock):
        """Fails at its second reading, when the log is open already."""

        def read(self):  # type: ignore[no-untyped-def]
            if self.counted:
                message = "the clock is gone"
                raise RuntimeError(message)
            self.counted = timedelta(seconds=1)
            return FakeClock().read()

    with pytest.raises(RuntimeError):
        open_desk(data_dir=folder, policy_dir=None, clock=Broken())
    open_desk(data_dir=folder, policy_dir=None, clock=clock).close()


def test_the_small_window_says_what_is_next_at_the_open_beds(desk: Desk) -> None:
    """Nothing without a bed."""
    assert desk.small_timer() is None
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    said = desk.small_timer()
    assert said is not None
    assert said.bed == "ICU-12"


@pytest.mark.hazard("H32")
@pytest.mark.rule("R9")
def test_a_bed_whose_policy_was_altered_can_be_held_and_backed_up_and_nothing_else(
    data_dir: Path, tmp_path: Path, clock: FakeClock
) -> None:
    """Opened under a signed policy; then one byte of it changes while the program is closed."""
    site, key = a_signed_site(tmp_path, page=PAGE.replace("2026-11-10", "2026-01-10"))
    here = Workstation(policy_dir=site, keys=(key,))
    desk = open_desk(data_dir=data_dir, policy_dir=None, clock=clock, workstation=here)
    _, bed_id = desk.open_bed(BED, "AB")
    _set_up(desk, bed_id)
    step = do.Step(drug="norepinephrine", to="0.025 mcg/kg/min", pump_shows="6.56 mL/h")
    assert desk.handle(bed_id, step, "AB").is_accepted
    desk.close()
    (site / "policy.toml").write_bytes((site / "policy.toml").read_bytes() + b"\n")

    again = open_desk(data_dir=data_dir, policy_dir=None, clock=clock, workstation=here)
    clock.run(timedelta(minutes=4), again.tick)
    assert again.handle(bed_id, GOOD, "AB").is_accepted
    clock.run(timedelta(minutes=12), again.tick)
    assert again.handle(bed_id, GOOD, "AB").is_accepted
    shown = again.bedside(bed_id)
    assert shown.next.heading == "STEPS LOCKED. NEXT: REASSESS"
    assert any("policy of this hospital cannot be used" in one for one in shown.banner.warnings)
    lower = do.Step(drug="norepinephrine", to="0.02 mcg/kg/min", pump_shows="5.25 mL/h")
    assert "SUSPENDED" in _codes(again.handle(bed_id, lower, "AB"))
    refused, _ = again.open_bed(do.OpenEpisode(**{**_fields(BED), "bed": "ICU-13"}), "AB")
    assert _codes(refused) == {"SUSPENDED"}
    assert again.handle(bed_id, do.Hold(), "AB").is_accepted
    assert "SUSPENDED" in _codes(again.handle(bed_id, do.Resume(), "AB"))
    up = do.BackUp(drug="norepinephrine", pump_shows="7.9 mL/h")
    assert again.handle(bed_id, up, "AB").is_accepted
    again.close()


@pytest.mark.hazard("H32")
def test_without_an_open_bed_a_refused_policy_opens_no_desk(
    data_dir: Path, tmp_path: Path, clock: FakeClock
) -> None:
    """Nothing is guided by another policy, with a log and without one."""
    site, key = a_signed_site(tmp_path, page=PAGE.replace("2026-11-10", "2026-01-10"))
    here = Workstation(policy_dir=site, keys=(key,))
    (site / "SHA256SUMS.sig").unlink()
    with pytest.raises(PolicyFileError):
        open_desk(data_dir=data_dir, policy_dir=None, clock=clock, workstation=here)
    assert not data_dir.exists()
    open_desk(data_dir=data_dir, policy_dir=None, clock=clock).close()
    with pytest.raises(PolicyFileError):
        open_desk(data_dir=data_dir, policy_dir=None, clock=clock, workstation=here)


def _codes(answer: Answer) -> set[str]:
    return {one.code for one in answer.blocked}


def _fields(command: do.OpenEpisode) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__struct_fields__}
