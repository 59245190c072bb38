"""Ruling 33: which line stops a run, and that everything else is answered, however bad it is."""

from __future__ import annotations

import json

import pytest

from tests.support.shift import NOREPINEPHRINE, OMIT, VASOPRESSIN, Line, Shift, opened, weaning
from titrator.session.scenario import UnreadableLineError

LOOK = b'{"at":"2026-03-01T08:06:00Z","do":"look"}'


@pytest.mark.ruling(33)
@pytest.mark.parametrize(
    "raw",
    [
        b"look",
        b"[]",
        b'"look"',
        b"17",
        b"null",
        b"{",
        LOOK[:-1],
        LOOK[:-12],
        LOOK + b"}",
        LOOK + LOOK,
        b"{'at':'2026-03-01T08:06:00Z','do':'look'}",
        b'{"do":"look"}',
        b'{"at":null,"do":"look"}',
        b'{"at":1772352360,"do":"look"}',
        b'{"at":"08:06","do":"look"}',
        b'{"at":"2026-03-01T08:06:00","do":"look"}',
        b'{"at":"2026-03-01","do":"look"}',
        b'{"at":"2026-13-01T08:06:00Z","do":"look"}',
        b'{"at":"2026-02-29T08:06:00Z","do":"look"}',
        b'{"at":"yesterday","do":"look"}',
        b'{"at":"2026-03-01T08:06:00Z"}',
        b'{"at":"2026-03-01T08:06:00Z","do":"Look"}',
        b'{"at":"2026-03-01T08:06:00Z","do":"titrate"}',
        b'{"at":"2026-03-01T08:06:00Z","do":null}',
        b'{"at":"2026-03-01T08:06:00Z","do":["look"]}',
        b'{"at":"2026-03-01T08:06:00Z","do":"doubt_clock"}',
        b'{"at":"2026-03-01T08:06:00Z","do":"look"}\xff',
        b'{"at":"2026-03-01T08:06:00Z","do":"lo\xe9k"}',
        b'{"at":"2026-03-01T08:06:00Z","do":"look"} trailing',
        b'{"at":"2026-03-01T08:06:00Z","do":"hold","reason":"\\ud800"}',
        b'{"at":"2026-03-01T08:06:00Z","do":"hold","\\udc00":"x"}',
        b"[" * 5_000 + b"]" * 5_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
def test_a_line_that_is_no_act_at_a_time_stops_the_run(raw: bytes) -> None:
    """No JSON object, no readable time with its zone, or no act: nothing is decided or logged."""
    shift = weaning()
    entries = len(shift.bed.entries)
    with pytest.raises(UnreadableLineError) as stopped:
        shift.tell_raw(raw)
    assert str(stopped.value)
    assert len(shift.bed.entries) == entries


@pytest.mark.ruling(33)
@pytest.mark.hazard("H06")
@pytest.mark.parametrize(
    "twice",
    [
        b'"map_mmhg":63,"map_mmhg":72,"map_source":"arterial_line","perfusion":{}',
        b'"map_mmhg":72,"map_source":"arterial_line","perfusion":{"skin":"worse","skin":"worse"}',
    ],
)
def test_a_name_given_twice_stops_the_run(twice: bytes) -> None:
    """Which of the two was meant would be a guess."""
    shift = weaning()
    raw = b'{"at":"2026-03-01T08:06:00Z","do":"record_assessment",' + twice + b"}"
    with pytest.raises(UnreadableLineError):
        shift.tell_raw(raw)


@pytest.mark.ruling(33)
@pytest.mark.parametrize(
    "time",
    [
        "2026-03-01T08:06:00Z",
        "2026-03-01T08:06:00+00:00",
        "2026-03-01T09:06:00+01:00",
        "2026-03-01T00:06:00-08:00",
        "2026-03-01 08:06:00Z",
        "2026-03-01T08:06Z",
    ],
)
@pytest.mark.hazard("H15")
def test_any_zone_is_read_and_answered_in_utc(time: str) -> None:
    """Durations are UTC; the zone that a time was written in changes none."""
    line = weaning().tell({"at": time, "do": "look"})
    assert line.out["at"] == "2026-03-01T08:06:00Z"
    assert line.reassess_at == "08:10"


@pytest.mark.ruling(33)
@pytest.mark.parametrize("year", ["0001", "1066", "9999"])
def test_a_time_far_outside_any_life_stops_the_run(year: str) -> None:
    """No deadline can be worked out from it."""
    shift = weaning()
    for rest in ("-01-01T00:00:00Z", "-12-31T23:59:59Z"):
        with pytest.raises(UnreadableLineError):
            shift.tell({"at": year + rest, "do": "look"})


@pytest.mark.ruling(33)
def test_before_an_episode_everything_but_a_look_is_the_wrong_phase() -> None:
    """A bed without a patient has nothing to record."""
    shift = Shift()
    at = shift.at("08:00")
    assert at.look().accepted
    for line in every_act(shift, "08:00"):
        assert line.codes == {"WRONG_PHASE"}
    assert shift.last.phase == "setup"
    assert shift.last.view["drugs"] == {}
    assert shift.at("08:00").open().accepted


@pytest.mark.ruling(33)
def test_after_closing_everything_but_a_look_is_the_wrong_phase_and_the_view_stands() -> None:
    """The view is that of the moment of closing, hours later too."""
    shift = weaning()
    closing = shift.at("08:06").close()
    assert closing.accepted
    assert shift.at("08:07").open().codes == {"WRONG_PHASE"}
    for line in every_act(shift, "12:00"):
        assert line.codes == {"WRONG_PHASE"}
        assert line.view == closing.view
    assert shift.at("12:00").look().view == closing.view
    assert shift.at("12:01").close().codes == {"WRONG_PHASE"}


@pytest.mark.ruling(33)
def test_a_second_opening_is_the_wrong_phase() -> None:
    """There is one episode in a file; the first one stays as it was."""
    shift = opened()
    line = shift.at("08:01").open("80 kg", bed="ICU-13")
    assert line.codes == {"WRONG_PHASE"}
    assert shift.bed.state.bed == "ICU-12"


def every_act(shift: Shift, time: str) -> list[Line]:
    """One line of each act but open, look and close."""
    at = shift.at(time)
    return [
        at.infusion(NOREPINEPHRINE, "7.9 mL/h"),
        at.order(NOREPINEPHRINE),
        at.discontinue(NOREPINEPHRINE),
        at.assessment(40),
        at.gate(),
        at.start(),
        at.step(VASOPRESSIN, "off"),
        at.back_up(NOREPINEPHRINE, "7.9 mL/h"),
        at.hold(),
        at.resume(),
        at.bag(NOREPINEPHRINE, "7.9 mL/h"),
        at.weight("71 kg"),
        at.correct(2, pump_shows="8 mL/h"),
        at.decline(),
    ]


@pytest.mark.ruling(33)
@pytest.mark.parametrize("by", [OMIT, None, "", "AB", 7, True, ["AB"], {"initials": "AB"}])
def test_initials_may_be_missing(by: object) -> None:
    """Whatever stands there, the line is answered."""
    shift = weaning()
    assert shift.at("08:06").assessment(70, by=by).accepted


@pytest.mark.ruling(33)
def test_a_field_that_no_such_act_has_is_named_and_changes_nothing() -> None:
    """A slip such as pump_show is not silently lost."""
    shift = weaning()
    line = shift.at("08:06").act(
        "step", drug=NOREPINEPHRINE, to="0.02 mcg/kg/min", pump_show="5.3 mL/h"
    )
    assert line.codes == {"PUMP_MISMATCH"}
    assert line.out["ignored_fields"] == ["pump_show"]


WRONG_TYPES = [None, True, False, 0, 1.5, [], ["x"], {}, {"x": "y"}, "", " ", "x", "\x00"]
FIELDS = {
    "open_episode": ("bed", "weight", "weight_kind", "weight_again", "adult"),
    "record_infusion": ("drug", "amount", "volume", "pump_shows"),
    "record_order": (
        "drug",
        "route",
        "initial",
        "increment",
        "interval_min",
        "maximum",
        "map_target_mmhg",
        "prescriber",
        "valid_until",
    ),
    "discontinue_order": ("drug", "prescriber"),
    "record_assessment": ("map_mmhg", "map_source", "perfusion", "map_again"),
    "record_start_gate": (
        "map_stable_since",
        "lactate_clearing",
        "urine_output",
        "mental_state",
        "capillary_refill",
        "skin",
        "fluids",
        "arterial_line",
    ),
    "start_wean": (),
    "step": ("drug", "to", "pump_shows"),
    "back_up": ("drug", "to", "pump_shows"),
    "hold": ("reason",),
    "resume": ("prescriber_informed", "artefact"),
    "change_bag": ("drug", "amount", "volume", "pump_shows", "second_check"),
    "change_weight": ("weight", "weight_kind", "weight_again"),
    "correct": ("line", "fields", "reason"),
    "decline": ("reason", "comment"),
    "look": (),
    "close_episode": (),
}
GOOD: dict[str, dict[str, object]] = {
    "open_episode": {"bed": "ICU-1", "weight": "70 kg", "weight_kind": "measured", "adult": True},
    "record_infusion": {
        "drug": NOREPINEPHRINE,
        "amount": "4 mg",
        "volume": "250 mL",
        "pump_shows": "7.9 mL/h",
    },
    "record_order": {
        "drug": NOREPINEPHRINE,
        "route": "central",
        "initial": "0.05 mcg/kg/min",
        "increment": "0.01 mcg/kg/min",
        "interval_min": 15,
        "maximum": "0.5 mcg/kg/min",
        "map_target_mmhg": 65,
        "prescriber": "CD",
    },
    "discontinue_order": {"drug": NOREPINEPHRINE, "prescriber": "CD"},
    "record_assessment": {"map_mmhg": 70, "map_source": "arterial_line", "perfusion": {}},
    "record_start_gate": {"map_stable_since": "2026-03-01T05:00:00Z"},
    "step": {"drug": NOREPINEPHRINE, "to": "0.02 mcg/kg/min", "pump_shows": "5.3 mL/h"},
    "back_up": {"drug": NOREPINEPHRINE, "to": "0.05 mcg/kg/min", "pump_shows": "13.1 mL/h"},
    "change_bag": {
        "drug": NOREPINEPHRINE,
        "amount": "8 mg",
        "volume": "250 mL",
        "pump_shows": "4 mL/h",
        "second_check": {"amount": "8 mg", "volume": "250 mL", "by": "EF"},
    },
    "change_weight": {"weight": "71 kg", "weight_kind": "measured"},
    "correct": {"line": 2, "fields": {"pump_shows": "8 mL/h"}, "reason": "slip"},
}


@pytest.mark.ruling(33)
@pytest.mark.parametrize("do", sorted(FIELDS))
def test_a_field_of_any_type_or_missing_is_answered(do: str) -> None:
    """Every field of every act, with every wrong type: accepted or refused, never a crash."""
    for field in FIELDS[do]:
        for wrong in (OMIT, *WRONG_TYPES):
            shift = Shift() if do == "open_episode" else weaning()
            fields = GOOD.get(do, {}) | {field: wrong}
            line = shift.at("08:06").act(do, **fields)
            assert line.accepted is (not line.codes), (field, wrong)
            json.dumps(line.out, ensure_ascii=False).encode()
    assert weaning().at("08:06").act(do, **dict.fromkeys(FIELDS[do], None)).out["line"] == 9


def readable(shift: Shift, raw: bytes) -> Line | None:
    """What came of a line, or None where it stopped the run."""
    try:
        return shift.tell_raw(raw)
    except UnreadableLineError:
        return None


@pytest.mark.ruling(33)
@pytest.mark.parametrize("depth", [10, 100, 300, 500, 800, 900, 950, 980, 2_000])
@pytest.mark.parametrize("one", [('{"a":', "}"), ("[", "]"), ('{"a":[', "]}")])
@pytest.mark.parametrize("field", ["fields", "perfusion", "second_check", "drug"])
def test_deep_nesting_is_answered_or_stops_the_run_but_never_crashes(
    depth: int, one: tuple[str, str], field: str
) -> None:
    """However deep a value is nested, the answer is a refusal or a line that cannot be read."""
    acts = {"fields": "correct", "perfusion": "record_assessment", "second_check": "change_bag"}
    do = acts.get(field, "step")
    value = one[0] * depth + "1" + one[1] * depth
    raw = f'{{"{field}":{value},"at":"2026-03-01T08:06:00Z","line":2,"do":"{do}"}}'
    line = readable(weaning(), raw.encode())
    assert line is None or not line.accepted


@pytest.mark.ruling(33)
@pytest.mark.parametrize(
    ("do", "field"),
    [
        ("record_infusion", "pump_shows"),
        ("record_infusion", "drug"),
        ("step", "to"),
        ("record_assessment", "map_mmhg"),
        ("hold", "reason"),
        ("decline", "comment"),
        ("look", "comment"),
        ("record_assessment", "by"),
    ],
)
def test_a_line_of_a_megabyte_is_answered(do: str, field: str) -> None:
    """Where a number or a name is read it is refused; the sentence stays short."""
    shift = weaning()
    fields = GOOD.get(do, {}) | {field: "9" * 1_000_000}
    line = shift.at("08:06").act(do, **fields)
    assert line.accepted is (not line.codes)
    assert all(len(one["text"]) < 300 for one in line.out["refusals"])
    assert shift.at("08:06").look().accepted


@pytest.mark.ruling(33)
def test_a_refused_line_is_logged_and_changes_nothing() -> None:
    """A refusal is an event too: who asked for what, and why it was refused."""
    shift = weaning()
    entries = len(shift.bed.entries)
    line = shift.at("08:06").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    assert (line.out["outcome"], line.events) == ("refused", ["CommandRefused"])
    assert len(shift.bed.entries) == entries + 1
    assert line.rate(VASOPRESSIN) == "9 mL/h"
    refusal = line.out["refusals"][0]
    assert set(refusal) == {"code", "rule", "text"}
    assert all(refusal.values())


@pytest.mark.ruling(33)
def test_every_output_line_has_the_fields_of_the_interface() -> None:
    """Names are fixed; other programs depend on them."""
    line = weaning().at("08:06").look()
    assert set(line.out) == {"line", "at", "outcome", "refusals", "events", "view"}
    assert set(line.view) == {
        "phase",
        "drugs",
        "advice",
        "step_opens_at",
        "step_due_at",
        "reassess_due_at",
        "overdue_min",
        "findings",
    }
    assert set(line.advice) == {"action", "drug", "to", "pump_rate", "text", "rule"}
    assert {"dose", "per_minute", "pump_rate", "status", "dose_text"} <= set(
        line.view["drugs"][NOREPINEPHRINE]
    )
    assert line.out["line"] == 9
