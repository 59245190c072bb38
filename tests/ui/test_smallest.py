"""What a screen of 1366x768 leaves at 150 and 125 %: nothing that is required is scrolled away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.gallery import SMALLEST, Shot, shots, states_of
from tests.ui.fake_desk import BELLS, FakeDesk
from tests.ui.fake_screens import BANNER, SCREENS
from tests.ui.test_layout import faults_of_countdowns, faults_of_words
from titrator.session.policy import load_library
from titrator.ui import theme
from titrator.ui.bedside.banner import Banner
from titrator.ui.bedside.strip import Strip
from titrator.ui.forms.gate_list import Listed
from titrator.ui.widgets.choices import Choice
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from titrator.session.screen import Banner as Patient

SIGNS = ("mental_state", "capillary_refill", "urine_output", "skin")
ASSESSED = ("reassess.map", "reassess.map_cuff", *(f"reassess.{sign}" for sign in SIGNS))
CONDITIONS = (
    "since",
    "lactate_clearing",
    "urine_output",
    "mental_state",
    "capillary_refill",
    "skin",
    "fluids",
    "arterial_line",
)
LISTED = tuple(f"gate.list.{one}" for one in CONDITIONS)
ORDERED = (
    "order.drug",
    "order.initial",
    "order.increment",
    "order.maximum",
    "order.interval",
    "order.map_target",
    "order.prescriber",
    "order.route",
)
REASONS = ("planned_procedure", "falling_trend", "prescriber_decided")
REASONS_TOO = ("does_not_fit", "pump_or_line", "other_patient")
SEEN_WHOLE = {
    "form-reassess": ASSESSED,
    "form-reassess-overdue": ASSESSED,
    "form-reassess-suspended": ASSESSED,
    "form-reassess-first": ASSESSED,
    "form-reassess-back": tuple(one for one in ASSESSED if one != "reassess.map_cuff"),
    "form-reduce": ("reduce.to.1", "reduce.to.2", "reduce.pump_shows"),
    "form-hold": ("hold.reason", "hold.comment"),
    "form-back_up": ("back_up.to.1", "back_up.to.2", "back_up.pump_shows"),
    "form-bag_change": ("bag_change.drug", "bag_change.amount", "bag_change.volume"),
    "form-infusion": (
        "infusion.drug",
        "infusion.amount",
        "infusion.volume",
        "infusion.pump_shows",
    ),
    "form-gate": (*LISTED, "gate.map_stable_since", "gate.map_stable_since_day"),
    "form-gate-begun": LISTED,
    "form-gate-excused": ("gate.urine_output_reason", "gate.urine_output_prescriber"),
    "form-order": ORDERED,
    "form-order-begun": (*ORDERED, "order.unit"),
    "form-weight": ("weight.weight", "weight.weight_kind"),
    "form-decline": (*(f"decline.{one}" for one in (*REASONS, *REASONS_TOO)), "decline.comment"),
    "form-hand_over": ("hand_over.by",),
    "form-close": ("close.submit",),
    "form-resume": ("resume.submit",),
    "pharmacy-sign": ("signing.folder", "signing.key", "signing.passphrase", "signing.sign"),
    "why": tuple(f"why.decline.{one}" for one in (*REASONS, *REASONS_TOO)),
}
"""What must be answered on each form, and the reasons, by name."""

TOLD_WITH_A_MARK = (
    *(f"bedside-{one}" for one in ("due", "overdue", "suspended", "hold", "danger")),
    *(f"bell-{one}" for one in BELLS if one != "on"),
)
"""Screens with a mark in the tab of the open bed, and those with words beside the bell too."""

ALWAYS = re.compile(r"strip\.countdown|last_map|(?!act\b)\w+\.(submit|cancel|hold)")


def faults_of_required(window: QWidget, name: str) -> list[str]:
    """Return what must be seen on a screen of the gallery, and is not or only in part."""
    wanted = [*SEEN_WHOLE.get(name, ())]
    faults = []
    for one in window.findChildren(QWidget):
        is_wanted = one.objectName() in wanted
        if is_wanted:
            wanted.remove(one.objectName())
        is_always = ALWAYS.fullmatch(one.objectName()) and not one.isHidden()
        if (is_wanted or (name.startswith("form-") and is_always)) and not _is_whole(one):
            faults.append(f"{one.objectName()} is not seen whole")
    return faults + [f"{one} is not there" for one in wanted]


def faults_of_patient(window: QWidget) -> list[str]:
    """Return what is not seen whole of the weight that doses rest on and of the MAP target."""
    faults = []
    for name in ("banner.weight", "banner.target"):
        label = window.findChild(QWidget, name)
        if label is None or not _is_whole(label):
            faults.append(f"{name} is not seen whole")
    return faults


def faults_of_choices(window: QWidget) -> list[str]:
    """Return the options, answers and conditions whose words do not fit into them."""
    choices: list[Choice | Listed] = [*window.findChildren(Choice), *window.findChildren(Listed)]
    return [
        f"{one.objectName()} has words that are cut"
        for one in choices
        if one.isVisible() and not one.fits()
    ]


def _is_whole(widget: QWidget) -> bool:
    seen = widget.visibleRegion().boundingRect()
    return widget.isVisible() and seen.contains(widget.rect())


@pytest.fixture
def window(qtbot: QtBot, request: pytest.FixtureRequest) -> Workplace:
    """A small window with the form of the test."""
    shot: Shot
    shot, size = request.param
    made = Workplace(FakeDesk(states=states_of(shot), library=load_library(None)))
    qtbot.addWidget(made)
    made.set_by("AB")
    made.resize(*size)
    made.show()
    QApplication.processEvents()
    shot.do(made)
    made.tick()
    for _ in range(3):
        QApplication.processEvents()
    return made


@pytest.mark.hazard("H09")
@pytest.mark.parametrize(
    ("window", "name"),
    [
        pytest.param((shot, size), shot.name, id=f"{shot.name}-{size[0]}")
        for shot in shots()
        for size in (SMALLEST, (1093, 543))
        if shot.name in SEEN_WHOLE
    ],
    indirect=["window"],
)
def test_what_must_be_answered_is_seen_without_scrolling(window: Workplace, name: str) -> None:
    """Every row that is required, the act, Cancel, Hold, the countdown and the last MAP."""
    assert faults_of_required(window, name) == []
    assert faults_of_choices(window) == []


@pytest.mark.parametrize(
    ("window", "name"),
    [
        pytest.param((shot, SMALLEST), shot.name, id=shot.name)
        for shot in shots()
        if shot.name in TOLD_WITH_A_MARK
    ],
    indirect=["window"],
)
def test_weight_and_target_stand_on_the_banner_also_beside_a_mark(
    window: Workplace, name: str
) -> None:
    """A bed that calls has a mark in its tab, and the bell has words: weight and target stay."""
    assert faults_of_patient(window) == [], name
    assert faults_of_words(window.banner) == []


@pytest.mark.parametrize(
    ("window", "name"),
    [
        pytest.param((shot, SMALLEST), shot.name, id=shot.name)
        for shot in shots()
        if shot.name == "bell-untested"
    ],
    indirect=["window"],
)
def test_weight_and_target_give_up_words_before_they_give_up_their_place(
    window: Workplace, name: str
) -> None:
    """Spanish beside the widest words of the bell; then a weight alone, where no target has room."""
    banner = window.banner
    known = msgspec.structs.replace(
        BANNER,
        weight="70.5 kg estimado 06:10",
        weight_brief="70.5 kg estimado",
        target="objetivo de PAM 65 mmHg o más",
        target_brief="obj. de PAM 65 mmHg",
    )
    _show_patient(banner, known)
    assert faults_of_patient(window) == [], name
    assert faults_of_words(banner) == []
    _show_patient(banner, msgspec.structs.replace(known, target_brief=known.target))
    assert faults_of_patient(window) == ["banner.target is not seen whole"]
    assert faults_of_words(banner) == []


def _show_patient(banner: Banner, known: Patient) -> None:
    """Lay it out at once: with the next event the desk would say its own patient again."""
    banner.show_patient(known)
    layout = banner.layout()
    assert layout is not None
    layout.activate()


@pytest.mark.parametrize(
    "heading",
    [
        "ON HOLD SINCE 08:20: CALL THE PRESCRIBER",
        "EN PAUSA DESDE 08:20: REANUDAR CUANDO ESTÉ LISTO",
        "EN PAUSA DESDE 08:20: VOLVER ATRÁS norepinephrine",
    ],
)
def test_a_long_heading_is_whole_above_a_form(qtbot: QtBot, heading: str) -> None:
    """The longest there are, beside the countdown, in the strip made low for the form."""
    theme.use(density=theme.Density.TIGHT)
    strip = Strip()
    qtbot.addWidget(strip)
    strip.set_low(is_low=True)
    strip.setFixedWidth(623)
    strip.show_next(msgspec.structs.replace(SCREENS["hold"].bedside.next, heading=heading), bed="1")
    strip.show()
    QApplication.processEvents()
    assert faults_of_words(strip) == []
    assert faults_of_countdowns(strip) == []
