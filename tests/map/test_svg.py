"""The map as a picture: whole, well formed, and pointing at things."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from tests.map import rows
from tests.map.anything import MARKS, STATES, pointed
from tutor.map import Mark, build, svg
from tutor.state import State

SVG = "{http://www.w3.org/2000/svg}"


def words(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(picture).iter(f"{SVG}text")]


def test_the_picture_tells_all_that_there_is() -> None:
    told = words(svg.paint(build(rows.zoo())))
    for expected in ("web", "eth0 172.17.0.2/16", ":8080→80", "veth1a2b3c4", "wire 10.55.0.0/24", "+ probe"):
        assert expected in told
    assert "docker0  172.17.0.1/16  network bridge  masquerade" in told


def test_a_tunnel_is_drawn_once_between_its_nodes() -> None:
    picture = ET.fromstring(svg.paint(build(rows.swarm())))
    assert len([path for path in picture.iter(f"{SVG}path") if path.get("class") == "tunnel"]) == 1
    assert "overlay 4097" in words(svg.paint(build(rows.swarm())))


def test_what_is_pointed_at_has_a_word_beside_its_glow() -> None:
    picture = svg.paint(build(rows.simple()), highlight={"link alpha/host/veth9f8e7d6": Mark.REFUTED})
    assert "✘ refuted" in words(picture)
    assert "glow g-refuted" in picture
    assert "glow" not in svg.paint(build(rows.simple())).partition("</style>")[2]


def test_everything_is_inside_the_picture() -> None:
    picture = ET.fromstring(svg.paint(build(rows.many())))
    wide, high = float(picture.get("width", "0")), float(picture.get("height", "0"))
    boxes = [box for box in picture.iter(f"{SVG}rect") if box.get("class") != "paper"]
    assert boxes
    for box in boxes:
        x, y, w, h = (float(box.get(name, "nan")) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= wide
        assert 0 <= y <= y + h <= high


@pytest.mark.parametrize("name", ["</text><script>", "a&b", '"', "\x1b[2J"])
def test_names_are_text_and_never_markup(name: str) -> None:
    picture = svg.paint(build(State([*rows.host(), rows.link("host", name, 9, kind="bridge")])))
    assert not list(ET.fromstring(picture).iter(f"{SVG}script"))
    assert any(line.startswith(name.replace("\x1b", "�")) for line in words(picture))


@given(STATES, MARKS)
def test_any_rows_give_well_formed_xml(state: State, mark: Mark) -> None:
    picture = svg.paint(build(state), highlight=pointed(state, mark))
    ET.fromstring(picture)
    assert all(char.isprintable() or char == "\n" for char in picture)
