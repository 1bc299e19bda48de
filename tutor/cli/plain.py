"""The plain door: a lesson as text from top to bottom, with prompts, for any terminal and for screen readers."""

import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Callable, Iterator

from rich.console import Console
from rich.markdown import Markdown

from tutor.claims import Standing
from tutor.cli.echo import mark_commands
from tutor.language import _
from tutor.lesson.afterword import afterword
from tutor.lesson.parts import Choose, Claims, Commands, Hint, Part, Prose, Question, Role
from tutor.program import typed
from tutor.session import Session
from tutor.session.events import Event, LessonDone, Progressed, Trouble
from tutor.session.run import run
from tutor.session.still_open import may_leave, what_is_open
from tutor.tui.breaks import allow_breaks

_SEPARATORS = re.compile(r"[\s,;.，、；。]+")
"""Between the numbers of choices."""
SETTLING = 2.0
"""Seconds that claims get to turn after a command before they are told."""


async def play_plainly(session: Session, begin: int) -> None:
    """Play a lesson with whoever sits at the terminal, from this step on."""
    allow_breaks()
    door = Door(session)
    teller = asyncio.create_task(door.tell_events())
    try:
        async with session:
            await session.bring_to(begin)
            await door.play()
    except EOFError:
        print()
    finally:
        teller.cancel()


class Door:
    """What is read aloud, and what is typed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._console = Console(highlight=False)
        self._waiting: list[Commands] = []
        self._hints: Iterator[Hint] = iter(())
        self._afterword: tuple[Part, ...] = ()
        self._done = False

    async def tell_events(self) -> None:
        """Tell of progress and trouble as they come."""
        async for event in self._session.events():
            self._tell(event)

    def _tell(self, event: Event) -> None:
        match event:
            case Progressed(words):
                print(f"({words})", file=sys.stderr)
            case Trouble(words) if words:
                print(_("Trouble: {words}", words=words))
            case LessonDone():
                self._done = True

    async def play(self) -> None:
        """Step after step, until the last is done or the learner leaves."""
        lesson = self._session.lesson
        if self._session.at == 0:
            print(f"\n{lesson.title}\n")
            self._read_parts(lesson.introduction)
        while await self._play_step():
            if self._session.at + 1 == len(lesson.steps):
                break
            self._session.open(self._session.at + 1)

    async def _play_step(self) -> bool:
        step = self._session.step
        print("\n" + _("Step {number}: {title}", number=self._session.at + 1, title=step.title) + "\n")
        self._waiting = list(step.commands(Role.RUN))
        self._hints = iter(step.hints)
        self._afterword = afterword(step)
        self._read_parts(tuple(part for part in step.parts if part not in self._afterword))
        self._tell_claims()
        print(_("Enter runs the commands; help tells what else can be typed."))
        is_warned = False
        while True:
            typed = (await _ask("> ")).strip()
            if typed in ("n", "next"):
                if is_warned or may_leave(self._session):
                    return True
                is_warned = True
                print(what_is_open(self._session))
                continue
            if typed in ("q", "quit"):
                return False
            await self._obey(typed)

    async def _obey(self, typed: str) -> None:
        known: dict[str, Callable[[], Awaitable[None]]] = {
            "": self._run_next,
            "h": self._hint,
            "s": self._solve,
            "a": self._ask_questions,
            "c": self._say_claims,
            "sh": self._open_shell,
            "help": self._help,
        }
        node, command = self._place(typed)
        if typed in known:
            await known[typed]()
        elif command == "sh":
            await self._open_shell(node)
        else:
            await self._run(command, node)

    def _place(self, typed: str) -> tuple[str, str]:
        """A node whose name and a colon stand in front of a command, and the command."""
        node, colon, command = typed.partition(":")
        names = [node.name for node in self._session.nodes]
        return (node, command.strip()) if colon and node in names else ("", typed)

    async def _help(self) -> None:
        print(
            _(
                "Enter: run the step's next commands   h: a hint   s: the solution   a: answer the questions\n"
                "c: how the claims stand   sh: a shell in the lab   n: next step   q: leave\n"
                "Anything else is run in the lab as a command."
            )
        )
        if len(self._session.nodes) > 1:
            names = ", ".join(f"{node.name}:" for node in self._session.nodes)
            print(_("A name and a colon in front say where: {names}.", names=names))

    def _read_parts(self, parts: tuple[Part, ...]) -> None:
        for part in parts:
            match part:
                case Prose(markdown):
                    self._console.print(Markdown(self._session.tell(markdown)))
                    print()
                case Commands(role=Role.RUN):
                    self._read_commands(part)
                case Question() | Choose():
                    print(_("Question: {words}", words=self._session.tell(part.sentence)) + "\n")
                case Claims(claims):
                    for claim in filter(self._session.told.__contains__, claims):
                        print(_("Claim: {words}", words=self._session.tell(claim.sentence)))
                    print()

    def _read_commands(self, commands: Commands) -> None:
        if commands.node not in ("", self._session.node.name):
            print(_("On {node}:", node=commands.node))
        print("".join(f"    {line}\n" for line in self._session.fill(commands.text).splitlines()))

    async def _run_next(self) -> None:
        if not self._waiting:
            if not self._session.step_done:
                print(_("No more commands here: the rest is yours."))
            self._say_next()
            return
        commands = self._waiting.pop(0)
        await self._run(self._session.fill(commands.text), commands.node, verbose=True)

    async def _run(self, text: str, node: str = "", *, verbose: bool = False) -> None:
        ran = await run(self._session.find_node(node), text, self._session.hear, verbose=verbose)
        print((mark_commands(ran.output, text) if verbose else ran.output).rstrip("\n"))
        if ran.status:
            print(_("(exit status {status})", status=ran.status))
        await self._session.wait(lambda: self._session.step_done, SETTLING)
        self._tell_claims()

    async def _open_shell(self, node: str = "") -> None:
        argv, environment = self._session.shell(node)
        process = await asyncio.create_subprocess_exec(*argv, env=environment)
        await process.wait()
        await self._session.wait(lambda: self._session.step_done, SETTLING)
        self._tell_claims()

    async def _hint(self) -> None:
        hint = next(self._hints, None)
        self._session.note("hinted")
        print(self._session.tell(hint.markdown) if hint else _("There are no more hints in this step."))

    async def _solve(self) -> None:
        solutions = list(self._session.step.commands(Role.SOLUTION))
        self._session.note("solved")
        played = self._session.step.played
        self._waiting += [part for part in solutions if part in played and part not in self._waiting]
        for part in solutions:
            self._read_commands(part)

    async def _say_claims(self) -> None:
        self._tell_claims()

    async def _ask_questions(self) -> None:
        asking = self._session.asking
        for question in (each for each in self._session.step.questions if each not in asking.answered):
            print(self._session.tell(question.sentence))
            given = await _ask(_("your answer: "))
            if asking.right(question) and asking.answer(question, given):
                print(_("Right."))
            else:
                print(asking.objection(question, given) or _("That is not what this host says."))
        for choose in (each for each in self._session.step.choices if each not in asking.answered):
            await self._ask_choice(choose)
        self._tell_claims()

    async def _ask_choice(self, choose: Choose) -> None:
        print(self._session.tell(choose.sentence))
        order = self._session.asking.order(choose)
        for number, index in enumerate(order, start=1):
            print(f"  {number}. {self._session.tell(choose.choices[index].text)}")
        given = await _ask(_("the numbers of all that are right: "))
        numbers = {int(word) for word in _SEPARATORS.split(given) if word.isdecimal()}
        if beyond := numbers.difference(range(1, len(order) + 1)):
            print(_("There is no number {number} here.", number=min(beyond)))
            return
        chosen = [(number, index) for number, index in enumerate(order, start=1) if number in numbers]
        right = self._session.asking.choose(choose, [index for _number, index in chosen])
        print(_("Right.") if right else _("Not yet: look again at each of them."))
        for number, index in chosen:
            choice = choose.choices[index]
            if choice.reason and choice.right == right:
                print(f"  {number}. {self._session.tell(choice.reason)}")

    def _tell_claims(self) -> None:
        explained = True
        for claim, verdict in self._session.told.items():
            standing = verdict.standing if verdict else Standing.CANNOT_TELL
            print(f"{_standing(standing)}: {self._session.tell(claim.sentence)}")
            if verdict and standing is not Standing.HOLDS and explained:
                print("   ", verdict.found)
                print("   ", _("see it: {command}", command=typed(verdict.seen_by)))
                explained = False
        if self._session.step_done:
            self._read_parts(self._afterword)
            self._afterword = ()
        self._say_next()

    def _say_next(self) -> None:
        if self._done:
            print("\n" + _("The lesson is done. {summary}", summary=self._session.lesson.summary))
        elif self._session.step_done:
            print(_("This step is done.  {keys}: the next one", keys="n"))
        elif self._session.proved and not self._session.asking.all_answered(self._session.step):
            print(_("A question is still open.  a: answer it"))


def _standing(standing: Standing) -> str:
    words = {
        Standing.HOLDS: _("holds"),
        Standing.REFUTED: _("refuted"),
        Standing.CANNOT_TELL: _("cannot tell"),
    }
    return words[standing]


async def _ask(prompt: str) -> str:
    """A line from the terminal; the lab goes on being observed while nobody types."""
    if sys.stdin.isatty():
        return str(await asyncio.to_thread(input, prompt))
    print(prompt, end="", flush=True)
    line: str = await asyncio.to_thread(sys.stdin.readline)
    if not line:
        raise EOFError
    return line.rstrip(os.linesep)
