"""Regular expressions as people read them."""

import pytest

from tutor.claims.likeness import alternatives, like


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("^container:", "container:…"),
        (r"^web\.[0-9]+\.[a-z0-9]{25}$", "web.1.…"),
        ("(^|:|,)8080->80/tcp", "8080->80/tcp…"),
        ("(^|,)canoe(,|$)", "canoe"),
        (":80$", "…:80"),
        ("dport 4789", "…dport 4789…"),
        ("^br[12]", ""),
        ("tcpdump .*docker0", ""),
    ],
)
def test_an_example_stands_for_an_expression(expression: str, words: str) -> None:
    assert like(expression) == words


@pytest.mark.parametrize(
    ("expression", "words"),
    [("^(drop|reject)$", "drop or reject"), ("masquerade|snat", "masquerade or snat"), ("^br", "")],
)
def test_words_of_which_one_is_wanted(expression: str, words: str) -> None:
    assert alternatives(expression) == words
