"""What the session tells, shown on the lesson's screen: one place for every event."""

import time

from tutor.lesson.parts import Role
from tutor.observe.shells import Ended
from tutor.session.events import (
    Answered,
    BrokenAgain,
    BroughtBack,
    Chosen,
    Did,
    Event,
    Judged,
    LabReady,
    LessonDone,
    Mended,
    Observed,
    Progressed,
    StepDone,
    StepOpened,
    Traced,
    Trouble,
)
from tutor.session.flows import flows
from tutor.session.undoable import is_undoable
from tutor.state import Change
from tutor.tui.screens.panels import PanelsScreen
from tutor.tui.widgets.bar import Bar
from tutor.tui.widgets.facts_panel import FactsPanel
from tutor.tui.widgets.host_panel import HostPanel
from tutor.tui.widgets.map_panel import MapPanel
from tutor.tui.widgets.path_panel import PathPanel
from tutor.tui.widgets.shells import Shells
from tutor.tui.widgets.step_view import StepView

RESTLESS = {"neighbour", "conntrack", "fdb", "address"}
"""Facts that change by themselves: no sign that the learner has tried something."""


async def show(screen: PanelsScreen, event: Event) -> None:
    """Show one event."""
    match event:
        case Progressed() | LabReady() | Trouble():
            _show_lab(screen, event)
        case Observed() | Ended() | Did() | Traced():
            await _show_host(screen, event)
        case StepOpened():
            await _show_step(screen)
        case BroughtBack(steps):
            screen.panel.tell_brought_back(steps)
        case Judged() | StepDone() | LessonDone():
            await _show_verdicts(screen, event)
        case Answered() | Chosen():
            screen.panel.refresh_bindings()
            _refresh_bar(screen)
        case BrokenAgain() | Mended():
            screen.panel.show_broken(screen.session.finished.broken)


def _show_lab(screen: PanelsScreen, event: Progressed | LabReady | Trouble) -> None:
    match event:
        case Progressed(words):
            screen.show_progress(words)
        case LabReady(lab):
            screen.query_one(Bar).show_lab(f"{screen.session.node.name} · {lab}")
        case Trouble(words):
            screen.show_trouble(words)


async def _show_host(screen: PanelsScreen, event: Observed | Ended | Did | Traced) -> None:
    match event:
        case Observed(change):
            _take_change(screen, change)
        case Ended(command, exit=code):
            _take_end(screen, command, code)
        case Did():
            await screen.host.take_doing(event)
        case Traced(path):
            for panel in screen.query(PathPanel):
                panel.take(path)


async def _show_step(screen: PanelsScreen) -> None:
    await screen.panel.show_step()
    await _show_shell(screen)
    screen.panel.show_broken(screen.session.finished.broken)
    for facts in screen.query(FactsPanel):
        facts.watch_kinds(screen.session.step.watched)
    for panel in screen.query(PathPanel):
        panel.watch_flows(flows(screen.session))
    screen.panel.refresh_bindings()
    _refresh_bar(screen)


async def _show_shell(screen: PanelsScreen) -> None:
    """Bring a shell of the node on which the step begins to the front: what it asks for is not typed elsewhere."""
    session = screen.session
    first = next(session.step.commands(Role.RUN), None)
    node = (first and first.node) or session.node.name
    for shells in screen.query(Shells):
        if shells.current.node != node:
            await shells.show(node)


def _take_change(screen: PanelsScreen, change: Change) -> None:
    if any(row.fact() not in RESTLESS for row in change.gained | change.lost):
        for view in screen.query(StepView):
            view.mark_changed()
    for host in screen.query(HostPanel):
        host.take_change()


def _take_end(screen: PanelsScreen, command: str, code: int) -> None:
    for view in screen.query(StepView):
        if code:
            view.mark_failed(command)
        if not is_undoable(command, frozenset()):
            view.mark_tried()
            view.refresh_marks()
    screen.panel.refresh_bindings()


async def _show_verdicts(screen: PanelsScreen, event: Event) -> None:
    session = screen.session
    for view in screen.query(StepView):
        view.refresh_marks()
        await view.refresh_text()
        if isinstance(event, StepDone) and not screen.panel.is_last and view.was_tried:
            screen.panel.tell_done()
        if isinstance(event, LessonDone):
            await view.show_finished(max(1, round((time.monotonic() - screen.began) / 60)))
            screen.panel.tell_done()
        verdict = view.explained
        for drawn in screen.query(MapPanel):
            drawn.point_at(verdict.near if verdict else None)
    screen.panel.renew_notice()
    if session.step_done:
        screen.panel.refresh_bindings()
    _refresh_bar(screen)


def _refresh_bar(screen: PanelsScreen) -> None:
    bar, session = screen.query_one(Bar), screen.session
    bar.show_steps(session.at, [session.was_done(index) for index in range(len(screen.lesson.steps))])
    for view in screen.query(StepView):
        bar.show_marks(view.marks())
