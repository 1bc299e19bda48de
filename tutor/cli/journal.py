"""``tutor journal``: what the learner did, as a document to take home or hand in."""

import contextlib
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from tutor.cli.options import Language, Lessons, use_lessons
from tutor.cli.speaking import speak
from tutor.document import Story, tell_story
from tutor.errors import LessonError, TutorError
from tutor.journal import Journal
from tutor.language import ENGLISH, _
from tutor.lesson import catalogue
from tutor.lesson.model import Lesson
from tutor.lesson.reader import load

Format = Literal["md", "html", "json"]


def journal(
    lesson: Annotated[str, Parameter(help="Only this lesson: its number or name.")] = "",
    /,
    *,
    form: Annotated[
        Format, Parameter(name="--format", help="Markdown, a page for a browser, or JSON.")
    ] = "md",
    output: Annotated[Path | None, Parameter(help="Write it into this file, instead of printing it.")] = None,
    name: Annotated[str, Parameter(help="Your name, for the headline.")] = "",
    sign: Annotated[Path | None, Parameter(help="Sign it with the private key in this file.")] = None,
    check: Annotated[
        Path | None, Parameter(help="Check the signature of this document; needs --key.")
    ] = None,
    key: Annotated[Path | None, Parameter(help="The key to check with: KEYFILE.pub, or KEYFILE.")] = None,
    new_key: Annotated[
        Path | None, Parameter(help="Make a key: write it to this file, and FILE.pub.")
    ] = None,
    language: Language = "",
    lessons: Lessons = None,
) -> None:
    """Print what you did, saw and answered in the lessons: commands and what they changed, claims, answers, maps.

    A signature proves that whoever holds the private key signed these words, and that they are
    still the same; it does not prove who did the lessons. Exit status of --check: 0 when the
    document is as it was signed, else 1.
    """
    use_lessons(lessons)
    speech = speak(language)
    if new_key:
        _make_key(new_key)
    elif check:
        _check(check, key)
    else:
        _write(_document(form, speech, lesson, name, sign), output)


def _make_key(path: Path) -> None:
    from tutor.document import seal  # noqa: PLC0415 - only who signs or checks waits for the library

    shown = seal.make_key(path)
    print(
        _(
            "{path} signs: keep it to yourself. {shown} checks: give it to whoever wants to check.",
            path=path,
            shown=shown,
        )
    )


def _check(document: Path, key: Path | None) -> None:
    from tutor.document import seal  # noqa: PLC0415 - the same

    if key is None:
        raise TutorError(
            _("there is no key to check with"), "tutor journal --check DOCUMENT --key KEYFILE.pub"
        )
    try:
        text = document.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise TutorError(
            _("the document cannot be read: {reason}", reason=error),
            _("name a document that tutor journal has written"),
        ) from error
    if not seal.check(text, key):
        print(_("{path} is NOT what was signed with this key", path=document))
        sys.exit(1)
    print(_("{path} is as it was when it was signed with this key", path=document))


def _document(form: Format, language: str, lesson: str, name: str, sign: Path | None) -> str:
    kept = Journal()
    try:
        lessons = _lessons(language)
        wanted = load(catalogue.find(lesson, language)).key if lesson else ""
        story = tell_story(kept.entries(wanted), lessons, name)
    finally:
        kept.close()
    if not story.parts:
        raise TutorError(_("there is nothing in your journal yet"), _("play a lesson: tutor"))
    text = _render(story, form, language)
    if sign is None:
        return text
    from tutor.document import seal  # noqa: PLC0415 - the same

    return seal.sign(text, sign)


def _render(story: Story, form: Format, language: str) -> str:
    from tutor.document import data, markdown, page  # noqa: PLC0415 - texts are chosen as modules are loaded

    match form:
        case "html":
            return page.to_html(story, language)
        case "json":
            return data.to_json(story)
    return markdown.to_markdown(story)


def _lessons(language: str) -> dict[str, Lesson]:
    """Every lesson that can be read, for its titles."""
    found: dict[str, Lesson] = {}
    spoken = language if language in catalogue.languages() else ENGLISH
    for path in catalogue.all_lessons(spoken):
        with contextlib.suppress(LessonError):
            lesson = load(path)
            found[lesson.key] = lesson
    return found


def _write(document: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(document)
        return
    try:
        output.write_text(document, encoding="utf-8", newline="\n")
    except OSError as error:
        raise TutorError(
            _("the document cannot be written: {reason}", reason=error),
            _("free some room or mend the permissions there, or name another place"),
        ) from error
    print(output)
