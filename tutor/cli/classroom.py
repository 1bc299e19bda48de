"""``tutor class``: join one, host one, look at one."""

import asyncio
import signal
import sys
from typing import Annotated

from cyclopts import App, Parameter

from tutor.cli.options import ClassName, Language
from tutor.cli.speaking import speak
from tutor.errors import ClassError
from tutor.journal import Journal
from tutor.language import _
from tutor.program import typed

app = App(
    name="class",
    help="A class: learners' progress on the instructor's board.",
    default_parameter=Parameter(show_default=False, negative=""),
)
app.command("tutor.cli.board:board", name="board")


@app.command
def join(
    url: Annotated[str, Parameter(help="The address that the instructor shows, in quotes.")],
    /,
    *,
    name: Annotated[str, Parameter(help="Your name, as the instructor is to see it.")],
    share_commands: Annotated[
        bool, Parameter(help="Also send the commands that you run; never their output.")
    ] = False,
    language: Language = "",
) -> None:
    """Be in a class from now on: whenever a lesson is played, your progress is sent. Tells first what is sent."""
    from tutor.classroom import link, member  # noqa: PLC0415 - as the verbs are: no other one waits for it
    from tutor.classroom.address import read_address  # noqa: PLC0415

    speak(language)
    missing = asyncio.run(link.greet(read_address(url)))
    journal = Journal()
    try:
        made = member.join(journal, url, name, shares_commands=share_commands)
    finally:
        journal.close()
    print(made.sent)
    leaving = _(
        "You are in the class {name} as {learner}. To leave it: tutor class leave",
        name=made.place.name,
        learner=made.name,
    )
    print(typed(leaving))
    if missing:
        print(
            _(
                "The class is not there now ({reason}); what you do is kept, and sent when it is.",
                reason=missing,
            )
        )


@app.command
def leave(*, language: Language = "") -> None:
    """Be in no class any more: nothing is sent."""
    from tutor.classroom import member  # noqa: PLC0415 - the same

    speak(language)
    journal = Journal()
    try:
        member.leave(journal)
    finally:
        journal.close()
    print(_("You are in no class; nothing is sent."))


@app.command
def hand(*, language: Language = "") -> None:
    """Raise your hand, or lower it; the instructor sees it while a lesson is open."""
    from tutor.classroom import member  # noqa: PLC0415 - the same

    speak(language)
    journal = Journal()
    try:
        if member.member(journal) is None:
            raise ClassError(_("you are in no class"), "tutor class join URL --name NAME")
        up = member.raise_hand(journal)
    finally:
        journal.close()
    print(_("your hand is up") if up else _("your hand is down"))


@app.command
def host(
    *,
    name: ClassName = "class",
    address: Annotated[str, Parameter(help="Name or address of this machine, as learners reach it.")] = "",
    port: Annotated[int, Parameter(help="Port that the broker listens at.")] = 8883,
    language: Language = "",
) -> None:
    """Run a broker for a class until Ctrl-C, and print the line and the QR code with which learners join.

    It is the distribution's mosquitto, with TLS and passwords of its own. A class of the same name
    goes on where it was.
    """
    from tutor.classroom import host as hosting  # noqa: PLC0415 - the same

    speak(language)
    hosted = hosting.prepare(name, address or hosting.own_address(), port)
    for ending in (signal.SIGINT, signal.SIGTERM):  # also where it was started in the background
        signal.signal(ending, signal.default_int_handler)
    broker = hosting.start(name)
    try:
        _show_join(f"tutor class join '{hosted.join_address}' --name NAME")
        print(
            typed(_("The board: tutor class board --class {name}        To end: Ctrl-C", name=name)),
            flush=True,
        )
        status = broker.wait()
    except KeyboardInterrupt:
        status = 0
    finally:
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, signal.SIG_IGN)
        broker.terminate()
        broker.wait()
    if status:
        raise ClassError(
            _("the broker has ended (exit status {status})", status=status),
            _("is the port taken? another one: tutor class host --port {port}", port=port + 1),
        )


def _show_join(line: str) -> None:
    import segno  # noqa: PLC0415 - the same

    if sys.stdout.isatty():
        segno.make(line, micro=False).terminal(compact=True)
    print(line)
