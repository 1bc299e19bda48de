"""``tutor class``: join one, host one, look at one."""

import asyncio
import signal
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from tutor.cli.options import Language
from tutor.cli.speaking import speak
from tutor.errors import ClassError
from tutor.journal import Journal
from tutor.language import _

if TYPE_CHECKING:
    from tutor.classroom.board import Board
    from tutor.classroom.record import Record

app = App(
    name="class",
    help="A class: learners' progress on the instructor's board.",
    default_parameter=Parameter(show_default=False, negative=""),
)
ClassName = Annotated[str, Parameter(name="--class", help="Name of the class: small letters, digits and -.")]


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
    from tutor.classroom import member, trust  # noqa: PLC0415 - as the verbs are: no other one waits for it

    speak(language)
    journal = Journal()
    try:
        made = member.join(journal, url, name, shares_commands=share_commands)
    finally:
        journal.close()
    print(made.sent)
    place = made.place
    print(
        _(
            "You are in the class {name} as {learner}. To leave it: tutor class leave",
            name=place.name,
            learner=made.name,
        )
    )
    try:
        trust.context(place)
        with socket.create_connection((place.host, place.port), timeout=5):
            pass
    except OSError as error:
        print(
            _(
                "The class is not there now ({reason}); what you do is kept, and sent when it is.",
                reason=error,
            )
        )


@app.command
def leave() -> None:
    """Be in no class any more: nothing is sent."""
    from tutor.classroom import member  # noqa: PLC0415 - the same

    journal = Journal()
    try:
        member.leave(journal)
    finally:
        journal.close()
    print(_("You are in no class; nothing is sent."))


@app.command
def hand() -> None:
    """Raise your hand, or lower it; the instructor sees it while a lesson is open."""
    from tutor.classroom import member  # noqa: PLC0415 - the same

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
) -> None:
    """Run a broker for a class until Ctrl-C, and print the line and the QR code with which learners join.

    It is the distribution's mosquitto, with TLS and passwords of its own. A class of the same name
    goes on where it was.
    """
    from tutor.classroom import host as hosting  # noqa: PLC0415 - the same

    hosted = hosting.prepare(name, address or hosting.own_address(), port)
    for ending in (signal.SIGINT, signal.SIGTERM):  # also where it was started in the background
        signal.signal(ending, signal.default_int_handler)
    broker = hosting.start(name)
    try:
        _show_join(f"tutor class join '{hosted.join_address}' --name NAME")
        print(_("The board: tutor class board --class {name}        To end: Ctrl-C", name=name), flush=True)
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


@app.command
def board(
    url: Annotated[
        str, Parameter(help="Address for the board; without it, a class hosted on this machine.")
    ] = "",
    /,
    *,
    name: ClassName = "class",
    csv: Annotated[
        Path | None, Parameter(help="No screen: write everybody's progress to this file, and end.")
    ] = None,
    json: Annotated[Path | None, Parameter(help="The same as JSON, with every event.")] = None,
    seconds: Annotated[float, Parameter(help="With --csv and --json: listen so long before writing.")] = 3.0,
    language: Language = "",
) -> None:
    """Show who is where, who may be stuck, and whose hand is up; say something to all; write tables.

    Several boards may be open at once; each keeps a record of its own.
    """
    from tutor.classroom import host as hosting  # noqa: PLC0415 - the same
    from tutor.classroom.address import read_address  # noqa: PLC0415
    from tutor.classroom.board import Board  # noqa: PLC0415
    from tutor.classroom.record import Record  # noqa: PLC0415

    speak(language)
    address = read_address(url) if url else hosting.known(name).board_address
    record = Record(hosting.folder(address.name) / "board.db")
    try:
        seen = Board(address, record)
        if csv or json:
            asyncio.run(_export(seen, record, csv, json, seconds))
            return
        from tutor.tui.board import BoardApp  # noqa: PLC0415 - the screen

        BoardApp(seen, record, address.name).run()
    finally:
        record.close()


async def _export(
    board: "Board", record: "Record", csv: Path | None, json: Path | None, seconds: float
) -> None:
    from tutor.classroom import export  # noqa: PLC0415 - the same

    listening = asyncio.create_task(board.run())
    await asyncio.sleep(seconds)
    if board.trouble:
        raise ClassError(_("the class cannot be reached: {reason}", reason=board.trouble))
    if csv:
        export.write(csv, export.to_csv(board.roster, time.time()))
    if json:
        export.write(json, export.to_json(board.roster, record, time.time()))
    listening.cancel()
