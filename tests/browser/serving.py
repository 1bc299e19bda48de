"""A server of the course as a user starts it: a process, its address, its labs."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 120.0


class Serving:
    """``tutor serve`` on a free port of loopback, with state and labs of its own."""

    def __init__(self, folder: Path, *, labs: int) -> None:
        self.folder = folder
        self._environment = dict(os.environ)
        for name in ("XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
            (folder / name).mkdir(mode=0o700)
            self._environment[name] = str(folder / name)
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "tutor",
                "serve",
                "--port",
                "0",
                "--labs",
                str(labs),
                "--language",
                "en",
            ],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=(folder / "server.log").open("w"),
            text=True,
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().split()[-1]
        self.root = self.address.partition("?")[0]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", self.root), self.said

    @property
    def said(self) -> str:
        """What the server had to complain about."""
        return (self.folder / "server.log").read_text()

    @property
    def journals(self) -> list[Path]:
        """One a visitor."""
        return sorted((self.folder / "XDG_STATE_HOME").glob("tutor/serve/*/tutor/journal.db"))

    def labs(self) -> list[dict[str, Any]]:
        """The labs that are up now."""
        listed = subprocess.run(
            [sys.executable, "-P", "-m", "tutor", "lab", "status", "--json"],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found: list[dict[str, Any]] = json.loads(listed.stdout)
        return found

    def await_labs(self, number: int) -> list[dict[str, Any]]:
        """Wait until so many labs are up, neither more nor fewer."""
        deadline = time.monotonic() + PATIENCE
        while len(found := self.labs()) != number:
            assert time.monotonic() < deadline, f"{len(found)} labs are up, not {number}: {self.said}"
            time.sleep(0.2)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        self.await_labs(0)
