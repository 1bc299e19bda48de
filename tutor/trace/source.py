"""Whether a packet may come from where it says."""

from tutor.observe.proof.header import Header
from tutor.trace.world import Space, World

LOOSE = 2
"""The value of rp_filter with which any way back will do."""


def bad_source(world: World, space: Space, header: Header, link: str) -> tuple[str, str] | None:
    """Why a source may not come by a link (rp_filter, and addresses that never come so), and the switch's words."""
    if link == "lo" or header.family == 6:  # noqa: PLR2004 # IP's version
        return None
    back = world.routes[space].look_up(header.source)
    local = header.dest.startswith("127.") or header.source.startswith("127.")
    if (back and back.kind == "local") or (
        local and "1" not in _values(world, space, link, "route_localnet")
    ):
        return "martian", ""
    level = max(map(int, _values(world, space, link, "rp_filter")))
    loose = level == LOOSE and back is not None
    if level and not loose and not (back and back.link == link):
        return "rp_filter", f"net.ipv4.conf.{link}.rp_filter={level}"
    return None


def _values(world: World, space: Space, link: str, name: str) -> list[str]:
    """What a switch of IP's is for all links, and for this one."""
    return [world.sysctl(space, f"net.ipv4.conf.{each}.{name}") or "0" for each in ("all", link)]
