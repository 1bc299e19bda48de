"""``tutor class board``: the class on the screen, in browsers, or as tables."""

import asyncio
import os
import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tutor.classroom import export
from tutor.classroom import host as hosting
from tutor.classroom.address import Address, read_address
from tutor.classroom.board import Board
from tutor.classroom.record import Record
from tutor.cli.options import LOCALLY, ClassName, Language, ListenOptions
from tutor.cli.speaking import speak
from tutor.errors import ClassError
from tutor.lab.spaces import die_with_parent
from tutor.language import _

BROWSERS = 8
"""Browsers at once: a few instructors, each with a process of their own."""
ADDRESS = "TUTOR_BOARD"
"""The variable that has the board's address: among a process's arguments anybody on the machine would read it."""


def board(
    url: Annotated[
        str,
        Parameter(
            env_var=ADDRESS,
            help="Address for the board (or set TUTOR_BOARD); without it, a class hosted on this machine.",
        ),
    ] = "",
    /,
    *,
    name: ClassName = "class",
    csv: Annotated[
        Path | None, Parameter(help="No screen: write everybody's progress to this file, and end.")
    ] = None,
    json: Annotated[Path | None, Parameter(help="The same as JSON, with every event.")] = None,
    seconds: Annotated[float, Parameter(help="With --csv and --json: listen so long before writing.")] = 3.0,
    serve: Annotated[
        bool, Parameter(help="Serve the board to browsers, behind an address with a token in it.")
    ] = False,
    listen: ListenOptions = LOCALLY,
    language: Language = "",
) -> None:
    """Show who is where, who may be stuck, and whose hand is up; say something to all; write tables.

    Several boards may be open at once; each keeps a record of its own, those of one user the same one.
    """
    spoken = speak(language)
    address = read_address(url) if url else hosting.known(name).board_address
    if serve:
        _serve(address, url, listen, spoken)
        return
    record = Record(hosting.folder(address.name) / "board.db")
    try:
        seen = Board(address, record)
        if csv or json:
            asyncio.run(_export(seen, record, csv, json, seconds))
        else:
            _show(seen, record, address.name)
    finally:
        record.close()


def _show(seen: Board, record: Record, name: str) -> None:
    from tutor.tui.board import BoardApp  # noqa: PLC0415 - tables need no screen

    if os.environ.get("TEXTUAL_DRIVER"):
        die_with_parent()
    BoardApp(seen, record, name).run()


def _serve(address: Address, url: str, listen: ListenOptions, language: str) -> None:
    from tutor.serve import ClassBoard, Gate  # noqa: PLC0415 - the same
    from tutor.serve import address as place  # noqa: PLC0415
    from tutor.serve import serve as run  # noqa: PLC0415

    if url:
        os.environ[ADDRESS] = url
    folder = hosting.folder(address.name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    program = ClassBoard(address.name, folder / "errors.log", language)
    danger = program.words(BROWSERS).danger
    listening = place.listen(listen.bind, listen.port, expose=listen.expose, danger=danger)
    gate = Gate(listening.getsockname()[1])
    shown = place.shown(listen.bind, listening)
    print(
        _(
            "The board of the class {name} is at  {address}",
            name=address.name,
            address=f"{shown}?token={gate.token}",
        )
    )
    print(
        _("Whoever has this address sees the class and can say something to all.  Ctrl+C ends it."),
        flush=True,
    )
    run(program, gate, BROWSERS, listening)


async def _export(board: Board, record: Record, csv: Path | None, json: Path | None, seconds: float) -> None:
    listening = asyncio.create_task(board.run())
    await asyncio.sleep(seconds)
    if board.trouble:
        raise ClassError(
            _("the class cannot be reached: {reason}", reason=board.trouble),
            _("does its broker run, and is the address right? tutor class board URL"),
        )
    if csv:
        export.write(csv, export.to_csv(board.roster, time.time()))
    if json:
        export.write(json, export.to_json(board.roster, record, time.time()))
    listening.cancel()
