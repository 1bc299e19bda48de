"""Run the observer in this node: ``python -m tutor.observe NODE``; ends when standard input does.

``--space NAME`` names the namespace it runs in (host, if not said); ``--no-engine`` is for a node without Docker.
"""

import argparse
import asyncio
import gc
import os
import resource
import sys
from importlib.util import find_spec, module_from_spec

from tutor.language import ENGLISH, set_language


def leave_out_most_of_pyroute2() -> None:
    """Let its parts be imported alone: importing all of it takes longer than reading the first picture."""
    if spec := find_spec("pyroute2"):
        sys.modules["pyroute2"] = module_from_spec(spec)


def collect_seldom() -> None:
    """Look for garbage less often than Python would: rows are many and make no circles."""
    gc.set_threshold(20_000, 10, 10)


def _open_as_many_files_as_may_be() -> None:
    """A namespace takes twenty: a hundred containers are more than the usual 1024 allow."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _run(node: str, space: str, *, engine: bool) -> None:
    from tutor.observe.observer import Observer  # noqa: PLC0415 - see above

    await Observer(node, space).run(engine=engine)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tutor.observe")
    parser.add_argument("node")
    parser.add_argument("--space", default="host")
    parser.add_argument("--no-engine", action="store_true")
    asked = parser.parse_args()
    set_language(os.environ.get("TUTOR_LANGUAGE", ENGLISH))
    leave_out_most_of_pyroute2()
    _open_as_many_files_as_may_be()
    collect_seldom()
    asyncio.run(_run(asked.node, asked.space, engine=not asked.no_engine))
