"""Changes survive the way from the observer to its client; anything else is refused."""

import pytest

from tutor.errors import ObserverError
from tutor.facts.address import Address
from tutor.facts.namespace import Namespace
from tutor.observe.codec import decode, encode
from tutor.state import Change

ROW = Address(node="alpha", netns="web", link="eth0", ip="10.0.0.2", prefix=24, cidr="10.0.0.2/24", family=4)


def test_a_change_comes_back_as_it_went() -> None:
    change = Change(frozenset({ROW}), frozenset({Namespace(node="alpha", name="web", inode=1)}))
    assert decode(encode(change)) == change


def test_trouble_comes_as_words() -> None:
    assert decode('{"trouble": "no engine"}') == "no engine"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"gained": [], "lost": 3}',
        '{"gained": [{"fact": "raw"}], "lost": []}',
        '{"gained": [{"fact": "namespace", "node": "a", "name": "web"}], "lost": []}',
        '{"gained": [{"fact": "namespace", "node": "a", "name": "web", "inode": 1, "more": 2}], "lost": []}',
    ],
)
def test_what_is_no_change_is_refused(line: str) -> None:
    with pytest.raises(ObserverError):
        decode(line)
