"""Questions: right answers from the host, and what is forgiven."""

import pytest

from tests.claims.host import HOST, ROWS, container, patterns
from tutor.claims import accept, answers, asked_fields, lacking
from tutor.state import State


def test_every_possible_answer_is_right() -> None:
    assert answers(patterns("link netns=host name=$answer master=docker0"), HOST) == {"veth1", "veth2"}


def test_an_answer_must_satisfy_all_patterns() -> None:
    lines = ("link netns=host name=$answer", "link netns=$c peer=$answer", "address netns=$c ip=172.17.0.3")
    assert answers(patterns(*lines), HOST) == {"veth2"}
    assert answers(patterns(*lines, "no link netns=web peer=$answer"), HOST) == {"veth2"}
    assert answers(patterns(*lines, "no link netns=host name=$answer"), HOST) == frozenset()


def test_what_cannot_be_told_has_no_answer() -> None:
    question = patterns("link netns=host name=$answer")
    assert answers(question, State()) == frozenset()
    assert answers(patterns("link nmae=$answer"), HOST) == frozenset()
    assert answers(patterns("link name=eth0"), HOST) == frozenset()
    assert answers(patterns("container name=$answer", "no link netns=$answer"), HOST) == frozenset()
    old = State([*ROWS, container("old", state="exited")])
    assert answers(patterns("container name=$answer", "no link netns=$answer name=eth9"), old) == {
        "web",
        "db",
    }


@pytest.mark.parametrize(
    "given",
    [
        "veth1a2b3c4",
        " VETH1A2b3c4\n",
        "`veth1a2b3c4`",
        "'veth1a2b3c4'",
        '"veth1a2b3c4".',
        '"veth1a2b3c4."',
        "'veth1a2b3c4:'",
        "“veth1a2b3c4”",
        "veth1a2b3c4:",
        "“veth1a2b3c4”：",
        "ｖｅｔｈ１ａ２ｂ３ｃ４：",
        "veth1a2b3c4@if7",
        "veth1a2b3c4@if17:",
        "`veth1a2b3c4@IF7`",
        "5: veth1a2b3c4@if4:",
        "12： veth1a2b3c4@eth0：",
        "3: veth1a2b3c4:",
    ],
)
def test_writing_is_forgiven(given: str) -> None:
    assert accept(given, frozenset(["veth1a2b3c4"]))


def test_an_address_may_be_given_as_a_server_of_ipv6_logs_it() -> None:
    right = frozenset(["172.17.0.1"])
    assert accept("::ffff:172.17.0.1", right)
    assert accept("[::FFFF:172.17.0.1]", right)
    assert not accept("::ffff:172.17.0.2", right)
    assert not accept("[::ffff:172.17.0.1]:38832", right)


def test_a_slash_may_have_spaces_around_it() -> None:
    assert accept("172.17.0.0 / 16", frozenset(["172.17.0.0/16"]))
    assert accept("172.17.0.0／ 16", frozenset(["172.17.0.0/16"]))
    assert not accept("172.17.0.0 /17", frozenset(["172.17.0.0/16"]))


def test_a_namespace_may_be_given_as_readlink_writes_it() -> None:
    assert accept("net:[4026532626]", frozenset(["4026532626"]))
    assert accept("net：［4026532626］", frozenset(["4026532626"]))
    assert accept("[4026532626]", frozenset(["4026532626"]))
    assert not accept("net:[4026532626]", frozenset(["4026532251"]))
    assert not accept("pid:[4026532626]", frozenset(["4026532626"]))


@pytest.mark.parametrize(
    "given",
    [
        "",
        "veth1a2b3c",
        "veth1a2b3c44",
        "veth 1a2b3c4",
        "veth1a2b3c4 ok",
        "the veth1a2b3c4",
        "veth1a2b3c4@eth0",
        "5: veth1a2b3c4@if4: <BROADCAST>",
        "5: veth1a2b3c4@if4@if4:",
        "five: veth1a2b3c4:",
        "veth1a2b3c4@if",
        "veth1a2b3c4@if7@if7",
        "veth1a2b3c4..",
        '"veth1a2b3c4.".',
        "'veth1a2b3c4",
        "'veth1a2b3c4\"",
        ".veth1a2b3c4",
        "veth1a2b3c4,",
    ],
)
def test_a_near_miss_is_wrong(given: str) -> None:
    assert not accept(given, frozenset(["veth1a2b3c4", "eth0"]))


@pytest.mark.parametrize(
    "given", ["80", "*:80", "0.0.0.0:80", "[::]:80", ":80", "80/tcp", "0.0.0.0：80", "port 80"]
)
def test_a_port_may_be_given_as_tools_write_it_where_a_port_is_asked_for(given: str) -> None:
    assert accept(given, frozenset(["80"]), frozenset(["port"]))
    assert not accept(given, frozenset(["8"]), frozenset(["port"]))
    assert accept(given, frozenset(["80"]), frozenset(["vni"])) == (given == "80")


def test_signs_of_a_chinese_keyboard_are_forgiven_within_an_address() -> None:
    assert accept("172.17.0.2：8080", frozenset(["172.17.0.2:8080"]))
    assert accept("172.17.0.0／16", frozenset(["172.17.0.0/16"]))


def test_no_answer_is_right_where_none_is_known() -> None:
    assert not accept("", frozenset())
    assert not accept("", frozenset([""]))
    assert not accept("''", frozenset([""]))


def test_an_answer_that_ends_in_what_is_forgiven_is_right_as_it_is() -> None:
    assert accept("FD00::", frozenset(["fd00::"]))
    assert accept("DROP", frozenset(["drop"]))
    assert accept("veth1@if7", frozenset(["veth1@if7"]))


@pytest.mark.parametrize(
    ("given", "right", "accepted"),
    [
        ("172.17.0.2/16", ["172.17.0.2"], True),
        ("172.17.0.2", ["172.17.0.2/16"], True),
        ("172.17.0.2/24", ["172.17.0.2/16"], False),
        ("172.17.0.3", ["172.17.0.2/16"], False),
        ("172.17.0.0", ["172.17.0.0/16"], False),
        ("172.17.0.0/16", ["172.17.0.0"], False),
        ("172.17.0.2", ["172.17.0.2/16", "172.17.0.2/24"], False),
        ("172.17.0.2/24", ["172.17.0.2/16", "172.17.0.2/24"], True),
        ("FE80::1", ["fe80::1/64"], True),
        ("`172.17.0.2/16`.", ["172.17.0.2"], True),
        ("172.17.0.2/99", ["172.17.0.2"], False),
        ("1", ["0.0.0.1"], False),
    ],
)
def test_a_prefix_more_or_less_is_forgiven_where_it_is_clear(
    given: str,
    right: list[str],
    accepted: bool,  # noqa: FBT001
) -> None:
    assert accept(given, frozenset(right)) is accepted


@pytest.mark.parametrize(
    "given",
    [
        "１７２．１７．０．２",
        "172。17。0。2",
        "172.17.0.2／16",
        "172。17。0。2／16。",
        "ｉｐ：172.17.0.2",
        "「172.17.0.2」",
    ],
)
def test_signs_that_a_chinese_input_method_puts_in_are_forgiven(given: str) -> None:
    assert accept(given, frozenset(["172.17.0.2"]), frozenset(["ip"]))
    assert not accept(given.replace("2", "3", 1).replace("２", "３", 1), frozenset(["172.17.0.2"]))


def test_what_is_missing_is_told_whatever_the_signs() -> None:
    assert "prefix" in lacking("172。17。0。0", frozenset(["172.17.0.0/16"]))


@pytest.mark.parametrize(
    "given", ["vni 4097", "VNI: 4097", "vni=4097", "vni：4097", "vni  4097.", "vni `4097`"]
)
def test_the_name_of_the_field_may_stand_in_front(given: str) -> None:
    fields = asked_fields(patterns("link kind=vxlan vni=$answer", "link mtu!=$answer"))
    assert fields == {"vni"}
    assert accept(given, frozenset(["4097"]), fields)


@pytest.mark.parametrize(
    "given", ["vni", "vni:", "vni 4098", "mtu 4097", "vni vni 4097", "vni4097", "my vni 4097"]
)
def test_another_name_or_value_is_wrong(given: str) -> None:
    assert not accept(given, frozenset(["4097"]), frozenset(["vni"]))


@pytest.mark.parametrize(
    ("given", "right", "lack"),
    [
        ("172.18.0.0", ["172.18.0.0/16"], "prefix"),
        (" `172.18.0.0`. ", ["172.18.0.0/16"], "prefix"),
        ("subnet 172.18.0.0", ["172.18.0.0/16"], "prefix"),
        ("FD00::", ["fd00::/64"], "prefix"),
        ("172.18.0.1", ["172.18.0.0/16"], ""),
        ("172.18.0.0/24", ["172.18.0.0/16"], ""),
        ("172.18.0.0", ["172.18.0.0"], ""),
        ("172.18.0.2", ["172.18.0.2:80"], "port"),
        ("fd00::2", ["[fd00::2]:80"], "port"),
        ("fd00::2", ["fd00::2:80"], ""),
        ("172.18.0.3", ["172.18.0.2:80"], ""),
        ("172.18.0.2:8080", ["172.18.0.2:80"], ""),
        ("", ["172.18.0.0/16"], ""),
        ("4098", ["4097"], ""),
    ],
)
def test_what_is_right_as_far_as_it_goes_is_told_what_it_lacks(
    given: str, right: list[str], lack: str
) -> None:
    known, fields = frozenset(right), frozenset(["subnet"])
    words = lacking(given, known, fields)
    assert lack in words
    assert bool(words) == bool(lack)
    assert not (words and accept(given, known, fields))
