"""Any shift that can be told, sensible or wild, with the time going on, jumping and going back.

The watcher judges every line by its own books; here only the acts are made up.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.support.shift import (
    DAY,
    INCOMPLETE,
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    OPEN_GATE,
    ORDERS,
    UNCHANGED,
    VASOPRESSIN,
    WORSE,
    Line,
    Shift,
    a_second_check,
)
from tests.support.watcher import Watcher
from titrator.session.scenario import UnreadableLineError

if TYPE_CHECKING:
    from collections.abc import Mapping


def tenths_of_ml_per_h(tenths: int) -> str:
    """What a pump shows."""
    return f"{tenths // 10}.{tenths % 10} mL/h"


DRUGS = st.sampled_from([NOREPINEPHRINE, VASOPRESSIN])
RATES = st.integers(0, 300).map(tenths_of_ml_per_h)
BAGS = {
    NOREPINEPHRINE: ["4 mg", "8 mg", "16 mg", "32 mg"],
    VASOPRESSIN: ["20 units", "40 units", "100 units"],
    "epinephrine": ["4 mg", "8 mg"],
}
DOSES = {
    NOREPINEPHRINE: ["0.005", "0.01", "0.015", "0.02", "0.03", "0.05", "0.1", "0.5", "3", "3.01"],
    VASOPRESSIN: ["0.001", "0.005", "0.01", "0.02", "0.03", "0.04", "0.0401", "0.06"],
}
SECONDS = st.one_of(
    st.sampled_from([0, 1, 30, 60, 120, 121, 299, 300, 301, 600, 601, 899, 900, 901]),
    st.sampled_from([1800, 3599, 3600, 3601, 7200, 43200, 90000]),
)
BACK = st.sampled_from([1, 59, 60, 600, 3600, 86400])
RARELY = st.sampled_from([False, False, False, True])
ANSWERS = st.sampled_from([UNCHANGED, UNCHANGED, UNCHANGED, WORSE, INCOMPLETE, {}])
WILD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**6)
    | st.floats(allow_nan=True)
    | st.text(max_size=12)
    | st.sampled_from(["70 kg", "4 mg", "250 mL", "0 mL/h", "-1 mL/h", "0,5 mL/h", "off", "65"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=4,
)
ACTS = [
    "open_episode",
    "record_infusion",
    "record_order",
    "discontinue_order",
    "record_assessment",
    "record_start_gate",
    "start_wean",
    "step",
    "back_up",
    "hold",
    "resume",
    "change_bag",
    "change_weight",
    "correct",
    "decline",
    "look",
    "doubt_clock",
]
FIELDS = [
    "bed",
    "weight",
    "weight_kind",
    "adult",
    "drug",
    "amount",
    "volume",
    "pump_shows",
    "route",
    "increment",
    "maximum",
    "map_mmhg",
    "map_source",
    "perfusion",
    "map_stable_since",
    "skin",
    "to",
    "second_check",
    "line",
    "fields",
    "prescriber_informed",
    "artefact",
    "valid_until",
]


def must_show(line: Line) -> str:
    """The rate that a refusal for another one names."""
    text: str = line.out["refusals"][0]["text"]
    return text.rsplit("must show ", 1)[1].rstrip(".")


class AnyShift(RuleBasedStateMachine):
    """A bed at which anything may be told."""

    def __init__(self) -> None:
        super().__init__()
        self.shift = Shift()
        self.watcher = Watcher(self.shift)
        self.now = DAY + timedelta(hours=8)

    def tell(self, do: str, **fields: Any) -> Line:
        return self.watcher.tell(self.now, do, **fields)

    def dose(self, drug: str, text: str) -> str:
        """A dose in the unit of the drug's order."""
        increment = self.watcher.orders.get(drug, ORDERS[drug])["increment"]
        return f"{text} {increment.split(' ')[1]}"

    # Beginnings ------------------------------------------------------------------------------

    @initialize(
        norepinephrine=st.integers(25, 300).map(tenths_of_ml_per_h),
        vasopressin=st.integers(0, 90).map(tenths_of_ml_per_h),
        weight=st.integers(40, 120),
        in_mcg_per_min=st.booleans(),
    )
    def the_bed_is_set_up_and_the_wean_is_started(
        self, norepinephrine: str, vasopressin: str, weight: int, in_mcg_per_min: bool
    ) -> None:
        self.tell("open_episode", bed="7", weight=f"{weight} kg", weight_kind="stated", adult=True)
        for drug, rate in ((NOREPINEPHRINE, norepinephrine), (VASOPRESSIN, vasopressin)):
            self.tell(
                "record_infusion",
                drug=drug,
                amount=BAGS[drug][0],
                volume="250 mL" if drug == NOREPINEPHRINE else "100 mL",
                pump_shows=rate,
            )
            unit = NOREPINEPHRINE_PER_MIN if in_mcg_per_min and drug == NOREPINEPHRINE else {}
            self.tell("record_order", **ORDERS[drug] | unit)
        self.is_well_assessed_and_the_gate_is_open()
        self.tell("start_wean")

    def is_well_assessed(self) -> Line:
        return self.tell(
            "record_assessment",
            map_mmhg=72,
            map_again=72,
            map_source="arterial_line",
            perfusion=UNCHANGED,
        )

    def is_well_assessed_and_the_gate_is_open(self) -> None:
        since = (self.now - timedelta(hours=2)).isoformat()
        self.is_well_assessed()
        self.tell("record_start_gate", **OPEN_GATE | {"map_stable_since": since})

    @precondition(lambda self: self.shift.last.phase in ("setup", "ready"))
    @rule()
    def the_wean_is_started_again(self) -> None:
        """Three hours later, ordered anew in the unit of before; only a dose too high prevents it."""
        self.now += timedelta(hours=3)
        for drug in (NOREPINEPHRINE, VASOPRESSIN):
            doses = {"increment": "0.01", "initial": "0.01", "maximum": "3"}
            if drug == VASOPRESSIN:
                doses["maximum"] = "0.04"
            in_unit = {name: self.dose(drug, text) for name, text in doses.items()}
            self.tell("record_order", **ORDERS[drug] | in_unit)
        self.is_well_assessed_and_the_gate_is_open()
        assert self.tell("start_wean").codes <= {
            "NOT_RUNNING",
            "WRONG_PHASE",
            "ABOVE_HARD_CAP",
            "ABOVE_ORDER_MAXIMUM",
        }

    # Time ------------------------------------------------------------------------------------

    @rule(seconds=SECONDS)
    def time_goes_on(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.tell("look")

    @rule(seconds=BACK)
    def time_goes_back(self, seconds: int) -> None:
        self.now -= timedelta(seconds=seconds)
        self.tell("look")

    @rule(seconds=SECONDS, counted=st.booleans())
    def the_workstation_was_off(self, seconds: int, counted: bool) -> None:
        """UTC alone says for how long, unless another clock went on counting."""
        gap = timedelta(seconds=seconds)
        self.now += gap
        self.watcher.doubt(self.now, "restart", off=timedelta() if counted else gap)
        self.goes_on_from_what_is_advised()

    @rule(seconds=SECONDS)
    def the_clock_is_set_ahead(self, seconds: int) -> None:
        """UTC goes on, and no time has passed."""
        ahead = timedelta(seconds=seconds)
        self.now += ahead
        self.watcher.doubt(self.now, "jumped", ahead=ahead)
        self.goes_on_from_what_is_advised()

    def goes_on_from_what_is_advised(self) -> None:
        """A good assessment gives the clock its trust back; what is advised then is done at once."""
        self.follow(self.is_well_assessed().advice)

    @rule(seconds=BACK)
    def the_clock_is_set_back_and_the_program_sees_it(self, seconds: int) -> None:
        """Every stored time after it becomes it."""
        self.now -= timedelta(seconds=seconds)
        self.watcher.doubt(self.now, "jumped")

    # What is advised -------------------------------------------------------------------------

    def follow(self, advised: Mapping[str, Any]) -> bool:
        """Does what is advised, where that is an act; it is accepted. Whether it was one."""
        action = advised["action"]
        acts: dict[str, tuple[str, dict[str, Any]]] = {
            "start": ("start_wean", {}),
            "resume": ("resume", {"prescriber_informed": True}),
            "hold": ("hold", {}),
        }
        done = {"drug": advised["drug"], "pump_shows": advised["pump_rate"]}
        acts["back_up"] = ("back_up", done)
        acts["reduce"] = acts["stop_drug"] = ("step", done | {"to": advised["to"]})
        if action not in acts or not self.watcher.is_open:
            return False
        act, fields = acts[action]
        line = self.tell(act, **fields)
        assert line.accepted, (advised, line.codes)
        return True

    @rule()
    def what_is_advised_is_done(self) -> None:
        self.follow(self.tell("look").advice)

    @rule(rounds=st.integers(1, 8))
    def all_goes_well_for_a_while(self, rounds: int) -> None:
        """Each wait is waited, each reassessment is good, each advice is followed."""
        for _ in range(rounds):
            opens = self.tell("look").view["step_opens_at"]
            wait = timedelta(hours=1)
            self.now = max(self.now, DAY.fromisoformat(opens)) if opens else self.now + wait
            if not self.follow(self.is_well_assessed().advice):
                return

    @rule(mmhg=st.sampled_from([50, 54, 60, 64]), text=st.sampled_from(["0.03", "0.1", "0.5"]))
    def pressure_falls_and_a_dose_is_backed_up(self, mmhg: int, text: str) -> None:
        self.is_low(mmhg)
        line = self.is_low(mmhg)
        if line.action == "call_prescriber":
            self.backs_up(NOREPINEPHRINE, {"to": self.dose(NOREPINEPHRINE, text)})
        else:
            self.follow(line.advice)

    def is_low(self, mmhg: int) -> Line:
        """Two minutes later MAP is `mmhg`, typed twice."""
        self.now += timedelta(minutes=2)
        low = {"map_mmhg": mmhg, "map_again": mmhg, "map_source": "arterial_line"}
        return self.tell("record_assessment", **low, perfusion=UNCHANGED)

    def backs_up(self, drug: str, named: Mapping[str, str]) -> None:
        """Tries, and where only the pump showed another rate does it with the right one."""
        line = self.tell("back_up", drug=drug, pump_shows="999 mL/h", **named)
        if line.codes == {"PUMP_MISMATCH"}:
            assert self.tell("back_up", drug=drug, pump_shows=must_show(line), **named).accepted

    # What is told ----------------------------------------------------------------------------

    @rule(
        mmhg=st.sampled_from([40, 54, 55, 64, 65, 66, 72, 90, 250]),
        is_cuff=st.booleans(),
        perfusion=ANSWERS,
        is_sure=st.booleans(),
    )
    def is_assessed(
        self, mmhg: int, is_cuff: bool, perfusion: dict[str, str], is_sure: bool
    ) -> None:
        again = {"map_again": mmhg} if is_sure else {}
        source = "cuff" if is_cuff and not is_sure else "arterial_line"
        self.tell(
            "record_assessment", map_mmhg=mmhg, map_source=source, perfusion=perfusion, **again
        )

    @rule(drug=DRUGS, text=st.data(), shows=RATES)
    def a_step_is_tried(self, drug: str, text: st.DataObject, shows: str) -> None:
        to = text.draw(st.sampled_from([*DOSES[drug], "off"]))
        self.tell(
            "step", drug=drug, to=to if to == "off" else self.dose(drug, to), pump_shows=shows
        )

    @rule(drug=DRUGS, text=st.data(), is_named=st.booleans())
    def a_back_up_is_tried(self, drug: str, text: st.DataObject, is_named: bool) -> None:
        to = self.dose(drug, text.draw(st.sampled_from(DOSES[drug])))
        self.backs_up(drug, {"to": to} if is_named else {})

    @rule()
    def is_held(self) -> None:
        self.tell("hold", reason="scan")

    @rule(is_informed=st.booleans(), is_artefact=st.booleans())
    def a_resume_is_tried(self, is_informed: bool, is_artefact: bool) -> None:
        self.tell("resume", prescriber_informed=is_informed, artefact=is_artefact)

    @rule(drug=st.sampled_from(sorted(BAGS)), amount=st.integers(0, 1), shows=RATES)
    def is_found_at_the_pump(self, drug: str, amount: int, shows: str) -> None:
        self.tell(
            "record_infusion",
            drug=drug,
            amount=BAGS[drug][amount],
            volume="100 mL",
            pump_shows=shows,
        )

    @rule(drug=DRUGS, amount=st.integers(0, 2))
    def another_bag_is_hung(self, drug: str, amount: int) -> None:
        label = {"amount": BAGS[drug][amount], "volume": "250 mL"}
        check = a_second_check(label["amount"], label["volume"])
        line = self.tell(
            "change_bag", drug=drug, **label, pump_shows="999 mL/h", second_check=check
        )
        if line.codes == {"PUMP_MISMATCH"}:
            right = must_show(line)
            again = self.tell(
                "change_bag", drug=drug, **label, pump_shows=right, second_check=check
            )
            assert again.accepted

    @rule(
        drug=DRUGS,
        increment=st.sampled_from(["0.005", "0.01", "0.02", "0.05"]),
        maximum=st.sampled_from(["0.03", "0.04", "0.5", "3"]),
        minutes=st.sampled_from([5, 15, 20, 90]),
        mmhg=st.sampled_from([60, 65, 70, 85]),
    )
    def is_ordered(self, drug: str, increment: str, maximum: str, minutes: int, mmhg: int) -> None:
        self.tell(
            "record_order",
            **ORDERS[drug]
            | {
                "initial": self.dose(drug, "0.01"),
                "increment": self.dose(drug, increment),
                "maximum": self.dose(drug, maximum),
                "interval_min": minutes,
                "map_target_mmhg": mmhg,
            },
        )

    @rule(drug=DRUGS, really=RARELY)
    def an_order_is_ended(self, drug: str, really: bool) -> None:
        if really:
            self.tell("discontinue_order", drug=drug, prescriber="CD")

    @rule(weight=st.integers(40, 120), really=RARELY)
    def is_weighed(self, weight: int, really: bool) -> None:
        said = f"{weight} kg"
        if really:
            self.tell("change_weight", weight=said, weight_kind="measured", weight_again=said)

    @rule(really=RARELY, certainly=RARELY)
    def the_bed_is_closed(self, really: bool, certainly: bool) -> None:
        """After it nothing is taken any more, and the view stands."""
        if really and certainly:
            self.tell("close_episode")

    @rule()
    def is_declined(self) -> None:
        self.tell("decline", reason="scan")

    @precondition(lambda self: self.watcher.told)
    @rule(data=st.data())
    def an_entry_is_corrected(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(sorted(self.watcher.told)))
        right = data.draw(
            st.sampled_from(
                [{"map_mmhg": 72}, {"map_mmhg": 60}, {"pump_shows": "5 mL/h"}, {"skin": "met"}]
            )
        )
        self.tell("correct", line=line, fields=right, reason="typing error")

    @rule(do=st.sampled_from(ACTS), fields=st.dictionaries(st.sampled_from(FIELDS), WILD))
    def something_wild_is_said(self, do: str, fields: dict[str, Any]) -> None:
        """Whatever stands in a line, it is answered or stops the run; it is never a crash.

        The watcher cannot note wild values, so nothing wild may be accepted that has a meaning.
        """
        said = {"at": self.now.isoformat(), "do": do} | fields
        try:
            line = self.shift.tell_raw(json.dumps(said).encode())
        except UnreadableLineError:
            return
        harmless = {"hold", "resume", "decline", "look", "record_start_gate", "start_wean"}
        assert not line.accepted or do in harmless, line.out

    # In the end ------------------------------------------------------------------------------

    def teardown(self) -> None:
        """The log alone tells the same state."""
        assert self.shift.folded() == self.shift.bed.state


TestAnyShift = pytest.mark.hazard("H14", "H23", "H26", "H28", "H30", "H41")(AnyShift.TestCase)
TestAnyShift.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=30)


@pytest.mark.hazard("H14", "H58")
def test_a_step_after_a_workstation_was_off_waits_for_what_is_sure() -> None:
    """One way through the machine that chance takes too rarely: a step, off for 30 min, advice done."""
    machine = AnyShift()
    machine.the_bed_is_set_up_and_the_wean_is_started("7.9 mL/h", "9.0 mL/h", 70, False)
    machine.what_is_advised_is_done()
    assert machine.shift.last.events == ["DoseReduced"]
    machine.the_workstation_was_off(1800, False)
    assert machine.shift.last.action == "wait"
    machine.the_workstation_was_off(1800, True)
    assert machine.shift.last.events == ["DoseReduced"]
    machine.teardown()
