"""What a change did, told in lines: pairs as one, what turned as one, what passes apart."""

import pytest

from tests.tui.staged import host, link, web
from tutor.changes import describe
from tutor.changes.account import Account
from tutor.changes.subjects import SUBJECTS
from tutor.facts import ACTS, KINDS
from tutor.facts.address import Address
from tutor.facts.route import Route
from tutor.state import Change, Row


def account(gained: list[Row], lost: list[Row] | None = None) -> Account:
    return describe(Change(frozenset(gained), frozenset(lost or [])))


def told(found: Account) -> list[str]:
    return [f"{line.sign} {line.subject}: {line.words}" for line in found.lines]


def address(cidr: str, name: str, netns: str) -> Address:
    ip, _, prefix = cidr.partition("/")
    family = 6 if ":" in ip else 4
    return Address(node="alpha", netns=netns, link=name, ip=ip, prefix=int(prefix), cidr=cidr, family=family)


def test_a_container_is_told_from_cause_to_effect_and_its_cable_as_one_thing() -> None:
    assert told(account([*web(), address("172.17.0.2/16", "eth0", "web")])) == [
        "+ container: web, running",
        "+ namespace: of web",
        "+ veth pair: eth0 in web (172.17.0.2/16) ⇄ veth1, a port of docker0",
    ]


def test_what_went_is_told_in_the_same_words() -> None:
    assert "- veth pair: eth0 in web ⇄ veth1, a port of docker0" in told(account([], web()))


def test_one_end_of_a_cable_alone_names_the_other() -> None:
    assert told(account([web()[3]])) == ["+ veth pair: veth1 ⇄ eth0, a port of docker0"]


def test_what_turned_is_told_by_what_differs() -> None:
    before, after = link("docker0", kind="bridge", state="down"), link("docker0", kind="bridge", state="up")
    assert told(account([after], [before])) == ["~ link: docker0  state down → up"]


def test_what_came_and_went_at_once_is_told_too() -> None:
    box = web()[0]
    assert told(account([box], [box])) == ["± container: web, running"]


def test_a_stage_on_the_way_is_not_told() -> None:
    (box,) = [row for row in web() if row.fact() == "container"]
    created = type(box).of({name: box.plain(name) for name in box.field_names()} | {"state": "created"})
    assert told(account([created, box], [created])) == ["+ container: web, running"]


def test_what_comes_by_itself_is_kept_apart() -> None:
    found = account([address("fe80::1/64", "docker0", "host"), link("lo", netns="web", kind="loopback")])
    assert not found.lines
    assert len(found.passing) == 2


def test_a_route_says_where_it_leads() -> None:
    row = Route(
        node="alpha", netns="web", dst="default", via="172.17.0.1", link="eth0", source=None, family=4
    )
    assert told(account([row])) == ["+ route: default in web via 172.17.0.1 through eth0"]


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - ACTS.keys() - {"command"}))
def test_every_kind_has_a_subject_whose_identity_it_has(kind: str) -> None:
    subject = SUBJECTS[kind]
    assert set(subject.identity) <= set(KINDS[kind].field_names())
    empty = KINDS[kind].of(dict.fromkeys(KINDS[kind].field_names()) | {"node": "alpha"})
    assert isinstance(subject.words(empty), str)
    assert isinstance(subject.turned(empty, empty), str)


def test_an_account_of_nothing_is_empty() -> None:
    assert account([]) == Account((), ())
    assert told(account(host()))[0].startswith("+ network: bridge")
