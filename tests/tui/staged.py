"""A session whose node and observer are staged: the lesson is real, what is true of the host the test says."""

from pathlib import Path
from types import TracebackType
from typing import Self

from tutor.facts.address import Address
from tutor.facts.container import Container
from tutor.facts.link import Link
from tutor.facts.namespace import Namespace
from tutor.facts.network import Network
from tutor.journal import Journal
from tutor.lab.node import Node
from tutor.lesson.reader import load
from tutor.session import Session
from tutor.session.events import LabReady, Progressed
from tutor.state import Change, Row

LESSON = """---
title: Cables
summary: A container hangs on a cable.
minutes: 5
---

A short introduction.

## Plug in

Start a container:

```bash run
echo started web '{{.State}}'
```

```text claims
web is running
    container name=web state=running
Its cable ends in docker0
    link netns=web name=eth0 peer=$port
    link netns=host name=$port master=docker0
```

> [!TIP]
> The first hint.

> [!TIP]
> The second hint.

```bash solution
echo the solution
```

## Look

web's port is {{port}}.

```text ask
Which port has docker0?
    link netns=host master=docker0 name=$answer
```

```text choose
Which of these is a bridge?
( ) eth0 -- That is one end of a cable.
(x) docker0 -- It has ports.
```
"""

LESSON_ZH = """---
title: 网线
summary: 容器挂在一根网线上，另一端在网桥 docker0 里。
minutes: 5
---

一段简短的介绍：容器的网卡是一根网线的一端，另一端是网桥的一个端口。内核把这样的网线叫做 *veth*。

## 插上网线

启动一个容器：

```bash run
echo started web
```

```text claims
容器 web 正在运行
    container name=web state=running
它的网线的另一端插在网桥 docker0 上，而网桥 docker0 是 Docker 在启动的时候自己创建的那一个
    link netns=web name=eth0 peer=$port
    link netns=host name=$port master=docker0
```

> [!TIP]
> 第一条提示。

> [!TIP]
> 第二条提示。

```bash solution
echo the solution
```

## 看一看

web 的端口是 {{port}}。

```text ask
网桥 docker0 有哪个端口？
    link netns=host master=docker0 name=$answer
```

```text choose
下面哪一个是网桥？
( ) eth0 -- 那是网线的一端。
(x) docker0 -- 它有端口。
```
"""


PROMPT = "\\033[?2004h\\033[?2004l"
"""Bash's sign that it takes commands, for printf; taken back at once, so that nothing is put around them."""


class StagedNode(Node):
    """A node whose commands run here, in a shell without any learner's start-up files."""

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """A plain shell: what is typed is echoed, and nothing else; as of a prompt, it may be pasted into."""
        return ["sh", "-c", f"printf '{PROMPT}'; exec cat"] if command[0] == "bash" else list(command)


class StagedSession(Session):
    """What is true of the host is what was put there with change()."""

    resets = 0

    async def __aenter__(self) -> Self:
        self.emit(Progressed("making namespaces"))
        self.take(Change(frozenset(host()), frozenset()))
        self.begin()
        self.emit(LabReady("lab-test", 0.3))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    async def reset(self) -> None:
        """Only the count of it."""
        type(self).resets += 1
        self.forget()

    async def bring_to(self, index: int, **_: int) -> None:
        """No command changes a staged host: the step is opened as it is."""
        self.open(index)

    @property
    def nodes(self) -> list[Node]:
        """One node, and the outside."""
        return [self.find_node(""), self.find_node("outside")]

    def find_node(self, name: str) -> Node:
        """Any node that is asked for."""
        return StagedNode(
            name or "alpha", pid=1, rootless=True, path="/usr/bin:/bin", engine=name != "outside"
        )

    def change(self, *gained: Row, lost: tuple[Row, ...] = ()) -> None:
        """These rows came, and those went."""
        self.take(Change(frozenset(gained), frozenset(lost)))


def staged(folder: Path, journal: Journal | None = None, text: str = LESSON) -> StagedSession:
    """A session of the short lesson above, or of one like it."""
    path = folder / "07-cables.md"
    path.write_text(text)
    return StagedSession(load(path), journal, seed="a")


def host() -> list[Row]:
    """A Docker host on which nothing runs."""
    return [
        Namespace(node="alpha", name="host", inode=1, kind="host", network=None),
        link("docker0", kind="bridge"),
        Address(
            node="alpha",
            netns="host",
            link="docker0",
            ip="172.17.0.1",
            prefix=16,
            cidr="172.17.0.1/16",
            family=4,
        ),
        Network.of(
            dict.fromkeys(Network.field_names())
            | {"node": "alpha", "name": "bridge", "id": "1", "driver": "bridge", "scope": "local"}
            | {"bridge": "docker0", "subnet": "172.17.0.0/16"}
            | {"internal": False, "attachable": False, "ingress": False}
        ),
    ]


def web(name: str = "web", port: str = "veth1") -> list[Row]:
    """A container on docker0."""
    return [
        Container(
            node="alpha",
            name=name,
            id=f"id of {name}",
            image="tutor/box",
            state="running",
            mode="bridge",
            ports=None,
        ),
        Namespace(
            node="alpha", name=name, inode=int(port.removeprefix("veth")) + 1, kind="container", network=None
        ),
        link("eth0", netns=name, peer=port, peer_netns="host"),
        link(port, master="docker0", peer="eth0", peer_netns=name),
    ]


def link(name: str, *, netns: str = "host", kind: str = "veth", **more: str) -> Link:
    """A link of which most is left out."""
    rest = dict.fromkeys(Link.field_names())
    known = {
        "node": "alpha",
        "netns": netns,
        "name": name,
        "index": 1,
        "kind": kind,
        "up": True,
        "state": "up",
    }
    return Link.of(rest | known | {"mtu": 1500} | more)
