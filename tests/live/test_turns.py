"""What a session does around a step: claims that break again, values of the learner's own, choices, several nodes."""

import asyncio
from pathlib import Path

from tests.live.acting import UP, claim, drain, of, playing, run, until
from tutor.journal import Journal
from tutor.session import run as running
from tutor.session.auto import prove
from tutor.session.events import BrokenAgain, Chosen, HeldBefore, Mended, StepDone

SHUT = """## Shut

```bash run
busybox httpd -p 9999 -h /tmp
iptables -A INPUT -p tcp --dport 9999 -j DROP
```

```text claims
Somebody listens whom nobody reaches
    listener netns=host port=9999
    no reach from=host to=127.0.0.1 port=9999
```

## Not opened

```bash solution
ip link add sw type bridge
```

```text already=yes claims
Nobody gets in
    no reach from=host to=127.0.0.1 port=9999
```

```text claims
sw is there
    link netns=host name=sw
```
"""


async def test_what_was_tried_before_a_change_does_not_finish_a_step(own_folders: Path) -> None:
    async with playing(own_folders, SHUT) as session:
        await session.bring_to(1)
        await session.opened()
        await until(session, lambda: session.holds(claim(session, "Nobody gets in")))
        assert await run(session, "iptables -D INPUT 1; ip link add sw type bridge") == 0
        await until(session, lambda: not session.holds(claim(session, "Nobody gets in")))
        await until(session, lambda: session.holds(claim(session, "sw is there")))
        assert not of(StepDone, drain(session))
        assert await run(session, "iptables -A INPUT -p tcp --dport 9999 -j DROP") == 0
        await until(session, lambda: session.step_done)


async def test_a_claim_that_breaks_again_is_told_with_what_undid_it(own_folders: Path) -> None:
    async with playing(own_folders, UP) as session:
        session.open(0)
        await session.play()
        await until(session, lambda: session.step_done)
        drain(session)
        await running.run(session.node, "ip link set sw down", session.hear)
        await until(session, lambda: session.finished.broken)
        (broken,) = session.finished.broken
        assert (broken.index, broken.claim) == (0, claim(session, "sw is on"))
        assert broken.verdict.found == "found link sw, but its up is no, not yes"
        assert [(row.text("name"), row.text("up")) for row in broken.by.change.lost] == [("sw", "yes")]
        assert [(row.text("name"), row.text("up")) for row in broken.by.change.gained] == [("sw", "no")]
        assert of(BrokenAgain, drain(session)) == [broken]
        assert await run(session, "ip link set sw up") == 0
        await until(session, lambda: not session.finished.broken)
        assert of(Mended, drain(session)) == [Mended(0, broken.claim)]


OFF = """
## Turn it off

```bash run
ip link set sw down
```

```text claims
sw is off
    link netns=host name=sw up=no
sw3 is there
    link netns=host name=sw3
```
"""


async def test_what_a_step_asks_for_breaks_nothing(own_folders: Path) -> None:
    async with playing(own_folders, UP[: UP.index("## Mend")] + OFF) as session:
        await session.bring_to(1)
        drain(session)
        await session.play()
        await until(session, lambda: session.holds(claim(session, "sw is off")))
        await asyncio.sleep(1)
        assert not of(BrokenAgain, drain(session))
        await running.run(session.node, "ip link delete sw", session.hear)
        await until(session, lambda: session.finished.broken)
        assert [one.claim.sentence for one in session.finished.broken] == ["There is one bridge called sw"]


HELD = """## Nothing to do

```bash run
true
```

```text claims
docker0 is there
    link netns=host name=docker0
```
"""


async def test_a_claim_that_held_before_is_said_to_prove_nothing(own_folders: Path) -> None:
    async with playing(own_folders, HELD) as session:
        session.open(0)
        assert [event.claim for event in of(HeldBefore, drain(session))] == list(session.step.claims)
        assert not await prove(session)


OWN = """## Your own

```bash run
docker network create --subnet {{net}} --gateway {{net.gateway}} {{name}}
docker run -d --name {{box}} --network {{name}} --ip {{net.address}} -p {{port}}:80 tutor/box httpd -f -h /www
```

```text claims
Your network has your subnet
    network name={{name}} subnet={{net}}
Your server answers at your port
    address netns={{box}} link=eth0 ip={{net.address}}
    reach from=host to={{box}} port=80
    reach from=host to=host port={{port}}
```

```text choose
Who has the first address?
    (x) {{name}}'s bridge -- It is the gateway.
    ( ) {{box}}
```
"""
VALUES = "values: {net: subnet, name: name, box: name, port: port}\n"


async def test_values_are_the_learners_own_and_stay(own_folders: Path) -> None:
    journal = Journal(own_folders / "journal.db")
    found = []
    for seed in ("", "", "class"):
        async with playing(own_folders, OWN, front=VALUES, journal=journal, seed=seed) as session:
            found.append(dict(session.known))
            if seed == "class":
                assert await prove(session)
    assert found[0] == found[1]
    assert found[0] != found[2]
    assert found[0]["box"] != found[0]["name"]
    assert [entry.data["seed"] for entry in journal.entries() if entry.kind == "seed"][-1] == "class"
    journal.close()


async def test_all_right_choices_and_no_other(own_folders: Path) -> None:
    text = "## s\n```text choose\nWhich?\n  (x) a\n  ( ) b\n  (x) c -- so\n```\n"
    async with playing(own_folders, text) as session:
        session.open(0)
        (question,) = session.step.choices
        assert not session.asking.choose(question, [0])
        assert not session.asking.choose(question, [0, 1, 2])
        assert not session.step_done
        assert session.asking.choose(question, [2, 0])
        assert session.step_done
        assert [event.right for event in of(Chosen, drain(session))] == [False, False, True]


async def test_a_session_of_two_nodes_sees_and_runs_in_both(own_folders: Path) -> None:
    text = """## Two

```bash node=beta run
docker run -d --name far -p 80:80 tutor/box httpd -f -h /www
```

```text claims
far runs on beta
    container node=beta name=far state=running
    no container node=alpha
alpha reaches it
    reach from=host to=beta port=80
alpha does not know its bridge's network
    no ping node=alpha from=host to=far
```
"""
    async with playing(own_folders, text, front="nodes: 2\n") as session:
        assert [node.name for node in session.nodes] == ["alpha", "beta"]
        assert session.shell("beta")[0] != session.shell("alpha")[0]
        assert await prove(session), session.verdicts
        assert session.state.find("container", node="beta", name="far")


OUTSIDE = """## From elsewhere

```bash run
docker run -d --name web -p 8080:80 tutor/box httpd -f -h /www
```

```bash node=outside run
until busybox wget -qO- http://10.55.0.11:8080/ >/tmp/page; do sleep 0.1; done
```

```text claims
Whoever is outside reaches the published port, on the host
    reach from=outside to=host port=8080
    reach from=outside to=alpha port=8080
web itself is not to be reached from there
    no ping from=outside to=web
From web, outside is there
    ping from=web to=outside
The page was fetched outside
    command node=outside text~wget exit=0
```
"""


async def test_outside_is_a_place_to_act_from_and_to_run_in(own_folders: Path) -> None:
    async with playing(own_folders, OUTSIDE) as session:
        assert [node.name for node in session.nodes] == ["alpha", "outside"]
        assert await prove(session), [(one.sentence, said.found) for one, said in session.verdicts.items()]


async def test_a_fresh_lab_is_brought_back_and_followed_again(own_folders: Path) -> None:
    async with playing(own_folders, UP) as session:
        await session.bring_to(1)
        await session.reset()
        assert not session.state.find("link", name="sw")
        await session.bring_to(1)
        await session.opened()
        await session.play()
        await until(session, lambda: session.step_done)


ADDING = """## One

```bash run
ip link add sw1 type bridge
```

```text claims
There is one switch
    count=1 link netns=host name~^sw
```

## Two

```bash run
ip link add sw2 type bridge
```

```text claims
There is a second one
    link netns=host name=sw2
```

## No more

```text claims
There is a third one
    link netns=host name=sw3
```
"""


async def test_what_a_step_itself_undoes_in_the_moment_it_is_done_is_not_broken(own_folders: Path) -> None:
    async with playing(own_folders, ADDING) as session:
        await session.bring_to(1)
        drain(session)
        await session.play()
        await until(session, lambda: session.step_done)
        assert await run(session, "sleep 0.6") == 0
        assert not of(BrokenAgain, drain(session))
        assert not session.finished.broken
