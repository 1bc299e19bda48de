"""What goes out of a link, where something else tells of it: hearing it there, too, would keep whatever passes waiting.

What a cable's end sends comes in at the other end; what IP sends by a bridge, the rules of IP's last hook tell of.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tutor.facts.raw import Message, Namespace


def alone(space: Namespace, names: Collection[str], heard: Collection[str]) -> list[str]:
    """Those of a namespace's links of which nothing else tells what they send, while these namespaces are heard."""
    links = (link for link in space.links.values() if link["IFLA_IFNAME"] in names)
    return [link["IFLA_IFNAME"] for link in links if not _is_told_of(link, heard)]


def _is_told_of(link: Message, heard: Collection[str]) -> bool:
    kind = link.get("IFLA_INFO_KIND")
    return kind == "bridge" or (kind == "veth" and link.get("peer_netns") in heard)


def sent(
    space: Namespace, frames: Collection[Mapping[str, Any]], spaces: Mapping[str, Namespace]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What other ends of cables have sent, by what came in here: each one's namespace, and the frame there."""
    links = {link["IFLA_IFNAME"]: link for link in space.links.values()}
    for frame in frames:
        here = links.get(frame["link"], {})
        if frame["out"] or here.get("IFLA_INFO_KIND") != "veth":
            continue
        other = spaces.get(here.get("peer_netns", ""))
        if other and (there := other.links.get(here.get("IFLA_LINK"))):
            yield other.name, {**frame, "link": there["IFLA_IFNAME"], "out": True}
