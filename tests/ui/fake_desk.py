"""A desk made by hand: fixed words for every state of the screen, and a note of what was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tests.ui.fake_screens import SCREENS, WHY
from tests.ui.fake_trend import half_a_day, with_four_drugs
from titrator.core.drug_library import DrugLibrary
from titrator.session.calls import Bell, BellState, Ring, SmallTimer
from titrator.session.clock import SystemClock
from titrator.session.drafts import Drafts
from titrator.session.first_steps import FirstSteps
from titrator.session.moments import Day, Moment, read_clock_time
from titrator.session.policy import LoadedPolicy, load_policy
from titrator.session.raising import RaisePreview
from titrator.session.screen import (
    Answer,
    BackUpChoice,
    BackUpForm,
    BagChoice,
    BagPreview,
    Bedside,
    Blocked,
    Check,
    DoseOption,
    HandoverDrug,
    HandoverPart,
    HandoverSheet,
    LogLine,
    ReduceForm,
    Tone,
    WhyCard,
)
from titrator.session.small_timer import small_timer
from titrator.session.trend_screen import Trend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from titrator.core.commands import AnyCommand, OpenEpisode
    from titrator.session.correctable import Correctable

NOW = datetime(2026, 11, 2, 14, 32, tzinfo=UTC)
ACCEPTED = Answer(is_accepted=True, blocked=(), noticed=(), events=())
PUMP_MISMATCH = Blocked(
    code="PUMP_MISMATCH",
    what="The pump shows 13.1 mL/h. For 0.05 mcg/kg/min it must show 13.2 mL/h.",
    rule="read-back",
    source="Titrator rules",
    can_do="Look at the pump again. Pump and program must show the same rate before it is recorded.",
)


def refusal(code: str) -> Answer:
    """An answer that refuses with one code."""
    one = Blocked(code=code, what="It was refused.", rule="R8", source="a test", can_do="Again.")
    return Answer(is_accepted=False, blocked=(one,), noticed=(), events=())


REFUSED = Answer(is_accepted=False, blocked=(PUMP_MISMATCH,), noticed=(), events=())


BELLS = {
    "on": Bell(state=BellState.ON, label="Sound on", sentence="The test tone was heard."),
    "sounding": Bell(state=BellState.SOUNDING, label="Silence 120 sec", sentence="It sounds."),
    "silent": Bell(state=BellState.SILENT, label="Silent 83 sec", sentence="It is paused."),
    "untested": Bell(state=BellState.UNTESTED, label="SOUND NOT TESTED", sentence="Not yet."),
    "off": Bell(state=BellState.OFF, label="SOUND OFF", sentence="No sound device."),
}


@dataclass(frozen=True)
class FakeTab:
    """A tab as the desk gives it."""

    bed_id: str
    bed: str
    status: str
    tone: Tone


@dataclass(frozen=True)
class FakeDrug:
    """A drug as the desk gives it."""

    name: str
    display_name: str
    amount_unit: str
    dose_units: tuple[str, ...]
    preparations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FakeStart:
    """What the calculator starts from."""

    drug: str
    amount: str
    volume: str
    weight: str


DRUGS = (
    FakeDrug(
        "norepinephrine",
        "norepinephrine",
        "mg",
        ("mcg/kg/min", "mcg/min"),
        (("4 mg", "250 mL"), ("16 mg", "250 mL")),
    ),
    FakeDrug("vasopressin", "vasopressin", "units", ("units/min",), (("20 units", "100 mL"),)),
    FakeDrug("epinephrine", "EPINEPHrine", "mg", ("mcg/kg/min", "mcg/min"), (("4 mg", "250 mL"),)),
)


@dataclass
class FakeDesk:
    """Shows one named state per bed; every command is kept and answered with `answers` in turn."""

    states: dict[str, str] = field(default_factory=dict)
    library: DrugLibrary = field(default_factory=lambda: DrugLibrary(drugs={}, fingerprint=""))
    standing_notice: str = ""
    standing_brief: str = ""
    is_notice_to_confirm: bool = False
    answers: list[Answer] = field(default_factory=list)
    sent: list[tuple[str, AnyCommand, str]] = field(default_factory=list)
    ticks: int = 0
    rings: list[Ring] = field(default_factory=list)
    silenced: list[str] = field(default_factory=list)
    tested: list[tuple[str, bool]] = field(default_factory=list)
    first_said: list[tuple[str, str]] = field(default_factory=list)
    bell_state: str = "on"
    tells_trouble: bool = False
    acknowledged_by: list[str] = field(default_factory=list)
    damage: str = ""
    locked: tuple[Blocked, ...] = ()
    assess_first: str = ""
    has_possible_artefact: bool = True
    drafts: Drafts = field(default_factory=lambda: Drafts(None, SystemClock()))
    data_dir: Path | None = None

    @property
    def policy(self) -> LoadedPolicy:
        """Return what ships."""
        return load_policy(library_dir=None, protocol_file=None)

    def acknowledge(self, by: str) -> Answer:
        """Give the next answer; accepted, the notice is gone."""
        answer = self._answer()
        if answer.is_accepted:
            self.standing_notice, self.is_notice_to_confirm = "", False
            self.acknowledged_by.append(by)
        return answer

    def check_log(self) -> Iterator[None]:
        """Look twice, then find damage where `damage` says so."""
        yield
        yield
        if self.damage:
            self.standing_notice, self.is_notice_to_confirm = self.damage, True

    def beds(self) -> tuple[FakeTab, ...]:
        """Return a tab for each bed."""
        return tuple(
            FakeTab(bed_id, bed_id, SCREENS[state].tab, SCREENS[state].bedside.next.tone)
            for bed_id, state in self.states.items()
        )

    def drugs(self) -> tuple[FakeDrug, ...]:
        """Return three drugs."""
        return DRUGS

    def open_bed(self, command: OpenEpisode, by: str) -> tuple[Answer, str]:
        """Open a bed in set-up, named as typed."""
        bed_id = command.bed or ""
        self.sent.append((bed_id, command, by))
        answer = self._answer()
        if answer.is_accepted:
            self.states[bed_id] = "setup"
        return answer, bed_id if answer.is_accepted else ""

    def handle(self, bed_id: str, command: AnyCommand, by: str) -> Answer:
        """Keep the command and give the next answer."""
        self.sent.append((bed_id, command, by))
        return self._answer()

    def _answer(self) -> Answer:
        return self.answers.pop(0) if self.answers else ACCEPTED

    def tick(self) -> None:
        """Count the seconds."""
        self.ticks += 1

    def listen(self) -> Ring | None:
        """Give each ring of `rings` in turn."""
        return self.rings.pop(0) if self.rings else None

    def silence(self, by: str) -> None:
        """Keep who silenced."""
        self.silenced.append(by)

    def sound_was_tested(self, *, was_heard: bool, by: str) -> None:
        """Keep who heard it."""
        self.tested.append((by, was_heard))

    def first_steps(self) -> FirstSteps:
        """Return one time and the shipped protocol."""
        return FirstSteps(
            clock="14:32 on Monday, 2026-11-02 (24-hour clock)",
            protocol=(
                "Norepinephrine first, version 1, not approved by a hospital.",
                "Check code of library and protocol begins 0123abcd 4567cdef 89ab0123 cdef4567.",
                "Protocol file: the shipped one.",
            ),
        )

    def note_first_step(self, said: str, by: str) -> None:
        """Keep what was said."""
        self.first_said.append((said, by))

    def bell(self, *, trouble: str, by: str) -> Bell:
        """Return the bell as it was set, or the trouble it was told of."""
        if self.tells_trouble and trouble:
            return Bell(state=BellState.OFF, label="SOUND OFF", sentence=trouble)
        return BELLS[self.bell_state]

    def small_timer(self) -> SmallTimer | None:
        """Return the first bed."""
        for bed_id, state in self.states.items():
            return small_timer([(bed_id, SCREENS[state].bedside.next)])
        return None

    def bedside(self, bed_id: str) -> Bedside:
        """Return the screen of the bed's state, named after the bed."""
        return SCREENS[self.states[bed_id]].named(bed_id)

    def reduce_form(self, bed_id: str) -> ReduceForm:
        """Return a choice of two reductions."""
        if self.states[bed_id] in {"overdue", "suspended", "hold", "danger"}:
            return ReduceForm(
                drug="norepinephrine",
                name="norepinephrine",
                running="0.07 mcg/kg/min at 18.4 mL/h of 4 mg in 250 mL",
                options=(),
                checks=_CHECKS_NOT_MET,
                blocked=(STALE,),
                assess_first=self.assess_first,
            )
        return ReduceForm(
            drug="norepinephrine",
            name="norepinephrine",
            running="0.07 mcg/kg/min at 18.4 mL/h of 4 mg in 250 mL",
            options=(
                DoseOption(
                    to="0.05 mcg/kg/min",
                    dose="0.05 mcg/kg/min",
                    note="really 0.0502 mcg/kg/min, a step of 0.0198 mcg/kg/min",
                    pump_rate="13.2 mL/h",
                    pump_rate_number="13.2",
                ),
                DoseOption(
                    to="0.06 mcg/kg/min",
                    dose="0.06 mcg/kg/min",
                    note="half a step",
                    pump_rate="15.8 mL/h",
                    pump_rate_number="15.8",
                ),
            ),
            checks=_CHECKS_MET,
            blocked=(),
        )

    def back_up_form(self, bed_id: str) -> BackUpForm:
        """Return the way back for norepinephrine."""
        option = DoseOption(
            to="0.09 mcg/kg/min",
            dose="0.09 mcg/kg/min",
            note="last tolerated, until 14:29",
            pump_rate="23.6 mL/h",
            pump_rate_number="23.6",
        )
        return BackUpForm(
            choices=(
                BackUpChoice(
                    drug="norepinephrine",
                    name="norepinephrine",
                    running="0.07 mcg/kg/min at 18.4 mL/h",
                    option=option,
                    units="mcg/kg/min",
                ),
                BackUpChoice(
                    drug="vasopressin",
                    name="vasopressin",
                    running="0.03 units/min at 9 mL/h",
                    option=None,
                    units="units/min",
                ),
            )
        )

    def may_be_artefact(self, bed_id: str) -> bool:
        """Return what was set."""
        return self.has_possible_artefact

    def raise_preview(self, bed_id: str, *, drug: str, to: str) -> RaisePreview:
        """Return 12 mL/h for any dose but one that is above every limit."""
        if to.startswith("9 "):
            refused = refusal("ABOVE_HARD_CAP").blocked
            return RaisePreview(pump_rate="", pump_rate_number="", refused=refused)
        return RaisePreview(pump_rate="12 mL/h", pump_rate_number="12", refused=())

    def bag_choices(self, bed_id: str) -> tuple[BagChoice, ...]:
        """Return both running bags."""
        return (
            BagChoice(
                drug="norepinephrine",
                name="norepinephrine",
                running="4 mg in 250 mL, 16 mcg per mL, at 18.4 mL/h",
                amount_unit="mg",
            ),
            BagChoice(
                drug="vasopressin",
                name="vasopressin",
                running="20 units in 100 mL, 0.2 units per mL, at 9 mL/h",
                amount_unit="units",
            ),
        )

    def bag_preview(self, bed_id: str, *, drug: str, amount: str, volume: str) -> BagPreview:
        """Return what a bag four times as strong would mean."""
        is_same = (amount, volume) == ("4 mg", "250 mL")
        if is_same:
            return BagPreview(
                text="Same concentration as the running bag: 16 mcg per mL.",
                pump_must_show="18.4 mL/h",
                needs_second_person=False,
                refused=(),
            )
        return BagPreview(
            text="Differs from the running bag: 16 mcg per mL to 64 mcg per mL, 4 times as strong.",
            pump_must_show="4.6 mL/h",
            needs_second_person=True,
            refused=(),
        )

    def handover_drugs(self, bed_id: str) -> tuple[HandoverDrug, ...]:
        """Return what runs at the bed."""
        return tuple(
            HandoverDrug(drug=one.drug, name=one.name, bag=one.bag)
            for one in SCREENS[self.states[bed_id]].bedside.drugs
            if one.is_running
        )

    def handover_briefing(self, bed_id: str) -> tuple[HandoverPart, ...]:
        """Return the assessment and what is next of the sheet."""
        return tuple(one for one in self.handover_sheet(bed_id, "").parts if one.heading[0] in "AR")

    def handover_sheet(self, bed_id: str, by: str) -> HandoverSheet:
        """Return the sheet of one wean."""
        made = f"2026-11-02 14:32 by {by}" if by else "2026-11-02 14:32"
        return HandoverSheet(title=f"Handover {bed_id}", made=made, parts=HANDED_OVER)

    def why_card(self, bed_id: str) -> WhyCard:
        """Return the card of a reduction that is open."""
        return WHY

    def why_refused(self, bed_id: str, blocked: tuple[Blocked, ...]) -> WhyCard:
        """Return a card with the words of the refusals."""
        return msgspec.structs.replace(
            WHY,
            title="Not done. " + " ".join(one.what for one in blocked),
            can_do=tuple(one.can_do for one in blocked),
        )

    def log_lines(
        self, bed_id: str, *, before: int | None = None, at_most: int | None = None
    ) -> tuple[LogLine, ...]:
        """Return a morning's entries."""
        few = SCREENS[self.states[bed_id]].bedside.log
        many = [
            LogLine(
                line=place,
                at=NOW - timedelta(minutes=6 * (40 - place)),
                time=f"{10 + place // 10:02d}:{place % 10 * 6:02d}",
                text="reassessed, MAP 70 arterial line, perfusion same or better"
                if place % 3
                else "reduction refused: 6 min since the last change, 15 min needed",
                by="AB",
                kind="entry" if place % 3 else "refused",
            )
            for place in range(1, 40)
        ]
        latest = sorted((*many, *few), key=lambda one: one.line, reverse=True)
        return tuple(one for one in latest if before is None or one.line < before)[:at_most]

    def trend(self, bed_id: str) -> Trend:
        """Return half a day of a wean, of four drugs where four run."""
        is_four = self.states[bed_id] == "four"
        return with_four_drugs(half_a_day()) if is_four else half_a_day()

    def correctable(self, bed_id: str) -> tuple[Correctable, ...]:
        """Return nothing to correct."""
        return ()

    def moment(self, text: str, day: Day) -> Moment:
        """Return what a typed time means on the one day there is."""
        return read_clock_time(text, day, now=NOW, zone=UTC)

    def clock_text(self) -> str:
        """Return one time of day."""
        return "14:32"

    def conversion_start(self, bed_id: str) -> FakeStart | None:
        """Return the running norepinephrine bag, where something runs."""
        if not SCREENS[self.states[bed_id]].bedside.drugs:
            return None
        return FakeStart("norepinephrine", "4 mg", "250 mL", "70 kg")


HANDED_OVER = (
    HandoverPart(
        heading="I  Identification",
        lines=("ICU-12. Weight 70 kg measured 06:10. MAP target 65 mmHg or more.",),
    ),
    HandoverPart(
        heading="S  Situation",
        lines=(
            "Phase: wean running.",
            "norepinephrine: 0.07 mcg/kg/min = 4.9 mcg/min = 18.4 mL/h of 4 mg in 250 mL",
        ),
    ),
    HandoverPart(
        heading="A  Assessment, the last 12 h",
        lines=(
            "14:30 MAP 71 mmHg arterial line, perfusion same or better (AB)",
            "14:13 MAP 70 mmHg arterial line, perfusion same or better (AB)",
            "No hold.",
            "Open refusal: 14:21 not done: 6 min since the last change, 15 min needed (AB)",
        ),
    ),
    HandoverPart(
        heading="R  What is next",
        lines=("NEXT: REASSESS, 11 min 42 sec", "due 14:44, then reduce from 14:59"),
    ),
    HandoverPart(
        heading="Witness of the log", lines=("Entries: 42. Check code of the last one: 0123",)
    ),
)
STALE = Blocked(
    code="ASSESSMENT_STALE",
    what="norepinephrine was not reduced: the last MAP is 17 min old, at most 5 min is allowed.",
    rule="R8",
    source="Source article, Vasopressor Management (educational, pending human review)",
    can_do="Reassess now: MAP on the arterial line and the perfusion answers.",
)
_CHECKS_MET = (
    Check(text="MAP 71, 1 min old", is_met=True),
    Check(text="perfusion not worse", is_met=True),
    Check(text="15 min since change", is_met=True),
    Check(text="order and caps", is_met=True),
)
_CHECKS_NOT_MET = (
    Check(text="MAP 71, 17 min old: too old", is_met=False),
    Check(text="perfusion not worse", is_met=True),
    Check(text="15 min since change", is_met=True),
    Check(text="order and caps", is_met=True),
)
__all__ = ["ACCEPTED", "REFUSED", "WHY", "FakeDesk"]
