"""Every button of the window in one place, beside its keys in `ui.keys`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from titrator.ui.window import Workplace


def connect_buttons(workplace: "Workplace") -> None:
    """Let banner, notice, empty page and bed do what they say."""
    workplace.notice.confirm_requested.connect(workplace.confirm_notice)
    workplace.banner.bed_chosen.connect(workplace.open_bed)
    workplace.banner.all_beds_requested.connect(workplace.open_beds)
    workplace.banner.new_bed_requested.connect(workplace.open_new_bed)
    workplace.banner.initials_requested.connect(workplace.open_initials)
    workplace.banner.calculator_requested.connect(workplace.open_calculator)
    workplace.banner.theme_requested.connect(workplace.switch_theme)
    workplace.banner.help_requested.connect(workplace.open_help)
    workplace.banner.bell.acted.connect(workplace.prompting.press_bell)
    workplace.prompting.test_requested.connect(workplace.open_sound_test)
    workplace.stage.new_bed_requested.connect(workplace.open_new_bed)
    workplace.stage.calculator_requested.connect(workplace.open_calculator)
    workplace.stage.first_steps_requested.connect(workplace.open_first_steps)
    workplace.stage.pharmacy_requested.connect(workplace.open_pharmacy)
    workplace.bedside.act_requested.connect(workplace.open_act)
    workplace.bedside.more_requested.connect(workplace.open_more)
