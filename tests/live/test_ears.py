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
