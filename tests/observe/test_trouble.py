"""Trouble is told in the language that the learner is spoken to in."""

import asyncio
from collections.abc import Iterator

import pytest

from tutor.lab.node import Node
from tutor.language import ENGLISH, language, set_language
from tutor.observe.client import ObserverClient


class Bare(Node):
    """A node without an engine, in the namespaces of this test."""

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """As it is."""
        return list(command)

    def environment(self) -> dict[str, str]:
        """Where nobody listens."""
        return {"DOCKER_HOST": "unix:///nowhere/docker.sock"}


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    set_language(ENGLISH)


@pytest.mark.parametrize(
    ("spoken", "words"),
    [("en", "the Docker engine does not answer"), ("zh", "Docker 引擎没有回答")],
)
async def test_an_observer_speaks_the_language_of_who_has_started_it(spoken: str, words: str) -> None:
    set_language(spoken)
    assert language() == spoken
    node = Bare("alpha", pid=1, rootless=False, path="/nowhere")
    async with ObserverClient(node) as client, asyncio.timeout(30):
        async for told in client.changes():
            if isinstance(told, str) and told:
                assert words in told
                return
