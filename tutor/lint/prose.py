"""Text is read as Markdown: an emphasis that is none leaves its asterisks on the screen."""

from collections.abc import Iterator

from markdown_it import MarkdownIt

from tutor.lesson.model import Lesson
from tutor.lesson.parts import Hint, Part, Prose
from tutor.lint.found import Found

_MARKDOWN = MarkdownIt()
LEFT = "*"
"""What is left where Markdown takes nothing for emphasised, as in ``*好。*这``: after a stop a space is needed."""


def check(lesson: Lesson) -> Iterator[Found]:
    """Texts and hints in which an asterisk is left."""
    parts: list[Part] = [*lesson.introduction, *(part for step in lesson.steps for part in step.parts)]
    for part in parts:
        if isinstance(part, Prose | Hint):
            for text in _texts(part.markdown):
                if LEFT in text:
                    yield (
                        part.place,
                        f"an asterisk is left in «{text.strip()[:40]}»; is a space missing behind it?",
                    )


def _texts(markdown: str) -> Iterator[str]:
    for block in _MARKDOWN.parse(markdown):
        for inline in block.children or []:
            if inline.type == "text":
                yield inline.content
