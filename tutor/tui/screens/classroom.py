"""The class on the screen: what is sent is read before anything is, and one leaves as one has come."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Static

from tutor.classroom.address import Address, read_address
from tutor.classroom.background import Background
from tutor.classroom.link import greet
from tutor.classroom.member import is_raised, join, leave, member, raise_hand, what_is_sent
from tutor.errors import TutorError
from tutor.journal import Journal
from tutor.language import _
from tutor.tui.screens.confirm import ConfirmScreen
from tutor.tui.widgets.keys import Keys

LOOK = 1.0
"""Seconds between looks whether the class is there."""


class ClassScreen(ModalScreen[str]):
    """A dialog about the class; ends with what is to be told, or with nothing."""

    DEFAULT_CSS = """
    ClassScreen { align: center middle; }
    ClassScreen > Vertical { width: 78; max-width: 98%; height: auto; max-height: 100%; border: round $accent; background: $surface; padding: 0 1; }
    ClassScreen #head { text-style: bold; margin-bottom: 1; }
    ClassScreen Horizontal { height: 1; }
    ClassScreen .label { width: 12; }
    ClassScreen Input { width: 1fr; }
    ClassScreen #sent { height: auto; max-height: 12; margin-top: 1; }
    ClassScreen #told { color: $text-warning; margin-top: 1; display: none; }
    ClassScreen .buttons { margin-top: 1; align-horizontal: right; }
    ClassScreen Button { margin-left: 2; }
    """

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def tell(self, words: str) -> None:
        """Say what is wrong, or what is being done; nothing, where there is nothing to say."""
        told = self.query_one("#told", Static)
        told.update(words)
        told.display = bool(words)


class JoinScreen(ClassScreen):
    """Asks for what the instructor has shown, and tells what will be sent."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss('')", _("Close"))]

    def compose(self) -> ComposeResult:
        """Three lines to fill in, what will be sent, two buttons."""
        with Vertical():
            yield Static(_("Join a class"), id="head")
            for label, field in self._fields():
                with Horizontal():
                    yield Static(label, classes="label")
                    yield field
            yield Checkbox(_("also send the commands that I run"), id="commands", compact=True)
            with VerticalScroll(id="sent", can_focus=False):
                yield Static(what_is_sent(shares_commands=False), markup=False)
            yield Static("", id="told", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(_("Join"), id="join", variant="primary", compact=True)
                yield Button(_("Cancel (Esc)"), id="cancel", compact=True)
        yield Keys()

    def _fields(self) -> tuple[tuple[str, Input], ...]:
        line = Input(placeholder=_("the line that your instructor shows: mqtts://…"), id="url", compact=True)
        name = Input(placeholder=_("as the instructor is to see it"), id="name", compact=True)
        word = Input(
            placeholder=_("only where the line has none"), id="password", password=True, compact=True
        )
        return ((_("Address"), line), (_("Your name"), name), (_("Password"), word))

    @on(Checkbox.Changed)
    def show_what_is_sent(self, event: Checkbox.Changed) -> None:
        """Commands are sent only by who says so, and what is told says so, too."""
        self.query_one("#sent > *", Static).update(what_is_sent(shares_commands=event.value))

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """To what is not filled in yet; else join."""
        for field in (self.query_one("#url", Input), self.query_one("#name", Input)):
            if not field.value.strip():
                field.focus()
                return
        self.try_to_join()

    @on(Button.Pressed)
    def press(self, event: Button.Pressed) -> None:
        """Join, or do not."""
        if event.button.id == "join":
            self.try_to_join()
        else:
            self.dismiss("")

    @work(exclusive=True)
    async def try_to_join(self) -> None:
        """Join; a class that is not there is joined all the same, one that does not let in is not."""
        try:
            address = self._address()
            self.tell(_("looking for the class at {host} …", host=address.host))
            missing = await greet(address)
            shares = self.query_one(Checkbox).value
            made = join(
                self._journal, str(address), self.query_one("#name", Input).value, shares_commands=shares
            )
        except TutorError as error:
            self.tell(str(error))
            return
        words = _("You are in the class {name} as {learner}.", name=address.name, learner=made.name)
        later = _(
            "The class is not there now ({reason}); what you do is kept, and sent when it is.", reason=missing
        )
        self.dismiss(f"{words} {later}" if missing else words)

    def _address(self) -> Address:
        address = read_address(self.query_one("#url", Input).value)
        password = self.query_one("#password", Input).value
        return address.with_password(password) if password else address


class MemberScreen(ClassScreen):
    """Which class one is in, as whom, what is sent; and how to leave it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "hand", _("Hand")),
        Binding("l", "leave", _("Leave the class")),
        Binding("escape,q,c", "dismiss('')", _("Close")),
    ]

    def __init__(self, journal: Journal, sending: Background | None) -> None:
        super().__init__(journal)
        self._sending = sending

    def compose(self) -> ComposeResult:
        """The class, how it stands, what is sent, three buttons."""
        found = member(self._journal)
        assert found is not None
        with Vertical():
            words = _("You are in the class {name} as {learner}.", name=found.place.name, learner=found.name)
            yield Static(words, id="head", markup=False)
            yield Static("", id="standing", markup=False)
            with VerticalScroll(id="sent", can_focus=False):
                yield Static(found.sent, markup=False)
            yield Static("", id="told", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("", id="hand", compact=True)
                yield Button(_("Leave the class (l)"), id="leave", compact=True)
                yield Button(_("Back (Esc)"), id="back", variant="primary", compact=True)
        yield Keys()

    def on_mount(self) -> None:
        """Follow how it stands."""
        self.query_one("#back").focus()
        self._show()
        self.set_interval(LOOK, self._show)

    def _show(self) -> None:
        hand = _("Lower my hand") if is_raised(self._journal) else _("Raise my hand")
        self.query_one("#hand", Button).label = f"{hand} (r)"
        self.query_one("#standing", Static).update(_standing(self._sending))

    @on(Button.Pressed)
    def press(self, event: Button.Pressed) -> None:
        """As the keys do."""
        {"hand": self.action_hand, "leave": self.action_leave}.get(
            event.button.id or "", lambda: self.dismiss("")
        )()

    def action_hand(self) -> None:
        """Raise a hand, or lower it."""
        raise_hand(self._journal)
        self._show()

    @work
    async def action_leave(self) -> None:
        """Leave, after a question: to come back one needs the line again."""
        words = _("Leave the class? Nothing more is sent; to come back you need the instructor's line.")
        if await self.app.push_screen_wait(ConfirmScreen(words, _("Leave"), _("Stay"))):
            leave(self._journal)
            self.dismiss(_("You are in no class; nothing is sent."))


def _standing(sending: Background | None) -> str:
    trouble = sending.trouble if sending else None
    if trouble is None:
        return _("Your progress is sent while a lesson is open.")
    if trouble:
        return _(
            "The class is not there now ({reason}); what you do is kept, and sent when it is.", reason=trouble
        )
    return _("Connected: your progress is sent.")
