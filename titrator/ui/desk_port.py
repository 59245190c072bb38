"""What the window asks of the desk, the one thing it talks to.

The desk itself is `titrator.session.desk`; the tests bring one of their own. The window keeps no
clinical state: it asks for what to say, paints it, and hands over commands as they were typed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from titrator.core.commands import AnyCommand, OpenEpisode
from titrator.core.drug_library import DrugLibrary
from titrator.session.calls import Bell, Ring, SmallTimer
from titrator.session.correctable import Correctable
from titrator.session.drafts import Drafts
from titrator.session.first_steps import FirstSteps
from titrator.session.moments import Day, Moment
from titrator.session.policy import LoadedPolicy
from titrator.session.raising import RaisePreview
from titrator.session.screen import (
    Answer,
    BackUpForm,
    BagChoice,
    BagPreview,
    Bedside,
    Blocked,
    HandoverDrug,
    HandoverPart,
    HandoverSheet,
    LogLine,
    ReduceForm,
    Tone,
    WhyCard,
)
from titrator.session.trend_screen import Trend


class BedTab(Protocol):
    """One bed among the tabs, with its state in a few words."""

    @property
    def bed_id(self) -> str:
        """Return what the desk knows the bed by."""

    @property
    def bed(self) -> str:
        """Return the bed's name as typed."""

    @property
    def status(self) -> str:
        """Return its state in words, ``11 min 42 sec`` or ``hold``."""

    @property
    def tone(self) -> Tone:
        """Return how its strip looks."""


class DrugChoice(Protocol):
    """A drug that can be chosen, with its units and standard bags as texts."""

    @property
    def name(self) -> str:
        """Return the name commands carry."""

    @property
    def display_name(self) -> str:
        """Return the name as printed."""

    @property
    def amount_unit(self) -> str:
        """Return the unit on its bag label."""

    @property
    def dose_units(self) -> tuple[str, ...]:
        """Return the units it is ordered in, the usual one first."""

    @property
    def preparations(self) -> tuple[tuple[str, str], ...]:
        """Return standard bags, ``("4 mg", "250 mL")``."""


class ConversionStart(Protocol):
    """The running bag and weight of a bed, for the calculator to start from."""

    @property
    def drug(self) -> str:
        """Return the drug's name."""

    @property
    def amount(self) -> str:
        """Return the amount in the bag, ``4 mg``."""

    @property
    def volume(self) -> str:
        """Return the volume of the bag, ``250 mL``."""

    @property
    def weight(self) -> str:
        """Return the dosing weight, ``70 kg``."""


class DrugSource(Protocol):
    """What the calculator needs: drugs, and the limits they are held against."""

    @property
    def library(self) -> DrugLibrary:
        """Return the drug library."""

    def drugs(self) -> tuple[DrugChoice, ...]:
        """Return the drugs that can be chosen."""


class DeskPort(DrugSource, Protocol):
    """The desk as the window sees it."""

    @property
    def policy(self) -> LoadedPolicy:
        """Return the library and protocol in force."""

    @property
    def data_dir(self) -> Path | None:
        """Return the user's own folder, None where nothing is kept."""

    @property
    def standing_notice(self) -> str:
        """Return what must stand on every screen, "" when all is well."""

    @property
    def standing_brief(self) -> str:
        """Return that notice in few words: the danger, and what to do."""

    @property
    def is_notice_to_confirm(self) -> bool:
        """Return whether part of that notice stays until somebody confirms it."""

    def acknowledge(self, by: str) -> Answer:
        """Let go of what somebody confirms to have seen; it is in the log before this returns."""

    def check_log(self) -> Iterator[None]:
        """Check the whole log a little each time; damage becomes a notice."""

    @property
    def locked(self) -> tuple[Blocked, ...]:
        """Return why no act can be done here; nothing where acts can."""

    @property
    def drafts(self) -> Drafts:
        """Return what was typed and not recorded yet."""

    def beds(self) -> tuple[BedTab, ...]:
        """Return the beds that are open."""

    def open_bed(self, command: OpenEpisode, by: str) -> tuple[Answer, str]:
        """Open a bed; return the answer and its id, "" when refused."""

    def handle(self, bed_id: str, command: AnyCommand, by: str) -> Answer:
        """Handle a command; it is in the log before this returns."""

    def tick(self) -> None:
        """Let a second pass."""

    def listen(self) -> Ring | None:
        """Return the sound that is to be played now; once a second, after the tick."""

    def silence(self, by: str) -> None:
        """Silence what sounds for 120 seconds."""

    def sound_was_tested(self, *, was_heard: bool, by: str) -> None:
        """Note whether the one at the bedside heard the test tone."""

    def first_steps(self) -> FirstSteps:
        """Return what is checked at a new workstation."""

    def note_first_step(self, said: str, by: str) -> None:
        """Note what was said of clock or protocol at the first steps."""

    def bell(self, *, trouble: str, by: str) -> Bell:
        """Return what the bell says; `trouble` is why nothing can be played, empty when it can."""

    def small_timer(self) -> SmallTimer | None:
        """Return what the small window says, None without a bed."""

    def bedside(self, bed_id: str) -> Bedside:
        """Return all a bed's screen says now."""

    def reduce_form(self, bed_id: str) -> ReduceForm:
        """Return the next reduction, or why there is none."""

    def back_up_form(self, bed_id: str) -> BackUpForm:
        """Return where each drug can go back to."""

    def may_be_artefact(self, bed_id: str) -> bool:
        """Return whether the low reading of this hold may be coded as an artefact."""

    def raise_preview(self, bed_id: str, *, drug: str, to: str) -> RaisePreview:
        """Return where the pump must be set to back up to a named dose, or why not."""

    def bag_choices(self, bed_id: str) -> tuple[BagChoice, ...]:
        """Return the drugs whose bag can be changed."""

    def bag_preview(self, bed_id: str, *, drug: str, amount: str, volume: str) -> BagPreview:
        """Return what a label means; `amount` and `volume` with their units."""

    def handover_drugs(self, bed_id: str) -> tuple[HandoverDrug, ...]:
        """Return the running pumps, each to be read by the one who takes over."""

    def handover_briefing(self, bed_id: str) -> tuple[HandoverPart, ...]:
        """Return what is told while the pumps are read; the whole sheet is longer to work out."""

    def handover_sheet(self, bed_id: str, by: str) -> HandoverSheet:
        """Return what is handed over with a bed at this moment."""

    def why_card(self, bed_id: str) -> WhyCard:
        """Return the card behind what is advised at a bed."""

    def why_refused(self, bed_id: str, blocked: tuple[Blocked, ...]) -> WhyCard:
        """Return the card behind refusals that stand on the screen."""

    def log_lines(
        self, bed_id: str, *, before: int | None = None, at_most: int | None = None
    ) -> tuple[LogLine, ...]:
        """Return the log of a bed, latest first: all of it, or so many older than line `before`."""

    def trend(self, bed_id: str) -> Trend:
        """Return MAP and doses of a bed since it was opened."""

    def correctable(self, bed_id: str) -> tuple[Correctable, ...]:
        """Return the entries of a bed that can still be put right, the latest first."""

    def moment(self, text: str, day: Day) -> Moment:
        """Return what a time of day typed here means, in the zone of this workstation."""

    def clock_text(self) -> str:
        """Return the time of day, ``14:32``."""

    def conversion_start(self, bed_id: str) -> ConversionStart | None:
        """Return what the calculator starts from, None when nothing runs."""
