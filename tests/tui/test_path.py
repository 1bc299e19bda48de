"""The Path tab: a flow is written down, followed, and the packet walks the map. What the kernel says is staged."""

from tests.tui.conftest import NARROW, WIDE, Open, Stage
from tests.tui.staged import LESSON, web
from tests.tui.staged_path import HOPS, follow
from tutor.lesson.flow import Flow
from tutor.session.events import Traced
from tutor.trace import Path
from tutor.tui.widgets.path_panel import PathPanel


async def begun(stage: Stage) -> None:
    await stage.sees("Plug in")
    stage.session.change(*web())
    stage.session.paths.follow = follow  # type: ignore[method-assign]
    await stage.press("f5")


async def test_a_flow_is_followed_and_the_packet_walks_the_map(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await begun(stage)
        await stage.sees("Where does a packet go", "from=web to=db:80")
        await stage.press(*"from=web to=host:80", "enter")
        await stage.sees("It is lost in alpha: nobody listens", "✓ out", "✓ bridge", "4 hops confirmed")
        assert "●" not in stage.text
        await stage.press("down", "down")
        await stage.sees("●")
        marked = [line for line in stage.text.splitlines() if "●" in line]
        assert any("eth0" in line for line in marked), stage.text
        await stage.press("down")
        await stage.sees("●")
        assert any("veth1" in line for line in stage.text.splitlines() if "●" in line), stage.text


async def test_on_a_tall_map_the_packet_is_in_sight(opened: Open) -> None:
    crowd = [row for number in range(10, 30) for row in web(f"a{number}", f"veth0{number}")]
    async with opened(WIDE) as stage:
        await begun(stage)
        stage.session.change(*crowd)
        await stage.press(*"from=web to=host:80", "enter")
        await stage.sees("4 hops confirmed")
        await stage.press("down", "down")
        await stage.sees("●")


async def test_a_walk_ends_at_the_last_hop(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await begun(stage)
        await stage.press(*"from=web to=host:80", "enter")
        await stage.sees("4 hops confirmed")
        panel = stage.app.screen.query_one(PathPanel)
        await stage.press("space")
        await stage.until(lambda: panel._at == len(HOPS) - 1)
        await stage.until(lambda: panel._walking is None)


async def test_what_is_no_flow_is_told(opened: Open) -> None:
    async with opened(NARROW) as stage:
        await begun(stage)
        await stage.press(*"from=web", "enter")
        await stage.sees("a flow needs to=")
        await stage.press("end", *" to=nowhere:80", "enter")
        await stage.sees("there is no place called nowhere")


async def test_a_path_that_a_claim_asks_for_is_shown(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await begun(stage)
        stage.session.emit(Traced(Path(Flow("web", "host", "tcp", 80), HOPS, "", None, "refused")))
        await stage.sees("nobody listens at 172.17.0.1 port 80")


async def test_the_path_of_another_flow_than_the_one_that_is_written_down_is_not_shown(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await begun(stage)
        stage.app.screen.query_one(PathPanel).watch_flows(("from=web to=host:80", "from=web to=host:81"))
        stage.session.emit(Traced(Path(Flow("web", "host", "tcp", 81), HOPS, "", None, "refused")))
        stage.session.emit(Traced(Path(Flow("web", "host", "tcp", 80), HOPS[:2], "", None, "refused")))
        await stage.sees("2 hops confirmed")
        assert "4 hops" not in stage.text


async def test_whoever_is_at_a_hop_stays_there_when_the_path_is_followed_again(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await begun(stage)
        await stage.press(*"from=web to=host:80", "enter")
        await stage.sees("4 hops confirmed")
        await stage.press("down", "down")
        panel = stage.app.screen.query_one(PathPanel)
        await stage.until(lambda: panel._at == 1)
        flow = Flow("web", "host", "tcp", 80)
        panel.take(Path(flow, HOPS, "", None, "refused"))
        assert panel._at == 1
        panel.take(Path(flow, HOPS[:2], "web", None))
        assert panel._at == -1, "it is another way now"


async def test_flows_of_a_step_are_ready(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await begun(stage)
        panel = stage.app.screen.query_one(PathPanel)
        panel.watch_flows(("from=web to=host:80", "from=web to=host:81"))
        await stage.sees("from=web to=host:80")
        await stage.press("enter")
        await stage.sees("4 hops confirmed")
        await stage.press("n")
        await stage.sees("from=web to=host:81")


async def test_where_a_step_names_no_flow_those_that_its_claims_speak_of_are_ready(opened: Open) -> None:
    claims = """web is running
    container name=web state=running
One is called
    ping from=web to=host size=1000
    reach from=web to=host port=53 proto=udp
    no reach from=$who to=host port=54
    path from=web to=host:80 ends=host
"""
    found = "web is running\n    container name=web state=running\n"
    async with opened(WIDE, LESSON.replace(found, claims)) as stage:
        await begun(stage)
        panel = stage.app.screen.query_one(PathPanel)
        assert panel._flows == (
            "from=web to=host icmp size=1000",
            "from=web to=host:53/udp",
            "from=web to=host:80",
        )
        await stage.sees("from=web to=host icmp size=1000")


async def test_a_path_that_is_longer_than_the_panel_is_leafed_through(opened: Open) -> None:
    async with opened(NARROW) as stage:
        await begun(stage)
        await stage.press(*"from=web to=host:80", "enter")
        await stage.sees("4 hops confirmed")
        panel = stage.app.screen.query_one(PathPanel)
        panel._show(Path(Flow("web", "host", "tcp", 80), HOPS * 6, "", None, "refused"))
        way = panel.query_one("#way")
        await stage.press("pagedown")
        await stage.until(lambda: way.scroll_y > 0)
        await stage.press("pageup")
        await stage.until(lambda: way.scroll_y == 0)


async def test_a_path_of_another_step_is_not_shown(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await begun(stage)
        await stage.press(*"from=web to=host:80", "enter")
        await stage.sees("4 hops confirmed")
        stage.app.screen.query_one(PathPanel).watch_flows(("from=web to=host:81",))
        await stage.sees("from=web to=host:81", "Where does a packet go")
        assert "4 hops confirmed" not in stage.text
