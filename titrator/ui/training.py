"""The window of the practice bed: the real screens under a striped bar, with a watermark over them.

It runs in a process of its own, beside the window at the bedside, and over a log in memory.
"""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.training import Training
from titrator.ui import theme
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.text import Text, Wrap
from titrator.ui.window import Workplace

_TITLE = say("TRAINING, no patient \N{EN DASH} Titrator")
_SAID = say("TRAINING: no patient, no real pump, nothing is kept")
_SECOND_MS = 1000
_STRIPE_PX = 22
_MARK_ALPHA = 34
_MARK_PX = 150
_TILT = -24
# Black on yellow in both themes, as on a barrier; nothing else in the program looks so.
_YELLOW, _BLACK = "#FFD100", "#14202B"


class TrainingWindow(QWidget):
    """The practice bed with its hints; closed like any window."""

    def __init__(self, training: Training) -> None:
        super().__init__()
        self.setObjectName("training")
        self.setWindowTitle(_TITLE)
        self.setAutoFillBackground(True)
        self.resize(1366, 697)
        self.training = training
        self.bar = _Bar()
        self.workplace = Workplace(training.desk)
        self.mark = _Watermark(self.workplace)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addWidget(self.workplace, 1)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self.tick)
        self.show_hint()

    def start(self) -> None:
        """Let time pass, and play sounds as at a bed."""
        self._timer.start()
        self.workplace.warm_up()

    def stop(self) -> None:
        """Let no second pass any more."""
        self._timer.stop()
        self.workplace.stop()

    def tick(self) -> None:
        """Let a second pass: one of practice, or a minute while nothing is to be done."""
        self.training.go_on(is_busy=self.workplace.stage.is_typed_into())
        self.workplace.tick()
        self.show_hint()

    def show_hint(self) -> None:
        """Say what is to be done next."""
        if not self.training.desk.beds():
            self.bar.say(
                say("The practice bed is closed. Close this window; nothing of it is kept."), ""
            )
            return
        guide = self.training.guide()
        self.bar.say(guide.task, guide.devices)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)


class _Bar(QWidget):
    """A striped band that says TRAINING, and the hint below it."""

    HEIGHT = 108

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("training.bar")
        self.setFixedHeight(self.HEIGHT)
        self._devices = Text(Type.STRONG)
        self._devices.setObjectName("training.devices")
        self._task = Text(Type.BODY, wrap=Wrap.YES)
        self._task.setObjectName("training.task")
        for words in (self._devices, self._task):
            words.set_colour(_BLACK)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(Space.EDGE, 34, Space.EDGE, Space.HAIR)
        rows.setSpacing(0)
        rows.addWidget(self._devices)
        rows.addWidget(self._task, 1)

    def say(self, task: str, devices: str) -> None:
        """Show what is to be done, and what monitor and pump show."""
        self._task.say(task)
        self._devices.say(devices)
        self.setAccessibleName(f"{_SAID}. {devices} {task}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_YELLOW))
        painter.fillRect(0, 0, self.width(), 30, QColor(_BLACK))
        painter.setFont(theme.font(Type.STRONG))
        painter.setPen(QColor(_YELLOW))
        band = QRectF(0, 0, self.width(), 30)
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, _SAID)
        painter.setPen(Qt.PenStyle.NoPen)
        room = painter.fontMetrics().horizontalAdvance(_SAID) / 2 + Space.EDGE
        painter.setBrush(QColor(_YELLOW))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for left in range(0, self.width(), 2 * _STRIPE_PX):
            if abs(left + _STRIPE_PX / 2 - self.width() / 2) > room + _STRIPE_PX:
                painter.save()
                painter.translate(left, 0)
                painter.shear(-0.6, 0)
                painter.drawRect(QRectF(18, 0, _STRIPE_PX, 30))
                painter.restore()


class _Watermark(QWidget):
    """TRAINING across the whole screen; it takes no click and no key."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("training.mark")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        over.installEventFilter(self)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ChildAdded):
            over = self.parentWidget()
            if over is not None:
                self.setGeometry(over.rect())
            self.raise_()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(theme.font(Type.TITLE))
        font.setPixelSize(_MARK_PX)
        painter.setFont(font)
        ink = QColor(theme.active().ink)
        ink.setAlpha(_MARK_ALPHA)
        painter.setPen(ink)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(_TILT)
        across = QRectF(-self.width(), -_MARK_PX, 2 * self.width(), 2 * _MARK_PX)
        painter.drawText(across, Qt.AlignmentFlag.AlignCenter, say("TRAINING"))
