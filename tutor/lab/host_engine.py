"""The engine of this machine itself: whether it can be used for lessons, and what carries our label in it."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, NotFound

from tutor.errors import LabError, NeedError
from tutor.lab.host_node import IN_THE_LAB, SOCKET
from tutor.language import _

LABEL = "tutor"
"""On all that a lesson makes; its value is the process that the lesson belongs to."""
IMAGE_LABEL = "tutor.image"
"""On the image, where it was brought by a lesson; containers inherit it, so it is another label."""
IMAGE = "tutor/box"
TIMEOUT = 60
"""Seconds that the engine may take for one answer."""


def connect() -> docker.APIClient:
    """A client of the machine's engine; raises NeedError when lessons cannot be played on it."""
    if not SOCKET.exists():
        raise _no_socket()
    try:
        client = docker.APIClient(base_url=f"unix://{SOCKET}", timeout=TIMEOUT)
        check(client.info(), _bridge(client))
    except (DockerException, requests.RequestException) as error:
        if not os.access(SOCKET, os.W_OK):
            raise NeedError(
                _("you may not use {socket}, the door to this machine's Docker engine", socket=SOCKET),
                _("run it as root: sudo"),
            ) from error
        raise NeedError(
            _("the Docker engine of this machine does not answer: {reason}", reason=error), _(IN_THE_LAB)
        ) from error
    return client


def _no_socket() -> NeedError:
    """Why there may be an engine all the same, and not one that can be looked at."""
    if (Path.home() / ".docker/desktop").is_dir():
        return NeedError(
            _("Docker Desktop keeps its engine in a virtual machine: its networks are not this machine's"),
            _(IN_THE_LAB),
        )
    if any(Path("/run/user").glob("*/docker.sock")):
        return _rootless()
    return NeedError(
        _("no Docker engine runs on this machine: there is no {socket}", socket=SOCKET), _(IN_THE_LAB)
    )


def _rootless() -> NeedError:
    return NeedError(
        _(
            "the engine here is a rootless one: its networks are in a namespace of its own, not on this machine"
        ),
        _(IN_THE_LAB),
    )


def check(info: dict[str, Any], bridge: str) -> None:
    """Raise NeedError when an engine that tells this of itself has its networks somewhere else."""
    if any("name=rootless" in option for option in info.get("SecurityOptions") or ()):
        raise _rootless()
    if "Docker Desktop" in str(info.get("OperatingSystem")):
        raise NeedError(
            _("this is Docker Desktop: its engine and its networks are in a virtual machine"), _(IN_THE_LAB)
        )
    if bridge and not Path("/sys/class/net", bridge).exists():
        raise NeedError(
            _(
                "the engine's bridge {bridge} is not on this machine: the engine runs somewhere else",
                bridge=bridge,
            ),
            _(IN_THE_LAB),
        )


def _bridge(client: docker.APIClient) -> str:
    """The link behind the network called bridge; empty where the engine was told to make none."""
    try:
        options = client.inspect_network("bridge").get("Options") or {}
    except NotFound:
        return ""
    return str(options.get("com.docker.network.bridge.name", ""))


@contextmanager
def in_words() -> Iterator[None]:
    """What the engine's client raises is told as a LabError."""
    try:
        yield
    except (DockerException, requests.RequestException) as error:
        raise LabError(
            _("the Docker engine of this machine refused: {reason}", reason=error),
            _("what is left of a lesson is removed at the next start with --where host"),
        ) from error


def version(client: docker.APIClient) -> str:
    """The engine's version, like 28.5.2."""
    return str(client.version()["Version"]).partition("+")[0]


def names(client: docker.APIClient) -> frozenset[str]:
    """What containers, networks and volumes there are, by name."""
    containers = {name.lstrip("/") for one in client.containers(all=True) for name in one["Names"]}
    volumes = client.volumes()["Volumes"] or ()
    networks = {str(one["Name"]) for one in client.networks()}
    return frozenset(containers | networks | {str(one["Name"]) for one in volumes})


def bring_image(client: docker.APIClient, archive: Path, owner: str) -> None:
    """Import the image, with our label, where there is none of its name."""
    if client.images(IMAGE):
        return
    changes = ['CMD ["sh"]', f"LABEL {IMAGE_LABEL}={json.dumps(owner)}"]
    client.import_image_from_file(str(archive), repository=IMAGE, changes=changes)


def owners(client: docker.APIClient) -> frozenset[str]:
    """The values of our labels that are in use."""
    found = set()
    for list_all, _remove in _kinds(client):
        found |= {one["Labels"][LABEL] for one in list_all({"label": LABEL}) if one.get("Labels")}
    images = client.images(filters={"label": IMAGE_LABEL})
    return frozenset(found | {one["Labels"][IMAGE_LABEL] for one in images})


def remove(client: docker.APIClient, owner: str) -> None:
    """Remove what carries this owner's label, and nothing else; raises LabError, naming what is left."""
    left: list[str] = []
    for list_all, remove_one in _kinds(client):
        for one in list_all({"label": f"{LABEL}={owner}"}):
            left += _try(remove_one, str(one.get("Id") or one["Name"]))
    for one in client.images(filters={"label": f"{IMAGE_LABEL}={owner}"}):
        # A container that the learner made otherwise may use it: then it stays, and that is no fault.
        with suppress(APIError):
            client.remove_image(one["Id"], force=False)
    if left:
        raise LabError(_("some things of the lesson could not be removed"), "\n".join(left))


def _kinds(
    client: docker.APIClient,
) -> Iterator[tuple[Callable[[dict[str, str]], list[dict[str, Any]]], Callable[[str], object]]]:
    """How each kind of thing is listed and removed, those first that hold on to others."""
    if client.info().get("Swarm", {}).get("ControlAvailable"):
        yield (
            lambda told: [{**one, "Labels": one["Spec"]["Labels"]} for one in client.services(told)],  # type: ignore[no-untyped-call]
            client.remove_service,
        )
    yield (
        lambda told: client.containers(all=True, filters=told),
        lambda name: client.remove_container(name, force=True, v=True),
    )
    yield lambda told: client.networks(filters=told), client.remove_network
    yield lambda told: client.volumes(told)["Volumes"] or [], client.remove_volume


def _try(remove_one: Callable[[str], object], name: str) -> list[str]:
    try:
        remove_one(name)
    except NotFound:
        return []
    except APIError as error:
        return [f"{name[:12]}: {error.explanation}"]
    return []
