"""The start-up file of the node's shells."""

import shutil
import subprocess
from pathlib import Path

import tutor.lab

RC = Path(tutor.lab.__file__).with_name("bashrc")


def test_what_the_machine_lacks_busybox_has(tmp_path: Path) -> None:
    for tool in ("bash", "readlink", "mkdir", "telnet"):
        real = shutil.which(tool) or shutil.which("true")
        assert real
        (tmp_path / tool).symlink_to(real)
    told = subprocess.run(
        ["bash", "--rcfile", RC, "-i", "-c", "alias ping traceroute; alias telnet"],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path), "TUTOR_SHELLS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.splitlines() == ["alias ping='busybox ping'", "alias traceroute='busybox traceroute'"]
