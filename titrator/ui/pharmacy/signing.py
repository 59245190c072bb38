"""The last part of an edit: where the signed policy goes, which key signs it, and its passphrase."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.session.policy_bench import PolicyBench
from titrator.ui import theme
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.scrolled import ScrollArea, Scrolled
from titrator.ui.widgets.text import Ink, Text, Wrap

_EXPLAINED = say(
    "Two approvers and the dates stand in policy.toml, inside what is signed. The signed copy goes to "
    "a new folder; IT support puts it in the hospital's policy folder. The private key stays with the "
    "pharmacy: never leave it on a workstation."
)
_LONGEST_PATH = 1000


class SigningCard(Card):
    """Folder, key, passphrase, and what came of it.

    Signals:
        closed: back to the text.
    """

    closed = Signal()

    def __init__(self, bench: PolicyBench, parent: QWidget | None = None) -> None:
        super().__init__("signing", parent)
        self._bench = bench
        self.folder = TextField(say("New folder"), "signing.folder", longest=_LONGEST_PATH)
        self.key = TextField(say("Private key file"), "signing.key", longest=_LONGEST_PATH)
        self.passphrase = TextField(say("Passphrase of the key"), "signing.passphrase")
        self.passphrase.line.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.folder, self.key, self.passphrase):
            field.keeps_draft = False
        self.sign = ActButton(say("Sign"), "signing.sign", kind=Kind.PRIMARY, height=52)
        self.back = ActButton(say("Back to the text"), "signing.back", height=52)
        self.said = Text(Type.BODY, wrap=Wrap.YES)
        self.said.setObjectName("signing.said")
        self._lay_out()
        self.sign.acted.connect(self._sign)
        self.back.acted.connect(self.closed)

    def _lay_out(self) -> None:
        inside = Scrolled()
        self._rows = rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(Text(Type.STRONG, say("Sign and export the draft")))
        self._explained = Text(Type.SMALL, _EXPLAINED, ink=Ink.DIM, wrap=Wrap.YES)
        self._signed_with = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        rows.addLayout(_row(self.folder, "signing.choose_folder", self._choose_folder))
        self._signed_with.addLayout(_row(self.key, "signing.choose_key", self._choose_key), 3)
        self._signed_with.addWidget(self.passphrase, 2)
        rows.addLayout(self._signed_with)
        rows.addStretch(1)
        area = ScrollArea()
        area.setObjectName("signing.fields")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        acts = QHBoxLayout()
        acts.setSpacing(Space.GAP)
        acts.addWidget(self.back)
        acts.addWidget(self.sign)
        self._whole = whole = QVBoxLayout(self)
        whole.setSpacing(Space.SMALL)
        whole.addWidget(area, 1)
        whole.addWidget(self.said)
        whole.addLayout(acts)
        self.restyle()

    def restyle(self) -> None:
        """Take the distances anew; on small screens what is asked comes first, and closer."""
        directions = QBoxLayout.Direction
        is_tight = theme.is_tight()
        side, top = (Space.EDGE, Space.SMALL) if is_tight else (Space.WIDE, Space.EDGE)
        self._whole.setContentsMargins(side, top, side, top)
        gap = Space.SMALL if is_tight else Space.GAP
        for rows in (self._rows, self._signed_with):
            rows.setSpacing(gap)
        is_small = theme.is_compact()
        turned = directions.LeftToRight if is_small else directions.TopToBottom
        self._signed_with.setDirection(turned)
        # Before the stretch at the end, or below the heading.
        self._rows.removeWidget(self._explained)
        self._rows.insertWidget(self._rows.count() - 1 if is_small else 1, self._explained)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, say("An empty folder for the signed policy")
        )
        if chosen:
            self.folder.set_text(chosen)

    def _choose_key(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, say("The pharmacy's private key"))
        if chosen:
            self.key.set_text(chosen)

    def _sign(self) -> None:
        if not (self.folder.text() and self.key.text()):
            self._say(say("Name the new folder and the key file first."), Ink.DANGER)
            return
        try:
            said = self._bench.export(
                Path(self.folder.typed()), Path(self.key.typed()), self.passphrase.typed()
            )
        except KnownError as error:
            self._say(f"{error.sentence} {error.next_action}", Ink.DANGER)
            return
        finally:
            self.passphrase.clear()
        self._say(say("{said} Have it put into the hospital's policy folder.", said=said), Ink.OK)

    def _say(self, text: str, ink: Ink) -> None:
        self.said.set_ink(ink)
        self.said.say(text)


class _ChooseButton(ActButton):
    """As high as the field beside it."""

    def __init__(self, label: str, name: str) -> None:
        super().__init__(label, name, height=TARGET)
        self.restyle()

    def restyle(self) -> None:
        """Take the height anew."""
        super().restyle()
        self.set_height(TARGET if theme.is_compact() else TARGET + Space.HAIR)


def _row(field: TextField, name: str, choose: Callable[[], None]) -> QHBoxLayout:
    """Return a field with the button that fills it."""
    button = _ChooseButton(say("Choose"), name)
    button.setAccessibleName(say("Choose: {about}", about=field.about()))
    button.setFixedWidth(130)
    button.acted.connect(choose)
    row = QHBoxLayout()
    row.setSpacing(Space.GAP)
    row.addWidget(field, 1)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
    return row
