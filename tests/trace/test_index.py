"""Rules that are found by address and port are those that a walk through all of them would have met."""

from random import Random

from tests.trace.test_chains import names, walk
from tutor.observe.proof.header import Header
from tutor.trace import index
from tutor.trace.packet import Packet

TARGETS = ("ACCEPT", "DROP", "RETURN", "LOG", "side")


def rules(random: Random) -> str:
    def rule(chain: str) -> str:
        words = [
            random.choice(("", f"-s 10.0.0.{random.randint(1, 4)}/32", "-s 10.0.0.0/24", "! -s 10.0.0.2/32")),
            random.choice(("", f"-d 10.1.0.{random.randint(1, 3)}/32")),
            random.choice(
                ("", f"-p tcp -m tcp --dport {random.randint(80, 83)}", "-p tcp -m multiport --dports 80,82")
            ),
        ]
        asks = " ".join(filter(None, words)) or "-p udp"
        return f"-A {chain} {asks} -j {random.choice(TARGETS if chain == 'FORWARD' else TARGETS[:-1])}"

    lines = [rule(chain) for chain in ("FORWARD", "side") for _ in range(60)]
    return "*filter\n:FORWARD ACCEPT [0:0]\n:side - [0:0]\n" + "\n".join(lines) + "\nCOMMIT\n"


def test_the_index_leaves_nothing_out() -> None:
    random = Random(7)
    before = index.SHORT
    for _ in range(150):
        text = rules(random)
        header = Header(
            4,
            "tcp",
            f"10.0.0.{random.randint(1, 5)}",
            f"10.1.0.{random.randint(1, 4)}",
            4000,
            random.randint(79, 84),
        )
        packet = Packet(header, enter="a", leave="b")
        found = names(walk(text, "forward", packet))
        try:
            index.SHORT = 10_000
            assert names(walk(text, "forward", packet)) == found
        finally:
            index.SHORT = before
