"""Asks the engine of the node that this process is in, without the time that a client program takes to start."""

import json
import socket
from typing import Any

SOCKET = "/run/docker.sock"


def ask(verb: str, path: str, body: bytes = b"", kind: str = "x-tar") -> bytes:
    """The engine's answer to a body of this kind, without its head. Raises OSError where there is no engine."""
    head = (
        f"{verb} {path} HTTP/1.0\r\nContent-Type: application/{kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.socket(socket.AF_UNIX) as question:
        question.connect(SOCKET)
        question.sendall(head.encode() + body)
        with question.makefile("rb") as answer:
            return answer.read().partition(b"\r\n\r\n")[2]


def get(path: str) -> Any:
    """What the engine tells there, read from its JSON. Raises ValueError where it is none."""
    return json.loads(ask("GET", path))


def post(path: str, **said: object) -> None:
    """Tell it to do something, in JSON; whether it did is to be seen."""
    ask("POST", path, json.dumps(said).encode(), "json")
