"""What is in force, to be read: every figure with its source, edition and review."""

from __future__ import annotations

import pytest

from tests.support.policy_texts import VASOPRESSIN
from tests.support.shift import shipped_policy
from titrator.core.library_file import parse_library
from titrator.core.policy_listing import not_stated
from titrator.session.policy_reading import POLICY, owners_of, passages_of
from titrator.session.policy_sources import shipped_references

REFERENCES = shipped_references()


def test_the_policy_its_protocol_and_each_drug_can_be_read() -> None:
    """Drugs by their printed names."""
    owners = owners_of(shipped_policy())
    assert owners[:2] == (POLICY, "Norepinephrine first")
    assert "EPINEPHrine" in owners
    assert len(owners) == 10


@pytest.mark.hazard("H49")
def test_a_second_hand_figure_is_called_unverified_where_it_stands() -> None:
    """And so is its edition; one that was read says that no hospital has reviewed it."""
    found = {one.name: one for one in passages_of("norepinephrine", shipped_policy(), REFERENCES)}
    hard, soft = found["hard limit"], found["soft limit"]
    assert hard.is_unverified
    assert hard.known == "Titrator proposal; edition: none; unverified, known second hand only"
    assert not soft.is_unverified
    assert soft.known.endswith("edition: state of the code 8bcbd190; not reviewed by a hospital")


def test_what_a_file_does_not_state_is_said() -> None:
    """Silence about a line or a step down is no statement."""
    last = passages_of("EPINEPHrine", shipped_policy(), REFERENCES)[-1]
    assert last.name == "not stated here"
    assert "published step down" in last.text
    assert "line" in last.text


def test_nothing_is_missing_where_everything_is_stated() -> None:
    """Norepinephrine has all but a published step up; a bare drug has nothing."""
    assert not_stated(shipped_policy().library.drug("norepinephrine")) == ("published step up",)
    bare = VASOPRESSIN[: VASOPRESSIN.index("soft_limit")].encode()
    missing = not_stated(parse_library({"vasopressin.toml": bare}).drug("vasopressin"))
    assert {"soft limit", "standard bag", "initial rate", "how to stop"} <= set(missing)


def test_a_drug_that_states_everything_has_no_such_line() -> None:
    """Angiotensin II has starts, steps both ways, bags and every kind of note."""
    passages = passages_of("angiotensin II", shipped_policy(), REFERENCES)
    assert all(one.name != "not stated here" for one in passages)


def test_the_protocol_and_the_policy_itself_are_read_too() -> None:
    """Stages with rules and sources; approvers, days, signature and hash."""
    protocol = passages_of("Norepinephrine first", shipped_policy(), REFERENCES)
    assert any(one.name == "stage[1].rules" and one.text == "R6, R7, R10" for one in protocol)
    whole = {one.name: one.text for one in passages_of(POLICY, shipped_policy(), ())}
    assert whole["approved by"] == "nobody"
    assert whole["signature"] == "not checked: no key is known here"
    assert (
        whole["check code in each entry of the log"].replace(" ", "")
        == shipped_policy().fingerprint
    )
