"""Facts that act, in a real lab: what comes of them is what the kernel and the engine do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.acting import claim, playing, run, until
from tutor.claims import Standing
from tutor.session import Session
from tutor.session.run import run as running

LESSON = """## Acts

```bash run
docker network create shop
docker run -d --name db --network shop tutor/box sleep 1d
docker run -d --name web -p 8080:80 --network shop tutor/box httpd -f -h /www
docker run -d --name lone --network none tutor/box sleep 1d
ip netns add red && ip -n red link set lo up
```

```text claims
web answers db
    ping from=db to=web
web answers the host, a large packet too
    ping from=host to=web size=1400
One that is too large does not fit
    ping from=host to=web size=1473 ok=no why=too-big
lone reaches nobody
    no ping from=lone to=web
    ping from=lone to=web why=unreachable
A namespace made by hand is a place to try from
    ping from=red to=127.0.0.1
    ping from=red to=10.55.0.11 why=unreachable
db reaches web's server
    reach from=db to=web port=80
Nobody listens at port 81
    reach from=db to=web port=81 why=refused
Nobody answers over udp
    no reach from=db to=web port=80 proto=udp
The published port is open on the host
    reach from=host to=host port=8080
The node's address on the wire answers, too
    reach from=host to=alpha port=8080
db finds web by its name, at web's own address
    address netns=web link=eth0 ip=$web_ip
    resolve in=db name=web ip=$web_ip server=127.0.0.11
db knows itself from its hosts file
    resolve in=db name=localhost server=hosts
There is no such name
    no resolve in=lone name=nowhere
```

```text already=yes claims
The host knows nobody's name
    resolve in=host name=web why=no-server
```
"""


@pytest.fixture
async def session(own_folders: Path) -> AsyncIterator[Session]:
    async with playing(own_folders, LESSON) as played:
        yield played


async def test_acts_come_to_what_is_so(session: Session) -> None:
    session.open(0)
    assert [found for found in session.step.claims if session.holds(found) and not found.already] == []
    await session.play()
    await until(session, lambda: session.step_done)
    assert session.verdicts[claim(session, "web answers db")].found.endswith("answers the ping of db")


async def test_an_act_is_tried_again_when_the_host_changes(session: Session) -> None:
    session.open(0)
    await session.play()
    await until(session, lambda: session.step_done)
    reached = claim(session, "db reaches web's server")
    assert await run(session, "docker network disconnect shop web") == 0
    await until(session, lambda: session.verdicts[reached].standing is Standing.REFUTED)
    assert await run(session, "docker network connect shop web") == 0
    await until(session, lambda: session.holds(reached))


async def test_a_place_that_is_not_there_is_neither_reached_nor_unreached(session: Session) -> None:
    session.open(0)
    await session.opened()
    alone = session.verdicts[claim(session, "lone reaches nobody")]
    assert (alone.standing, alone.found[:22]) == (Standing.REFUTED, "there is no namespace ")
    unnamed = session.verdicts[claim(session, "There is no such name")]
    assert unnamed.standing is Standing.CANNOT_TELL
    before = session.judging.before
    assert [found.sentence for found in before if before[found] is Standing.HOLDS] == [
        "The host knows nobody's name"
    ]


UNTOLD = """## A name

```bash run
docker run -d --name web tutor/box sleep 1d
docker exec web sh -c 'echo 10.9.9.9 printer >>/etc/hosts'
```

```text claims
web knows the printer
    resolve in=web name=printer ip=10.9.9.9
```
"""


async def test_an_act_is_tried_again_after_a_command_whose_doing_nobody_tells(own_folders: Path) -> None:
    async with playing(own_folders, UNTOLD) as session:
        session.open(0)
        await session.play()
        (known,) = session.step.claims
        await until(session, lambda: session.step_done)
        forget = "docker exec web sh -c 'cp /etc/hosts /tmp/h; grep -v printer /tmp/h >/etc/hosts'"
        await running(session.node, forget, session.hear)
        await until(session, lambda: session.verdicts[known].standing is Standing.REFUTED)
