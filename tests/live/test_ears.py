"""What the kernel tells of a packet faster than it is heard is told as lost: silence about a rule proves nothing then."""

import sys

from tests.live.router import router
from tutor.lab.plan import import_path

SCRIPT = """
import os, socket, subprocess
from tutor.observe.proof.ears import Ears
from tutor.observe.proof.table import Wanted
subprocess.run("ip link set lo up && iptables-legacy -A INPUT -j ACCEPT", shell=True, check=True)
def hear(room):
    ears = Ears(os.open("/proc/self/ns/net", os.O_RDONLY), [Wanted("icmp")], legacy=True)
    assert not ears.troubles, ears.troubles
    if room:
        ears._legacy.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    subprocess.run("busybox ping -c 3 -W 1 127.0.0.1 >/dev/null", shell=True, check=True)
    ears.hear()
    told = ears.told()
    ears.close()
    print(len(told["lines"]), told["lost"])
hear(0)
hear(1)
"""


def test_lines_of_iptables_legacy_that_the_kernel_had_to_drop_are_told_as_lost() -> None:
    with router() as made:
        said = made.run("env", f"PYTHONPATH={import_path()}", sys.executable, "-P", "-c", SCRIPT).splitlines()
    (all_of_them, lost), (some, some_lost) = (line.split() for line in said)
    assert (lost, some_lost) == ("False", "True")
    assert int(some) < int(all_of_them)


OUT = """
import os, socket
from tutor.observe.proof.ears import Ears
from tutor.observe.proof.table import Wanted
def hear(sport, out):
    ears = Ears(os.open("/proc/self/ns/net", os.O_RDONLY), [Wanted("tcp", sport=sport)], out=out)
    assert not ears.troubles, ears.troubles
    for address in ("10.1.0.2", "10.9.0.2"):
        with socket.socket() as asking:
            asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            asking.bind(("", sport))
            asking.connect((address, 80))
    ears.hear()
    frames = {(each["link"], "out" if each["out"] else "in") for each in ears.told()["frames"]}
    ears.close()
    print(*sorted("-".join(each) for each in frames))
hear(4242, None)
hear(4243, ["eth0", "no-such-link"])
"""


def test_what_goes_out_is_heard_at_the_chosen_links_only() -> None:
    with router() as made:
        said = made.run("env", f"PYTHONPATH={import_path()}", sys.executable, "-P", "-c", OUT).splitlines()
    assert said == ["br1-in br1-out eth0-in eth0-out va-in va-out", "br1-in eth0-in eth0-out va-in"]


BRIDGE = """
import os, socket, subprocess
from tutor.observe.proof.ears import Ears
from tutor.observe.proof.table import Wanted
def hear(sport):
    ears = Ears(os.open("/proc/self/ns/net", os.O_RDONLY), [Wanted("tcp", sport=sport)])
    assert not ears.troubles, ears.troubles
    socket.create_connection(("10.1.0.2", 80), source_address=("", sport)).close()
    ears.hear()
    print(*sorted({(each["family"], each["table"]) for each in ears.told()["events"] if each["family"] == "bridge"}))
    ears.close()
hear(4242)
chain = "type filter hook prerouting priority 0;"
subprocess.run(["nft", f"add table bridge mine; add chain bridge mine f {{ {chain} }}"], check=True)
hear(4243)
"""


def test_bridges_own_rules_are_heard_where_there_are_any() -> None:
    with router() as made:
        said = made.run("env", f"PYTHONPATH={import_path()}", sys.executable, "-P", "-c", BRIDGE).splitlines()
    assert said == ["", "('bridge', 'mine') ('bridge', 'tutor_trace')"]
