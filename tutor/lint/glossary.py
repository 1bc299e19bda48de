"""The glossary: what a term of the English text is called in the other language.

A Markdown table, ``| en | zh | note |``; only terms whose note has the word *strict* are held to. Several
ways to write a term stand beside each other, with ``/`` between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import LessonError
from tutor.lesson.model import Lesson, Step
from tutor.lesson.parts import Choose, Hint, Part, Place, Prose, Question
from tutor.lint.found import Found

FILE = "glossary.md"
STRICT = "strict"
_ROW = re.compile(r"^\s*\|(.+)\|\s*$")
_WORD = re.compile(r"[a-z]+")
_NOT_WORDS = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`|\{\{[^}\n]*\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """An English term and what it may be called."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]

    def is_in_english(self, text: str) -> bool:
        """Whether the text uses the term, in the singular or plural."""
        return any(
            re.search(rf"(?<![\w-]){re.escape(form)}(e?s)?(?![\w-])", text, re.IGNORECASE)
            for form in self.english
        )

    def is_in_chinese(self, text: str) -> bool:
        """Whether the text uses the term, however it is spaced."""
        return any(_close(form) in _close(text) for form in self.chinese)


def read(folder: Path) -> list[Term]:
    """The strict terms of a course's glossary; none where it has no glossary."""
    path = folder / FILE
    if not path.is_file():
        return []
    try:
        rows = [found[1] for line in path.read_text().splitlines() if (found := _ROW.match(line))]
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(
            f"{path} cannot be read: {error}", "write it as UTF-8 text, or remove it"
        ) from error
    return [term for row in rows if (term := _term(row))]


def check(terms: list[Term], lesson: Lesson, twin: Lesson) -> Iterator[Found]:
    """Terms of the English lesson that its twin calls something else, step by step."""
    yield from _check_texts(terms, _introduction(lesson), _introduction(twin), Place(1))
    for step, other in zip(lesson.steps, twin.steps, strict=False):
        yield from _check_texts(terms, _words(step), _words(other), other.place)


def _check_texts(terms: list[Term], english: str, chinese: str, place: Place) -> Iterator[Found]:
    for term in terms:
        if term.is_in_english(english) and not term.is_in_chinese(chinese):
            told = " / ".join(term.chinese)
            yield place, f'"{term.english[0]}" is called {told}, says the glossary; here it is not'


def _introduction(lesson: Lesson) -> str:
    return "\n".join([lesson.title, lesson.summary, *map(_text, lesson.introduction)])


def _words(step: Step) -> str:
    sentences = [_prose(claim.sentence) for claim in step.claims]
    return "\n".join([step.title, *sentences, *map(_text, step.parts)])


def _text(part: Part) -> str:
    match part:
        case Prose(markdown) | Hint(markdown):
            return _prose(markdown)
        case Question(sentence):
            return _prose(sentence)
        case Choose(sentence, choices):
            return "\n".join([sentence, *(f"{choice.text} {choice.reason}" for choice in choices)])
    return ""


def _prose(text: str) -> str:
    return _NOT_WORDS.sub(" ", text)


def _term(row: str) -> Term | None:
    cells = [cell.strip() for cell in row.split("|")]
    if len(cells) < 3 or STRICT not in _WORD.findall(cells[2].casefold()):  # noqa: PLR2004 - en, zh, note
        return None
    english, chinese = (_forms(cell) for cell in cells[:2])
    return Term(english, chinese) if english and chinese else None


def _forms(cell: str) -> tuple[str, ...]:
    bare = (form.strip().strip("*`").strip() for form in cell.split("/"))
    return tuple(form for form in bare if form)


def _close(text: str) -> str:
    """Text without the spaces that may or may not stand between Chinese and other letters."""
    return re.sub(r"\s+", "", text).casefold()
