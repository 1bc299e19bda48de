"""What a user may write to have a packet followed, and what is refused."""

import pytest

from tutor.lesson.flow import Flow, FlowError, parse


@pytest.mark.parametrize(
    ("words", "flow"),
    [
        ("from=outside to=host:8080", Flow("outside", "host", "tcp", 8080)),
        ("from=web to=db:80", Flow("web", "db", "tcp", 80)),
        ("from=web to=8.8.8.8:53/udp", Flow("web", "8.8.8.8", "udp", 53)),
        ("from=host to=web icmp", Flow("host", "web", "icmp")),
        ("from=host to=web icmp size=1473", Flow("host", "web", "icmp", size=1473)),
        ("from=web to=[fd00::2]:80", Flow("web", "fd00::2", "tcp", 80, 6)),
        ("from=web to=fd00::2 icmp", Flow("web", "fd00::2", "icmp", None, 6)),
        ("from=web to=db:80 ipv6", Flow("web", "db", "tcp", 80, 6)),
        ("from=web to=db:80 established", Flow("web", "db", "tcp", 80, state="established")),
        ("from=web to=db port=80 proto=udp", Flow("web", "db", "udp", 80)),
    ],
)
def test_a_flow(words: str, flow: Flow) -> None:
    assert parse([words]) == flow
    assert parse([flow.text()]) == flow, "what it says of itself can be read again"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "from=web",
        "to=db:80",
        "from=web to=db",
        "from=web to=db:0",
        "from=web to=db:70000",
        "from=web to=db:80/sctp",
        "from=web to=db:80/udp tcp",
        "from=web to=db:80 icmp",
        "from=web to=1.2.3.4:80 ipv6",
        "from=web to=db:80 size=9",
        "from=web from=db to=db:80",
        "from=web to=db:80 quickly",
        "from=web to=[fd00::2:80",
        "from=web to=db:80 state=odd",
        "from=web to=:80",
    ],
)
def test_what_is_no_flow(words: str) -> None:
    with pytest.raises(FlowError):
        parse([words])
