"""A connection to the broker that is there again whenever it can be."""

import asyncio
import logging
import random
import secrets
from collections.abc import Awaitable, Callable, Collection, Coroutine

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tutor.classroom import trust
from tutor.classroom.address import Address
from tutor.errors import ClassError, TutorError
from tutor.language import _

KEEPALIVE = 15
"""Seconds; a broker that hears nothing for half as long again makes the last will known."""
PATIENCE = 15.0
"""Seconds that one answer of the broker may take."""
HEARD = 0.5
"""Seconds in which a task that is cancelled ends, if it has heard of it."""
SHORTEST, LONGEST = 0.5, 20.0
"""Seconds between attempts: at first, and at most."""
_quiet = logging.getLogger("tutor.classroom")
"""The library's own words about breaks would land on the learner's screen."""
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False

REFUSED = (134, 135)
"""Codes with which a broker refuses a user or a password (MQTT 5, 3.2.2.2)."""

Serve = Callable[[aiomqtt.Client], Awaitable[None]]


async def connect(address: Address, identifier: str, will: aiomqtt.Will | None = None) -> aiomqtt.Client:
    """A client for this address, not yet entered. Raises ClassError or OSError."""
    context = await asyncio.to_thread(trust.context, address)
    return aiomqtt.Client(
        address.host,
        address.port,
        username=address.user or None,
        password=address.password or None,
        identifier=identifier,
        protocol=aiomqtt.ProtocolVersion.V5,
        will=will,
        timeout=PATIENCE,
        keepalive=KEEPALIVE,
        tls_context=context,
        logger=_quiet,
    )


async def keep(
    address: Address,
    identifier: str,
    serve: Serve,
    *,
    tell: Callable[[str], None],
    will: aiomqtt.Will | None = None,
) -> None:
    """Serve over a connection, and over another one whenever that has broken; tell of trouble, "" when it is over.

    Many learners lose a broker at the same moment; so each waits for a time of its own.
    """
    wait = SHORTEST
    while True:
        try:
            async with await connect(address, identifier, will) as client:
                wait = SHORTEST
                tell("")
                await serve(client)
        except (aiomqtt.MqttError, OSError, TutorError) as error:
            tell(reason(error))
        _leave_if_cancelled()
        await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - no secret, only apart from each other
        wait = min(wait * 2, LONGEST)


async def greet(address: Address) -> str:
    """Knock once: empty where the class is there, else why it is not there now.

    Raises ClassError where it is there and will never let one in with this address.
    """
    try:
        async with await connect(address, secrets.token_hex(8)):
            return ""
    except (aiomqtt.MqttError, OSError) as error:
        if _is_refused(error):
            raise ClassError(
                reason(error), _("is the line whole? ask your instructor for it again")
            ) from error
        return reason(error)


def reason(error: Exception) -> str:
    """What is wrong with a connection, in words."""
    if _is_refused(error):
        return _("the class does not take this password")
    return str(error) or type(error).__name__


def _is_refused(error: Exception) -> bool:
    return isinstance(error, aiomqtt.MqttCodeError) and getattr(error.rc, "value", None) in REFUSED


async def together(*works: Coroutine[object, object, None]) -> None:
    """Do all of these until one of them ends, and end as it does.

    Unlike a TaskGroup of Python 3.11 this leaves no mark of a cancellation on the task that waits.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        _leave_if_cancelled()
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await _end(tasks)


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel these until they have heard it.

    The library waits by ``asyncio.wait_for``, which before Python 3.12 loses a cancellation that comes together with an answer.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=HEARD)
    await asyncio.gather(*tasks, return_exceptions=True)


def _leave_if_cancelled() -> None:
    """A connection that breaks, or answers, while its task is cancelled may lose the cancellation."""
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


def expiring(seconds: int) -> Properties:
    """What makes a broker forget a message after so long."""
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.MessageExpiryInterval = seconds
    return properties
