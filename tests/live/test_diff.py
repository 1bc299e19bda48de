"""``tutor diff`` and ``tutor state --watch``: what changes in a lab, in words and as rows."""

import asyncio
import json
import subprocess
import sys
from asyncio.subprocess import Process
from pathlib import Path

from tests.live.conftest import run
from tutor.lab.lab import Lab
from tutor.lab.plan import import_path
from tutor.patience import patience

ROOT = Path(__file__).parents[2]
TUTOR = (sys.executable, "-P", "-m", "tutor")
START = ("docker", "run", "-d", "--name", "web", "-p", "8080:80", "tutor/box", "sleep", "1d")


def diff(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*TUTOR, "diff", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_command_keeps_its_output_and_status_and_what_it_did_is_told(lab: Lab) -> None:
    assert lab.node()
    told = diff("--", *START)
    assert told.returncode == 0
    assert len(told.stdout.strip()) == 64
    lines = [line.split(maxsplit=1) for line in told.stderr.splitlines()]
    assert ["+", "container   web, running"] in lines
    assert any(rest.startswith("veth pair   eth0 in web (172.17.0.2/16) ⇄ veth") for _, rest in lines)
    assert ["+", "nat         tcp 8080 to this host → 172.17.0.2:80"] in lines
    failed = diff("--", "sh", "-c", "echo out; echo err >&2; exit 3")
    assert (failed.returncode, failed.stdout) == (3, "out\n")
    assert failed.stderr == "err\nnothing was changed\n"


def test_rows_for_programs_and_the_node_that_was_named(pair: Lab) -> None:
    assert pair.node()
    told = diff("--json", "--node", "beta", "--", "docker", "network", "create", "shop")
    rows = [json.loads(line) for line in told.stderr.splitlines()]
    assert {row["node"] for row in rows} == {"beta"}
    assert [row["name"] for row in rows if (row["change"], row["fact"]) == ("gained", "network")] == ["shop"]
    missing = diff("--node", "gamma", "--", "true")
    assert missing.returncode == 2
    assert "has no node gamma" in missing.stderr


async def watching(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *TUTOR, "state", "--watch", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )


async def until(process: Process, *words: str) -> list[str]:
    """Lines up to where each of these words has been told, in whichever order."""
    assert process.stdout
    lines: list[str] = []
    async with asyncio.timeout(patience(30)):
        while not all(any(each in line for line in lines) for each in words):
            lines.append((await process.stdout.readline()).decode())
            assert lines[-1], f"it ended after {lines}"
    return lines


async def test_a_watched_state_tells_changes_in_the_same_words(lab: Lab) -> None:
    process = await watching()
    try:
        await until(process, "sysctl netns=host")
        await asyncio.to_thread(run, lab, *START)
        # The engine tells of a container when it pleases: where it is slow, the cable is told of before, by itself,
        # and the container may be told of when it is only made, or only ended.
        await until(process, "+ veth pair", "+ container   web, ")
        await asyncio.to_thread(run, lab, "docker", "rm", "-f", "web")
        await until(process, "- container   web, ")
    finally:
        process.terminate()
        await process.wait()


async def test_a_watched_kind_is_told_of_even_where_it_passes_by_itself(lab: Lab) -> None:
    process = await watching("--kind", "fdb")
    rows = await watching("--kind", "network", "--json")
    try:
        await until(process, "fdb ")
        await until(rows, '"name": "bridge"')
        await asyncio.to_thread(run, lab, "docker", "network", "create", "shop")
        await until(process, "+ forwarding")
        (line,) = [line for line in await until(rows, '"change"') if '"change"' in line]
        assert json.loads(line)["name"] == "shop"
    finally:
        for each in (process, rows):
            each.terminate()
            await each.wait()


def test_the_machine_itself_is_looked_at_as_it_is(lab: Lab) -> None:
    tutor = ("env", f"PYTHONPATH={import_path()}", *TUTOR)
    told = run(lab, *tutor, "diff", "--where", "host", "--", "docker", "network", "create", "shop")
    assert told.returncode == 0, told.stderr
    assert any(line.split()[:3] == ["+", "network", "shop,"] for line in told.stderr.splitlines())
    rows = run(lab, *tutor, "state", "--where", "host", "--kind", "network", "--json").stdout.splitlines()
    assert "shop" in [json.loads(row)["name"] for row in rows]
    assert "shop" in run(lab, *tutor, "map", "--where", "host").stdout
    missing = run(lab, *tutor, "diff", "--where", "host", "--node", "beta", "--", "true")
    assert "there is no node beta here" in missing.stderr
