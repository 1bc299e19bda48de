"""A path as lines of text: one namespace after the other, each hop with its reason and what the kernel says to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wcwidth import wcswidth

from tutor.language import _
from tutor.trace.hop import Hop, Path, Standing
from tutor.trace.reasons import lesson
from tutor.trace.words import name, passed, says

INDENT = 14
"""Columns for a mark, and for where a hop is."""


class Style(StrEnum):
    """How a piece looks; whoever shows it chooses the colours."""

    PLAIN = "plain"
    DIM = "dim"
    PLACE = "place"
    LABEL = "label"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    REWRITTEN = "rewritten"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Piece, ...]
MARKS = {
    Standing.PREDICTED: Piece("·", Style.DIM),
    Standing.CONFIRMED: Piece("✓", Style.GOOD),
    Standing.CONTRADICTED: Piece("✗", Style.BAD),
    Standing.UNOBSERVABLE: Piece("?", Style.OPEN),
}
"""One character for each standing, so that nothing is said by colour alone."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a hop's, or those that are of none."""

    lines: tuple[Line, ...]
    hop: int | None = None
    """The hop's number, from 0."""


def paint(path: Path, columns: int = 80) -> list[Line]:
    """The path as lines no wider than this."""
    return [line for block in blocks(path, columns) for line in block.lines]


def blocks(path: Path, columns: int = 80) -> list[Block]:
    """The same, hop by hop."""
    found = [Block((*_head(path, columns), ()))]
    place: tuple[object, ...] = ()
    hook = ""
    for number, hop in enumerate(path.hops):
        here = (hop.node, hop.netns, hop.back, hop.later, hop.connection)
        if here != place:
            found.append(Block((*([()] if number else []), _place(hop, path))))
            place = here
        found.append(Block(tuple(_hop(hop, "" if hop.hook == hook else hop.hook or "", columns)), number))
        hook = hop.hook or ""
    return [*found, Block(((), *_foot(path, columns)))]


def _head(path: Path, columns: int) -> Iterator[Line]:
    yield (Piece(path.flow.text(), Style.PLACE),)
    for line in wrap(verdict(path), columns):
        yield (Piece(line, Style.LOST if path.why else Style.PLAIN),)


def verdict(path: Path) -> str:
    """What becomes of the packet, as one sentence."""
    lost = path.lost
    if lost is None:
        if path.ends == "beyond":
            return _("It leaves for the world outside, which nobody here observes.")
        if path.process:
            return _(
                "It ends at {process} in {place}, and the answer comes back.",
                process=path.process,
                place=path.ends,
            )
        return _("It ends in {place}, and the answer comes back.", place=path.ends)
    what = f"{says(lost)} ({path.dropped_by})" if path.dropped_by else says(lost)
    where = lost.netns if lost.netns != "host" else lost.node
    if lost.kind == "unknown":
        return _("How it goes on in {place} cannot be foretold: {what}.", place=where, what=what)
    if lost.back:
        return _(
            "It ends in {place}, but the answer is lost in {where}: {what}.",
            place=path.ends,
            where=where,
            what=what,
        )
    return _("It is lost in {where}: {what}.", where=where, what=what)


def _place(hop: Hop, path: Path) -> Line:
    several = len({each.node for each in path.hops}) > 1 or hop.netns == "host"
    name = f"{hop.node} · {hop.netns}" if several and hop.netns != hop.node else hop.netns
    way = _("the answer") if hop.back else _("a later packet") if hop.later else ""
    more = {0: _("the tunnel's own packet"), 2: _("docker-proxy's own connection")}.get(hop.connection, "")
    tail = ", ".join(filter(None, (more, way)))
    return (Piece(name, Style.PLACE), Piece(f"  {tail}" if tail else "", Style.DIM))


def _hop(hop: Hop, hook: str, columns: int) -> Iterator[Line]:
    """A hop's lines: mark, where, what, and at the right the rule's number or the time."""
    room = columns - INDENT
    style = Style.LOST if hop.kind == "lost" or hop.verdict in ("drop", "reject") else Style.PLAIN
    style = Style.REWRITTEN if hop.before else style
    label = hook if hop.rule else _(name(hop))
    head = (MARKS[hop.standing], Piece(" "), Piece(label + " " * (INDENT - 2 - wcswidth(label)), Style.LABEL))
    first, *rest = wrap(says(hop), room)
    yield (*head, Piece(first, style), *_right(_tag(hop), room - wcswidth(first)))
    yield from ((Piece(" " * INDENT), Piece(line, style)) for line in rest)
    yield from _more(hop, room - 2)


def _right(tag: str, room: int) -> Line:
    """A word at the right edge, where it has room."""
    gap = room - wcswidth(tag)
    return (Piece(" " * gap + tag, Style.DIM),) if tag and gap > 1 else ()


def _more(hop: Hop, room: int) -> Iterator[Line]:
    pad = Piece(" " * (INDENT + 2))
    texts = [(hop.text, Style.DIM)] if hop.kind == "rule" and hop.text else []
    texts += [(_("not {rule} ({why})", rule=text, why=why), Style.DIM) for text, why in passed(hop)]
    if hop.said:
        said = {Standing.CONTRADICTED: Style.BAD, Standing.UNOBSERVABLE: Style.OPEN}
        texts.append((hop.said, said.get(hop.standing, Style.DIM)))
    for text, style in texts:
        yield from ((pad, Piece(line, style)) for line in wrap(text, room))


def _tag(hop: Hop) -> str:
    if hop.rule:
        return f"#{hop.rule.handle}" if hop.rule.handle else ""
    return f"+{hop.at * 1e6:.0f} µs" if hop.at else ""


def _foot(path: Path, columns: int) -> Iterator[Line]:
    counts = {standing: sum(hop.standing is standing for hop in path.hops) for standing in Standing}
    if counts[Standing.PREDICTED] == len(path.hops):
        yield (Piece(_("predicted from the live state; no packet was sent"), Style.DIM),)
    else:
        words = _(
            "{confirmed} hops confirmed, {contradicted} contradicted, {open} not to be observed",
            confirmed=counts[Standing.CONFIRMED],
            contradicted=counts[Standing.CONTRADICTED],
            open=counts[Standing.UNOBSERVABLE],
        )
        yield (Piece(words, Style.BAD if counts[Standing.CONTRADICTED] else Style.GOOD),)
    for note in path.notes:
        yield from ((Piece(line, Style.OPEN),) for line in wrap(note, columns))
    if slug := lesson(path):
        yield (Piece(_("the lesson about this: tutor {lesson}", lesson=slug), Style.DIM),)


def wrap(text: str, columns: int) -> list[str]:
    """Words in lines of so many columns; a word too long for a line is cut. Control characters become dots."""
    lines, line = list[str](), ""
    for word in "".join(sign if sign.isprintable() else "·" for sign in text).split(" "):
        rest = word
        while line and wcswidth(f"{line} {rest}") > columns:
            lines.append(line)
            line = ""
        line = f"{line} {rest}" if line else rest
        while wcswidth(line) > columns:
            cut = _fitting(line, columns)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line or not lines else lines


def _fitting(text: str, columns: int) -> int:
    """How many characters fit, one at least."""
    width = 0
    for number, sign in enumerate(text):
        width += max(0, wcswidth(sign))
        if width > columns:
            return max(1, number)
    return len(text)
