"""``tutor new``: the beginning of a lesson."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tutor.lesson.new import write_new
from tutor.program import typed


def new(
    slug: Annotated[str, Parameter(help="The lesson's id, like veth-pairs.")],
    /,
    *,
    folder: Annotated[Path, Parameter(help="Folder of lessons, with one for each language in it.")] = Path(
        "lessons"
    ),
) -> None:
    """Write the skeleton of a lesson in both languages: an example that works, to be changed.

    It is numbered after the last lesson of the folder.
    """
    paths = write_new(slug, folder)
    for path in paths:
        print(path)
    print(typed(f"see it: tutor preview {paths[0]}       prove it: tutor verify {paths[0]}"))
