"""Reads a lesson file: Markdown in, a Lesson and everything wrong with it out."""

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from tutor.errors import LessonError
from tutor.lesson.catalogue import slug
from tutor.lesson.fences import Fence, read_fence
from tutor.lesson.front import read_front
from tutor.lesson.model import Lesson, Problem, Step
from tutor.lesson.packs import pack_of
from tutor.lesson.parts import Hint, Part, Place, Prose

LARGEST = 1_000_000
"""Characters that a lesson may have: far more than anyone would read."""
_TIP = re.compile(r"\s*\[!TIP\][ \t]*\n?")
_QUOTE = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_WORD = "\u4e00-\u9fff"
_WIDE = f"\u3001-\u303f{_WORD}\uff01-\uff60"
_BREAK = re.compile(
    rf"(?<=[{_WIDE}])\n(?=\*{{0,2}}[{_WORD}]|[{_WIDE}])|(?:(?<=[{_WORD}]\*)|(?<=[{_WORD}]\*\*))\n(?=[{_WIDE}])"
    r"|(?<=[，。；：、！？）])\n(?![-+*|>#] ?|\d+[.)] |\n)|\n(?=[，。；：、！？）])"
)
"""The end of a line in the midst of Chinese, which knows no spaces. Behind a sign that is emphasized the space stays:
to Markdown, the emphasis would not end without it."""
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def load(path: Path) -> Lesson:
    """The lesson in a file; raises LessonError, a problem a line, when anything is wrong with it."""
    lesson, problems = read(path)
    if lesson is None or problems:
        raise LessonError("\n".join(map(str, problems)), "mend the lesson, then try again")
    return lesson


def read(path: Path) -> tuple[Lesson | None, list[Problem]]:
    """What a file says and what is wrong with it; raises LessonError only where it cannot be opened."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise LessonError(
            f"{path} cannot be read: {error.strerror}", "name a file that is there and yours to read"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, [Problem(path, Place(line), "this is not UTF-8 text")]
    return read_text(path, text)


def read_text(path: Path, text: str) -> tuple[Lesson | None, list[Problem]]:
    """What a text says that stands, or could stand, in this file."""
    if len(text) > LARGEST:
        return None, [Problem(path, Place(1), f"a lesson has at most {LARGEST} characters")]
    return _Reading(path, text).result()


class _Reading:
    """One file on its way from text to Lesson."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.replace("\r\n", "\n").split("\n")
        self.problems: list[Problem] = []
        self.steps: list[tuple[str, Place, list[Part]]] = []
        self.introduction: list[Part] = []
        self.nodes = 1

    def result(self) -> tuple[Lesson | None, list[Problem]]:
        self._refuse_controls()
        # A lone carriage return is refused above; to Markdown it would be the end of a line.
        source = "\n".join(self.lines).replace("\r", " ")
        tokens = MarkdownIt("commonmark").use(front_matter_plugin).enable("table").parse(source)
        front = next((token for token in tokens if token.type == "front_matter"), None)
        known = read_front(front.content if front else "", self.report)
        self.nodes = known.get("nodes", 1)
        for token in _blocks(tokens):
            self._take(token)
        if not self.steps:
            self.report(Place(1), "a lesson has at least one step: a line that begins with ##")
        lesson = None if self.problems else self._lesson(known)  # type: ignore[arg-type]
        return lesson, sorted(self.problems, key=lambda problem: problem.place)

    def report(self, place: Place, message: str) -> None:
        """Keep a problem. YAML counts lines in its own way where there are odd characters: stay in the file."""
        line = min(place.line, len(self.lines))
        column = min(place.column, len(self.lines[line - 1]) + 1)
        self.problems.append(Problem(self.path, Place(line, column), message))

    def _lesson(self, known: dict[str, object]) -> Lesson:
        return Lesson(
            slug=slug(self.path),
            path=self.path,
            language=self.path.parent.name,
            pack=pack_of(self.path),
            introduction=tuple(self.introduction),
            steps=tuple(Step(title, tuple(parts), place) for title, place, parts in self.steps),
            **{name: tuple(value) if isinstance(value, list) else value for name, value in known.items()},  # type: ignore[arg-type]
        )

    def _refuse_controls(self) -> None:
        for number, line in enumerate(self.lines, start=1):
            for found in _FORBIDDEN.finditer(line):
                code = f"U+{ord(found.group()):04X}"
                self.report(
                    Place(number, found.start() + 1), f"the character {code} does not belong in a lesson"
                )

    def _take(self, token: Token) -> None:
        start, end = token.map or (0, 0)
        source = "\n".join(self.lines[start:end]).strip("\n")
        place = Place(start + 1)
        if token.type == "heading_open" and token.tag == "h2":
            self.steps.append((source.lstrip("#").strip().rstrip("#").strip(), place, []))
        elif token.type == "fence" and (fence := _fence(token, place)).role:
            if part := read_fence(fence, self.nodes, self.report):
                self._parts.append(part)
        elif token.type == "blockquote_open" and _TIP.match(_QUOTE.sub("", source)):
            self._parts.append(Hint(_flowing(_TIP.sub("", _QUOTE.sub("", source), count=1).strip()), place))
        else:
            self._add_prose(source if token.type == "fence" else _flowing(source), place)

    @property
    def _parts(self) -> list[Part]:
        return self.steps[-1][2] if self.steps else self.introduction

    def _add_prose(self, source: str, place: Place) -> None:
        """Neighbouring blocks of prose are one text, so that they are set as one."""
        last = self._parts[-1] if self._parts else None
        if isinstance(last, Prose):
            self._parts[-1] = Prose(f"{last.markdown}\n\n{source}", last.place)
        else:
            self._parts.append(Prose(source, place))


def _flowing(text: str) -> str:
    """Text whose lines may be joined by a space, as all do that show Markdown."""
    return _BREAK.sub("", text)


def _blocks(tokens: list[Token]) -> Iterator[Token]:
    """The outermost blocks, each by its first token."""
    for token in tokens:
        if (
            token.level == 0
            and token.nesting >= 0
            and token.map
            and token.type not in ("front_matter", "inline")
        ):
            yield token


def _fence(token: Token, place: Place) -> Fence:
    return Fence(token.info, token.content, place, indent=0)
