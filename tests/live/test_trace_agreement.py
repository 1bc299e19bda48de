"""Predictions against the kernel in random set-ups: a short run of what ``./tutor.sh test trace`` does at length."""

import pytest

from tests.trace.agreement import Report, compare
from tutor.lab.lab import Lab, bring_up


@pytest.fixture
async def outside(own_folders: object) -> object:
    assert own_folders
    made = await bring_up(outside=True)
    yield made
    await made.down()


@pytest.mark.parametrize(("seed", "layout"), [(3, "nft"), (101, "nft"), (7, "legacy"), (9, "nftables")])
async def test_prediction_and_kernel_agree(outside: Lab, seed: int, layout: str) -> None:
    report = Report()
    await compare(outside, seed, 16, report, layout=layout)
    assert report.wrong == []
    assert report.flows >= 8
    assert report.rules > 20, "the kernel has told of rules"
    assert report.hops["unobservable"] < report.hops["confirmed"] / 10
