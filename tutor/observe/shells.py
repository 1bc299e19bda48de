"""What the lab's shells report of the commands that are typed into them, as they begin and end.

The start-up file of the node's shells (tutor/lab/bashrc) adds a line to a file whenever a command
begins, and one when the next prompt is there. The kernel says when the file has grown.
"""

import asyncio
import ctypes
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = Path("/run/tutor")
"""Where the file is in a node of the lab; on the machine itself TUTOR_SHELLS names another one."""
FILE = "commands"
EARS = "ears"
"""A folder beside it: in it each observer has a pipe, named by its pid, through which it nods when it has heard."""
IN_MODIFY, IN_CREATE = 0x2, 0x100
"""inotify(7)."""

KILLED = 128 + 9

_ESCAPES = re.compile(r"\\(.)")
_HISTORY = re.compile(r" *\d+[ *] ")
"""What ``history`` writes before a command."""

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Began:
    """A command has begun in one of the lab's shells."""

    command: str
    shell: int
    """The shell's pid in its node; 0 for commands that a lesson runs by itself."""
    node: str
    at: float = field(default=0.0, compare=False)
    """When, in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A command has ended; one that was sent into the background has ended as a command, too."""

    command: str
    shell: int
    node: str
    exit: int
    """Its exit status; that of a killed program where its shell was gone before it could tell."""
    seconds: float
    at: float = field(default=0.0, compare=False)


Word = Began | Ended
"""What is heard of a shell."""
Hear = Callable[[Word], None]
"""Is told of each, in order."""


class Shells:
    """Makes words of the lines of the file; remembers what runs in which shell."""

    def __init__(self, node: str) -> None:
        self._node = node
        self._running: dict[int, tuple[str, float]] = {}

    def read(self, line: str) -> Iterator[Word]:
        """What a line tells; nothing where it is none of ours."""
        kind, *told = line.rstrip("\n").split("\t", 4)
        try:
            shell, at, status = int(told[0]), float(told[1].replace(",", ".")), int(told[2])
        except (ValueError, IndexError):
            return
        yield from self.end(shell, at, status)
        if kind == "B" and len(told) > 3:  # noqa: PLR2004 - the text comes fourth
            text = _unescape(_HISTORY.sub("", told[3], count=1))
            self._running[shell] = (text, at)
            yield Began(text, shell, self._node, at)

    def end(self, shell: int, at: float, status: int) -> Iterator[Ended]:
        """What ran in the shell has ended: several commands pasted at once have no prompt between them."""
        if shell in self._running:
            text, began = self._running.pop(shell)
            yield Ended(text, shell, self._node, status, max(0.0, round(at - began, 3)), at)


class Follower:
    """Reads what is added to the file, from now on; needs a running event loop."""

    def __init__(self, node: str, hear: Hear, file: Path | None = None) -> None:
        file = file or Path(os.environ.get("TUTOR_SHELLS", FOLDER)) / FILE
        self._shells, self._hear, self._file = Shells(node), hear, file
        self._lives: dict[int, int] = {}
        """A descriptor of each shell in which a command has begun: it can be read once the shell is gone."""
        self._rest = b""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._offset = file.stat().st_size if file.exists() else 0
        self._ear = file.parent / EARS / str(os.getpid())
        self._ear.parent.mkdir(exist_ok=True)
        self._ear.unlink(missing_ok=True)  # of one that had this pid before, and was killed
        os.mkfifo(self._ear)
        self._notices = _watch(file.parent)
        asyncio.get_running_loop().add_reader(self._notices, self.look)

    def close(self) -> None:
        """Follow no longer."""
        for shell in list(self._lives):
            self._drop(shell)
        self._ear.unlink(missing_ok=True)
        asyncio.get_running_loop().remove_reader(self._notices)
        os.close(self._notices)

    def look(self) -> None:
        """Hear what has been added by now."""
        try:
            os.read(self._notices, 65536)
        except BlockingIOError:
            return
        if not self._file.exists():
            return
        with self._file.open("rb") as file:
            if self._offset > file.seek(0, os.SEEK_END):
                self._offset, self._rest = 0, b""
            file.seek(self._offset)
            new = file.read()
        self._offset += len(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        for line in lines:
            for word in self._shells.read(line.decode(errors="replace")):
                self._hear(word)
                if isinstance(word, Began):
                    self._attend(word.shell)
                    self._nod()

    def _attend(self, shell: int) -> None:
        """Notice when the shell goes: what runs in it then has no prompt at which its end would be told."""
        if shell in self._lives:
            return
        try:
            self._lives[shell] = os.pidfd_open(shell)
        except (OSError, OverflowError):  # gone already, or nobody's number
            asyncio.get_running_loop().call_soon(self._bury, shell)
        else:
            asyncio.get_running_loop().add_reader(self._lives[shell], self._bury, shell)

    def _bury(self, shell: int) -> None:
        """A shell is gone, and what ran in it."""
        self._drop(shell)
        self.look()
        for word in self._shells.end(shell, time.time(), KILLED):
            self._hear(word)

    def _drop(self, shell: int) -> None:
        if (life := self._lives.pop(shell, None)) is not None:
            asyncio.get_running_loop().remove_reader(life)
            os.close(life)

    def _nod(self) -> None:
        """Let the command begin, which its shell holds back for a moment until it was heard of."""
        with suppress(OSError):  # nobody waits
            pipe = os.open(self._ear, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            os.write(pipe, b"\n")
            os.close(pipe)


def encode_word(word: Word) -> str:
    """A word as one line of JSON."""
    return json.dumps({type(word).__name__.lower(): asdict(word)})


def decode_word(line: bytes) -> Word | None:
    """The word that a line tells; None where it tells something else."""
    for name, kind in _WORDS.items():
        if line.startswith(b'{"%s":' % name.encode()):
            told = json.loads(line)[name]
            return kind(**told)
    return None


_WORDS: dict[str, type[Began] | type[Ended]] = {"began": Began, "ended": Ended}


def _unescape(text: str) -> str:
    return _ESCAPES.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def _watch(folder: Path) -> int:
    descriptor: int = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0 or _libc.inotify_add_watch(descriptor, os.fsencode(folder), IN_MODIFY | IN_CREATE) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(folder))
    return descriptor
