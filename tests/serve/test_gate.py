"""Who is let in, asked of the real application over a real socket."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import CookieJar, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient, TestServer

from tutor.serve.course import Course
from tutor.serve.gate import VISITOR, Gate
from tutor.serve.server import ProgramServer

Client = TestClient[web.Request, web.Application]
REFUSED = "Open the address that was printed, with the token in it: without it nobody comes in.\n"
EVERYWHERE = ("/", "/ws", "/static/js/textual.js", "/page/course.js", "/download/x", "/nowhere")


@pytest.fixture
def gate() -> Gate:
    return Gate(8000)


@pytest.fixture
async def client(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """Somebody at the gate of a server."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    server = TestServer(await ProgramServer(Course(), gate, seats=1).make_app())
    async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as client:
        yield client


async def enter(client: Client, gate: Gate) -> None:
    """Come in by the token."""
    answer = await client.get("/", params={"token": gate.token})
    assert answer.status == 200


async def test_without_the_token_everything_is_refused_in_one_sentence(client: Client) -> None:
    for path in EVERYWHERE:
        answer = await client.get(path)
        assert (answer.status, await answer.text()) == (403, REFUSED), path
        assert not answer.cookies


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 43])
async def test_a_wrong_token_is_none(client: Client, token: str) -> None:
    answer = await client.get("/", params={"token": token})
    assert answer.status == 403


async def test_the_token_opens_only_the_front_door(client: Client, gate: Gate) -> None:
    answer = await client.get("/static/js/textual.js", params={"token": gate.token})
    assert answer.status == 403


async def test_who_showed_the_token_may_go_on_without_it(client: Client, gate: Gate) -> None:
    await enter(client, gate)
    statuses = [(await client.get(path)).status for path in ("/", "/static/js/textual.js", "/page/course.js")]
    assert statuses == [200, 200, 200]


async def test_nothing_but_the_page_is_served_of_the_package(client: Client, gate: Gate) -> None:
    await enter(client, gate)
    assert (await client.get("/page/../gate.py")).status == 404
    assert (await client.get("/page/%2e%2e/gate.py")).status in (403, 404)


async def test_the_pass_is_kept_from_scripts_and_from_other_sites_and_is_not_the_token(
    client: Client, gate: Gate
) -> None:
    answer = await client.get("/", params={"token": gate.token})
    assert set(answer.cookies) == {"tutor-pass-8000", VISITOR}
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert gate.token not in cookie.value
    assert answer.cookies[VISITOR]["max-age"]


async def test_a_pass_of_another_server_is_none(client: Client, gate: Gate) -> None:
    other = Gate(8000)
    headers = {"Cookie": f"tutor-pass-8000={other._pass}; {VISITOR}=somebody"}
    assert (await client.get("/", headers=headers)).status == 403
    headers = {"Cookie": f"tutor-pass-8000={gate._pass}; {VISITOR}=somebody"}
    assert (await client.get("/", headers=headers)).status == 200


async def test_who_comes_back_is_known(client: Client, gate: Gate) -> None:
    first = await client.get("/", params={"token": gate.token})
    again = await client.get("/", params={"token": gate.token})
    assert first.cookies[VISITOR].value == again.cookies[VISITOR].value


@pytest.mark.parametrize("origin", ["", "null", "http://127.0.0.1:1", "http://evil.example", "file://{host}"])
async def test_a_websocket_is_opened_from_the_own_page_only(client: Client, gate: Gate, origin: str) -> None:
    await enter(client, gate)
    host = f"{client.host}:{client.port}"
    headers = {"Origin": origin.format(host=host)} if origin else {}
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect("/ws", headers=headers)
    assert refused.value.status == 403
    answer = await client.get("/ws", headers=headers)
    assert await answer.text() == "This is opened from its own page only, and not from another one.\n"


async def test_whatever_is_answered_forbids_to_fetch_from_elsewhere_or_to_be_framed(
    client: Client, gate: Gate
) -> None:
    await enter(client, gate)
    for path in EVERYWHERE:
        headers = (await client.get(path)).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["Referrer-Policy"] == "no-referrer", path
