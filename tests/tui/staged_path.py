"""A packet's path as a kernel would confirm it: from a container to a port of the host where nobody listens."""

from tutor.errors import TutorError
from tutor.lesson.flow import Flow
from tutor.observe.proof.header import Header
from tutor.trace import Hop, Path, Standing

HEADER = Header(4, "tcp", "172.17.0.2", "172.17.0.1", 40000, 80)


def hop(kind: str, netns: str, **more: object) -> Hop:
    return Hop(kind=kind, node="alpha", netns=netns, header=HEADER, standing=Standing.CONFIRMED, **more)  # type: ignore[arg-type]


HOPS = (
    hop("starts", "web"),
    hop("out", "web", link="eth0", via="172.17.0.1"),
    hop("switch", "host", link="docker0", via="veth1"),
    hop("lost", "host", why="refused"),
)


async def follow(flow: Flow) -> Path:
    """The same path for every flow, but to nowhere."""
    if flow.dest == "nowhere":
        raise TutorError("there is no place called nowhere")
    return Path(flow, HOPS, "", None, "refused")
