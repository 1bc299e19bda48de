"""Rules are read again only where they may have changed; and they are, then."""

import sys

from tests.live.router import router
from tutor.lab.plan import import_path

SCRIPT = """
import os, subprocess
from tutor.observe import rules
known = rules.Reading()
def read():
    global known
    before, known = known, rules.read(os.open("/proc/self/ns/net", os.O_RDONLY), known)
    texts = [rule.text for chain in known.rules.chains for rule in chain.rules]
    print("same" if known is before else "new", len(texts))
def do(command):
    subprocess.run(command.split(), check=True)
    read()
do("iptables-nft -A INPUT -j ACCEPT")
read()
do("iptables-nft -P INPUT DROP")
do("iptables-nft -R INPUT 1 -j DROP")
read()
do("nft add table inet mine")
do("nft delete table inet mine")
read()
do("iptables-legacy -A INPUT -j ACCEPT")
do("iptables-legacy -A INPUT -j DROP")
read()
"""


def test_rules_are_read_again_where_they_may_have_changed() -> None:
    with router() as made:
        said = made.run("env", f"PYTHONPATH={import_path()}", sys.executable, "-P", "-c", SCRIPT).splitlines()
    assert said == [
        "new 1",
        "same 1",
        "new 1",
        "new 1",
        "same 1",
        "new 1",
        "new 1",
        "same 1",
        "new 2",
        "new 3",
        "new 3",
    ]
