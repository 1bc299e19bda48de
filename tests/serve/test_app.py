"""A visitor's process ends when the visitor has left, whatever it does at the moment; here it is a small one."""

import asyncio
import os
import shlex
import sys
from typing import Any, cast

import pytest
from aiohttp import ClientConnectionResetError, web
from textual_serve.download_manager import DownloadManager

from tutor.serve import app as room
from tutor.serve.app import ProgramApp

FLOOD = """
import os, select, sys
os.write(1, b"__GANGLION__\\n")
while not select.select([0], [], [], 0)[0]:
    os.write(1, b"D" + (1000).to_bytes(4, "big") + b"x" * 1000)
sys.exit(7)
"""
"""Prints without end, and ends at the first word from the server."""


class GoneBrowser:
    """A websocket whose other end is gone."""

    def __init__(self) -> None:
        self._tries = 0
        self.tried = asyncio.Event()
        """Set when more was sent in vain than the pipes between would hold."""

    async def send_bytes(self, data: bytes) -> None:
        """Fail, as aiohttp's do."""
        self._tries += 1
        if self._tries == 1000:
            self.tried.set()
        raise ClientConnectionResetError(f"nobody takes {len(data)} bytes")

    send_str = close = send_bytes


def started(command: str, browser: GoneBrowser) -> ProgramApp:
    """An app of that command."""
    return ProgramApp(command, cast("web.WebSocketResponse", cast("Any", browser)), DownloadManager())


async def test_one_that_talks_to_a_browser_that_is_gone_still_hears_that_it_shall_end() -> None:
    browser = GoneBrowser()
    app = started(f"exec {shlex.join([sys.executable, '-c', FLOOD])}", browser)
    await app.start(80, 24)
    await asyncio.wait_for(browser.tried.wait(), 30)
    await app.stop()
    assert app._process
    assert app._process.returncode == 7


async def test_one_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.2)
    app = started("exec sleep 1000", GoneBrowser())
    await app.start(80, 24)
    assert app._process
    pid = app._process.pid
    await app.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
