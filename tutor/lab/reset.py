"""A clean node at a known place: its holder ends it and makes it anew, the wire stays."""

import asyncio
import json
import os

from tutor.errors import LabError
from tutor.lab import news
from tutor.lab.plan import DOOR
from tutor.lab.record import Record
from tutor.language import _


async def reset(record: Record, *names: str, progress: news.Progress = lambda _: None) -> Record:
    """Make these nodes of a lab anew, or all of them; the record as it is then."""
    wanted = [record.plan.node(name).name for name in names or [node.name for node in record.plan.nodes]]
    lines, holder = await _knock(record)
    try:
        holder.write(json.dumps({"reset": wanted}).encode() + b"\n")
        await news.follow(lines, progress)
    except news.NodeFailure as failure:
        log = "\n".join(f"    {line}" for line in failure.log)
        advice = _("try it once more; what helps for sure is another lab")
        raise LabError(
            _("the reset of {nodes} failed: {reason}", nodes=", ".join(wanted), reason=failure),
            f"{log}\n{advice}".lstrip("\n"),
        ) from failure
    finally:
        holder.close()
    return record.now()


async def _knock(record: Record) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A conversation with the holder; its door's own path may be too long for a socket's address."""
    try:
        descriptor = os.open(record.plan.folder, os.O_PATH)
    except FileNotFoundError:
        raise LabError(_("lab {name} is gone", name=record.plan.name), _("start another one")) from None
    try:
        return await asyncio.open_unix_connection(f"/proc/self/fd/{descriptor}/{DOOR}")
    except OSError as error:
        raise LabError(
            _("the holder of lab {name} does not answer", name=record.plan.name),
            _("end it: kill -9 {holder}", holder=record.holder),
        ) from error
    finally:
        os.close(descriptor)
