"""The program of one visitor, the course or the board, from the server's side."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

PATIENCE = 15.0
"""Seconds that a program may take to end, and a course its lab, when the visitor has left."""
Data = TypeVar("Data", bytes, str)
COLUMNS = range(20, 501)
ROWS = range(5, 201)


class ProgramApp(AppService):
    """One visitor's program: what it prints goes to their browser for as long as that is there."""

    def __init__(self, command: str, browser: web.WebSocketResponse, downloads: DownloadManager) -> None:
        super().__init__(
            command,
            write_bytes=_while_there(browser.send_bytes),
            write_str=_while_there(browser.send_str),
            close=partial(_close, browser),
            download_manager=downloads,
        )

    async def start(self, width: int, height: int) -> None:
        """Start the process for a screen of that size."""
        await super().start(within(width, COLUMNS), within(height, ROWS))

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the process the size of the screen, which a browser may say anything about."""
        await super().set_terminal_size(within(width, COLUMNS), within(height, ROWS))

    async def stop(self) -> None:
        """End the process, and its lab, if any, with it; one that does not end by itself is killed, and the lab with it."""
        try:
            async with asyncio.timeout(PATIENCE):
                await super().stop()
        except TimeoutError:
            pass
        finally:
            await self._bury()

    async def _bury(self) -> None:
        if self._process and self._process.returncode is None:
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._process.wait()
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


def within(number: object, limits: range) -> int:
    """The number, or the nearest that is allowed."""
    return min(max(number, limits[0]), limits[-1]) if isinstance(number, int) else limits[0]


async def _close(browser: web.WebSocketResponse) -> None:
    await browser.close()


def _while_there(write: Callable[[Data], Awaitable[None]]) -> Callable[[Data], Awaitable[None]]:
    """Write as long as there is a browser; a process whose words nobody takes would never end."""

    async def pass_on(data: Data) -> None:
        with suppress(ConnectionResetError):
            await write(data)

    return pass_on
