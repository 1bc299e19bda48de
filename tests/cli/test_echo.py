"""Which command printed what."""

import subprocess

import pytest

from tutor.cli.echo import mark_commands


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("echo a\necho b", "$ echo a\na\n$ echo b\nb"),
        ("printf x\n\necho y", "$ printf x\nx\n$ echo y\ny"),
        ("for i in 1 2; do\n  echo $i\ndone", "$ for i in 1 2; do\n$   echo $i\n$ done\n1\n2"),
        (
            "cat <<END\necho a\nEND\nfalse\necho $?",
            "$ cat <<END\n$ echo a\n$ END\necho a\n$ false\n$ echo $?\n1",
        ),
        ("exit 3\necho never", "$ exit 3"),
    ],
)
def test_each_command_stands_before_what_it_prints(text: str, told: str) -> None:
    ran = subprocess.run(
        ["bash", "-v", "-c", text], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert mark_commands(ran.stdout, text) == told


def test_what_is_no_command_is_left_as_it_is() -> None:
    assert mark_commands("echo a\na\n\nb", "echo a") == "$ echo a\na\n\nb"
