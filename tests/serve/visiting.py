"""Visitors of a real server: each has no more of a browser than its cookies and its websocket."""

import asyncio
import re
from typing import Protocol, Self

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

PATIENCE = 120.0
SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Served(Protocol):
    """A server."""

    address: str
    """With the token."""
    root: str


class Visitor:
    """Somebody with a browser, of which there is no more here than its cookies and its websocket."""

    def __init__(self, session: ClientSession, browser: ClientWebSocketResponse) -> None:
        self.session, self.browser = session, browser
        self.downloads: list[str] = []
        """What the page was told to download."""
        self._seen = ""
        self._gone = False
        self._more = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def enter(cls, serving: Served, session: ClientSession) -> Self:
        """Come in by the token, as a page does."""
        async with session.get(serving.address) as entering:
            assert entering.status == 200
        async with session.get(serving.root) as page:
            assert page.status == 200, await page.text()
        origin = serving.root.rstrip("/")
        return cls(session, await session.ws_connect(f"{serving.root}ws?width=120&height=40", origin=origin))

    async def sees(self, pattern: str) -> None:
        """Wait until the screen was sent something like that, since this was last asked."""
        async with asyncio.timeout(PATIENCE), self._more:
            await self._more.wait_for(lambda: re.search(pattern, self._seen) or self._gone)
            assert re.search(pattern, self._seen), f"no {pattern} in what was sent: {self._seen[-2000:]!r}"
            self._seen = ""

    async def types(self, keys: str) -> None:
        """Press keys."""
        await self.browser.send_json(["stdin", keys])

    async def fetch(self, download: str) -> bytes:
        """Download it, as the page does."""
        async with self.session.get(f"{self.browser._response.url.origin()}/download/{download}") as answer:
            assert "attachment" in answer.headers["Content-Disposition"]
            return await answer.read()

    async def closed(self) -> None:
        """Wait until the server has closed the websocket."""
        async with asyncio.timeout(PATIENCE):
            await self._reading

    async def _read(self) -> None:
        """Take what comes, as a browser does, or the server would think that nobody is there."""
        async for message in self.browser:
            async with self._more:
                if message.type is WSMsgType.BINARY:
                    self._seen += SEQUENCE.sub("", message.data.decode())
                elif message.type is WSMsgType.TEXT and (told := message.json())[0] == "deliver_file_start":
                    self.downloads.append(told[1])
                self._more.notify_all()
        async with self._more:
            self._gone = True
            self._more.notify_all()
