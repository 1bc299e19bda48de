"""Verdicts on a small host: what holds, what does not, and in which words."""

import pytest

from tests.claims.host import HOST, ROWS, address, cable, container, link, namespace, patterns, without
from tutor.claims import Cause, Standing, Verdict, judge
from tutor.facts.command import Command
from tutor.facts.ping import Ping
from tutor.lesson.parts import Pattern, Place, Quantifier, Term
from tutor.state import State

HOLDS, REFUTED, CANNOT_TELL = Standing.HOLDS, Standing.REFUTED, Standing.CANNOT_TELL


def verdict(*lines: str, state: State = HOST) -> Verdict:
    return judge(patterns(*lines), state)


def refuted(*lines: str, state: State = HOST) -> str:
    said = verdict(*lines, state=state)
    assert said.standing is REFUTED
    assert not said.bindings
    return said.found


def untold(*lines: str, state: State = HOST) -> str:
    said = verdict(*lines, state=state)
    assert said.standing is CANNOT_TELL
    assert not said.bindings
    return said.found


def test_patterns_are_joined_by_their_variables() -> None:
    said = verdict(
        "link netns=web name=eth0 kind=veth peer=$port", "link netns=host name=$port master=docker0"
    )
    assert said == Verdict(
        standing=HOLDS,
        expected="link eth0 in web with kind veth, peer veth1; link veth1 in host with master docker0",
        found="found link eth0 in web; link veth1",
        command="nsenter -t $(docker inspect -f '{{.State.Pid}}' web) -n ip -d link show eth0",
        rank=Cause.LINK,
        bindings={"port": "veth1"},
    )


def test_the_nearest_row_is_told_with_the_first_field_that_differs() -> None:
    state = without(*cable("web", "veth1"))
    moved = State([*state, *cable("web", "veth1", master="br-9f31")])
    lines = ("link netns=web name=eth0 peer=$port", "link netns=host name=$port master=docker0 mtu>1500")
    said = verdict(*lines, state=moved)
    assert said.standing is REFUTED
    assert said.expected == "link veth1 in host with master docker0, mtu over 1500"
    assert said.found == "found link veth1, but its master is br-9f31, not docker0"
    assert said.command == "ip -d link show veth1"
    assert said.near == cable("web", "veth1", master="br-9f31")[1]
    assert refuted(*lines) == "found link veth1, but its mtu is 1500, not over 1500"


def test_a_field_that_has_no_value_is_said_to_be_missing() -> None:
    assert refuted("link netns=host name=docker0 master=br0") == "found link docker0, but it has no master"
    assert refuted("link netns=host name=docker0 peer=*") == "found link docker0, but it has no peer"
    assert refuted("link netns=host name=docker0 peer=$p") == "found link docker0, but it has no peer"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("kind!=veth", "but its kind is veth, and should not be"),
        ("mtu<1500", "but its mtu is 1500, not under 1500"),
        ("mtu>=1501", "but its mtu is 1500, not at least 1501"),
        ("peer~^br", "but its peer is veth1, not like br…"),
        ("kind~^(bridge|vxlan)$", "but its kind is veth, not bridge or vxlan"),
        (r"peer~^br\.[0-9]+\.", "but its peer is veth1, not like br.1.…"),
        ("peer~^br[12]", "but its peer is veth1, not matching ^br[12]"),
        ("peer_netns=db", "but its peer netns is host, not db"),
        ("up=no", "but its up is yes, not no"),
        ("peer=$x peer_netns=$x", "but its peer netns is host, not veth1"),
        ("peer_netns!=$x peer=$x peer_netns=web", "but its peer netns is host, not web"),
    ],
)
def test_each_operator_has_its_words(condition: str, words: str) -> None:
    assert refuted(f"link netns=web name=eth0 {condition}") == f"found link eth0 in web, {words}"


def test_an_address_outside_a_network() -> None:
    assert refuted("address netns=web link=eth0 ip@10.0.0.0/8") == (
        "found address link eth0, ip 172.17.0.2, prefix 16, cidr 172.17.0.2/16 in web, "
        "but its ip is 172.17.0.2, not in 10.0.0.0/8"
    )


def test_another_thing_is_no_near_miss() -> None:
    assert refuted("container name=shop state=running") == "there is no container shop"
    assert refuted("link netns=web name=eth1 master=docker0") == "there is no link eth1 in web"
    assert refuted("address netns=web link=eth1 ip=172.17.0.2") == "there is no address in web with link eth1"
    assert refuted("route dst=default via=$router") == "there is no route with dst default"
    assert refuted("network driver=bridge") == "there is no network"


def test_the_row_with_most_fitting_fields_is_the_nearest() -> None:
    assert refuted("nat netns=host kind=dnat dport=80 to=172.17.0.2:80") == (
        "found nat kind dnat, proto tcp, dport 8080, unless docker0, but its dport is 8080, not 80"
    )
    assert refuted("link netns=host master=docker0 peer_netns=db mtu=9000 peer=eth9") == (
        "found link veth2, but its mtu is 1500, not 9000"
    )


def test_a_command_is_told_by_its_words_and_one_that_has_them_is_nearer_than_one_that_ended_well() -> None:
    rows = [
        Command(node="alpha", text_=text, exit=status, number=number)
        for number, (text, status) in enumerate([("docker ps", 0), ("ping -c 1 web", 2), ("ls", 0)])
    ]
    said = refuted('command text~"^ping" exit=0', state=State([*ROWS, *rows]))
    assert said == "found command ping -c 1 web, but its exit is 2, not 0"
    said = refuted('command text~"^nslookup" exit=0', state=State([*ROWS, *rows]))
    assert said == "no such command was run"


def test_a_name_that_does_not_match_is_another_thing() -> None:
    assert (
        refuted(r"container name~^single\.1\. state=running")
        == "there is no container with name like single.1.…"
    )


def test_the_first_pattern_that_fails_is_the_one_explained() -> None:
    lines = ("container name=web state=running", "container name=db state=exited", "container name=shop")
    assert verdict(*lines).expected == "container db with state exited"
    assert refuted(*lines) == "found container db, but its state is running, not exited"


def test_the_assignment_that_gets_farthest_is_the_one_explained() -> None:
    said = verdict(
        "link netns=host name=$port kind=veth", "link netns=host name=$port peer_netns=db mtu=9000"
    )
    assert said.expected == "link veth1 in host with peer netns db, mtu 9000"
    said = verdict(
        "link netns=host name=$port kind=veth", "link name=$port peer_netns=db", "link name=$port mtu=9000"
    )
    assert said.expected == "link veth2 with mtu 9000"


def test_the_smallest_assignment_is_taken() -> None:
    for rows in (ROWS, tuple(reversed(ROWS))):
        bindings = verdict("link netns=host name=$port master=docker0", state=State(rows)).bindings
        assert bindings == {"port": "veth1"}


def test_a_comparison_may_come_before_what_binds_its_variable() -> None:
    lines = ("address netns=web ip=$mine ip!=$other", "address netns=db ip=$other ip!=$mine")
    assert verdict(*lines).bindings == {"mine": "172.17.0.2", "other": "172.17.0.3"}
    same = State([*without(address("db", "eth0", "172.17.0.3")), address("db", "eth0", "172.17.0.2")])
    assert refuted(*lines, state=same).endswith("but its ip is 172.17.0.2, and should not be")


def test_what_should_not_be_there_is_named() -> None:
    assert verdict("no link netns=host name=br0").standing is HOLDS
    assert verdict("no link netns=host name=br0").found == "found no link br0 in host"
    assert verdict("no link netns=host name=docker0").near == link("host", "docker0", kind="bridge")
    assert verdict("no link netns=host name=br0").near is None
    assert refuted("no link netns=host name=docker0") == "found link docker0, which should not be there"
    assert refuted("no link netns=host master=docker0") == (
        "found link veth1 and 1 more, which should not be there"
    )
    assert refuted("no link netns=host name=veth1 master=*") == (
        "found link veth1, whose master should not be docker0"
    )
    assert verdict("no link netns=host master=docker0").expected == "no link in host with master docker0"


def test_an_outcome_that_must_not_be_is_named_as_such() -> None:
    silent = Ping(node="alpha", from_="web", to="db", size=56, ip="10.9.0.2", ok=False, why="timeout")
    said = verdict("no ping from=web to=db why=timeout", state=State([*ROWS, silent]))
    why = "no answer in time (lost on the way, or dropped by a rule)"
    assert said.expected == f"anything but «{why}» when web calls db"
    assert said.found == f"10.9.0.2 does not answer the ping of web: {why}"


def test_how_it_should_fail_is_part_of_what_was_expected() -> None:
    rejected = Ping(node="alpha", from_="web", to="db", size=56, ip="10.9.0.2", ok=False, why="unreachable")
    said = verdict("ping from=web to=db ok=no why=timeout", state=State([*ROWS, rejected]))
    assert said.standing is REFUTED
    assert said.expected == "web cannot ping db: no answer in time (lost on the way, or dropped by a rule)"
    assert said.found == "10.9.0.2 does not answer the ping of web: there is no way to that address"
    assert verdict("ping from=web to=db ok=no", state=State(ROWS)).expected == "web cannot ping db"


def test_rows_are_counted() -> None:
    said = verdict("count>=3 link netns=host kind=veth master=docker0")
    assert said.standing is REFUTED
    assert said.expected == "at least 3 link rows in host with kind veth, master docker0"
    assert said.found == "found 2, not at least 3"
    assert verdict("count=2 link netns=host master=docker0").standing is HOLDS
    assert verdict("count=2 link netns=host master=docker0").found == "found 2"
    assert verdict("count=1 link netns=host name=docker0").expected == "1 link row in host with name docker0"
    assert refuted("count!=2 link netns=host master=docker0") == "found 2, and should not be"


def test_addresses_of_a_name_are_counted_in_words() -> None:
    said = verdict("count>=2 resolve in=web name=shop", state=State(ROWS))
    assert said.expected == "web finds at least 2 addresses for the name shop"
    said = verdict("count=1 resolve in=web name=shop", state=State(ROWS))
    assert said.expected == "web finds 1 address for the name shop"
    said = verdict("count=1 resolve in=web name=shop ip@10.9.0.0/24", state=State(ROWS))
    assert "ip in 10.9.0.0/24" in said.expected


def test_what_binds_is_asked_before_what_must_be_absent() -> None:
    assert verdict("no link netns=web name=$port", "link netns=host name=$port").bindings == {
        "port": "docker0"
    }
    assert refuted("no link netns=host name=$p", "link netns=web peer=$p").startswith(
        "found link veth1, which"
    )


def test_a_variable_that_only_absence_speaks_of_is_any_value() -> None:
    assert verdict("no link netns=host name=docker0 master=$any").standing is HOLDS
    assert refuted("no link netns=host name=$any")
    assert verdict("count=2 link netns=host master=$bridge").standing is HOLDS
    assert verdict("no link netns=host name=$x peer=$x").standing is HOLDS


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("no lnik name=eth9", "there is no fact lnik"),
        ("no link nmae=eth9", "link has no field nmae"),
        ("no link mtu<$small", "no pattern says what $small is"),
        ("no link mtu<few", "few is not a whole number"),
        ("no container state=runing", "state of container cannot be runing"),
        ("count=0 nat proto!=tpc", "proto of nat cannot be tpc"),
        ("no address family=5", "family of address cannot be 5"),
        ("no link name~[", "[ is not a regular expression"),
        ("no address ip@docker0", "docker0 is not a network"),
        ("no link master!=*", "* goes with = only, not with !="),
        ("no address ip={{web_ip}}", "{{web_ip}} is not known yet"),
        ("no link netns=shop", "the namespace shop is not there yet, so nothing can be said about it"),
        ("count=0 link netns=shop", "the namespace shop is not there yet, so nothing can be said about it"),
        ("no link peer_netns=shop", "the namespace shop is not there yet, so nothing can be said about it"),
        (
            "no link netns=host netns=shop",
            "the namespace shop is not there yet, so nothing can be said about it",
        ),
        ("no link node=beta", "nothing is observed of the node beta, so nothing can be said about it"),
        (
            "count<9 container node=beta",
            "nothing is observed of the node beta, so nothing can be said about it",
        ),
    ],
)
def test_nothing_passes_by_being_misspelt_or_unseen(line: str, reason: str) -> None:
    assert untold(line) == reason
    assert untold("link name=$x", line) == reason


def test_a_bound_namespace_must_be_observed_too() -> None:
    lines = ("container name=$c state=exited", "no link netns=$c name=eth0")
    state = State([*ROWS, container("old", state="exited")])
    assert untold(*lines, state=state) == (
        "the namespace old is not there yet, so nothing can be said about it"
    )
    assert verdict(*lines, state=State([*state, namespace("old")])).standing is HOLDS


def test_a_namespace_is_looked_for_on_the_node_that_is_named() -> None:
    state = State([*ROWS, namespace("host", node="beta")])
    assert verdict("no link node=beta netns=host", state=state).standing is HOLDS
    assert untold("no link node=beta netns=web", state=state).startswith("the namespace web is not there")
    assert verdict("no link node=beta name=eth0", state=state).standing is HOLDS


def test_absence_everywhere_needs_the_host_to_be_observed() -> None:
    state = without(namespace("host"))
    assert untold("no link name=br0", state=state).startswith("the host's namespace is not observed")
    assert untold("no link netns!=web name=br0", state=state).startswith("the host's namespace")
    assert untold("count=0 nat kind=snat", state=state).startswith("the host's namespace")
    assert verdict("no container name=shop", state=state).standing is HOLDS
    away = State([*ROWS, namespace("web", node="beta")])
    assert untold("no link node=beta name=br0", state=away).startswith("the host's namespace")


def test_a_bound_value_that_cannot_be_compared_with_proves_no_absence() -> None:
    lines = ("link netns=web name=eth0 peer=$port", "no link netns=host mtu<$port")
    assert untold(*lines) == "veth1 is not a whole number"
    assert verdict("link netns=web mtu=$mtu", "no link netns=host mtu<$mtu").standing is HOLDS


def test_without_observation_or_pattern_nothing_holds() -> None:
    for line in ("link name=eth0", "no link name=eth0", "count=0 container"):
        said = verdict(line, state=State())
        assert (said.standing, said.found, said.rank) == (
            CANNOT_TELL,
            "nothing has been observed yet",
            Cause.ENGINE,
        )
    nothing = judge((), HOST)
    assert (nothing.standing, nothing.expected, nothing.command) == (CANNOT_TELL, "", "")
    said = verdict("no link netns=shop name=$x", "link netns=web name=$x")
    assert said.expected == "no link eth0 in shop"
    assert said.command.endswith("shop) -n ip -d link show eth0")


@pytest.mark.parametrize("sign", ["==", "~", ""])
def test_an_unknown_operator_is_refused(sign: str) -> None:
    place = Place(1)
    counted = Pattern("link", (), place, Quantifier.COUNT, sign, 0)
    assert judge([counted], HOST).standing is CANNOT_TELL
    assert judge([counted], HOST).found == f"there is no operator {sign}"
    compared = Pattern("link", (Term("name", f"={sign}=", "x", place),), place, Quantifier.NO)
    assert judge([compared], HOST).found == f"there is no operator ={sign}="


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((), "no running container shop"),
        ((container("shop", state="exited"),), "container shop is exited"),
        ((container("shop", mode="host"),), "container shop has the network mode host"),
    ],
)
def test_a_missing_namespace_is_the_cause(rows: tuple[container, ...], why: str) -> None:  # type: ignore[valid-type]
    said = verdict("link netns=shop name=eth0", state=State([*ROWS, *rows]))
    assert said.standing is REFUTED
    assert said.found == f"there is no namespace shop yet ({why})"
    assert (said.rank, said.command) == (Cause.NAMESPACE, "docker ps -a")


def test_an_unobserved_node_refutes_what_should_be_there() -> None:
    assert refuted("container node=beta name=web") == "nothing is observed of the node beta"


def test_ranks_put_the_cause_first() -> None:
    lines = (
        "address netns=web link=eth9",
        "nat kind=snat",
        "container name=shop",
        "network name=x",
        "link netns=host name=x",
        "link netns=shop name=x",
        "route dst=10.0.0.0/8",
    )
    ranked = sorted(map(verdict, lines), key=lambda said: said.rank)
    assert [said.found.removeprefix("there is no ").split()[0] for said in ranked] == [
        "network",
        "container",
        "namespace",
        "link",
        "address",
        "route",
        "nat",
    ]


def test_values_from_outside_are_shown_without_control_characters_and_short() -> None:
    state = State([*ROWS, link("host", "evil", master="\x1b[2J\u202e\n" + "x" * 99)])
    found = refuted("link netns=host name=evil master=docker0", state=state)
    assert found.isprintable()
    assert len(found) < 110


def test_bindings_are_exact() -> None:
    state = State([namespace("host"), link("host", "evil\x07")])
    assert verdict("link netns=host name=$x", state=state).bindings == {"x": "evil\x07"}


def test_a_container_that_was_started_on_the_wrong_node_is_told_of() -> None:
    state = State([namespace("host"), namespace("host", "beta"), container("late")])
    verdict = judge(patterns("container node=beta name=late state=running"), state)
    assert verdict.found == "there is no container late on beta, but there is one on alpha"
    verdict = judge(patterns("container node=beta name=later state=running"), state)
    assert verdict.found == "there is no container later on beta"
