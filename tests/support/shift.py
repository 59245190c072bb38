"""A whole shift at one bed, told line by line through the real session.

    shift = weaning()                                   # the article's patient, started at 08:05
    line = shift.at("08:06").step("norepinephrine", "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == set()
    assert line.phase == "weaning"

`Shift.at(time)` takes "08:06", "08:06:30", "26:00" (two o'clock the next morning) or a whole ISO
time. What it returns has a method for each act; each writes one line of a scenario, runs it, and
returns a `Line`. Every method takes `**fields`: they replace fields of the act, add some, and take
one away when they are `OMIT`. `.act("step", drug=...)` writes a line with exactly these fields.

    Line.codes       set of refusal codes, empty when accepted      Line.phase     "weaning"
    Line.findings    set of the codes in the view's findings        Line.action    "reduce"
    Line.advice      the view's advice, a mapping                   Line.view      the whole view
    Line.events      names of the events                            Line.accepted  True or False
    Line.opens_at, Line.due_at, Line.reassess_at   "08:21", "08:21:30", "25:00" or None
    Line.dose("norepinephrine"), .rate(...), .status(...)  from the view's drugs; Line.number

Starting points: `Shift()` (nothing open), `opened()` (08:00), `prepared()` (08:04:30, all but the
start), `weaning()` (08:05), `after_a_step()` and `completed()` (08:06), `suspended_as_overdue()`
(08:20:01). `Shift.folded()` is the state read back from the log. The bed itself is
`Shift.bed`, the lines so far `Shift.lines`.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from titrator.core.commands import DoubtClock
from titrator.session.bed import BedSession
from titrator.session.policy import load_policy
from titrator.session.replaying import new_bed, replay_line
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from titrator.core.state import State
    from titrator.session.policy import LoadedPolicy
    from titrator.store.record import EventLog

DAY: Final = datetime(2026, 3, 1, tzinfo=UTC)
OMIT: Final = object()
"""Takes a field away from an act."""

NOREPINEPHRINE: Final = "norepinephrine"
VASOPRESSIN: Final = "vasopressin"
UNCHANGED: Final = {
    "mental_state": "same_or_better",
    "capillary_refill": "same_or_better",
    "urine_output": "same_or_better",
    "skin": "same_or_better",
    "lactate": "not_assessed",
}
"""The perfusion answers of an uneventful reassessment; lactate is not measured each time."""

WORSE: Final = UNCHANGED | {"capillary_refill": "worse"}
"""One perfusion answer is worse."""

INCOMPLETE: Final = UNCHANGED | {"skin": "not_assessed"}
"""One of the four answers that must be given is missing."""

GATE_ANSWERS: Final = (
    "lactate_clearing",
    "urine_output",
    "mental_state",
    "capillary_refill",
    "skin",
    "fluids",
    "arterial_line",
)
"""What the start gate asks."""

ALL_MET: Final = dict.fromkeys(GATE_ANSWERS, "met")
"""Every answer of the start gate that opens it, without the time since when MAP is stable."""

OPEN_GATE: Final = {"map_stable_since": "05:30", **ALL_MET}
"""Every answer of the start gate that opens it, MAP stable since 05:30."""

NOREPINEPHRINE_BAG: Final = {"amount": "4 mg", "volume": "250 mL"}
"""16 mcg/mL: 0.1 mL/h is 0.00038 mcg/kg/min at 70 kg."""
VASOPRESSIN_BAG: Final = {"amount": "20 units", "volume": "100 mL"}
"""0.2 units/mL: 3 mL/h is 0.01 units/min."""
BAGS: Final = {NOREPINEPHRINE: NOREPINEPHRINE_BAG, VASOPRESSIN: VASOPRESSIN_BAG}

ORDERS: Final[dict[str, dict[str, object]]] = {
    NOREPINEPHRINE: {
        "drug": NOREPINEPHRINE,
        "route": "central",
        "initial": "0.05 mcg/kg/min",
        "increment": "0.01 mcg/kg/min",
        "interval_min": 15,
        "maximum": "0.5 mcg/kg/min",
        "map_target_mmhg": 65,
        "prescriber": "CD",
    },
    VASOPRESSIN: {
        "drug": VASOPRESSIN,
        "route": "central",
        "initial": "0.03 units/min",
        "increment": "0.01 units/min",
        "interval_min": 60,
        "maximum": "0.03 units/min",
        "map_target_mmhg": 65,
        "prescriber": "CD",
    },
}
"""The orders of the article's patient."""

NOREPINEPHRINE_PER_MIN: Final = {
    "initial": "5 mcg/min",
    "increment": "1 mcg/min",
    "maximum": "35 mcg/min",
}
"""What makes the norepinephrine order one in mcg/min."""


def moment(text: str) -> datetime:
    """The time of a text: "08:06", "08:06:30", hours of the next day from 24, or ISO 8601."""
    if "T" in text:
        return datetime.fromisoformat(text)
    hours, minutes, *seconds = text.split(":")
    return DAY + timedelta(
        hours=int(hours), minutes=int(minutes), seconds=int(seconds[0]) if seconds else 0
    )


def iso(text: str) -> str:
    """The time of a text as a scenario writes it."""
    return moment(text).isoformat().replace("+00:00", "Z")


def clock_text(stamp: str | None) -> str | None:
    """A time of the view as `moment` reads it: "08:21", or "08:21:30" where there are seconds."""
    if stamp is None:
        return None
    gone = datetime.fromisoformat(stamp) - DAY
    minutes, seconds = divmod(gone // timedelta(seconds=1), 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    """One line of what `titrator replay` prints."""

    out: Mapping[str, Any]

    @property
    def number(self) -> int:
        return int(self.out["line"])

    @property
    def accepted(self) -> bool:
        return bool(self.out["outcome"] == "accepted")

    @property
    def codes(self) -> set[str]:
        return {one["code"] for one in self.out["refusals"]}

    @property
    def events(self) -> list[str]:
        return list(self.out["events"])

    @property
    def view(self) -> Mapping[str, Any]:
        view: Mapping[str, Any] = self.out["view"]
        return view

    @property
    def advice(self) -> Mapping[str, Any]:
        advice: Mapping[str, Any] = self.view["advice"]
        return advice

    @property
    def action(self) -> str:
        return str(self.advice["action"])

    @property
    def phase(self) -> str:
        return str(self.view["phase"])

    @property
    def findings(self) -> set[str]:
        return {one["code"] for one in self.view["findings"]}

    @property
    def overdue_min(self) -> int:
        return int(self.view["overdue_min"])

    @property
    def opens_at(self) -> str | None:
        return clock_text(self.view["step_opens_at"])

    @property
    def due_at(self) -> str | None:
        return clock_text(self.view["step_due_at"])

    @property
    def reassess_at(self) -> str | None:
        return clock_text(self.view["reassess_due_at"])

    def dose(self, drug: str = NOREPINEPHRINE) -> str:
        return str(self.view["drugs"][drug]["dose"])

    def rate(self, drug: str = NOREPINEPHRINE) -> str:
        return str(self.view["drugs"][drug]["pump_rate"])

    def status(self, drug: str = NOREPINEPHRINE) -> str:
        return str(self.view["drugs"][drug]["status"])


@functools.cache
def shipped_policy() -> LoadedPolicy:
    """The drug library and the protocol that ship with the program."""
    return load_policy(library_dir=None, protocol_file=None)


class Shift:
    """A bed and the lines told at it. `by` stands on every line unless an act says another."""

    def __init__(
        self,
        *,
        policy: LoadedPolicy | None = None,
        log: EventLog | None = None,
        protocol: Path | None = None,
        by: str = "AB",
    ) -> None:
        if protocol is not None:
            policy = load_policy(library_dir=None, protocol_file=protocol)
        self.policy = policy or shipped_policy()
        self.log = log or MemoryLog()
        self.bed: BedSession = new_bed(self.log, self.policy)
        self.by = by
        self.lines: list[Line] = []

    def at(self, time: str) -> At:
        """The moment at which the next act happens."""
        return At(self, time)

    @property
    def last(self) -> Line:
        """The line told last."""
        return self.lines[-1]

    def tell(self, fields: Mapping[str, object]) -> Line:
        """Runs one line of a scenario, whatever stands in it."""
        return self.tell_raw(json.dumps(fields).encode())

    def tell_raw(self, raw: bytes) -> Line:
        """Runs one line as it stands in the file."""
        line = Line(out=replay_line(self.bed, raw, len(self.lines) + 1))
        self.lines.append(line)
        return line

    def doubt(self, at: datetime, **spans: Any) -> Line:
        """What the program itself says of its clocks, then a look: no line of a scenario says it."""
        number = len(self.lines) + 1
        self.bed.handle(DoubtClock(**spans), by="", at=at, line=number)
        self.lines.append(Line(out={"line": number}))
        return self.tell({"at": at.isoformat(), "do": "look"})

    def folded(self) -> State:
        """The state as a new session reads it back from the log."""
        return BedSession.recover(
            log=self.log, policy=self.policy, episode=self.bed.episode, app="test"
        ).state


@dataclasses.dataclass(frozen=True)
class At:
    """A moment of a shift: one method for each act."""

    shift: Shift
    time: str

    def act(self, do: str, /, **fields: object) -> Line:
        """Any act, with exactly these fields."""
        said = {"at": iso(self.time), "do": do, "by": self.shift.by} | fields
        return self.shift.tell({name: value for name, value in said.items() if value is not OMIT})

    def open(self, weight: str = "70 kg", **fields: object) -> Line:
        """Opens the episode of an adult whose weight was measured."""
        said = {"bed": "ICU-12", "weight": weight, "weight_kind": "measured", "adult": True}
        return self.act("open_episode", **said | fields)

    def infusion(self, drug: str, pump_shows: str, **fields: object) -> Line:
        """What runs now; norepinephrine and vasopressin from the article's bags."""
        said = {"drug": drug, "pump_shows": pump_shows} | BAGS.get(drug, {})
        return self.act("record_infusion", **said | fields)

    def order(self, drug: str = NOREPINEPHRINE, **fields: object) -> Line:
        """An order of the article's patient; any other drug's must be spelled out."""
        return self.act("record_order", **ORDERS.get(drug, {"drug": drug}) | fields)

    def discontinue(self, drug: str = NOREPINEPHRINE, **fields: object) -> Line:
        """Ends an order."""
        return self.act("discontinue_order", **{"drug": drug, "prescriber": "CD"} | fields)

    def assessment(self, map_mmhg: int | str = 72, **fields: object) -> Line:
        """A complete reassessment on the arterial line, good unless said otherwise."""
        said = {"map_mmhg": map_mmhg, "map_source": "arterial_line", "perfusion": UNCHANGED}
        return self.act("record_assessment", **said | fields)

    def gate(self, stable_since: str = "05:30", **fields: object) -> Line:
        """A start gate that is open, unless an answer is replaced."""
        said = OPEN_GATE | {"map_stable_since": iso(stable_since)}
        return self.act("record_start_gate", **said | fields)

    def start(self) -> Line:
        """Starts the wean."""
        return self.act("start_wean")

    def step(self, drug: str, to: str, pump_shows: str | None = None, **fields: object) -> Line:
        """A reduction, to a dose or ``off`` (then the pump shows 0 mL/h)."""
        shown = "0 mL/h" if to == "off" and pump_shows is None else pump_shows
        said = {"drug": drug, "to": to, "pump_shows": OMIT if shown is None else shown}
        return self.act("step", **said | fields)

    def back_up(self, drug: str, pump_shows: str | None = None, **fields: object) -> Line:
        """Back up; without ``to`` to the last tolerated dose."""
        said = {"drug": drug, "pump_shows": OMIT if pump_shows is None else pump_shows}
        return self.act("back_up", **said | fields)

    def hold(self, **fields: object) -> Line:
        """Stops reducing by hand."""
        return self.act("hold", **{"reason": "procedure"} | fields)

    def resume(self, **fields: object) -> Line:
        """Ends a hold; ``prescriber_informed`` and ``artefact`` are left out unless given."""
        return self.act("resume", **fields)

    def bag(self, drug: str, pump_shows: str, **fields: object) -> Line:
        """A new bag; give amount, volume and, where it differs, `second_check`."""
        said = {"drug": drug, "pump_shows": pump_shows} | BAGS.get(drug, {})
        return self.act("change_bag", **said | fields)

    def weight(self, weight: str, **fields: object) -> Line:
        """Another dosing weight."""
        said = {"weight": weight, "weight_kind": "measured"} | fields
        return self.act("change_weight", **said)

    def correct(self, line: int | Line, **fields: object) -> Line:
        """Puts an earlier line right; the keywords are the right values."""
        number = line.number if isinstance(line, Line) else line
        return self.act("correct", line=number, fields=fields, reason="typing error")

    def decline(self, **fields: object) -> Line:
        """Says that advice was not followed."""
        return self.act("decline", **{"reason": "procedure"} | fields)

    def look(self) -> Line:
        """Asks for the view."""
        return self.act("look")

    def close(self) -> Line:
        """Ends the episode."""
        return self.act("close_episode")


def a_second_check(amount: str, volume: str, by: str = "EF") -> dict[str, str]:
    """The bag label as a second person typed it."""
    return {"amount": amount, "volume": volume, "by": by}


def opened(weight: str = "70 kg", **settings: Any) -> Shift:
    """A shift with the episode open since 08:00; settings go to `Shift`."""
    shift = Shift(**settings)
    _told(shift.at("08:00").open(weight))
    return shift


def prepared(
    norepinephrine: str | None = "7.9 mL/h",
    vasopressin: str | None = "9 mL/h",
    *,
    weight: str = "70 kg",
    bags: Mapping[str, Mapping[str, str]] = BAGS,
    orders: Mapping[str, Mapping[str, object]] | None = None,
    map_mmhg: int = 72,
    **settings: Any,
) -> Shift:
    """Everything but the start, at 08:04:30: infusions, orders, assessment (08:04), gate (08:04:30).

    Args:
        norepinephrine: what its pump shows; None when it was never recorded.
        vasopressin: likewise. 9 mL/h is 0.03 units/min.
        weight: the dosing weight.
        bags: by drug; `BAGS` holds the article's.
        orders: by drug, fields that replace those of `ORDERS`; a drug that does not run gets none.
        map_mmhg: of the assessment at 08:04.
        settings: of `Shift`.
    """
    shift = opened(weight, **settings)
    running = {NOREPINEPHRINE: norepinephrine, VASOPRESSIN: vasopressin}
    for seconds, (drug, rate) in enumerate(running.items()):
        if rate is not None:
            _told(shift.at(f"08:01:{seconds:02}").infusion(drug, rate, **bags[drug]))
            _told(shift.at(f"08:02:{seconds:02}").order(drug, **(orders or {}).get(drug, {})))
    _told(shift.at("08:04").assessment(map_mmhg))
    _told(shift.at("08:04:30").gate())
    return shift


def weaning(
    norepinephrine: str | None = "7.9 mL/h", vasopressin: str | None = "9 mL/h", **settings: Any
) -> Shift:
    """The article's patient, weaning since 08:05, last assessed at 08:04; see `prepared`."""
    shift = prepared(norepinephrine, vasopressin, **settings)
    _told(shift.at("08:05").start())
    return shift


def after_a_step(**settings: Any) -> Shift:
    """Norepinephrine went from 7.9 to 5.3 mL/h at 08:06: 7.9 mL/h is the last tolerated rate."""
    shift = weaning(**settings)
    _told(shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h"))
    return shift


def completed() -> Shift:
    """Only vasopressin ran, at 0.01 units/min; it was stopped at 08:06."""
    shift = weaning(None, "3 mL/h")
    _told(shift.at("08:06").step(VASOPRESSIN, "off"))
    return shift


def suspended_as_overdue() -> Shift:
    """Weaning since 08:05 and not reassessed at 08:10; suspended at 08:20:01."""
    shift = weaning()
    _told(shift.at("08:20:01").look())
    return shift


def _told(line: Line) -> None:
    """Fails where a starting point itself was refused."""
    assert line.accepted, line.out["refusals"]
