"""The handbook of facts says something of every field, and the page in docs/ is what it says."""

from pathlib import Path

import pytest

from tutor.facts import KINDS, handbook

PAGE = Path(__file__).parents[2] / "docs/facts.md"


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_told(kind: str) -> None:
    page = handbook.page(kind)
    assert page.text
    assert tuple(field.name for field in page.fields) == tuple(
        name for name in KINDS[kind].field_names() if name != "node"
    )
    assert all(field.text for field in page.fields)


def test_what_a_field_holds() -> None:
    values = {field.name: field.values for field in handbook.page("link").fields}
    assert (values["name"], values["mtu"], values["up"]) == ("text", "number", "yes/no")


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == handbook.markdown(), "write it anew: tutor facts --markdown > docs/facts.md"
