"""What shells write into the file, and what is heard of it."""

import asyncio
import os
from pathlib import Path

import pytest

from tutor.observe.shells import EARS, Began, Ended, Follower, Shells, Word, decode_word, encode_word


def heard(*lines: str) -> list[Word]:
    """What these lines tell, from nodes of one name."""
    shells = Shells("alpha")
    return [word for line in lines for word in shells.read(line)]


def test_a_command_begins_and_ends() -> None:
    assert heard("B\t7\t100.5\t0\t   12  ping -c 1 db", "E\t7\t102.0\t1") == [
        Began("ping -c 1 db", 7, "alpha"),
        Ended("ping -c 1 db", 7, "alpha", 1, 1.5),
    ]


def test_commands_without_a_prompt_between_them_end_where_the_next_begins() -> None:
    assert heard("B\t7\t1.0\t0\t 1  a", "B\t7\t2.0\t3\t 2  b", "E\t7\t4.0\t0") == [
        Began("a", 7, "alpha"),
        Ended("a", 7, "alpha", 3, 1.0),
        Began("b", 7, "alpha"),
        Ended("b", 7, "alpha", 0, 2.0),
    ]


def test_two_shells_do_not_end_each_others_commands() -> None:
    words = heard("B\t7\t1.0\t0\t 1  a", "B\t8\t1.0\t0\t 1  b", "E\t8\t2.0\t0", "E\t7\t3.0\t0")
    assert [(type(word), word.shell) for word in words] == [(Began, 7), (Began, 8), (Ended, 8), (Ended, 7)]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("   12  plain", "plain"),
        (" 1234*  edited", " edited"),
        ("    1  two\\nlines", "two\nlines"),
        ("    1  back\\\\nslash", "back\\nslash"),
        ("    1  tab\there 网桥 'x' \"y\"", "tab\there 网桥 'x' \"y\""),
        ("no number", "no number"),
    ],
)
def test_the_text_is_what_was_typed(written: str, text: str) -> None:
    (word,) = heard(f"B\t7\t1.0\t0\t{written}")
    assert word == Began(text, 7, "alpha")


@pytest.mark.parametrize(
    "line", ["", "B", "B\t7", "B\tx\t1.0\t0\ty", "E\t7\tx\t0", "E\t7\t1.0\t0", "X\t7\t1.0\t0"]
)
def test_what_nobody_wrote_is_passed_over(line: str) -> None:
    assert heard(line) == []


def test_a_comma_of_another_language_is_a_point() -> None:
    assert heard("B\t7\t1,5\t0\t 1  a", "E\t7\t2,0\t0")[1:] == [Ended("a", 7, "alpha", 0, 0.5)]


def test_words_travel_as_lines() -> None:
    for word in (Began("a\nb", 1, "alpha"), Ended('"网"', 1, "beta", 130, 0.25)):
        assert decode_word(encode_word(word).encode()) == word
    assert decode_word(b'{"gained": [], "lost": []}') is None


async def test_only_what_is_added_from_now_on_is_heard(tmp_path: Path) -> None:
    file, words = tmp_path / "run/commands", list[Word]()
    file.parent.mkdir()
    file.write_text("B\t7\t1.0\t0\t 1  before\n")
    follower = Follower("alpha", words.append, file)
    with file.open("a") as written:
        written.write(f"B\t{os.getpid()}\t1.0\t0\t 1  af")
        written.flush()
        written.write(f"ter\nE\t{os.getpid()}\t2.0\t0\n")
    async with asyncio.timeout(5):
        while len(words) < 2:
            await asyncio.sleep(0)
    assert [word.command for word in words] == ["after", "after"]
    file.unlink()
    file.write_text(f"B\t{os.getpid()}\t1.0\t0\t 1  anew\n")
    async with asyncio.timeout(5):
        while len(words) < 3:
            await asyncio.sleep(0)
    assert words[2] == Began("anew", os.getpid(), "alpha")
    follower.close()


async def test_what_ran_in_a_shell_that_was_killed_has_ended(tmp_path: Path) -> None:
    file, words = tmp_path / "run/commands", list[Word]()
    shell = await asyncio.create_subprocess_exec("sleep", "60")
    follower = Follower("alpha", words.append, file)
    file.write_text(f"B\t{shell.pid}\t1.0\t0\t 1  ping db\n")
    follower.look()
    await asyncio.sleep(0)
    assert words == [Began("ping db", shell.pid, "alpha")]
    shell.kill()
    await shell.wait()
    async with asyncio.timeout(5):
        while len(words) < 2:
            await asyncio.sleep(0)
    assert isinstance(words[1], Ended)
    assert (words[1].command, words[1].exit) == ("ping db", 137)
    with file.open("a") as written:
        written.write(f"B\t{shell.pid}\t1.0\t0\t 1  too late\nB\t{10**12}\t1.0\t0\t 1  nobody\n")
    async with asyncio.timeout(5):
        while len(words) < 6:
            await asyncio.sleep(0)
    follower.close()


async def test_a_command_is_held_back_until_it_was_heard(tmp_path: Path) -> None:
    file, words = tmp_path / "run/commands", list[Word]()
    follower = Follower("alpha", words.append, file)
    (ear,) = (file.parent / EARS).iterdir()
    assert ear.name == str(os.getpid())
    waiting = os.open(ear, os.O_RDWR | os.O_NONBLOCK)
    file.write_text("E\t7\t1.0\t0\n")
    follower.look()
    with pytest.raises(BlockingIOError):
        os.read(waiting, 1)
    with file.open("a") as written:
        written.write(f"B\t{os.getpid()}\t1.0\t0\t 1  a\n")
    follower.look()
    assert os.read(waiting, 1) == b"\n"
    assert words == [Began("a", os.getpid(), "alpha")]
    os.close(waiting)
    follower.close()
    assert not ear.exists()
