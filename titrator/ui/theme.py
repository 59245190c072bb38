"""One visual language: colour roles in two themes, the type scale, spacing, and the style sheet.

Owns how everything looks and nothing else. Widgets ask `active()` and `font()` when they paint and
are told by `restyle_all` when either changes, so that the night theme never moves anything.
"""

from enum import Enum, IntEnum, StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, Qt
from PySide6.QtWidgets import QApplication, QWidget

FAMILY = "Inter"


class Space(IntEnum):
    """Distances in px; nothing is placed by any other number."""

    HAIR = 4
    SNUG = 6  # between parts of one thing, and between all parts where the screen is small
    SMALL = 8
    GAP = 12
    EDGE = 16
    INSET = 20
    WIDE = 28


ON_ONE_LINE = 2  # how much lower small words begin to stand on one line with those of the body
RADIUS = 10
CARD_RADIUS = 12
TARGET = 44  # lowest height of anything that can be clicked
FIELD = 48  # height of a field where the screen has the room
CRITICAL_TARGET = 64
SMALLEST = (880, 440)
_ROOMY_WIDTH, _ROOMY_HEIGHT = 1280, 660
_COMPACT_WIDTH, _COMPACT_HEIGHT = 1024, 520


class Density(StrEnum):
    """Roomy from 1366x697 on, compact down to 1093x543, tight down to 911x465.

    These are the sizes that a screen of 1366x768 leaves to a window at 100, 125 and 150 %.
    """

    ROOMY = "roomy"
    COMPACT = "compact"
    TIGHT = "tight"


class Type(Enum):
    """The type scale: px roomy, px compact, weight."""

    COUNTDOWN = (66, 56, QFont.Weight.Bold)
    MAP = (60, 56, QFont.Weight.Bold)
    MARKED = (27, 24, QFont.Weight.DemiBold)  # units beside a countdown
    DOSE = (30, 28, QFont.Weight.Bold)
    DOSE_BETWEEN = (25, 23, QFont.Weight.Normal)
    TITLE = (27, 24, QFont.Weight.Bold)
    FIELD_LARGE = (34, 30, QFont.Weight.Bold)
    FIELD = (22, 20, QFont.Weight.DemiBold)
    OPTION = (23, 21, QFont.Weight.DemiBold)
    BUTTON = (20, 19, QFont.Weight.DemiBold)
    NAME = (22, 20, QFont.Weight.Bold)
    LEAD = (20, 19, QFont.Weight.Normal)
    BODY = (18, 18, QFont.Weight.Normal)
    STRONG = (18, 18, QFont.Weight.Bold)
    SMALL = (16, 16, QFont.Weight.Normal)
    SMALL_STRONG = (16, 16, QFont.Weight.DemiBold)
    HEADING = (16, 16, QFont.Weight.Bold)  # letter-spaced capitals over a card
    KEY = (14, 14, QFont.Weight.DemiBold)  # a key cap: the key is printed on the keyboard too

    __hash__ = object.__hash__  # asked at every painting; that of Enum is written in Python


class Tint(NamedTuple):
    """One surface with what is written and drawn on it."""

    fill: str
    ink: str
    dim: str
    edge: str
    edge_px: int
    done: str
    now: str
    ahead: str


class Theme(NamedTuple):
    """Colour roles. Contrast is at least 4.5 for text and 3 for the edges of controls.

    Attributes:
        name: ``light`` or ``night``.
        page: behind the cards. card: a card. sunken: a field, a chosen option.
        ink, dim: text. line: a card's hairline. edge: the border of a control. track: empty bar.
        primary, on_primary: the one primary act. accent: focus ring and chosen border.
        danger: red as an edge or text. alarm: the red surface. ok: green as text and marks.
    """

    name: str
    page: str
    card: str
    sunken: str
    ink: str
    dim: str
    line: str
    edge: str
    track: str
    primary: str
    on_primary: str
    accent: str
    danger: str
    ok: str
    alarm: str


LIGHT = Theme(
    name="light",
    page="#F1F4F7",
    card="#FFFFFF",
    sunken="#E6EDF6",
    ink="#14202B",
    dim="#46566A",
    line="#CDD6E0",
    edge="#7A8899",
    track="#E3EAF3",
    primary="#2F6FB3",
    on_primary="#FFFFFF",
    accent="#2F6FB3",
    danger="#B5121B",
    ok="#1B7A45",
    alarm="#C4161C",
)
NIGHT = Theme(
    name="night",
    page="#10151B",
    card="#1A222C",
    sunken="#26323F",
    ink="#E8EEF4",
    dim="#A9B7C6",
    line="#33404E",
    edge="#6F8093",
    track="#26323F",
    primary="#2F6FB3",
    on_primary="#FFFFFF",
    accent="#6FA8E6",
    danger="#F57D85",
    ok="#5CC98B",
    alarm="#C4161C",
)

_DARK_INK = "#14202B"
_WHITE = "#FFFFFF"
_CYAN = "#38C6DE"
_YELLOW = "#FFCC00"
_SLATE = "#305F8D"
_SAGE = "#97BB8F"
_STONE = "#716764"
_FILLED = {
    "due": (_CYAN, _DARK_INK),
    "overdue": (_YELLOW, _DARK_INK),
    "danger": (LIGHT.alarm, _WHITE),
    "suspended": (_STONE, _WHITE),
    "hold": (_SLATE, _WHITE),
    "done": (_SAGE, _DARK_INK),
}


def tint(tone: str) -> Tint:
    """Return the surface for a strip of `tone` (a `session.screen.Tone`) in the active theme.

    Each is at least 30 in CIELAB from every other and from the card of both themes, for usual and for
    colour-blind eyes: bright ones call, slate, sage and stone are quiet. Each has a border
    in text colour, because red on dark and yellow on light alone are too weak to see; that of
    suspended is yellow, as it grew out of an overdue assessment.
    """
    look = active()
    if tone not in _FILLED:
        return Tint(look.card, look.ink, look.dim, look.line, 1, look.ok, look.accent, look.track)
    fill, ink = _FILLED[tone]
    edge = _YELLOW if tone == "suspended" else look.ink
    ahead = "#FFFFFF66" if ink == _DARK_INK else "#FFFFFF40"
    return Tint(fill, ink, ink, edge, 3, ink, ink, ahead)


def readable_on(fill: QColor) -> str:
    """Return white on a dark surface and the dark ink on a light one, whatever the theme."""
    return _DARK_INK if fill.lightness() > 128 else _WHITE


class _Active:
    """What is in force now; changed only by `use`."""

    theme = LIGHT
    density = Density.ROOMY


def active() -> Theme:
    """Return the theme in force."""
    return _Active.theme


def density() -> Density:
    """Return the density in force."""
    return _Active.density


def is_compact() -> bool:
    """Return whether the compact layout is in force, or the tight one, which is compact too."""
    return _Active.density is not Density.ROOMY


def is_tight() -> bool:
    """Return whether the layout of the smallest screens is in force."""
    return _Active.density is Density.TIGHT


def use(theme: Theme | None = None, density: Density | None = None) -> None:
    """Put a theme or a density in force; `restyle_all` then tells the widgets."""
    _Active.theme = theme or _Active.theme
    _Active.density = density or _Active.density


def font(role: Type) -> QFont:
    """Return the font of `role` at the density in force, figures all of one width."""
    return QFont(_font(role, is_compact=is_compact()))


@cache
def _font(role: Type, *, is_compact: bool) -> QFont:
    roomy, compact, weight = role.value
    made = QFont(FAMILY)
    made.setPixelSize(compact if is_compact else roomy)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    if role is Type.HEADING:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.0)
    return made


def text_width(role: Type, text: str) -> int:
    """Return how wide `text` is on one line, in px."""
    return _text_width(role, text, is_compact=is_compact())


# A label is asked for its width a dozen times while a screen is laid out, and again when it opens anew.
@lru_cache(maxsize=1000)
def _text_width(role: Type, text: str, *, is_compact: bool) -> int:
    return QFontMetrics(_font(role, is_compact=is_compact)).horizontalAdvance(text)


def color(text: str) -> QColor:
    """Return a colour written ``#RRGGBB``, or ``#RRGGBBAA`` where it is translucent."""
    if len(text) == 9:
        made = QColor(text[:7])
        made.setAlpha(int(text[7:], 16))
        return made
    return QColor(text)


def fill(painter: QPainter, area: QRect | QRectF, colour: str) -> None:
    """Paint a plain surface with no edge."""
    # Not fillRect: that loads every named gradient there is before the first screen.
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRect(area)


def restyle_all(root: QWidget) -> None:
    """Tell `root` and everything in it that theme or density changed.

    A widget that has something to do then has a `restyle`: it takes fonts, sizes and colours anew.
    """
    for widget in (root, *root.findChildren(QWidget)):
        restyle = getattr(widget, "restyle", None)
        if restyle is not None:
            restyle()
        if widget.styleSheet():
            dress(widget)
        widget.update()


def switch(window: QWidget) -> None:
    """Go to the other theme, for the application and everything in `window`."""
    use(LIGHT if active() is NIGHT else NIGHT)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        put_on(app)
    restyle_all(window)


def follow_system(app: QApplication) -> None:
    """Start in the night theme where the system asks for dark colours."""
    # From the palette: asking for the colour scheme loads the namespace Qt, which takes a tenth of
    # the time to the first painting.
    is_dark = app.palette().color(QPalette.ColorRole.Window).lightness() < 128
    use(NIGHT if is_dark else LIGHT)


def fit(content: QWidget) -> None:
    """Go to the density that the size of `content` has room for."""
    width, height = content.width(), content.height()
    wanted = Density.TIGHT
    if width >= _ROOMY_WIDTH and height >= _ROOMY_HEIGHT:
        wanted = Density.ROOMY
    elif width >= _COMPACT_WIDTH and height >= _COMPACT_HEIGHT:
        wanted = Density.COMPACT
    if wanted is not density():
        use(density=wanted)
        restyle_all(content)


STYLE = ("-style", "fusion")
"""Arguments for Qt, so that plain widgets look alike on every system.

Setting the style later would make another one, and load every enumeration of styles before the
window can be used.
"""


def prepare(app: QApplication, *, has_style: bool = False) -> None:
    """Make plain Qt widgets look alike on every system; the frame alone does not need it.

    `has_style`: the application was started with `STYLE`.
    """
    if not has_style:
        app.setStyle("Fusion")
    app.setFont(font(Type.BODY))
    put_on(app)


def put_on(app: QApplication) -> None:
    """Give the application the colours of the active theme."""
    palette = _palette(active())
    app.setPalette(palette)


def dress(widget: QWidget) -> None:
    """Make a plain Qt widget, and what it is made of, look like the kit; in the active theme.

    One by one, not for the whole application: each widget made later, also those that paint
    themselves, would be held against every rule, which takes a fifth of opening a form.
    """
    widget.setStyleSheet(style_sheet(active()))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, theme.page),
        (roles.Base, theme.card),
        (roles.AlternateBase, theme.sunken),
        (roles.Button, theme.card),
        (roles.WindowText, theme.ink),
        (roles.Text, theme.ink),
        (roles.ButtonText, theme.ink),
        (roles.PlaceholderText, theme.dim),
        (roles.Highlight, theme.primary),
        (roles.HighlightedText, theme.on_primary),
        (roles.ToolTipBase, theme.ink),
        (roles.ToolTipText, theme.card),
    ):
        palette.setColor(role, QColor(name))
    return palette


def style_sheet(theme: Theme) -> str:
    """Return the one style sheet: what plain Qt widgets look like. The kit paints the rest."""
    return f"""
    QScrollBar:vertical {{ background: transparent; width: 14px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {theme.edge}; border-radius: 5px;
        min-height: 44px; margin: 2px 0 2px 4px; }}
    QScrollBar:horizontal {{ background: transparent; height: 18px; margin: 0; }}
    QScrollBar::handle:horizontal {{ background: {theme.edge}; border-radius: 5px;
        min-width: 44px; margin: 6px 2px 2px 2px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QListView {{ background: {theme.card}; color: {theme.ink}; border: 2px solid {theme.accent};
        outline: none; padding: 4px; }}
    QListWidget, QPlainTextEdit {{ border: 2px solid {theme.edge}; border-radius: 6px; }}
    QListWidget:focus, QPlainTextEdit:focus {{ border-color: {theme.accent}; }}
    QListView::item {{ min-height: 40px; padding: 2px 10px; border-radius: 6px; }}
    QListView::item:selected {{ background: {theme.primary}; color: {theme.on_primary}; }}
    QTableView {{ background: {theme.card}; alternate-background-color: {theme.page};
        color: {theme.ink}; border: 2px solid transparent; outline: none; }}
    QTableView:focus {{ border: 2px solid {theme.accent}; }}
    QTableView::item {{ padding: 0 10px; border: none; }}
    QTableView::item:selected {{ background: {theme.primary}; color: {theme.on_primary}; }}
    QHeaderView::section {{ background: {theme.card}; color: {theme.dim}; border: none;
        border-bottom: 1px solid {theme.edge}; padding: 4px 13px; }}
    """
