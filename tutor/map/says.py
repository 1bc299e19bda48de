"""What is written on a switch, on a link of the node's own and at a node's foot, whoever draws them."""

from collections.abc import Iterator, Sequence

from tutor.language import _
from tutor.map.look import HARDWARE
from tutor.map.piece import Line, Piece, Style
from tutor.map.scene import Interface, Node, Switch, Tunnel, Uplink


def switch_words(switch: Switch) -> Iterator[Piece]:
    """A switch: its name, addresses, network, and what is done for it."""
    link = switch.link
    yield Piece(link.name, Style.NAME, link.id)
    yield from (Piece(address.text, Style.ADDRESS, address.id) for address in link.addresses)
    if switch.network and switch.network.text != link.name:
        yield Piece(_("network {name}", name=switch.network.text), Style.NETWORK, switch.network.id)
    if switch.netns:
        yield Piece(_("in {name}", name=switch.netns), Style.DIM)
    if switch.internal:
        yield Piece(_("internal: no way out"), Style.ROUTE)
    if switch.masquerade:
        yield Piece(switch.masquerade.text, Style.ROUTE, switch.masquerade.id)
    if not link.up:
        yield Piece(_("down"), Style.DIM, link.id)
    if not (switch.cables or switch.ports):
        yield Piece(_("no port"), Style.DIM, link.id)


def port_words(port: Interface, tunnels: Sequence[Tunnel], node: str) -> Line:
    """A port of a switch with nothing of this node at its other end."""
    name = Piece(_("port {name}", name=port.name), Style.CABLE, port.id)
    if port.kind != "vxlan":
        words = _("other end not seen") if port.kind == "veth" else port.kind
        return (name, Piece(f"  {words}", Style.DIM, port.id))
    others = [name for tunnel in tunnels if tunnel.vni == port.vni for name in tunnel.nodes if name != node]
    number = _("tunnel {number}", number=port.vni) if port.vni else _("tunnel")
    to = _(" to {names}", names=", ".join(others)) if others else ""
    return (name, Piece(f"  {number}{to}", Style.TUNNEL, port.id))


def uplink_words(uplink: Uplink) -> Iterator[Piece]:
    """A link of the node's own: name, addresses, kind, and what goes by it."""
    link = uplink.link
    yield Piece(link.name, Style.NAME, link.id)
    yield from (Piece(address.text, Style.ADDRESS, address.id) for address in link.addresses)
    if not link.addresses:
        yield Piece(_("no address"), Style.DIM, link.id)
    if link.kind not in HARDWARE:
        on = _(" on {name}", name=uplink.parent) if uplink.parent else ""
        yield Piece(f"{link.kind}{on}", Style.DIM, link.id)
    if not link.up:
        yield Piece(_("down"), Style.DIM, link.id)
    if uplink.gateway:
        yield Piece(uplink.gateway.text, Style.ROUTE, uplink.gateway.id)
    yield from (
        Piece(_("network {name}", name=network.text), Style.NETWORK, network.id)
        for network in uplink.networks
    )


def notes(node: Node) -> Iterator[list[Piece]]:
    """What has no place in the drawing, with a title each."""
    told = (
        (_("in the node's own namespace:"), node.sharing, Style.BOX),
        (_("not running:"), node.stopped, Style.DIM),
        (_("published, but nobody is there:"), node.dangling, Style.PUBLISHED),
    )
    for title, labels, style in told:
        if labels:
            yield [Piece(title, Style.DIM), *(Piece(label.text, style, label.id) for label in labels)]
