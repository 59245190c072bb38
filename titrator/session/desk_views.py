"""What the window asks of the desk to paint it: every screen's words. Nothing here changes anything.

The desk itself, which takes commands and lets time pass, is `session.desk`.
"""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from titrator.core import wording
from titrator.core.drug_library import DrugLibrary
from titrator.core.permission import is_artefact
from titrator.core.state import EMPTY
from titrator.session import forms
from titrator.session.bed import BedSession
from titrator.session.bedside import bedside_of, log_lines
from titrator.session.calls import SmallTimer
from titrator.session.clock import Clock
from titrator.session.conversion_start import ConversionStart, conversion_start
from titrator.session.correctable import Correctable, correctable_entries
from titrator.session.drug_choice import DrugChoice, drug_choices
from titrator.session.kept import Kept
from titrator.session.moments import Day, Moment, read_clock_time
from titrator.session.next_act import tab_status
from titrator.session.policy import LoadedPolicy
from titrator.session.raising import RaisePreview, raise_preview
from titrator.session.screen import (
    BackUpForm,
    BagChoice,
    BagPreview,
    Bedside,
    Blocked,
    HandoverDrug,
    HandoverPart,
    HandoverSheet,
    LogLine,
    NextAct,
    ReduceForm,
    Tone,
    WhyCard,
)
from titrator.session.small_timer import small_timer
from titrator.session.strips import Strips
from titrator.session.trend_screen import Trend
from titrator.session.why import refusal_card, why_card
from titrator.store.record import EventLog

if TYPE_CHECKING:
    from titrator.session.first_steps import FirstSteps


class BedTab(msgspec.Struct, frozen=True, kw_only=True):
    """One bed among the tabs, with its state in a few words."""

    bed_id: str
    bed: str
    status: str
    tone: Tone


class DeskViews:
    """The words of the beds at one workstation, at the moment the desk last read its clock."""

    _log: EventLog
    _policy: LoadedPolicy
    _clock: Clock
    _now: datetime
    _beds: dict[str, BedSession]
    _strips: Strips
    _bedsides: Kept[Bedside]
    _whys: Kept[WhyCard]
    _reductions: Kept[ReduceForm]
    _trends: dict[str, tuple[tuple[int, datetime], Trend]]

    @property
    def library(self) -> DrugLibrary:
        """Return the drug library in force."""
        return self._policy.library

    @property
    def policy(self) -> LoadedPolicy:
        """Return the library and protocol in force."""
        return self._policy

    def beds(self) -> tuple[BedTab, ...]:
        """Return the open beds in the order they were opened."""
        return tuple(self._tab(bed_id, bed) for bed_id, bed in self._beds.items())

    def _strip(self, bed: BedSession) -> NextAct:
        return self._strips.of(bed, self._policy, self._now, self._clock.zone)

    def _tab(self, bed_id: str, bed: BedSession) -> BedTab:
        strip = self._strip(bed)
        return BedTab(bed_id=bed_id, bed=bed.state.bed, status=tab_status(strip), tone=strip.tone)

    def drugs(self) -> tuple[DrugChoice, ...]:
        """Return the drugs of the library."""
        return drug_choices(self._policy.library)

    def small_timer(self) -> SmallTimer | None:
        """Return what the small window says, None without a bed."""
        return small_timer([(bed.state.bed, self._strip(bed)) for bed in self._beds.values()])

    def bedside(self, bed_id: str) -> Bedside:
        """Return all that a bed's screen says now."""
        bed = self._beds[bed_id]
        return self._bedsides.of(bed, self._now, lambda: self._bedside(bed))

    def _bedside(self, bed: BedSession) -> Bedside:
        strip = self._strip(bed)
        zone = self._clock.zone
        return bedside_of(bed.state, bed.entries, self._policy, self._now, zone, strip=strip)

    def reduce_form(self, bed_id: str) -> ReduceForm:
        """Return the next reduction, or why there is none."""
        bed = self._beds[bed_id]
        return self._reductions.of(
            bed, self._now, lambda: forms.reduce_form(bed.state, self._policy, self._now)
        )

    def back_up_form(self, bed_id: str) -> BackUpForm:
        """Return where each drug can go back to."""
        return forms.back_up_form(self._beds[bed_id].state, self._policy, self._now)

    def may_be_artefact(self, bed_id: str) -> bool:
        """Return whether the low reading of this hold may be coded as an artefact (ruling 14)."""
        return is_artefact(self._beds[bed_id].state, self._policy, self._now)

    def raise_preview(self, bed_id: str, *, drug: str, to: str) -> RaisePreview:
        """Return where the pump must be set to back up to a named dose, or why not."""
        state = self._beds[bed_id].state
        return raise_preview(state, self._policy, self._now, drug=drug, to=to)

    def bag_choices(self, bed_id: str) -> tuple[BagChoice, ...]:
        """Return the drugs whose bag can be changed."""
        return forms.bag_choices(self._beds[bed_id].state, self._policy)

    def bag_preview(self, bed_id: str, *, drug: str, amount: str, volume: str) -> BagPreview:
        """Return what a label means; `amount` and `volume` with their units."""
        state = self._beds[bed_id].state
        return forms.bag_preview(
            state, self._policy, self._now, drug=drug, amount=amount, volume=volume
        )

    def handover_drugs(self, bed_id: str) -> tuple[HandoverDrug, ...]:
        """Return the running pumps, each to be read by the one who takes over."""
        from titrator.session.handover import handover_drugs

        return handover_drugs(self._beds[bed_id].state, self._policy)

    def handover_briefing(self, bed_id: str) -> tuple[HandoverPart, ...]:
        """Return what is told while the pumps are read; the whole sheet is longer to work out."""
        from titrator.session.handover import briefing

        bed, zone = self._beds[bed_id], self._clock.zone
        return briefing(bed.state, bed.entries, self.bedside(bed_id), self._policy, self._now, zone)

    def handover_sheet(self, bed_id: str, by: str) -> HandoverSheet:
        """Return what is handed over with a bed at this moment, with the head of the log."""
        from titrator.session.handover import Witness, handover_sheet

        bed = self._beds[bed_id]
        witness = Witness(
            head=self._log.head(),
            fingerprint=self._policy.fingerprint,
            by=by,
            now=self._now,
            zone=self._clock.zone,
        )
        return handover_sheet(bed.state, bed.entries, self.bedside(bed_id), self._policy, witness)

    def why_card(self, bed_id: str) -> WhyCard:
        """Return the card behind what is advised at a bed."""
        bed, zone = self._beds[bed_id], self._clock.zone
        return self._whys.of(
            bed, self._now, lambda: why_card(bed.state, self._policy, self._now, zone)
        )

    def why_refused(self, bed_id: str, blocked: tuple[Blocked, ...]) -> WhyCard:
        """Return the card behind refusals that stand on the screen."""
        state = self._beds[bed_id].state
        return refusal_card(blocked, state, self._policy, self._now, self._clock.zone)

    def log_lines(
        self, bed_id: str, *, before: int | None = None, at_most: int | None = None
    ) -> tuple[LogLine, ...]:
        """Return the log of a bed, latest first: all of it, or so many older than line `before`."""
        entries = reversed(self._beds[bed_id].entries)
        older = (one for one in entries if before is None or one.entry.line < before)
        return log_lines(older, self._clock.zone, at_most=at_most)

    def trend(self, bed_id: str) -> Trend:
        """Return MAP and doses of a bed since it was opened; worked out anew once a minute."""
        from titrator.session.trend import trend_of

        bed = self._beds[bed_id]
        known_by = len(bed.entries), self._now.replace(second=0, microsecond=0)
        known = self._trends.get(bed_id)
        if known is None or known[0] != known_by:
            made = trend_of(bed.entries, bed.state, self._policy, self._now, self._clock.zone)
            known = self._trends[bed_id] = (known_by, made)
        return known[1]

    def correctable(self, bed_id: str) -> tuple[Correctable, ...]:
        """Return the entries of a bed that can still be put right, the latest first."""
        bed = self._beds[bed_id]
        return correctable_entries(bed.entries, bed.state, self._clock.zone)

    def moment(self, text: str, day: Day) -> Moment:
        """Return what a time of day typed here means, in the zone of this workstation."""
        return read_clock_time(text, day, now=self._now, zone=self._clock.zone)

    def first_steps(self) -> "FirstSteps":
        """Return what is checked at a new workstation."""
        from titrator.session.first_steps import first_steps

        return first_steps(self._policy, self._now, self._clock.zone)

    def clock_text(self) -> str:
        """Return the time of day on the 24-hour clock."""
        return wording.clock_text(self._now.astimezone(self._clock.zone))

    def conversion_start(self, bed_id: str) -> ConversionStart | None:
        """Return what the calculator starts from, None when nothing runs."""
        state = self._beds[bed_id].state if bed_id in self._beds else EMPTY
        return conversion_start(state)
