"""Libraries and protocols as lines: everything a file says, and what differs between two."""

from __future__ import annotations

from tests.support.policy_texts import (
    NOREPINEPHRINE,
    PROTOCOL,
    VASOPRESSIN,
    a_library,
    a_protocol,
    spoil,
)
from titrator import resources
from titrator.core.drug_library import Review
from titrator.core.library_file import parse_library
from titrator.core.policy_listing import (
    changes,
    concentration,
    count_by_review,
    drug_lines,
    figure_lines,
    known_words,
    library_lines,
    not_stated,
    protocol_lines,
)
from titrator.core.wording import exact


def test_a_drug_is_listed_field_by_field() -> None:
    """Every figure stands with its value, source and review under the file's own field name."""
    lines = drug_lines(a_library().drug("vasopressin"))
    listed = {line.field: (line.value, line.source, line.review) for line in lines}
    known = ("A label", Review.UNREVIEWED)
    assert listed == {
        "display_name": ("vasopressin", "", None),
        "dose_units": ("units/min, units/h", "", None),
        "approved_by": ("nobody", "", None),
        "hard_limit": ("0.04 units/min", *known),
        "soft_limit": ("0.03 units/min", *known),
        "usual_range.low": ("0.01 units/min", *known),
        "usual_range.high": ("0.03 units/min", *known),
        "start[1].low (septic shock)": ("0.01 units/min", *known),
        "start[1].high (septic shock)": ("0.02 units/min", *known),
        "titration[1].step_at_most (down)": ("0.01 units/min", *known),
        "titration[1].interval_at_least (down)": ("60 min", *known),
        "preparation 20 units in 100 mL": ("0.2 units/mL", *known),
        "caution": ("Watch urine output.", *known),
    }
    assert {line.owner for line in lines} == {"vasopressin"}


def test_what_a_drug_does_not_state_is_not_listed() -> None:
    """No soft limit and no range, so no line of them; base is said beside the concentration."""
    drug = a_library().drug("norepinephrine")
    assert [line.field for line in figure_lines(drug)][:2] == [
        "hard_limit",
        "start[1].low (acute hypotension)",
    ]
    (bag,) = [line for line in drug_lines(drug) if line.field.startswith("preparation")]
    assert bag.value == "16 mcg/mL, labelled as base"


def test_approvals_and_review_dates_are_listed() -> None:
    """Who approved, and until when."""
    text = spoil(VASOPRESSIN, "[]", '["A. Name, 2026-11-02"]\nreview_by = "2027-11-02"')
    listed = {
        line.field: line.value
        for line in drug_lines(a_library(vasopressin=text).drug("vasopressin"))
    }
    assert listed["approved_by"] == "A. Name, 2026-11-02"
    assert listed["review_by"] == "2027-11-02"


def test_a_drug_dosed_in_nanogram_has_its_concentration_in_nanogram() -> None:
    """2.5 mg in 250 mL is 10,000 nanogram/mL."""
    drug = parse_library(resources.shipped_library_files()).drug("angiotensin II")
    bags = [exact(concentration(drug, bag)) for bag in drug.preparations]
    assert bags == ["5000 nanogram/mL", "10000 nanogram/mL"]


def test_a_protocol_is_listed_field_by_field() -> None:
    """Stages, figures, gate and evidence, each once."""
    lines = protocol_lines(a_protocol())
    listed = {line.field: line.value for line in lines}
    assert listed["status"] == "draft"
    assert listed["stage[1].drug"] == "norepinephrine"
    assert listed["stage[1].down_to"] == "floor"
    assert listed["stage[1].rules"] == "R6, R10"
    assert listed["stage[2].doses[1].step"] == "0.005 units/min"
    assert listed["parameters.hold"] == "90 min"
    assert listed["gate_required"] == "fluids, arterial_line"
    assert listed["evidence"] == (
        "Less hypotension. Favours norepinephrine first. Strength: small."
    )
    assert {line.owner for line in lines} == {"ours"}


def test_figures_are_counted_by_how_well_they_are_known() -> None:
    """Lines that are no clinical statement are not counted."""
    counts = count_by_review(protocol_lines(a_protocol()))
    assert counts == {Review.APPROVED: 0, Review.UNREVIEWED: 35, Review.SECOND_HAND: 1}


def sentences(before: str, after: str) -> list[str]:
    """What differs between two vasopressin files."""
    return [
        change.sentence
        for change in changes(
            library_lines(a_library(vasopressin=before)),
            library_lines(a_library(vasopressin=after)),
        )
    ]


def test_equal_files_do_not_differ() -> None:
    """Comments and the order of fields are no difference."""
    assert sentences(VASOPRESSIN, "# a comment\n" + VASOPRESSIN) == []


def test_a_changed_figure_is_one_sentence() -> None:
    """Value, source and review are compared one by one."""
    after = spoil(VASOPRESSIN, '"0.03 units/min"', '"0.02 units/min"')
    assert sentences(VASOPRESSIN, after) == [
        "vasopressin, soft_limit: was 0.03 units/min, is now 0.02 units/min."
    ]
    after = spoil(VASOPRESSIN, '"A label", review = "unreviewed"', '"B", review = "second hand"')
    assert sentences(VASOPRESSIN, after) == [
        (
            "vasopressin, hard_limit: source was A label, is now B; "
            "review was unreviewed, is now second hand."
        )
    ]


def test_what_is_added_or_removed_is_named() -> None:
    """A bag, a sentence or a limit that is only in one of the files."""
    soft = VASOPRESSIN[VASOPRESSIN.index("soft_limit") : VASOPRESSIN.index("\n[usual")]
    after = spoil(VASOPRESSIN, soft, "")
    after = spoil(after, "Watch urine output.", "Watch the sodium.")
    after = spoil(after, '"20 units"', '"40 units"')
    assert sentences(VASOPRESSIN, after) == [
        "vasopressin, soft_limit: removed: 0.03 units/min.",
        "vasopressin, preparation 20 units in 100 mL: removed: 0.2 units/mL.",
        "vasopressin, caution: removed: Watch urine output.",
        "vasopressin, preparation 40 units in 100 mL: added: 0.4 units/mL.",
        "vasopressin, caution: added: Watch the sodium.",
    ]


def test_something_that_was_nothing_is_called_so() -> None:
    """An empty list of rules is called nothing, not left blank."""
    before = protocol_lines(a_protocol())
    after = protocol_lines(a_protocol(spoil(PROTOCOL, 'rules = ["R2"]', "rules = []")))
    (change,) = changes(before, after)
    assert change.sentence == "ours, stage[3].rules: was R2, is now nothing."
    assert (change.owner, change.field) == ("ours", "stage[3].rules")


def test_a_drug_that_is_only_in_one_library_is_named_line_by_line() -> None:
    """A missing drug shows as its lines removed."""
    both = library_lines(a_library())
    one = library_lines(parse_library({"norepinephrine.toml": NOREPINEPHRINE.encode()}))
    found = changes(both, one)
    assert {change.owner for change in found} == {"vasopressin"}
    assert len(found) == 13


def test_every_line_of_a_protocol_that_is_no_figure_stands_in_its_order() -> None:
    lines = [line for line in protocol_lines(a_protocol()) if line.review is None]
    assert [f"{line.field}: {line.value}" for line in lines] == [
        "id: ours",
        "version: 1",
        "title: Ours",
        "status: draft",
        "approved_by: nobody",
        "summary: Norepinephrine first.",
        "for_whom: Adults.",
        "not_for_whom: Children.",
        "aims: Less vasopressor.",
        "gate_required: fluids, arterial_line",
        "stage[1].drug: norepinephrine",
        "stage[1].down_to: floor",
        "stage[1].rules: R6, R10",
        "stage[2].drug: vasopressin",
        "stage[2].down_to: off",
        "stage[2].rules: R11",
        "stage[3].drug: norepinephrine",
        "stage[3].down_to: off",
        "stage[3].rules: R2",
    ]


def test_what_a_file_does_not_say_is_named() -> None:
    """Silence is no statement."""
    library = a_library()
    assert not_stated(library.drug("vasopressin")) == (
        *("published step up", "how to stop", "line", "stability", "onset and offset"),
    )
    assert not_stated(library.drug("norepinephrine")) == (
        *("soft limit", "usual range", "published step up", "cautions", "how to stop", "line"),
        *("stability", "onset and offset"),
    )
    bare = VASOPRESSIN[: VASOPRESSIN.index("[[start]]")]
    assert not_stated(a_library(vasopressin=bare).drug("vasopressin")) == (
        *("initial rate", "published step up", "published step down", "standard bag", "cautions"),
        *("how to stop", "line", "stability", "onset and offset"),
    )
    up = spoil(VASOPRESSIN, 'direction = "down"', 'direction = "up"')
    assert not_stated(a_library(vasopressin=up).drug("vasopressin"))[0] == "published step down"
    both = VASOPRESSIN[VASOPRESSIN.index("[[titration]]") : VASOPRESSIN.index("[[preparation]]")]
    both = VASOPRESSIN + both.replace('"down"', '"up"')
    assert not_stated(a_library(vasopressin=both).drug("vasopressin"))[0] == "how to stop"


def test_how_well_a_figure_is_known_is_said_in_words() -> None:
    assert [known_words(one) for one in Review] == [
        *("approved", "not reviewed by a hospital", "unverified, known second hand only"),
    ]


def test_approvers_stand_beside_each_other_and_what_tells_a_bag_apart_after_its_strength() -> None:
    people = '["A. Name, 2026-11-02", "B. Other, 2026-11-03"]\nreview_by = "2027-11-02"'
    text = spoil(VASOPRESSIN, "[]", people)
    text = spoil(text, 'volume = "100 mL"', 'volume = "100 mL"\ntold_apart = "Read the label."')
    listed = {
        line.field: line.value
        for line in drug_lines(a_library(vasopressin=text).drug("vasopressin"))
    }
    assert listed["approved_by"] == "A. Name, 2026-11-02; B. Other, 2026-11-03"
    assert listed["preparation 20 units in 100 mL"] == "0.2 units/mL. Read the label."


def test_a_sentence_that_differs_is_removed_and_added_and_loses_its_stop() -> None:
    """A study is told apart by what it found, any other line by its field."""
    before = protocol_lines(a_protocol())
    study = spoil(PROTOCOL, "Less hypotension.", "More fluid given.")
    after = protocol_lines(a_protocol(spoil(study, "Less vasopressor.", "Fewer days.")))
    assert [change.sentence for change in changes(before, after)] == [
        "ours, aims: was Less vasopressor, is now Fewer days.",
        "ours, evidence: removed: Less hypotension. Favours norepinephrine first. Strength: small.",
        "ours, evidence: added: More fluid given. Favours norepinephrine first. Strength: small.",
    ]


def test_a_sentence_keeps_its_last_letter_and_loses_only_its_full_stop() -> None:
    """What is new, gone or changed is told in a sentence of its own."""
    with_x = spoil(VASOPRESSIN, "Watch urine output.", "Look for toe X.")
    before, after = (library_lines(a_library(vasopressin=text)) for text in (VASOPRESSIN, with_x))
    assert [one.sentence for one in changes(before, after)] == [
        "vasopressin, caution: removed: Watch urine output.",
        "vasopressin, caution: added: Look for toe X.",
    ]
    aims = spoil(PROTOCOL, "Less vasopressor.", "Never to X.")
    old, new = (protocol_lines(a_protocol(text)) for text in (PROTOCOL, aims))
    assert [one.sentence for one in changes(old, new)] == [
        "ours, aims: was Less vasopressor, is now Never to X."
    ]
